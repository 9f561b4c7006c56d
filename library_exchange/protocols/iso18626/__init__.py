"""ISO 18626 between systems: one XML message a POST, confirmed at once; both editions in, the partner's edition out."""
