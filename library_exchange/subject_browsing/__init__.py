"""Browsing by subject: the classes of each scheme, one step deeper at a time, with how many books they have."""
