"""Files of records that libraries send: looked at, taken in piece by piece, reported."""
