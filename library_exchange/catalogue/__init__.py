"""Bibliographic records, holdings and items; their search and display."""
