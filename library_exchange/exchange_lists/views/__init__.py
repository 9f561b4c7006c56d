"""Pages of lists taken in."""
