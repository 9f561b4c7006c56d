"""Mail and notices in the reader's language."""
