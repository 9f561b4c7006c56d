"""Verbs of this room: setting where files are fetched, fetching one, deciding whether it is taken in by itself."""
