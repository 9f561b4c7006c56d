"""Tables of exchange, by what they are about."""
