"""Doors of imports."""
