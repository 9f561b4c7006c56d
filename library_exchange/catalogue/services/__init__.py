"""Verbs of the catalogue: taking records in, importing files, keeping the index in step."""
