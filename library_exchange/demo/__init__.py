"""The demonstration: real libraries and books, invented holdings, accounts and loans for an empty database."""
