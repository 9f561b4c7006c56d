"""Answer links: a library without accounts answers each step of a loan by a signed link in a mail or on paper."""
