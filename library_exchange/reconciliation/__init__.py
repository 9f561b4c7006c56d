"""Yearly comparisons of accounts: two libraries look at the same books, agree to them and sign."""
