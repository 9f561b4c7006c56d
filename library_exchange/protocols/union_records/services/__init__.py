"""Records written before somebody asks for them."""
