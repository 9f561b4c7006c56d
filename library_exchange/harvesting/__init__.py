"""Records that are harvested (OAI-PMH) from a library's own server, and go the way of files that are sent."""
