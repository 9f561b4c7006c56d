"""Records of catalogues elsewhere: looked up in targets that the operator lists, and taken over with their origin."""
