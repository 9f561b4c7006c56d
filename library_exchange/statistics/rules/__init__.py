"""Counting and drawing in pure terms."""
