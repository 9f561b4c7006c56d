"""Lists that are read piece by piece."""
