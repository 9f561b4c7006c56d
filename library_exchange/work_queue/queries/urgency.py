"""How many requests stand how, and which are the most urgent, found without reading the others.

Rows of one library that stand alike (`Standing`) are urgent by two instants alone: since when they stand so, and when
the book is due. So the first of each kind are enough to find the first of all.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.rules.calendars import LibraryCalendar
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState, Side, State
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.steps import CLOSED, STATES, state_of
from library_exchange.loans.rules.tasks import Task, act_by, is_asked, task

NEVER = date.max
OPEN = sorted({str(state) for side in Side for state in STATES[side] if state not in CLOSED[side]})


class Standing(NamedTuple):
    """How requests stand that are alike in everything but their instants."""

    side: Side
    state: State
    due: DueState
    is_late: bool

    @property
    def task(self) -> Task | None:
        """What is asked of the library."""
        return task(self.side, self.state, self.due, date.min if self.is_late else None, date.max)


@dataclass(frozen=True)
class Day:
    """A library's own day, and its working days."""

    library_id: int
    zone: ZoneInfo
    today: date
    calendar: LibraryCalendar


def open_by_standing(session: Session, day: Day, parts: Sequence[Sequence[Any]]) -> dict[Standing, list[int]]:
    """Return how many open requests of the library stand how, of those that fulfil the conditions of each part.

    One query, however many requests and parts there are.
    """
    past = col(LoanRequest.due_on) < day.today
    counts = [_count_of(conditions) for conditions in parts]
    late = [_count_of([past, *conditions]) for conditions in parts]
    stands = (col(LoanRequest.side), col(LoanRequest.state), col(LoanRequest.due))
    is_open = (col(LoanRequest.side).in_(list(Side)), col(LoanRequest.state).in_(OPEN))
    found: dict[Standing, list[int]] = {}
    for side, name, due, *numbers in session.execute(
        sa.select(*stands, *counts, *late)
        .where(col(LoanRequest.library_id) == day.library_id, *is_open)
        .group_by(*stands)
    ):
        state, total, over = state_of(side, name), numbers[: len(parts)], numbers[len(parts) :]
        if is_overdue(side, state, due, date.min, date.max):
            found[Standing(side, state, due, True)] = over
            total = [every - some for every, some in zip(total, over, strict=True)]
        found[Standing(side, state, due, False)] = total
    return found


def finished(session: Session, day: Day, parts: Sequence[Sequence[Any]]) -> Sequence[int]:
    """Return how many finished requests of the library fulfil the conditions of each part; one query."""
    ended = (col(LoanRequest.library_id) == day.library_id, col(LoanRequest.closed_at).is_not(None))
    found: Sequence[int] = session.execute(sa.select(*map(_count_of, parts)).where(*ended)).one()
    return found


def _count_of(conditions: Sequence[Any]) -> Any:
    if not conditions:
        return sa.func.count()
    return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)


def standing_of(loan: LoanRequest, today: date) -> Standing:
    """Return how a request stands on the day `today`."""
    late = is_overdue(loan.side, loan.stands, loan.due, loan.due_on, today)
    return Standing(loan.side, loan.stands, loan.due, late)


def most_urgent(
    session: Session,
    day: Day,
    standings: Iterable[Standing],
    conditions: Sequence[Any],
    without: Collection[int],
    places: slice,
) -> list[int]:
    """Return the ids of those requests of the `standings` that have the `places` when all are put in their turn.

    Overdue books come first, then who must act soonest, then who has waited longest. One query.
    """
    wanted = [*conditions, *([col(LoanRequest.id).not_in(list(without))] if without else [])]
    parts = [part for each in standings for part in _first_of(day, each, wanted, places.stop)]
    if not parts:
        return []
    rows = {row.id: row for row in session.execute(sa.union_all(*parts))}
    known: dict[tuple[Any, ...], date] = {}

    def turn(row: Any) -> tuple[bool, date, datetime, int]:
        side, due = Side(row.side), DueState(row.due)
        state = state_of(side, row.state)
        asked = (side, state, due, row.touched_at.astimezone(day.zone).date(), row.due_on)
        if asked not in known:
            known[asked] = act_by(*asked, day.calendar) or NEVER
        return not is_overdue(side, state, due, row.due_on, day.today), known[asked], row.touched_at, row.id

    return [row.id for row in sorted(rows.values(), key=turn)[places]]


def _first_of(day: Day, standing: Standing, conditions: Sequence[Any], most: int) -> list[Any]:
    """Select the first rows of a standing: by how long they have stood so, by when they are due, or both ways."""
    alike = [
        col(LoanRequest.library_id) == day.library_id,
        col(LoanRequest.side) == standing.side,
        col(LoanRequest.state) == str(standing.state),
        col(LoanRequest.due) == standing.due,
    ]
    can_be_late = is_overdue(standing.side, standing.state, standing.due, date.min, date.max)
    if can_be_late:
        past = col(LoanRequest.due_on) < day.today
        alike.append(past if standing.is_late else sa.or_(sa.not_(past), col(LoanRequest.due_on).is_(None)))
    orders = [(col(LoanRequest.touched_at), col(LoanRequest.id))] if is_asked(*standing[:3]) else []
    if can_be_late:
        orders.append((col(LoanRequest.due_on), col(LoanRequest.touched_at), col(LoanRequest.id)))  # type: ignore[arg-type]
    table = LoanRequest.__table__.c  # type: ignore[attr-defined]
    columns = [table[name] for name in ("id", "side", "state", "due", "due_on", "touched_at")]
    return [
        sa.select(sa.select(*columns).where(*alike, *conditions).order_by(*order).limit(most).subquery())
        for order in orders
    ]
