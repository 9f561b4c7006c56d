"""Lines of text that come from columns, parted by semicolons, strokes or several spaces, with headings or without.

One hand parts all lines of a list alike: a sign parts columns if most lines have as many pieces between it, and one of
the columns holds years or numbers of books. A line with other pieces stays as it is, and is read as a plain one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules import columns

FEWEST_ROWS = 3
MOST = 0.7
"""Such a share of the lines has as many cells as the others."""
_SIGNS = ((re.compile(r"\s*[;；]\s*"), 4), (re.compile(r"\s+[/|]\s+"), 5), (re.compile(r" {2,}|\u3000{2,}"), 3))
"""What parts columns, and how many there are at least: semicolons and strokes stand in descriptions of books, too."""
_SPACES = _SIGNS[-1][0]
_RULE = re.compile(r"[\s+|=_─━–—-]{5,}")
_NEAR = 2
"""By so many signs at most the rest of a broken cell stands aside of its beginning."""
_TELLING = frozenset({"isbn", "issn", "year"})


def rows_in(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the rows of lines that have columns; None if they are plain lines."""
    full = [line.rstrip() for line in lines if line.strip() and not _RULE.fullmatch(line)]
    if any("\t" in line for line in full):
        return None
    for sign, fewest in _SIGNS:
        parted = [[each.strip() for each in sign.split(line)] for line in full]
        rows = _unbroken(full) if sign is _SPACES else parted
        whole = [" ".join(row) for row in rows] if sign is _SPACES else full
        if (rows_alike := _alike(rows, whole, fewest)) is not None:
            return rows_alike
    return None


def _alike(rows: Sequence[list[str]], lines: Sequence[str], fewest: int) -> list[list[str]] | None:
    """Return rows of which most have one number of cells, at least `fewest`; others as they stand."""
    wide = [row for row in rows if len(row) >= fewest]
    if len(wide) < FEWEST_ROWS:
        return None
    width, many = Counter(map(len, wide)).most_common(1)[0]
    if many < MOST * len(rows) or not _tells(row for row in wide if len(row) == width):
        return None
    return [
        row if len(row) > 1 and abs(len(row) - width) <= 1 else [one_line(line)]
        for row, line in zip(rows, lines, strict=True)
    ]


def _tells(rows: Iterable[list[str]]) -> bool:
    """Whether a column of rows holds what no part of a sentence is: years or numbers of books."""
    held = columns.guessed(list(rows))
    return not _TELLING.isdisjoint(held.values()) or "imprint" in held.values()


def _unbroken(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of lines between gaps; one that has a piece alone below a cell goes on with that cell."""
    rows: list[list[str]] = []
    starts: list[int] = []
    for line in lines:
        cells = [(at, one_line(text)) for at, text in _cells(line)]
        under = [at for at, start in enumerate(starts) if abs(start - cells[0][0]) <= _NEAR]
        if rows and len(cells) == 1 and cells[0][0] and under and under[0] < len(rows[-1]):
            rows[-1][under[0]] = f"{rows[-1][under[0]]} {cells[0][1]}"
            continue
        rows.append([text for _at, text in cells])
        starts = [at for at, _text in cells]
    return rows


def _cells(line: str) -> list[tuple[int, str]]:
    """Return where the cells of a line begin, and what stands in them."""
    ends = [found.span() for found in _SPACES.finditer(line)]
    begins = [0, *(end for _start, end in ends)]
    stops = [*(start for start, _end in ends), len(line)]
    return [(at, line[at:stop]) for at, stop in zip(begins, stops, strict=True) if line[at:stop].strip()]
