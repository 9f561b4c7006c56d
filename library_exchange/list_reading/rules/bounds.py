"""How long a line may be to be looked through."""

LONGEST_LINE = 500
"""A line of more signs is no line of a list."""
LONGEST = 400
"""A line of more signs is a description, and would be costly to look through with most expressions."""
LONGEST_WITH_REMARK = 250
"""Costlier still: what stands before a remark may be anything."""
