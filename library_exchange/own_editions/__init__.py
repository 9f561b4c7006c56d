"""Other editions of a work on the shelves of somebody's own library: told before another library is asked."""
