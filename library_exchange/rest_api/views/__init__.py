"""The doors, by what they are about."""
