"""Numbers for the rows of a table that has none of its own, so that a row is known again when the table is sent anew.

The record number of a row is its number as it stands. Without one a row goes under the best that tells its book: its
first bar code, else its ISBN or ISSN with the volume, else its call number; what several titles of the table share,
such as the ISBN of a series, tells none of them. A row with nothing of the kind goes under what it says of the book:
title, author, year, volume, edition, publisher. So the same table again changes nothing, and a row in which anything
else was corrected takes the place of the earlier one. Several rows of one number are counted: the second is `…/2`.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from library_exchange.core.text import folded
from library_exchange.marc.spreadsheets.headings import Column

Told = Mapping[Column, str]
_TELLING: tuple[tuple[str, tuple[Column, ...]], ...] = (
    ("barcode", (Column.BARCODE,)),
    ("isbn", (Column.ISBN, Column.PART)),
    ("issn", (Column.ISSN, Column.PART)),
    ("call-number", (Column.CALL_NUMBER, Column.PART)),
)
"""What can tell a book, the best first; the first column must have a digit ("б/н" has none)."""
_LISTED = (Column.BARCODE, Column.ISBN, Column.ISSN)
"""Columns in which several numbers may stand, of which the first counts."""
_BOOK = (Column.TITLE, Column.SUBTITLE, Column.AUTHOR, Column.YEAR, Column.PART, Column.EDITION, Column.PUBLISHER)
_TITLES = (Column.TITLE, Column.AUTHOR_TITLE, Column.TITLE_AUTHOR)
_ENDS = ",;，；、|"
_LONGEST = 120


def numbers(rows: Sequence[Told]) -> Iterator[str]:
    """Yield the number of each row."""
    titles: dict[str, set[str]] = defaultdict(set)
    for told in rows:
        for name in _candidates(told):
            titles[name].add(_letters(" ".join(told.get(column, "") for column in _TITLES)))
    seen: Counter[str] = Counter()
    for told in rows:
        own = told.get(Column.RECORD_NUMBER)
        if own:
            yield own
            continue
        number = next((name for name in _candidates(told) if len(titles[name]) == 1), None) or _book(told)
        seen[number] += 1
        yield number if seen[number] == 1 else f"{number}/{seen[number]}"


def _candidates(told: Told) -> Iterator[str]:
    for kind, columns in _TELLING:
        parts = [_first(told.get(column, ""), column) for column in columns]
        if any(map(str.isdigit, parts[0])):
            yield f"{kind}:{' '.join(filter(None, parts))}"[:_LONGEST]


def _first(cell: str, column: Column) -> str:
    for mark in _ENDS if column in _LISTED else "":
        cell = cell.strip().partition(mark)[0]
    return cell.strip() if column is Column.CALL_NUMBER else _letters(cell)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, folded(text)))


def _book(told: Told) -> str:
    together = [told[column] for column in (*_TITLES[1:], Column.IMPRINT) if column in told]
    said = "\n".join([*(_letters(told.get(column, "")) for column in _BOOK), *map(_letters, together)])
    return f"row:{hashlib.sha256(said.encode()).hexdigest()[:32]}"
