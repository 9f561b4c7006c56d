"""Exports: a library takes its own records out again, in the format of any other system."""
