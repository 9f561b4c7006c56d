"""Verbs of the room: ask, choose a supplier, take a step, take a partner's message, tell people."""
