"""How programs of the web find the way here: feeds of searches, a search in the browser's bar, maps for crawlers."""
