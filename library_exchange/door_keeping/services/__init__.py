"""Verbs about doors."""
