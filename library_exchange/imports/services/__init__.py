"""Verbs of imports: keep a file, take it in."""
