"""Keys by which other programs of a library work for it: made, shown once, bounded by scopes, revoked."""
