"""Verbs: ask for what fits, pass it over, have seen it; write the letter of the week."""
