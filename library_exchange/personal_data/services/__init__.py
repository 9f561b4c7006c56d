"""Verbs of the room: asking for erasure, and erasing."""
