"""Help inside the product: one short page for each task, what the platform is, and what it keeps about people."""
