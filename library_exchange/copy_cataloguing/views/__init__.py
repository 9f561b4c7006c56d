"""Doors of copy cataloguing: the operator's list of targets, and the librarians' pages."""
