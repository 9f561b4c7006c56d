"""Verbs of standing exchange: agree on it, tick its issues, claim, answer, count, renew."""
