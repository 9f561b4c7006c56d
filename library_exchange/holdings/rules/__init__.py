"""What holds in the room, free of database and web."""
