"""Delimited text: which sign parts its columns, and its rows, with line breaks inside quotation marks and all."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

DELIMITERS = "\t;,|"
LOOKED_AT_ROWS = 20
LOOKED_AT = 1 << 16
"""So many characters at most are looked at, however long the rows are."""
_BREAKS = re.compile(r"\r\n|\r|\n")


class _Row(NamedTuple):
    cells: list[str]
    is_sound: bool
    """Whether no cell begins or ends inside quotation marks: then another sign parts the columns."""


def delimiter_of(text: str) -> str:
    """Return the delimiter that most of the first rows have in common; a comma for text without rows.

    Commas stand in titles too: a tab that most rows have goes before them. What stands in quotation marks counts
    nowhere.
    """
    head = text[:LOOKED_AT]
    if not head.strip():
        return ","
    if _share(head, "\t") > 1 / 2:
        return "\t"
    shares = {mark: _share(head, mark) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: (shares[mark], -DELIMITERS.index(mark)))


def _share(text: str, mark: str) -> float:
    """Return the share of the first rows that a sign parts."""
    rows = _first_rows(text, mark)
    return sum(len(row.cells) > 1 and row.is_sound for row in rows) / max(len(rows), 1)


def is_table(text: str) -> bool:
    """Tell delimited text: one sign stands the same number of times in nearly all of the first rows."""
    for mark in DELIMITERS:
        widths = [len(row.cells) for row in _first_rows(text[:LOOKED_AT], mark)]
        usual = max(set(widths), key=widths.count, default=1)
        if len(widths) > 1 and usual > 1 and 5 * widths.count(usual) >= 4 * len(widths):
            return True
    return False


def rows_of(text: str, delimiter: str | None = None, *, marks_count: bool = True) -> list[list[str]]:
    """Return the rows of delimited text, by the likeliest delimiter if none is given.

    A cell in quotation marks may hold the delimiter, line breaks, and quotation marks written twice. A mark that is
    not closed at the end of a cell is a mark like any other sign: it takes no rows below into its cell.
    """
    mark = delimiter or delimiter_of(text)
    if not marks_count:
        return [line.split(mark) for line in _lines(text)]
    return [row.cells for row in _rows(text, mark)]


def _lines(text: str) -> list[str]:
    lines = _BREAKS.split(text)
    return lines if lines[-1] else lines[:-1]


def _first_rows(text: str, mark: str) -> list[_Row]:
    filled = (row for row in _rows(text, mark) if any(map(str.strip, row.cells)) or len(row.cells) > 1)
    return list(islice(filled, LOOKED_AT_ROWS))


@cache
def _cell(mark: str) -> re.Pattern[str]:
    """Return the pattern of a cell and of what ends it; a delimiter alone between two marks is no quotation."""
    sign = re.escape(mark)
    ends = rf"(?P<end>{sign}|\r\n|\r|\n|\Z)"
    quoted = rf'[ ]*"(?!\s*{sign}[\s{sign}]*")(?P<quoted>(?:[^"]|"")*)"[ ]*(?={sign}|\r|\n|\Z)'
    return re.compile(rf"(?:{quoted}|(?P<plain>[^{sign}\r\n]*)){ends}")


def _rows(text: str, mark: str) -> Iterator[_Row]:
    at = 0
    while at < len(text):
        found = _BREAKS.search(text, at)
        line = text[at : found.start() if found else len(text)]
        if '"' in line:
            row, at = _quoted_row(text, at, mark)
        else:
            row, at = _Row(line.split(mark), True), found.end() if found else len(text)
        yield row


def _quoted_row(text: str, at: int, mark: str) -> tuple[_Row, int]:
    """Return a row with quotation marks in it that begins at a place of the text, and where the next one begins."""
    cells: list[str] = []
    is_sound = True
    while found := _cell(mark).match(text, at):
        at = found.end()
        quoted, plain = found["quoted"], found["plain"]
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        is_sound = is_sound and (plain or "").count('"') % 2 == 0
        if found["end"] != mark:
            break
    return _Row(cells, is_sound), at
