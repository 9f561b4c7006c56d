"""Tables of exchange: lists of offers and wants, deals between two libraries."""
