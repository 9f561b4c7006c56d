"""Lists of books that libraries send: read, compared with the catalogue, asked about, taken in as offers or wants."""
