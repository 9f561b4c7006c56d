"""From text to terms: one small module per script, the same chain when indexing and when asking."""
