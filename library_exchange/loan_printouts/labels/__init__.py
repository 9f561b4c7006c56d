"""Every word of the papers."""
