"""Reading what is kept about one person."""
