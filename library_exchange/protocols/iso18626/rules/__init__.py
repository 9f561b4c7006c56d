"""What an ISO 18626 document looks like and says, free of database and web."""
