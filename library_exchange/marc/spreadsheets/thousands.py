"""Numbers of copies that a spreadsheet wrote with thousands apart, 1 204 567: each is one number again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from library_exchange.core.text import one_line
from library_exchange.marc.spreadsheets.cells import count_of
from library_exchange.marc.spreadsheets.headings import Column

Told = Mapping[Column, str]
_APART = re.compile(r"[1-9]\d{0,2}(?:\s\d{3})+|[1-9]\d{0,2}(?:\.\d{3}){2,}")
_BETWEEN = re.compile(r"(\s*[,;，；、|\n]\s*)")
_PLAIN = re.compile(r"\d+")


class Joined(NamedTuple):
    """A row, and whether a number in it was joined."""

    told: Told
    has_joined: bool = False


def joined(rows: Sequence[Told]) -> list[Joined]:
    """Return the rows of a table with the numbers of copies in one piece, if the whole column is of such numbers.

    "101 102 103" beside three copies are three numbers. A point parts thousands only where it stands twice: 1.204.567.
    """
    if not all(_is_number(part) for row in rows for part in _parts(row)):
        return [Joined(row) for row in rows]
    return [_joined(row) for row in rows]


def _joined(row: Told) -> Joined:
    given = row.get(Column.BARCODE, "")
    copies = count_of(row.get(Column.COPIES, "")).copies
    if copies > 1 and len(given.split()) == copies:
        return Joined(row)
    pieces = [_one(piece) if _APART.fullmatch(piece) else piece for piece in _BETWEEN.split(given)]
    told = "".join(pieces)
    return Joined({**row, Column.BARCODE: told}, has_joined=True) if told != given else Joined(row)


def _parts(row: Told) -> Iterable[str]:
    return (part for part in map(one_line, _BETWEEN.split(row.get(Column.BARCODE, ""))[::2]) if part)


def _is_number(part: str) -> bool:
    return _PLAIN.fullmatch(part) is not None or _APART.fullmatch(part) is not None


def _one(piece: str) -> str:
    return re.sub(r"\D", "", piece)
