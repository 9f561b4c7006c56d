"""What the protocol asks and answers, free of database and web."""
