"""What is read of lists taken in."""
