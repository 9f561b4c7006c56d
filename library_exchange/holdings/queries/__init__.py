"""Reading of the room."""
