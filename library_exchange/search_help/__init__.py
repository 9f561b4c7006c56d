"""How search works, told to those who search, with examples that find something."""
