"""What files there are, free of database and web."""
