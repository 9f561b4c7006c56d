"""What the door keeps to, free of database and web."""
