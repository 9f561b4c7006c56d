"""Messages between the two libraries of a request: each taken once and in order; one that waits too long is told of."""
