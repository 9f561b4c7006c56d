"""The procedures of a standing exchange and of an issue, free of database and web."""
