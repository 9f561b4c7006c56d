"""What books are about: topics with their names in three languages, kept as a table."""
