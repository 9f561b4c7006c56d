"""What crossed a border between two libraries: which fields of which messages, counted by month, without content."""
