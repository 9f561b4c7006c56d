"""Verbs of the room: preparing comparisons, and what each side says of them."""
