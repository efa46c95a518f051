"""Interviews by telephone: the guide to them."""
