"""Two libraries: agreements, boxes, settling, and the account of what went to and fro."""
