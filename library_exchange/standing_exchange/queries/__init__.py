"""Reading standing exchanges: lists, one with its issues, what waits for a library."""
