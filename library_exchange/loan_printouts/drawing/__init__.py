"""Drawing the papers as PDF."""
