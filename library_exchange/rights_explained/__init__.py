"""Who may do what, in words: one page that reads the table of rights."""
