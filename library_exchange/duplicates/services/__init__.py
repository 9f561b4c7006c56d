"""Verbs of the room: joining, keeping apart, splitting, undoing."""
