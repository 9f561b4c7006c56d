"""Verbs of this room: servers are entered and asked, harvested page by page, what came is handed to the imports."""
