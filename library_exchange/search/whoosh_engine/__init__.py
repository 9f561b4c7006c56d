"""The built-in engine: Whoosh keeps the postings and ranks, Python integers do the counting."""
