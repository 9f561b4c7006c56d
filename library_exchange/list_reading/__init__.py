"""Lists of books as people paste or send them, read: what each line or row tells. No list is kept here."""
