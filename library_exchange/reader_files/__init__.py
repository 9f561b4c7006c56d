"""Readers of a library from a file: looked at first, then added at once."""
