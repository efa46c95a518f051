"""Reads the finished files back and attacks what they say."""
