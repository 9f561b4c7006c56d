"""Verbs of the room: handing over."""
