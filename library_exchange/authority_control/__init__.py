"""Persons and works as librarians keep them: decided, added, linked, merged, split; each act can be undone."""
