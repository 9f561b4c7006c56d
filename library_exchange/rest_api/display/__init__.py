"""What is told of each thing."""
