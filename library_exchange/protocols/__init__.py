"""Doors for machines: what other systems speak to the house, and how."""
