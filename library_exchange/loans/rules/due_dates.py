"""Due dates: how one is reckoned, when it is near or past."""

from datetime import date, timedelta

from library_exchange.core.procedure import Part, by
from library_exchange.directory.rules.calendars import LibraryCalendar, is_open, next_open_day
from library_exchange.loans.rules.codes import DueEvent, DueState, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.due import DUE

DAYS_NEAR = 7
"""A due date is near a week before."""


def due_date(shipped_on: date, transit_days: int, loan_days: int, requesting: LibraryCalendar) -> date:
    """Return the day the item must leave the requesting library: one on which that library works.

    The days of the loan are counted from the first day on which it can be received.

    Transit is counted once, towards the requester; the way back is the supplying library's risk.
    """
    arrives_on = next_open_day(requesting, shipped_on + timedelta(days=transit_days))
    return next_open_day(requesting, arrives_on + timedelta(days=loan_days))


RECALL_DAYS = 14
"""Days that a recall leaves to bring the book back to the library and send it."""


def renewed_date(due_on: date, today: date, loan_days: int, requesting: LibraryCalendar) -> date:
    """Return the day to which a loan is renewed: a day's loan more, from the due date or from today if that is past."""
    return next_open_day(requesting, max(due_on, today) + timedelta(days=loan_days))


def recall_date(today: date, requesting: LibraryCalendar, due_on: date | None = None) -> date:
    """Return the day by which a recalled book must leave the requesting library: one before it is due.

    Where it is due within the days that a recall leaves, that is the last day before on which the library works, or
    the day before if none is left. A book without a day that counts has no `due_on`.
    """
    recalled = next_open_day(requesting, today + timedelta(days=RECALL_DAYS))
    if due_on is None or recalled < due_on:
        return recalled
    days = [due_on - timedelta(days=ago) for ago in range(1, (due_on - today).days)]
    return next((day for day in days if is_open(requesting, day)), due_on - timedelta(days=1))


def may_be_recalled(due: DueState, due_on: date | None, today: date) -> bool:
    """Whether a recall still can bring the day nearer, to one to come: else its partner is reminded, not called on.

    One that the supplying library has asked to keep has no day that counts.
    """
    return due is DueState.HOLD_RETURN or due_on is None or due_on > today + timedelta(days=1)


OUT: dict[Side, tuple[State, ...]] = {
    Side.REQUESTING: (R.RECEIVED, R.WITH_READER, R.TO_RETURN),
    Side.SUPPLYING: (S.SHIPPED, S.ON_LOAN),
}
"""States in which the book should be on its way back once the due date has passed."""


def is_overdue(side: Side, state: State, due: DueState, due_on: date | None, today: date) -> bool:
    """Whether the book should have left the requesting library by `today` and, as far as this side knows, has not.

    Asked of the date, so that a day in the library does not depend on last night's work; of how the row's `due` stands
    only whether the supplying library asks to keep the book.
    """
    return due is not DueState.HOLD_RETURN and due_on is not None and due_on < today and state in OUT[side]


def due_event(due: DueState, due_on: date | None, today: date) -> DueEvent | None:
    """Return what the clock does by `today` to a row whose due date `due_on` stands as `due`; None for nothing."""
    if due_on is None or due_on > today + timedelta(days=DAYS_NEAR):
        return None
    event = DueEvent.PASSES if due_on < today else DueEvent.COMES_NEAR
    return event if event in DUE.events_from(due, by(Part.CLOCK)) else None
