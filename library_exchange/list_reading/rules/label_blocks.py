"""Lists in which each part of a book stands behind its name, one book below the other, as catalogues print them.

The manner is the list's own: which names it uses, in which order, and what parts its books is told by all its lines.
Its books become rows of a table whose headings are the names; what stands between them stays a line of its own.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.headings import TITLES, field_of, is_known
from library_exchange.list_reading.rules.separators import is_record_number, is_rule
from library_exchange.list_reading.rules.trimmings import unled

FEWEST_BOOKS = 2
MOST_BESIDE = 0.5
"""At most such a share of the lines is none of a book."""
_NAMED = re.compile(
    r"\s*(?P<name>[^\W\d_][^:：\d《》«»\"]{0,30}?)\s*(?:\.{2,}|[:：]|\s[–—=]\s(?=\S))\s*(?P<cell>.*)", re.DOTALL
)
_COUNTED = re.compile(
    r"\s*(?P<name>馆藏|在馆|可借|复本|册数|экз(?:емпляр\w*)?\.?|кол-во|copies)\s*[:：]?\s*(?P<cell>\d{1,3}\s*\S{0,4})",
    re.IGNORECASE,
)
"""How many copies there are, told by a name with no sign behind it."""
_GAP = re.compile(r"\s{2,}|\s*[;；|]\s+(?=[^\W\d_][^:：;；]{0,20}[:：])")
_QUANTITY = "Экз."


@dataclass
class _Book:
    """The parts of one book, by their names."""

    cells: dict[str, str] = field(default_factory=dict)

    @property
    def has_title(self) -> bool:
        return any(field_of(name) in TITLES for name in self.cells)


def rows_in(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the rows of a list of named parts, the names above them; None if it is no such list."""
    parted = [_parts(line) for line in lines]
    names = [name for parts in parted for name, _cell in parts]
    titles = sum(field_of(name) in TITLES for name in names)
    named, full = sum(map(bool, parted)), sum(bool(line.strip()) and not _is_sign(line) for line in lines)
    if titles < FEWEST_BOOKS or named < (1 - MOST_BESIDE) * full or 2 * named < 3 * titles:
        return None
    ranks = _ranks(parted)
    found = list(_books(lines, parted, ranks))
    books = [each for each in found if isinstance(each, _Book)]
    if sum(book.has_title for book in books) < FEWEST_BOOKS:
        return None
    heads = sorted({name for book in books for name in book.cells}, key=lambda name: ranks[name])
    above = next(at for at, each in enumerate(found) if isinstance(each, _Book))
    # A line that is of no book stands in no column that holds something.
    rows = [
        [each.cells.get(head, "") for head in heads] if isinstance(each, _Book) else [*[""] * len(heads), each]
        for each in found
    ]
    before = [[str(each)] for each in found[:above]]
    return [*before, heads, *rows[above:]]


def names_title(line: str) -> bool:
    """Whether a line tells a title behind its name."""
    return any(field_of(name) in TITLES for name, _cell in _parts(line))


def _parts(line: str) -> list[tuple[str, str]]:
    """Return the names that stand in a line and what stands behind each; none for a line that does not begin so."""
    found: list[tuple[str, str]] = []
    name, sign, cell = unled(line).strip().partition("\t")
    if sign and "\t" not in cell.strip() and is_known(name.strip(" :：")):
        return [(one_line(name).strip(" :："), one_line(cell))] if cell.strip() else []
    pieces = _GAP.split(unled(line).strip())
    if len(pieces) > 1 and is_known(pieces[0]):
        return [(one_line(pieces[0]), one_line(" ".join(pieces[1:])))]
    for piece in pieces:
        named = _NAMED.fullmatch(piece)
        counted = _COUNTED.fullmatch(piece)
        if counted and field_of(counted["name"]) in (None, "quantity"):
            found.append((_QUANTITY, counted["cell"]))
        elif named and (found or is_known(named["name"])):
            found.append((one_line(named["name"]), one_line(named["cell"])))
        elif found:
            name, cell = found[-1]
            found[-1] = (name, one_line(f"{cell} {piece}"))
        else:
            return []
    return found


def _ranks(parted: Sequence[Sequence[tuple[str, str]]]) -> dict[str, float]:
    """Return where each name stands among those of a book: its place on average."""
    places: dict[str, list[int]] = defaultdict(list)
    at, seen = 0, set[str]()
    for parts in parted:
        for name, _cell in parts:
            if name in seen or not parts:
                at, seen = 0, set()
            places[name].append(at)
            seen.add(name)
            at += 1
    return {name: sum(told) / len(told) for name, told in places.items()}


def _books(
    lines: Sequence[str], parted: Sequence[Sequence[tuple[str, str]]], ranks: dict[str, float]
) -> Iterator[_Book | str]:
    """Yield the books of a list and the lines of none: a sign or an empty line ends a book with a title."""
    book, last = _Book(), ""
    for line, parts in zip(lines, parted, strict=True):
        if not parts and _is_sign(line):
            if book.has_title:
                yield book
                book, last = _Book(), ""
            continue
        if not parts and last:
            book.cells[last] = one_line(f"{book.cells[last]} {line}")
            continue
        if not parts:
            yield one_line(line)
        for name, cell in parts:
            if book.has_title and (name in book.cells or _opens(name, ranks)):
                yield book
                book = _Book()
            book.cells[name] = one_line(f"{book.cells.get(name, '')} {cell}")
            last = name
    if book.cells:
        yield book


def _opens(name: str, ranks: dict[str, float]) -> bool:
    """Whether a name is the one with which the books of the list begin."""
    return ranks[name] == min(ranks.values())


def _is_sign(line: str) -> bool:
    """Whether a line parts books and says nothing: it is empty, a rule or a bare number."""
    return not line.strip() or is_rule(line) or is_record_number(line)
