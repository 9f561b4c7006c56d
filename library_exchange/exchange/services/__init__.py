"""What changes offers and wants."""
