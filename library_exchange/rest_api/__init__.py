"""REST `/api/v1`: what the pages do, for programs that show a key of their library."""
