"""How lists are read, free of database and web."""
