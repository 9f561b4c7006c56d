"""Double entry: what institutions owe each other, in pieces, pages, vouchers or money. Rows are only ever inserted."""
