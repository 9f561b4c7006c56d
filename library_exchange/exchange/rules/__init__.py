"""The procedures of exchange, free of database and web."""
