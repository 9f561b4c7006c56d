"""How a library joins: it asks, a sponsor vouches where one is needed, the platform admits, the first steps follow."""
