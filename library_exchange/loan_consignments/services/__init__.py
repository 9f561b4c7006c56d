"""Verbs of consignments that take books of loans."""
