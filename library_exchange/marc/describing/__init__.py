"""From the fields of one record to its description, as the tables of its profile say."""
