"""Verbs of exchange rounds."""
