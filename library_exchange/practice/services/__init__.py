"""Verbs of practice."""
