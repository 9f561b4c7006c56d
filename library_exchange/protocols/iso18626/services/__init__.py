"""Verbs of the exchange of messages with other systems."""
