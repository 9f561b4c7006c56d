"""What tells one book from another: evidence by which two records are one title, and keys under which to look."""
