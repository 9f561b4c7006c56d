"""A library's name in the language of the other side: a partner that speaks it is asked to write it."""
