"""Interlibrary loans: two sides, two machines, messages between them."""
