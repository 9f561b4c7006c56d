"""Doors of the papers of a consignment, and of consignments and claims as files."""
