"""The procedure of an interlibrary loan, free of database and web."""
