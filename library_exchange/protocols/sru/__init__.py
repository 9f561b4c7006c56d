"""Searching the union catalogue from other programs: SRU 1.1, 1.2 and 2.0 with CQL."""
