"""Each MARC family as tables: which field says what."""
