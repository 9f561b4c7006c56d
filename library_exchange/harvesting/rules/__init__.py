"""Rules of harvesting: what is asked, what answers say, how long is waited; free of database and web."""
