"""How long what is kept of people is kept: terms of each library within bounds, carried out every night."""
