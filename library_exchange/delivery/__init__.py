"""Delivery: the scans of pages that a library hands over, kept for some days and fetched by a signed link."""
