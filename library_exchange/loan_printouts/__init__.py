"""What is printed of a loan: slips and labels that go with the book, the request as a form, the local check."""
