"""Reading the catalogue: cards, record pages, holdings, imports."""
