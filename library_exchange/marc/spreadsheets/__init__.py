"""Catalogues kept as tables, one book a row: headings recognised, rows turned into records."""
