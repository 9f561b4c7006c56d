"""Papers that go with a book: to the shelf, round the book, into the parcel and on it."""
