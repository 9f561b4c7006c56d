"""Records of the union catalogue as programs read them, with the libraries that hold the book."""
