"""How lines, rows and whole lists are read, as tables of ways to write them."""
