"""What libraries offer and look for: public lists, and which offer answers which want."""
