"""Verbs of the room: choose a supplier, take a step, take a partner's message, tell people."""
