"""Verbs of searches that people are told of: keep and end one, look for new books at night."""
