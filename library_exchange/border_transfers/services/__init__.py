"""Verbs of the room: counting, every night."""
