"""Verbs: addresses kept, events collected, delivered, sent again, forgotten."""
