"""What parcels bear, and what is proposed for their titles, free of database and web."""
