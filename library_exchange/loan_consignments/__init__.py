"""The book of a loan among what travels: a consignment with its border papers, as an export for a time."""
