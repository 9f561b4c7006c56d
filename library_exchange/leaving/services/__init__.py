"""Verbs of the room: announcing that a library leaves, and what follows until it has left."""
