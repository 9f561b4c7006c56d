"""Verbs of the door itself."""
