"""What is kept about people: which columns hold it, what a reader may take along, and how it is erased."""
