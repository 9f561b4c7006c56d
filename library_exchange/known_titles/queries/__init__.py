"""Queries: titles and names as they were typed, and the records that they mean."""
