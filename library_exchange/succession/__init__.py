"""Who takes over what is open at a library that leaves: asked by kinds, answered, carried over."""
