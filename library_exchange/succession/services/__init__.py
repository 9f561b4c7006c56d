"""Verbs of the room: asking a successor, its answer, and carrying over what it takes."""
