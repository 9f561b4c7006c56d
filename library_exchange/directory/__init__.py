"""Libraries: their codes, names in three languages, addresses and policies."""
