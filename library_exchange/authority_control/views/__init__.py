"""Doors of the room: persons and works, and those of a record."""
