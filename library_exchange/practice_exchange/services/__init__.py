"""Verbs of the practice exchange."""
