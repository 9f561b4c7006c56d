"""Canned phrases and threads: each side reads the other in its own language."""
