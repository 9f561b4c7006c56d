"""Verbs of the room: write to partners and in discussions; ask a partner for a translation."""
