"""Reading titles that may be one, and what was decided about them."""
