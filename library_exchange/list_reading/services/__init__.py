"""Texts and files of books become lines that were read."""
