"""How the number of a book is written: the expression that lines are looked through with."""

ISBN_13 = r"97[89](?:[ \-‐‑–—]?\d){10}"
ISBN_10 = r"\d(?:[\-‐‑–—]?\d){8}[\-‐‑–—]?[\dXxХх]"
"""With hyphens alone: spaces part numbers of other things, too."""
