"""The work queue of a library: what waits, filters, one request beside the list; what a scan or a word finds."""
