"""Reading of the room: persons and works as librarians see them, what waits, what was changed."""
