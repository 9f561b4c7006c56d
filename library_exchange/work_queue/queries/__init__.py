"""Reading of the room: lists of requests, and what a scan means."""
