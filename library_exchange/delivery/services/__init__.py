"""What changes a delivered scan: it is handed over, opened, and deleted when its days are over."""
