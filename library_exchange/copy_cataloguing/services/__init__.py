"""Verbs of copy cataloguing: targets kept, asked, and records of theirs taken over."""
