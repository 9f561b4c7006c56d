"""Files of records that are fetched from a library's server by the clock, and go the way of those that are sent."""
