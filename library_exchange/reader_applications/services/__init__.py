"""Verbs of becoming a reader: ask and confirm, take in or not, and what the night forgets."""
