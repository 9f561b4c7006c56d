"""Verbs of librarians who keep persons and works: change them, keep each act, undo it."""
