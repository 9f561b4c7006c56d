"""What both sides of a request write to each other about it."""
