"""Titles that may be one: librarians join them, keep them apart, take them apart, and undo that."""
