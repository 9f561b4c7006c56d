"""Gifts, duplicates, wants, agreements, boxes and rounds."""
