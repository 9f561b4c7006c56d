"""From the description of a book to the fields of one record, by the tables that records are read by."""
