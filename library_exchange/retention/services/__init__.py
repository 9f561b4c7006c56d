"""Verbs of the room: setting terms, and what the night does by them."""
