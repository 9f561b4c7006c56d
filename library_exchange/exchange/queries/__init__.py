"""Reading offers and wants."""
