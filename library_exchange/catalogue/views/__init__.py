"""Doors of the catalogue: search and record pages, importing files."""
