"""Reading of the room: what the papers need to know."""
