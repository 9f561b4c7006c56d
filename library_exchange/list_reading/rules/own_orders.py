"""What the columns of one list hold, told by all of their cells together: the order for which most speaks.

What a cell may be is a table of weights (for texts the one by which plain lines are divided); the cells of a column are
weighed together, and what the columns hold is decided for all at once, so that no column is taken for the title because
another could not be told. By how much the best order outweighs the next says how sure it is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from library_exchange.citations.persons import PERSONS
from library_exchange.citations.pieces import Piece
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.citations.weighing import Role, weights
from library_exchange.list_reading.rules.name_forms import (
    CAPITAL_WORD,
    CAPITALS_WITH_COMMAS,
    SHORT_NAME,
    is_chinese_name,
)

SEEN = 60
"""So many cells of a column tell what it holds."""
SURE = 2.0
"""By so much a row the best order has to outweigh the next that has another title or author."""
_MOST, _LEAST = 9.0, -9.0
"""No single cell tells more than so much."""
_REPEATED = -3.0
"""What a title loses that stands in every row again."""
_LONG, _OF_TITLE = 2.0, 12
"""What speaks for a title whose cells have so many letters on the whole."""
_NO_TITLE = -20.0
"""What speaks against an order without a title."""
_OF_A_ROW = 2.5
"""What speaks for a publisher that stands in several rows."""
_BESIDE: Mapping[tuple[str, str], float] = {
    ("author", "title"): 1.0,
    ("title", "author"): 1.5,
    ("author", "publisher"): 0.5,
    ("title", "publisher"): 0.5,
    ("publisher", "title"): -1.0,
    ("publisher", "author"): -1.0,
    ("publisher", "year"): 1.5,
    ("year", "publisher"): 1.0,
    ("place", "publisher"): 2.0,
}
"""What speaks for two columns beside each other, a row."""
_LEFT, _JOINED = 3.0, 4.0
"""What a cell costs that stands in no column, and one that goes on with the title before it."""
_IN_PLACE = 3.0
"""What speaks for a text in the next column of its list, whatever it says."""
_OWN_TEXT = 4.0
"""No text tells more than so much for the column in which it stands."""
_FIT = 8.0
"""What speaks for a cell in a column of numbers that it fits, and against one that it does not fit."""
_UNPROVED = 1.0
"""What speaks for a cell in a column whose cells are not told by their form."""
_DOUBTED = 0.0
"""A cell for which no more than so much speaks is not sure to be in its column."""
_IMPRINT = re.compile(r"([^,:;]{1,40})[,:;]\s*(\S.*)")
_WORD = re.compile(r"[^\W\d_]{2}")
_BY_SOMEBODY = re.compile(r".*\S\s*(?:著|主编|编著|编|译|撰|等)|[A-Z]\..*|[\[(〔][\u3400-\u9fff]{1,3}[\])〕].*")
_TEXTS = ("title", "author", "publisher")
_NAMED = ((re.compile(CAPITAL_WORD), 1.5), (SHORT_NAME, 1.5), (_BY_SOMEBODY, 5.0), (CAPITALS_WITH_COMMAS, 3.0))
"""What speaks for a name by its form alone."""
_IN_A_COLUMN: Mapping[str, float] = {"title": 1.0, "author": 2.0, "publisher": 2.0}
"""What speaks for a cell more than for a part of a plain line."""
_IMPRINTED: Mapping[str, float] = {"publisher": 7.0, "title": -6.0}
"""What a place with a publisher behind it is as a publisher, and what speaks against it as a title."""
_NUMBERED = -4.0
"""What speaks against a publisher with digits in it."""
_WORDLESS = -4.0
"""What a cell without a word is as anything."""
_WORDS_OF_NAME, _WORDY = 5, -2.0
"""More words than so many are hardly an author's name, and what speaks against it."""


class Order(NamedTuple):
    """What columns hold by their index; `lead` says by how much a row it outweighs another title or author."""

    names: Mapping[int, str]
    lead: float

    @property
    def is_sure(self) -> bool:
        """Whether no other order is about as likely."""
        return self.lead >= SURE


class Placed(NamedTuple):
    """The cells of a row by the names of their columns, those that fit nowhere, whether that is sure, its weight."""

    told: Mapping[str, str]
    left: Sequence[str]
    is_sure: bool
    weight: float


def order_of(texts: Mapping[int, Sequence[str]], found: Mapping[int, str]) -> Order:
    """Return which columns of `texts` hold title, author and publisher beside those that are `found`."""
    if not texts:
        return Order({}, 0)
    weighed = {at: _of_column(told) for at, told in texts.items()}
    names = [name for name in _TEXTS if name not in found.values()]
    if "imprint" in found.values():
        names = [name for name in names if name != "publisher"]
    ways = sorted(_orders(weighed, names, found), key=lambda way: -way[0])
    best = ways[0]
    told = {name: at for at, name in best[1].items()}
    other = next((way for way in ways if _differs(told, way[1])), None)
    found_names = {at: _as_imprint(name, texts[at]) for at, name in best[1].items()}
    return Order(found_names, best[0] - other[0] if other else _MOST)


def _as_imprint(name: str, told: Sequence[str]) -> str:
    """Return what a column of publishers is called in which some stand behind their places."""
    return "imprint" if name == "publisher" and any(map(_is_imprint, told)) else name


