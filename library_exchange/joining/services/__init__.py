"""Verbs of joining: ask and confirm, vouch, admit or decline, and what the night forgets."""
