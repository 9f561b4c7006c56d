"""A library abroad that is only played: speaks ISO 18626 over HTTP, for tests, training and trying out a connection."""
