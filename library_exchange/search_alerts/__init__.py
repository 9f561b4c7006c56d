"""Searches that a person keeps to be told of new books: by mail, each day or week, and only if there are any."""
