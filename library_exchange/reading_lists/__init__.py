"""Books that a reader keeps to lists of her own: hers alone, named by her, ordered from her library several at once."""
