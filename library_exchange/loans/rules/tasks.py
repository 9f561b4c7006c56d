"""The tasks of a librarian's queue: what a state asks of whom, by when, and which step most likely comes next."""

from datetime import date, timedelta
from enum import StrEnum

from library_exchange.directory.rules.calendars import LibraryCalendar, add_working_days, next_open_day
from library_exchange.loans.rules.codes import Action, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.due_dates import OUT, is_overdue
from library_exchange.loans.rules.steps import TABLES, actions_from


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
    CHECK_OUT = "check_out"
    SHIP_BACK = "ship_back"
    CHECK_IN = "check_in"


TASK_OF: dict[Side, dict[State, tuple[Task, int]]] = {
    Side.REQUESTING: {
        R.REVIEW: (Task.APPROVE, 2),
        R.REFUSED: (Task.ASK_NEXT, 2),
        R.SHIPPED: (Task.RECEIVE, 21),
        R.RECEIVED: (Task.CHECK_OUT, 2),
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
