"""Filling a box between two libraries: tick, propose, counter line by line, accept; nothing is promised twice."""
