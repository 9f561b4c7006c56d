"""Verbs of answer links: letters are written, answered and reminded of; partners are named."""
