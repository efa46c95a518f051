"""Interviews by the partner: the guide to ask by, and the local page on which they are entered."""
