"""How targets are asked and how their answers are read, free of database and web."""
