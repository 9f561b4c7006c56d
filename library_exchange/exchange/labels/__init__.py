"""Names of states, kinds and reasons of exchange, and the sentences the room says."""
