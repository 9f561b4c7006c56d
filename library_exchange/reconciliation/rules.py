"""Comparing the accounts of a year as a table: each side agrees or says where it differs; two yeses fix it."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from library_exchange.core.procedure import Part, Procedure, Step, by


class ReconciliationState(StrEnum):
    """Where the comparison of a year stands."""

    OPEN = "open"
    ONE_AGREES = "one_agrees"
    DIFFERS = "differs"
    AGREED = "agreed"


class ReconciliationEvent(StrEnum):
    """What can happen to a comparison."""

    AGREE = "agree"
    DIFFER = "differ"
    ANSWER = "answer"
    TAKE_BACK = "take_back"
    ON_PAPER = "on_paper"


class Guard(StrEnum):
    """What must be true before a step."""

    AS_SEEN = "as_seen"
    EARLIER_YEARS_FIRST = "earlier_years_first"
    SIGNED_ELSEWHERE = "signed_elsewhere"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    KEEP_REMARK = "keep_remark"


class Phrase(StrEnum):
    """What a side says without words of its own: the other one reads it in its language."""

    NOT_COUNTED = "not_counted"
    COUNTED_TWICE = "counted_twice"
    NOT_RECEIVED = "not_received"
    OTHER_YEAR = "other_year"
    CORRECTED = "corrected"
    YOURS_TO_CORRECT = "yours_to_correct"
    RIGHT_HERE = "right_here"
    CHECK_AGAIN = "check_again"


OBJECTIONS = (Phrase.NOT_COUNTED, Phrase.COUNTED_TWICE, Phrase.NOT_RECEIVED, Phrase.OTHER_YEAR, Phrase.CHECK_AGAIN)
"""What may be said of a line at which a side differs."""
ANSWERS = (Phrase.CORRECTED, Phrase.YOURS_TO_CORRECT, Phrase.RIGHT_HERE, Phrase.CHECK_AGAIN)
"""What may be answered to that."""


S, E, P = ReconciliationState, ReconciliationEvent, Part
_NOBODYS: Mapping[str, Any] = {"said_by_id": None, "figures": None}
"""What a step writes after which the figures are those of the books again."""
_ON_PAPER: Mapping[str, Any] = {"is_on_paper": True}
_DIFFERS = Step(S.DIFFERS, by(P.PARTNER), effects=(Effect.KEEP_REMARK,), facts={"figures": None})
_STEPS: Mapping[tuple[ReconciliationState, ReconciliationEvent], Step[ReconciliationState]] = {
    (S.OPEN, E.AGREE): Step(S.ONE_AGREES, by(P.PARTNER), (Guard.EARLIER_YEARS_FIRST, Guard.AS_SEEN)),
    (S.OPEN, E.DIFFER): _DIFFERS,
    (S.ONE_AGREES, E.AGREE): Step(S.AGREED, by(P.PARTNER), (Guard.AS_SEEN,), is_grave=True),
    (S.ONE_AGREES, E.DIFFER): _DIFFERS,
    (S.ONE_AGREES, E.TAKE_BACK): Step(S.OPEN, by(P.AUTHOR), facts=_NOBODYS),
    (S.ONE_AGREES, E.ON_PAPER): Step(S.AGREED, by(P.AUTHOR), (Guard.SIGNED_ELSEWHERE,), facts=_ON_PAPER, is_grave=True),
    (S.DIFFERS, E.ANSWER): Step(S.OPEN, by(P.PARTNER), effects=(Effect.KEEP_REMARK,), facts=_NOBODYS),
    (S.DIFFERS, E.TAKE_BACK): Step(S.OPEN, by(P.AUTHOR), facts=_NOBODYS),
}
RECONCILIATION: Procedure[ReconciliationState, ReconciliationEvent] = Procedure(_STEPS)
FROZEN = frozenset({S.ONE_AGREES, S.AGREED})
"""In which states the figures are kept as they were agreed to; what is entered later stands in the next year."""
SAID = frozenset({S.ONE_AGREES, S.DIFFERS})
"""In which states one side has said something and the other is to answer."""


# The figures ----------------------------------------------------------------------------------------------------------

OPENING, LATER, CLOSING = "opening", "later", "closing"
"""What stands before and after the reasons of entries: balances, and what was entered late for earlier years."""


class Row(NamedTuple):
    """One line of a comparison: of which kind, in which unit, and what either library has given or is owed."""

    kind: str
    unit: str
    first: int
    second: int

    @property
    def name(self) -> str:
        """How a remark names the line that it is about."""
        return f"{self.kind}.{self.unit}"


class Figures(NamedTuple):
    """What two libraries agree to: the lines, and how many questions of each kind are open."""

    rows: tuple[Row, ...]
    questions: tuple[tuple[str, int], ...] = ()


class Moved(NamedTuple):
    """What either library gave the other in the year for one reason, in one unit."""

    reason: str
    unit: str
    first: int
    second: int


def figures_of(
    opening: Mapping[str, int],
    before: Mapping[str, int],
    moved: Iterable[Moved],
    units: Sequence[str],
    questions: Mapping[str, int],
) -> Figures:
    """Return the comparison of a year, seen from the first library, in the order of `units`.

    `opening` is what stood at the end of the last comparison, `before` what the books say of that day by now.
    """
    rows, closing = list(moved), Counter(before)
    for each in rows:
        closing[each.unit] += each.first - each.second
    later = {unit: before.get(unit, 0) - opening.get(unit, 0) for unit in units}
    found = [
        *(_balance(OPENING, unit, opening.get(unit, 0)) for unit in units),
        *(_balance(LATER, unit, later[unit]) for unit in units if later[unit]),
        *(Row(*each) for each in rows if each.first or each.second),
        *(_balance(CLOSING, unit, closing[unit]) for unit in units),
    ]
    used = {row.unit for row in found if row.first or row.second}
    lines = tuple(row for row in found if row.unit in used)
    return Figures(lines, tuple((kind, count) for kind, count in questions.items() if count))


def _balance(kind: str, unit: str, owed: int) -> Row:
    """Return a balance as a line: it stands on the side of the library that is owed."""
    return Row(kind, unit, max(owed, 0), max(-owed, 0))


def closing_of(figures: Figures) -> dict[str, int]:
    """Return by unit what the first library is owed at the end."""
    return {row.unit: row.first - row.second for row in figures.rows if row.kind == CLOSING and row.first != row.second}


def turned(figures: Figures) -> Figures:
    """Return the figures as the second library reads them: its own side first."""
    return figures._replace(rows=tuple(row._replace(first=row.second, second=row.first) for row in figures.rows))


def kept(figures: Figures) -> dict[str, Any]:
    """Return the figures as they are kept."""
    return {"rows": [list(row) for row in figures.rows], "questions": [list(each) for each in figures.questions]}


def read(told: Mapping[str, Any]) -> Figures:
    """Return figures that were kept."""
    return Figures(tuple(Row(*row) for row in told["rows"]), tuple((kind, count) for kind, count in told["questions"]))


def mark_of(figures: Figures) -> str:
    """Return a mark of the lines, by which it is known whether somebody saw these and no others."""
    return hashlib.sha256(json.dumps(kept(figures)["rows"]).encode()).hexdigest()[:16]
