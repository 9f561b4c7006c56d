"""What libraries offer and look for: lists, public and taken in, and which offer answers which want."""
