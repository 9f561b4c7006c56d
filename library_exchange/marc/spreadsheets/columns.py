"""Which column of a table holds what, told by its headings; what is unsure is asked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from library_exchange.core.text import one_line
from library_exchange.marc.copy_states import is_word_for_a_state
from library_exchange.marc.spreadsheets.headings import TITLES, Column, column_of, several

LOOKED_AT_ROWS = 25
"""Above the headings there may be rows with the library's name, a date, an address."""
MOST = 0.5
"""Where more than this share of the filled cells are states, the column is that of the states."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what: `known` by index; what is not understood keeps its heading.

    `combined` are headings that name several things that are not taken apart ("ISBN, ББК"): a person is to say what
    the column holds. `heading_row` is the index of the row of headings, None if there is none.
    """

    heading_row: int | None = None
    known: Mapping[int, Column] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    combined: Mapping[int, tuple[Column, ...]] = field(default_factory=dict)

    @property
    def is_enough(self) -> bool:
        """Whether books can be read: there is a column with their titles."""
        return not TITLES.isdisjoint(self.known.values())

    def chosen(self, choice: Mapping[int, Column]) -> "Columns":
        """Return the columns with what a person said of some of them; it outdoes what was guessed."""
        taken = set(choice.values())
        known = {at: column for at, column in self.known.items() if at not in choice and column not in taken}
        return Columns(
            self.heading_row,
            known | dict(choice),
            {at: text for at, text in self.unknown.items() if at not in choice},
            {at: several for at, several in self.combined.items() if at not in choice},
        )


def guess_columns(rows: Iterable[Sequence[str]]) -> Columns:
    """Return what the columns of a table hold, by the row among the first that looks most like headings.

    Such a row names at least two things, or the title alone; of two columns of a kind the first counts. A column whose
    heading says nothing of it, as 备注, is that of the states if most of what stands in it are states.
    """
    table = list(rows)
    return _with_states(_by_headings(table), table)


def _with_states(found: Columns, table: Sequence[Sequence[str]]) -> Columns:
    """Return the columns with that of the states told by what stands in it, where no heading tells it."""
    if found.heading_row is None or Column.STATE in found.known.values():
        return found
    places = sorted(set(range(max(map(len, table), default=0))) - {*found.known, *found.combined})
    below = table[found.heading_row + 1 :]
    shares = {at: _share_of_states([row[at] for row in below if at < len(row)]) for at in places}
    best = max(places, key=shares.__getitem__, default=None)
    return found if best is None or shares[best] <= MOST else found.chosen({best: Column.STATE})


def _share_of_states(cells: Sequence[str]) -> float:
    filled = Counter(filter(None, map(str.strip, cells)))
    states = sum(times for cell, times in filled.items() if is_word_for_a_state(cell))
    return states / filled.total() if filled else 0.0


def _by_headings(table: Sequence[Sequence[str]]) -> Columns:
    best = Columns()
    for index, row in enumerate(islice(table, LOOKED_AT_ROWS)):
        found = _headings(index, row)
        weight = len(found.known) + len(found.combined)
        is_headings = weight > 1 or found.is_enough
        if is_headings and weight > len(best.known) + len(best.combined):
            best = found
    return best


def _headings(index: int, row: Sequence[str]) -> Columns:
    known: dict[int, Column] = {}
    unknown: dict[int, str] = {}
    combined: dict[int, tuple[Column, ...]] = {}
    for at, cell in enumerate(row):
        column = column_of(cell)
        if column is not None and column not in known.values():
            known[at] = column
        elif column is None and (named := several(cell)):
            combined[at] = named
        elif one_line(cell):
            unknown[at] = one_line(cell)
    return Columns(index, known, unknown, combined)
