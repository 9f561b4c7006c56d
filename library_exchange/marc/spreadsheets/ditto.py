"""Cells that stand for the cell above them, as 同上, 〃 and «то же»; each is filled in from there."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from library_exchange.core.text import folded
from library_exchange.marc.spreadsheets.headings import TITLES, Column

_ABOVE = re.compile(
    r"(?:то же|там же)(?:\s+самое)?(?:[.,:;].{0,60})?|同\s*[上前](?:书|一[册种本])?|ditto|ibid(?:em)?"
    r"|[\s\-–—/]*(?:[\"″〃”“]|'')[\s\-–—/]*"
    r"|[\-–—]\s*//\s*[\-–—]|//",
    re.IGNORECASE,
)
_ABOVE_IN_A_CELL = re.compile(
    r"(?:仝|上同|仝上|仝前|同|同\s*[上前]行|同上栏|(?:та|тот|те|того|то)\s+же(?:\s+(?:автор\w*|изд\S*|год\w*|место|город|отдел|фонд|шифр))?|то\s?же|idem|id\.?|do\.?|ditto|там\s?же)\W*"
    r"|(?:[\"″〃”“']|、){1,4}|[\-–—]*\s*[\"″〃”“]+\s*[\-–—]*",
    re.IGNORECASE,
)
"""What a title may be too, so that it stands for the cell above in other columns alone."""
_BETWEEN = re.compile(r"\s*[,，;；/\s]\s*")
_OF_ONE_COPY = frozenset((Column.BARCODE, Column.RECORD_NUMBER))
"""No two rows have the same."""
Told = Mapping[Column, str]


def is_ditto(text: str) -> bool:
    """Whether a text stands for what is told above it."""
    return _ABOVE.fullmatch(text.strip()) is not None


class Filled(NamedTuple):
    """A row whose cells are filled in: whether some were taken from the row above, and whether some were left out."""

    told: Told
    has_taken: bool = False
    has_left_out: bool = False


def filled_in(rows: Sequence[Told]) -> list[Filled]:
    """Return the rows of a table, with what was told last in a column wherever a cell stands for it.

    Where nothing was told above, and in a column of numbers that one copy alone can have, such a cell is left out.
    """
    above: dict[Column, str] = {}
    found: list[Filled] = []
    for row in rows:
        meant = {column for column, cell in row.items() if _stands_for_above(column, cell)}
        taken = {column: above[column] for column in meant - _OF_ONE_COPY if column in above}
        told = {column: taken.get(column, cell) for column, cell in row.items() if column not in meant - taken.keys()}
        above |= told
        found.append(Filled(told, bool(taken), len(taken) < len(meant)))
    return found


def _stands_for_above(column: Column, cell: str) -> bool:
    if is_ditto(cell):
        return True
    parts = [cell, *filter(None, _BETWEEN.split(cell))] if column not in TITLES else []
    return any(map(_ABOVE_IN_A_CELL.fullmatch, map(_plain, parts[:1]))) or (
        len(parts) > 2 and all(is_ditto(part) or _ABOVE_IN_A_CELL.fullmatch(_plain(part)) for part in parts[1:])
    )


def _plain(text: str) -> str:
    return folded(text).strip()
