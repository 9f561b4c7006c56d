"""What grows with the catalogue: the same measurements beside 10,000, 100,000 and a million titles, all made up."""
