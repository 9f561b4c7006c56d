"""Doors of standing exchange."""
