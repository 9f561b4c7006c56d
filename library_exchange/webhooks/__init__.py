"""Events of a library, delivered to an address of its own: registered, signed, delivered with back-off, sent again."""
