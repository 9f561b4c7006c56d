"""Titles for the catalogues of others, by the protocol OAI-PMH 2.0."""
