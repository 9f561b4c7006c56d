"""Who must act by when: milestones of the way, due dates, and the order of a librarian's queue."""

from datetime import date, timedelta
from enum import StrEnum

from library_exchange.core.procedure import Part, by
from library_exchange.directory.rules.calendars import LibraryCalendar, add_working_days, next_open_day
from library_exchange.loans.rules.codes import Action, DueEvent, DueState, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.steps import DUE, TABLES, actions_from
from library_exchange.shipping.rules.codes import Mode


class Milestone(StrEnum):
    """One span of the bridge on a loan's page."""

    ASKED = "asked"
    AGREED = "agreed"
    SHIPPED = "shipped"
    RECEIVED = "received"
    IN_USE = "in_use"
    RETURNED = "returned"


MILESTONE_OF: dict[Side, dict[State, Milestone]] = {
    Side.REQUESTING: {
        R.REVIEW: Milestone.ASKED,
        R.SENT: Milestone.AGREED,
        R.REFUSED: Milestone.AGREED,
        R.WILL_SUPPLY: Milestone.SHIPPED,
        R.CANCEL_PENDING: Milestone.SHIPPED,
        R.SHIPPED: Milestone.RECEIVED,
        R.RECEIVED: Milestone.IN_USE,
        R.WITH_READER: Milestone.IN_USE,
        R.TO_RETURN: Milestone.RETURNED,
        R.RETURN_SHIPPED: Milestone.RETURNED,
    },
    Side.SUPPLYING: {
        S.NEW: Milestone.AGREED,
        S.TO_PICK: Milestone.SHIPPED,
        S.TO_SHIP: Milestone.SHIPPED,
        S.CANCEL_ASKED: Milestone.SHIPPED,
        S.SHIPPED: Milestone.RECEIVED,
        S.ON_LOAN: Milestone.IN_USE,
        S.RETURNING: Milestone.RETURNED,
    },
}


def milestones(side: Side, state: State) -> tuple[tuple[Milestone, ...], Milestone | None, tuple[Milestone, ...]]:
    """Return the milestones crossed, the present one and those ahead.

    A completed loan has crossed all; a loan that ended otherwise has no milestones left to show.
    """
    every = tuple(Milestone)
    if state.value == "completed":
        return every, None, ()
    here = MILESTONE_OF[side].get(state)
    if here is None:
        return (), None, ()
    at = every.index(here)
    return every[:at], here, every[at + 1 :]


TRANSIT_DAYS = {Mode.POST: 21, Mode.GATEWAY: 14, Mode.DELEGATION: 30}
"""Days a parcel is expected to take; a library's own experience may replace them."""

SHORTEST_WAY_DAYS = 14
"""Days between asking and reading that no library can promise to beat."""

LOAN_DAYS = 30
DAYS_NEAR = 7
"""A due date is near a week before."""


def due_date(shipped_on: date, transit_days: int, loan_days: int, requesting: LibraryCalendar) -> date:
    """Return the day the item must leave the requesting library: one on which that library works.

    Transit is counted once, towards the requester; the way back is the supplying library's risk.
    """
    return next_open_day(requesting, shipped_on + timedelta(days=transit_days + loan_days))


class Task(StrEnum):
    """Groups of a librarian's queue, in the order they are shown."""

    OVERDUE = "overdue"
    CANCELLATION = "cancellation"
    APPROVE = "approve"
    ASK_NEXT = "ask_next"
    ANSWER = "answer"
    PICK = "pick"
    SHIP = "ship"
    RECEIVE = "receive"
    LEND = "lend"
    SHIP_BACK = "ship_back"
    CHECK_IN = "check_in"


TASK_OF: dict[Side, dict[State, tuple[Task, int]]] = {
    Side.REQUESTING: {
        R.REVIEW: (Task.APPROVE, 2),
        R.REFUSED: (Task.ASK_NEXT, 2),
        R.SHIPPED: (Task.RECEIVE, 21),
        R.RECEIVED: (Task.LEND, 2),
        R.TO_RETURN: (Task.SHIP_BACK, 2),
    },
    Side.SUPPLYING: {
        S.NEW: (Task.ANSWER, 3),
        S.TO_PICK: (Task.PICK, 2),
        S.TO_SHIP: (Task.SHIP, 2),
        S.CANCEL_ASKED: (Task.CANCELLATION, 1),
        S.RETURNING: (Task.CHECK_IN, 21),
    },
}
"""What a state asks of the library that owns the row, and within how many of its working days."""

ON_THE_WAY = frozenset({Task.RECEIVE, Task.CHECK_IN})
"""Tasks that wait for the post: their days are the calendar's, since a parcel travels on closed days too."""

OUT: dict[Side, tuple[State, ...]] = {
    Side.REQUESTING: (R.RECEIVED, R.WITH_READER, R.TO_RETURN),
    Side.SUPPLYING: (S.SHIPPED, S.ON_LOAN),
}
"""States in which the book should be on its way back once the due date has passed."""


def is_overdue(side: Side, state: State, due_on: date | None, today: date) -> bool:
    """Whether the book should have left the requesting library by `today` and, as far as this side knows, has not.

    Asked of the date and not of the row's `due`, so that a day in the library does not depend on last night's work.
    """
    return due_on is not None and due_on < today and state in OUT[side]


def due_event(due: DueState, due_on: date | None, today: date) -> DueEvent | None:
    """Return what the clock does by `today` to a row whose due date `due_on` stands as `due`; None for nothing."""
    if due_on is None or due_on > today + timedelta(days=DAYS_NEAR):
        return None
    event = DueEvent.PASSES if due_on < today else DueEvent.COMES_NEAR
    return event if event in DUE.events_from(due, by(Part.CLOCK)) else None


def task(side: Side, state: State, due_on: date | None, today: date) -> Task | None:
    """Return what the library must do now; None if it waits for somebody else."""
    if is_overdue(side, state, due_on, today):
        return Task.OVERDUE
    found = TASK_OF[side].get(state)
    return found[0] if found else None


def act_by(side: Side, state: State, since: date, due_on: date | None, calendar: LibraryCalendar) -> date | None:
    """Return the day by which the library should act on a row that has been in `state` since the day `since`.

    `calendar` is that of the library that must act. None if nothing is asked of it. A due date that comes sooner wins.
    """
    found = TASK_OF[side].get(state)
    days = [_within(*found, since, calendar)] if found else []
    if due_on is not None and state in OUT[side]:
        days.append(due_on)
    return min(days, default=None)


def _within(asked: Task, days: int, since: date, calendar: LibraryCalendar) -> date:
    if asked in ON_THE_WAY:
        return next_open_day(calendar, since + timedelta(days=days))
    return add_working_days(calendar, since, days)


def next_action(side: Side, state: State, is_late: bool = False, has_another_supplier: bool = True) -> Action | None:
    """Return the one action a librarian most likely wants; None if the other library must act first."""
    if side is Side.REQUESTING and state == R.RECEIVED and is_late:
        return Action.SHIP_RETURN
    if side is Side.REQUESTING and state == R.REFUSED and not has_another_supplier:
        return Action.CLOSE_UNFILLED
    asked_of_us = state in TASK_OF[side] or (side is Side.REQUESTING and state in OUT[side])
    return next(iter(actions_from(side, state)), None) if asked_of_us else None


def asks_first(side: Side, state: State, action: Action, is_late: bool = False) -> bool:
    """Whether somebody who takes `action` in `state` is asked first; an overdue book goes back without a question."""
    if is_late and action is Action.SHIP_RETURN:
        return False
    return TABLES[side].is_grave(state, action)
