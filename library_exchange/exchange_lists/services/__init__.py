"""Verbs of lists taken in."""
