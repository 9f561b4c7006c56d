"""Work of this room that is done after the commit."""
