"""Reading loans: one request, free copies and their libraries, lists."""
