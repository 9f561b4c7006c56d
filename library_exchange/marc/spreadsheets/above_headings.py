"""Rows above the headings of a table: the name of the catalogue and of the library, or books that would be lost."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from stdnum import isbn as isbn_numbers

from library_exchange.core.text import folded, one_line
from library_exchange.marc.spreadsheets.headings import Column
from library_exchange.marc.spreadsheets.no_books import is_no_book

Apart = Callable[[Mapping[str, str]], Mapping[str, str]]
_NUMBER = re.compile(r"(?<![\w-])\d[\d\s\-‐‑–—]{7,15}[\dXxХх](?!\w)")
_OF_A_CATALOGUE = re.compile(
    r"\W*(?:список|перечень|каталог|реестр|опись|книга учета|инвентарн|приложение|утвержд|согласован|составил|директор"
    r"|заведующ|зав\.)"
)
_SEVERAL = 3
"""So many cells are a row of columns, whatever they hold."""


def books_above(rows: Sequence[Sequence[str]], apart: Apart) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the rows that name a book, with their numbers counted from 1: by an ISBN, an author, or several cells."""
    for line, row in enumerate(rows, 1):
        filled = [text for cell in row if (text := one_line(cell))]
        if filled and not is_no_book(filled, {}) and _names_a_book(filled, apart):
            yield line, row


def _names_a_book(filled: Sequence[str], apart: Apart) -> bool:
    text = " ".join(filled)
    if any(_is_meant(found[0]) for found in _NUMBER.finditer(text)):
        return True
    if _OF_A_CATALOGUE.match(folded(text)):
        return False
    return len(filled) >= _SEVERAL or str(Column.AUTHOR) in apart({str(Column.AUTHOR_TITLE): text})


def _is_meant(number: str) -> bool:
    """Whether a number is an ISBN, or a wrong one that can be nothing else."""
    digits = re.sub(r"[^\dX]", "", number.upper().replace("Х", "X"))
    return isbn_numbers.is_valid(digits) or (len(digits) == 13 and digits.startswith(("978", "979")))
