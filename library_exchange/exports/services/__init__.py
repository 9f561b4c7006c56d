"""Ordering and making exports."""
