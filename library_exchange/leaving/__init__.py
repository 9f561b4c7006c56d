"""How a library leaves: what is open, from when on nothing new begins with it, when it is gone."""
