"""Reads the finished files back and attacks the figures in them."""
