"""Slips and labels of loans: to the shelf, round the book, into the parcel and on it."""
