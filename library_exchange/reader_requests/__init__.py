"""A reader's own requests: her list, what waits for her."""
