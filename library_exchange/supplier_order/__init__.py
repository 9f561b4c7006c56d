"""The order in which libraries are asked, as staff arrange it."""
