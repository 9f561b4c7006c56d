"""What the operators' command does, a file for each kind of work."""
