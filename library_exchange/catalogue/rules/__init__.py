"""When two records describe one book: its facts, the evidence for and against, and the keys that are compared."""
