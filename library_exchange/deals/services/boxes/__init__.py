"""Boxes of two libraries, step by step."""
