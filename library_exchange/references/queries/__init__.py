"""What union records say, for whoever takes them along."""
