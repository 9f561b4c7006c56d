"""Pictures of a loan's book: both libraries show how it was on its way, so that damage can be told from wear."""
