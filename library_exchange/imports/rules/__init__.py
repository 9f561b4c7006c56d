"""Rules of the room, free of database and web."""
