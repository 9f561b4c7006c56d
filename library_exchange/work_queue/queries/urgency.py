"""How many requests stand how, and which are the most urgent, found without reading the others.

Rows of one library that stand alike (`Standing`) are urgent by two instants alone: since when they stand so, and when
the book is due. So the first of each kind are enough to find the first of all. Whether a step is late is known by the
day since when the row stands so, which an index finds; so late rows are counted beside all, and taken from those.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.rules.calendars import LibraryCalendar
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState, Side, State
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.rules.steps import CLOSED, STATES, state_of
from library_exchange.loans.rules.tasks import Task, act_by, is_asked, late_before, listed_under, task

NEVER = date.max
OPEN = sorted({str(state) for side in Side for state in STATES[side] if state not in CLOSED[side]})


class Standing(NamedTuple):
    """How requests stand that are alike in everything but their instants.

    `is_late` says that the book is overdue; `is_behind` that it is not, and the library should have acted before today.
    """

    side: Side
    state: State
    due: DueState
    is_late: bool
    is_behind: bool = False

    @property
    def asked(self) -> Task | None:
        """What is asked of the library."""
        return task(self.side, self.state, self.due, date.min if self.is_late else None, date.max)

    @property
    def group(self) -> Task | None:
        """Under what the queue lists it."""
        return listed_under(self.asked, date.min if self.is_behind else None, date.max)

    @property
    def can_be_late(self) -> bool:
        """Whether the book is overdue once its day is past."""
        return is_overdue(self.side, self.state, self.due, date.min, date.max)


@dataclass(frozen=True)
class Day:
    """A library's own day, and its working days."""

    library_id: int
    zone: ZoneInfo
    today: date
    calendar: LibraryCalendar

    def begins(self, day: date) -> datetime:
        """Return the instant at which a day begins at the library."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)


def open_by_standing(session: Session, day: Day, parts: Sequence[Sequence[Any]]) -> dict[Standing, list[int]]:
    """Return how many open requests of the library stand how, of those that fulfil the conditions of each part.

    One query, however many requests and parts there are.
    """
    past = col(LoanRequest.due_on) < day.today
    counts = [_count_of(conditions) for conditions in parts]
    late = [_count_of([past, *conditions]) for conditions in parts]
    stands = (col(LoanRequest.side), col(LoanRequest.state), col(LoanRequest.due))
    is_open = (col(LoanRequest.side).in_(list(Side)), col(LoanRequest.state).in_(OPEN))
    ours = col(LoanRequest.library_id) == day.library_id
    every = sa.select(*stands, *counts, *late, sa.literal(0).label("is_behind")).where(ours, *is_open)
    behind = sa.select(*stands, *counts, *(sa.literal(0) for _ in parts), sa.literal(1)).where(ours, _behind(day))
    rows = session.execute(sa.union_all(every.group_by(*stands), behind.group_by(*stands)))
    found: dict[Standing, list[int]] = defaultdict(lambda: [0] * len(parts))
    for side, name, due, *numbers, is_behind in rows:
        counted, over = numbers[: len(parts)], numbers[len(parts) :]
        standing = Standing(Side(side), state_of(Side(side), name), DueState(due), False)
        if is_behind:
            _shift(found, standing, standing._replace(is_behind=True), counted)
            continue
        found[standing] = [one + some for one, some in zip(found[standing], counted, strict=True)]
        if standing.can_be_late:
            _shift(found, standing, standing._replace(is_late=True), over)
    return found


def _shift(found: dict[Standing, list[int]], before: Standing, after: Standing, numbers: Sequence[int]) -> None:
    """Count so many of each part, that were counted as standing like `before`, as standing like `after`."""
    found[before] = [one - some for one, some in zip(found[before], numbers, strict=True)]
    found[after] = list(numbers)


@lru_cache(maxsize=64)
def _limits(today: date, calendar: LibraryCalendar) -> dict[tuple[Side, date, bool, tuple[DueState, ...]], list[State]]:
    """Return the states in which something is asked, by the day before which a row came there if that is late.

    Beside the day stand the side, whether the book may be overdue besides, and how the due date stands then.
    """
    found: dict[tuple[Side, date, bool, tuple[DueState, ...]], list[State]] = defaultdict(list)
    for side in Side:
        for state in STATES[side]:
            dues: dict[tuple[date, bool], list[DueState]] = defaultdict(list)
            for due in DueState if state not in CLOSED[side] else ():
                before = late_before(side, state, due, today, calendar)
                if before is not None:
                    dues[before, Standing(side, state, due, False).can_be_late].append(due)
            for (before, can_be_late), alike in dues.items():
                found[side, before, can_be_late, tuple(alike)].append(state)
    return dict(found)


def _behind(day: Day) -> Any:
    """Return the condition on open rows that their step is late and their book is not overdue."""
    return sa.or_(
        *(
            sa.and_(
                col(LoanRequest.side) == side,
                col(LoanRequest.state).in_([str(state) for state in states]),
                col(LoanRequest.due).in_(dues),
                col(LoanRequest.touched_at) < day.begins(before),
                *([_in_time(day)] if can_be_late else []),
            )
            for (side, before, can_be_late, dues), states in _limits(day.today, day.calendar).items()
        )
    )


def _in_time(day: Day) -> Any:
    """Return the condition that the due date is not past."""
    return sa.or_(col(LoanRequest.due_on) >= day.today, col(LoanRequest.due_on).is_(None))


def finished(session: Session, day: Day, parts: Sequence[Sequence[Any]]) -> Sequence[int]:
    """Return how many finished requests of the library fulfil the conditions of each part; one query."""
    ended = (col(LoanRequest.library_id) == day.library_id, col(LoanRequest.closed_at).is_not(None))
    found: Sequence[int] = session.execute(sa.select(*map(_count_of, parts)).where(*ended)).one()
    return found


def _count_of(conditions: Sequence[Any]) -> Any:
    if not conditions:
        return sa.func.count()
    return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)


def standing_of(loan: LoanRequest, day: Day) -> Standing:
    """Return how a request stands on a day."""
    stands = (loan.side, loan.stands, loan.due)
    late = is_overdue(*stands, loan.due_on, day.today)
    before = late_before(*stands, day.today, day.calendar)
    is_behind = not late and before is not None and loan.touched_at < day.begins(before)
    return Standing(*stands, late, is_behind)


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
    parts = [part for each in standings for part in _first_of(day, each, wanted, places.stop)] if places.stop else []
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
    """Select the first rows of a standing: by how long they have stood so, by when they are due, or both ways.

    Rows of which nothing is asked and that are not due are urgent by how long they have stood so.
    """
    alike = [
        col(LoanRequest.library_id) == day.library_id,
        col(LoanRequest.side) == standing.side,
        col(LoanRequest.state) == str(standing.state),
        col(LoanRequest.due) == standing.due,
    ]
    if standing.can_be_late:
        alike.append(col(LoanRequest.due_on) < day.today if standing.is_late else _in_time(day))
    before = late_before(*standing[:3], day.today, day.calendar)
    if before is not None and not standing.is_late:
        touched, limit = col(LoanRequest.touched_at), day.begins(before)
        alike.append(touched < limit if standing.is_behind else touched >= limit)
    longest = (col(LoanRequest.touched_at), col(LoanRequest.id))
    orders = [longest] if is_asked(*standing[:3]) or not standing.can_be_late else []
    if standing.can_be_late:
        orders.append((col(LoanRequest.due_on), col(LoanRequest.touched_at), col(LoanRequest.id)))  # type: ignore[arg-type]
    table = LoanRequest.__table__.c  # type: ignore[attr-defined]
    columns = [table[name] for name in ("id", "side", "state", "due", "due_on", "touched_at")]
    return [
        sa.select(sa.select(*columns).where(*alike, *conditions).order_by(*order).limit(most).subquery())
        for order in orders
    ]