def _is_imprint(cell: str) -> bool:
    found = _IMPRINT.fullmatch(cell.strip())
    return found is not None and (is_place(found[1]) or (is_publisher(found[2]) and ":" in cell))


def _differs(told: Mapping[str, int], other: Mapping[int, str]) -> bool:
    others = {name: at for at, name in other.items()}
    return any(told.get(name) != others.get(name) for name in ("title", "author"))


def _orders(
    weighed: Mapping[int, Mapping[str, float]], names: Sequence[str], found: Mapping[int, str]
) -> Iterator[tuple[float, dict[int, str]]]:
    """Yield what columns may hold, each name once at most, and what speaks for it."""
    ways: list[tuple[float, dict[int, str]]] = [(0.0, {})]
    for at in weighed:
        ways = [
            (weight + (weighed[at][name] if name else 0), {**told, at: name} if name else told)
            for weight, told in ways
            for name in (*names, "")
            if not name or name not in told.values()
        ]
    for weight, told in ways:
        every = dict(sorted({**found, **told}.items()))
        kinds = ["publisher" if name == "imprint" else name for name in every.values()]
        beside = sum(_BESIDE.get(pair, 0) for pair in pairwise(kinds))
        yield weight + beside + (0 if "title" in every.values() else _NO_TITLE), told


def _of_column(told: Sequence[str]) -> dict[str, float]:
    """Return what speaks for each name of a column, a cell."""
    seen = [*dict.fromkeys(told)][:SEEN]
    many = min(len(told), SEEN)
    cells = [_of_cell(cell) for cell in seen]
    found = {name: sum(cell[name] for cell in cells) / len(cells) for name in _TEXTS}
    share = len(set(told[:SEEN])) / many
    found["title"] += _LONG * min(sum(map(len, seen)) / len(seen) / _OF_TITLE, 1)
    found["title"] += _REPEATED * (1 - share)
    found["publisher"] += _OF_A_ROW * (1 - share)
    return found


def _of_cell(cell: str) -> dict[str, float]:
    """Return what speaks for a cell to be a title, an author, a publisher."""
    bare = cell.strip()
    marks = bare[0] if bare and bare[0] in '《«"“' and bare[-1] in '》»"”' else ""
    piece = Piece(bare.strip('《》«»"“”') if marks else bare, "|", "|", 1, 0, "«" if marks == "“" else marks)
    weighed = weights(piece, is_chinese_name)
    is_imprint = _is_imprint(bare)
    found = {
        "title": _IN_A_COLUMN["title"] + weighed[Role.TITLE],
        "author": _IN_A_COLUMN["author"] + weighed[Role.AUTHOR],
        "publisher": _IN_A_COLUMN["publisher"] + max(weighed[Role.PUBLISHER], weighed[Role.PLACE]),
    }
    if is_imprint:
        found |= {"publisher": _IMPRINTED["publisher"], "title": found["title"] + _IMPRINTED["title"]}
    elif any(map(str.isdigit, bare)):
        found["publisher"] += _NUMBERED
    for form, weight in _NAMED:
        if form.fullmatch(bare) and not marks:
            found["author"] += weight
    if not _WORD.search(bare) and not re.search("[\u3400-\u9fff]", bare):
        found = dict.fromkeys(found, _WORDLESS)
    if len(bare.split()) > _WORDS_OF_NAME and not PERSONS.fullmatch(bare):
        found["author"] += _WORDY
    return {name: min(max(weight, _LEAST), _MOST) for name, weight in found.items()}


def placed(cells: Sequence[str], names: Sequence[str], fits: Mapping[str, Callable[[str], object]]) -> Placed:
    """Return the cells of one row in the columns `names`, in the way for which most speaks.

    The cells keep their order; a column may be empty, a title may go on behind the sign of the list.
    """
    ways: dict[int, tuple[float, tuple[tuple[str, int, int], ...]]] = {0: (0.0, ())}
    for name in names:
        grown = dict(ways)
        for begin, (weight, told) in ways.items():
            for at in range(begin, len(cells)):
                for end in (at + 1, at + 2) if name == "title" else (at + 1,):
                    if end > len(cells):
                        continue
                    cell = ", ".join(cells[at:end])
                    speaks = _speaks(cell, name, fits) - _LEFT * (at - begin) - _JOINED * (end - at - 1)
                    if end not in grown or weight + speaks > grown[end][0]:
                        grown[end] = (weight + speaks, (*told, (name, at, end)))
        ways = grown
    weight, best = max(
        ((weight - _LEFT * (len(cells) - end), told) for end, (weight, told) in ways.items()), key=lambda way: way[0]
    )
    held = {name: ", ".join(cells[at:end]) for name, at, end in best}
    taken = {each for _name, at, end in best for each in range(at, end)}
    left = [cell for at, cell in enumerate(cells) if at not in taken and cell]
    return Placed(held, left, all(_speaks(cell, name, fits) > _DOUBTED for name, cell in held.items()), weight)


def _speaks(cell: str, name: str, fits: Mapping[str, Callable[[str], object]]) -> float:
    if name in _TEXTS or name == "imprint":
        weighed = _of_cell(cell)
        own = weighed["publisher" if name == "imprint" else name]
        other = max(weight for each, weight in weighed.items() if each != ("publisher" if name == "imprint" else name))
        return _IN_PLACE + min(own - max(other, 0) / 2, _OWN_TEXT)
    holds = fits.get(name)
    return _UNPROVED if holds is None else _FIT if holds(cell) else -_FIT
