"""Procedures and rules of the room, free of database and web."""
