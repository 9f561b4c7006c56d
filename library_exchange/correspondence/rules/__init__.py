"""Correspondence in pure terms: what a phrase asks for, and what may not be written without thinking twice."""
