"""Verbs about the order of suppliers: how staff arranges it, how the next one is asked by itself."""
