"""How partners answer requests: what became of each, how long it took, and what many of them amount to."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import median

from library_exchange.loans.rules.codes import Incoming, State, SupplyingState

SMALL = 5
"""Below so many requests a share or a median says nothing: the numbers themselves are told."""
NINE_IN_TEN = 0.9


class Outcome(StrEnum):
    """What became of a request: supplied (a promise counts), refused, never answered, ended otherwise, still open."""

    SUPPLIED = "supplied"
    REFUSED = "refused"
    SILENT = "silent"
    ENDED = "ended"
    OPEN = "open"


LATER, NO_REASON = "later", "no_reason"
"""Reasons of no beside those of ISO 18626: it is possible later; none was told."""
SAYS_YES = (Incoming.WILL_SUPPLY, Incoming.CONDITION, Incoming.LOANED)
SAYS_NO = (Incoming.UNFILLED, Incoming.RETRY)
ANSWERS = (*SAYS_YES, *SAYS_NO)
"""What a library says that has looked at a request."""

_S = SupplyingState
ENDED_WITH: dict[State, Outcome] = {
    _S.NEW: Outcome.OPEN,
    _S.UNFILLED: Outcome.REFUSED,
    _S.RETRY: Outcome.REFUSED,
    _S.CANCELLED: Outcome.ENDED,
}
"""What became of a request at the library that was asked; in every other state it has said yes."""


def outcome_asked(state: State, is_answered: bool, was_shipped: bool, was_given_up: bool) -> Outcome:
    """Return what became of a request at the library that was asked.

    `was_given_up` tells that the asking library withdrew it because nothing came back.
    """
    if was_given_up and not is_answered:
        return Outcome.SILENT
    if state in (_S.CANCEL_ASKED, _S.CLOSED) and not was_shipped:
        return Outcome.OPEN if state is _S.CANCEL_ASKED else Outcome.ENDED
    return ENDED_WITH.get(state, Outcome.SUPPLIED)


def outcome_asking(said: frozenset[str], is_open: bool, is_refused: bool, was_shipped: bool) -> Outcome:
    """Return what became of asking one library, from what it has `said` and how the asking stands."""
    if is_refused and said & {*SAYS_NO}:
        return Outcome.REFUSED
    if is_refused:
        return Outcome.ENDED if said & {*SAYS_YES} else Outcome.SILENT
    if was_shipped or (is_open and said & {*SAYS_YES}):
        return Outcome.SUPPLIED
    return Outcome.OPEN if is_open else Outcome.ENDED


@dataclass(frozen=True)
class Case:
    """One request to one library; what has not happened is None. Answers are in working days, the rest in days."""

    partner_id: int
    outcome: Outcome
    reason: str | None = None
    answer_days: int | None = None
    arrival_days: int | None = None
    way_days: int | None = None
    was_overdue: bool | None = None


@dataclass(frozen=True)
class Row:
    """What the requests of one partner, or of all, amount to; lists of days are sorted."""

    partner_id: int | None
    outcomes: Counter[Outcome]
    reasons: tuple[tuple[str, int], ...]
    answer_days: tuple[int, ...]
    arrival_days: tuple[int, ...]
    way_days: tuple[int, ...]
    overdue: int
    lent: int

    @property
    def requests(self) -> int:
        """All requests."""
        return self.outcomes.total()

    @property
    def settled(self) -> int:
        """Those that were answered or have ended: of them a share is supplied."""
        return self.requests - self.outcomes[Outcome.OPEN]


def summed(cases: Iterable[Case], partner_id: int | None = None) -> Row:
    """Return what `cases` amount to; reasons stand from the most frequent to the least."""
    found = list(cases)
    reasons = Counter(case.reason for case in found if case.reason)
    overdue = [case.was_overdue for case in found if case.was_overdue is not None]
    return Row(
        partner_id,
        Counter(case.outcome for case in found),
        tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        _days(case.answer_days for case in found),
        _days(case.arrival_days for case in found),
        _days(case.way_days for case in found),
        sum(overdue),
        len(overdue),
    )


def _days(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted(value for value in values if value is not None))


def by_partner(cases: Iterable[Case]) -> list[Row]:
    """Return a row for each partner, those with most requests first."""
    found: dict[int, list[Case]] = {}
    for case in cases:
        found.setdefault(case.partner_id, []).append(case)
    rows = [summed(each, partner_id) for partner_id, each in found.items()]
    return sorted(rows, key=lambda row: (-row.requests, row.partner_id or 0))


def middle(days: Sequence[int]) -> float | None:
    """Return the median, None of nothing."""
    found = median(days) if days else None
    return int(found) if found is not None and found == int(found) else found


def ninth_tenth(days: Sequence[int]) -> int | None:
    """Return by which day nine in ten had come (90th percentile, nearest rank) of sorted `days`; None of nothing."""
    return days[ceil(NINE_IN_TEN * len(days)) - 1] if days else None
