"""Doors: links of other systems, and what forms show of the book that is described."""
