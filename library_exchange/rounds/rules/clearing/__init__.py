"""Clearing a round: who gets what, by the published rule."""
