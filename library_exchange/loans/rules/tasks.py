"""The tasks of a librarian's queue: what a state asks of whom, by when, and which step most likely comes next."""

from bisect import bisect_left
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from library_exchange.directory.rules.calendars import (
    LONGEST_SEARCH_DAYS,
    LibraryCalendar,
    add_working_days,
    next_open_day,
)
from library_exchange.loans.rules.codes import Action, DueState, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.due_dates import OUT, is_overdue
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import CLOSING, TABLES, UNDOING, actions_from


class Task(StrEnum):
    """Groups of a librarian's queue, in the order they are shown."""

    OVERDUE = "overdue"
    RECALLED = "recalled"
    CANCELLATION = "cancellation"
    RENEWAL = "renewal"
    APPROVE = "approve"
    CONDITION = "condition"
    ASK_NEXT = "ask_next"
    ANSWER = "answer"
    PICK = "pick"
    SHIP = "ship"
    RECEIVE = "receive"
    CHECK_OUT = "check_out"
    HAND_OVER = "hand_over"
    SHIP_BACK = "ship_back"
    CHECK_IN = "check_in"
    SETTLE = "settle"


TASK_OF: dict[Side, dict[State, tuple[Task, int]]] = {
    Side.REQUESTING: {
        R.REVIEW: (Task.APPROVE, 2),
        R.CONDITION_PENDING: (Task.CONDITION, 2),
        R.RETRY_PENDING: (Task.ASK_NEXT, 2),
        R.REFUSED: (Task.ASK_NEXT, 2),
        R.SHIPPED: (Task.RECEIVE, 21),
        R.RECEIVED: (Task.CHECK_OUT, 2),
        R.DELIVERED: (Task.HAND_OVER, 10),
        R.TO_RETURN: (Task.SHIP_BACK, 2),
    },
    Side.SUPPLYING: {
        S.NEW: (Task.ANSWER, 3),
        S.TO_PICK: (Task.PICK, 2),
        S.TO_SHIP: (Task.SHIP, 2),
        S.CANCEL_ASKED: (Task.CANCELLATION, 1),
        S.RETURNING: (Task.CHECK_IN, 21),
        S.LOST_CLAIMED: (Task.SETTLE, 15),
        S.DAMAGE_CLAIMED: (Task.SETTLE, 15),
    },
}
"""What a state asks of the library that owns the row, and within how many of its working days."""


SELDOM = (
    UNDOING
    | CLOSING
    | {
        *(Action.ASK_STATUS, Action.WITHDRAW, Action.EXPECT, Action.CORRECT_SHIPPING, Action.CORRECT_RETURN),
        *(Action.FORWARD, Action.TURNED_UP, Action.REPORT_LOST, Action.PARCEL_RETURNED, Action.HOLD_RETURN),
        Action.WRITE_OFF,
    }
)
"""What is done when something went otherwise than usual: a page keeps it apart from what comes next."""
TAKES_LOSS_BACK = (Action.UNDO_WRITE_OFF, Action.UNDO_SETTLE)
"""What comes next, and is not kept apart, once a book that was written off has come."""
BARE = (Action.FOUND, Action.RECEIVE, Action.PATRON_RETURNED, Action.CHECK_IN)
"""Steps that need nothing filled in."""
TOGETHER = (Action.SEND, Action.WILL_SUPPLY, *BARE)
"""Steps that are taken for several requests at once, each with what is proposed for it."""
REFUSED_TOGETHER: dict[Action, Action] = {Action.DECLINE: Action.SEND, Action.REFUSE: Action.WILL_SUPPLY}
"""Refusals of several requests at once with one reason, each with the usual step in whose stead it is taken."""
BY_SCAN = frozenset({*BARE, Action.CHECK_OUT})
"""Steps that wait under Enter when a book has been scanned, if they are what usually comes next."""
TELL_OF_DAMAGE = (Action.REPORT_DAMAGE, Action.CHECK_IN_DAMAGED)
"""Steps after which a library is led to what shows the condition of the book."""
DUE_TASK_OF: dict[tuple[Side, DueState], tuple[Task, int, tuple[State, ...]]] = {
    (Side.SUPPLYING, DueState.RENEW_ASKED): (Task.RENEWAL, 3, (S.SHIPPED, S.ON_LOAN)),
    (Side.REQUESTING, DueState.RECALLED): (Task.RECALLED, 2, (R.RECEIVED, R.WITH_READER, R.TO_RETURN)),
}
"""What the due date asks of the library that owns the row, within how many of its working days, in which states."""


BEFORE_IT_COMES: dict[Side, frozenset[State]] = {
    Side.REQUESTING: frozenset(
        (R.REVIEW, R.READER_ASKED, R.SENT, R.CONDITION_PENDING, R.RETRY_PENDING, R.REFUSED, R.WILL_SUPPLY, R.SHIPPED)
    ),
    Side.SUPPLYING: frozenset({S.NEW, S.AWAITING_CONDITION, S.TO_PICK, S.TO_SHIP}),
}


def _asked(side: Side, state: State, due: DueState) -> tuple[Task, int] | None:
    """Return what is asked of the library and within how many days; what the due date asks comes first."""
    if due is DueState.HOLD_RETURN and state == R.TO_RETURN:
        return None
    asked = DUE_TASK_OF.get((side, due))
    return asked[:2] if asked is not None and state in asked[2] else TASK_OF[side].get(state)


def is_asked(side: Side, state: State, due: DueState) -> bool:
    """Whether something is asked of the library within some days of its coming to the state."""
    return _asked(side, state, due) is not None


ON_THE_WAY = frozenset({Task.RECEIVE, Task.CHECK_IN})
"""Tasks that wait for the post: their days are the calendar's, since a parcel travels on closed days too."""


def task(side: Side, state: State, due: DueState, due_on: date | None, today: date) -> Task | None:
    """Return what the library must do now; None if it waits for somebody else."""
    if is_overdue(side, state, due, due_on, today):
        return Task.OVERDUE
    found = _asked(side, state, due)
    return found[0] if found else None


def act_by(
    side: Side, state: State, due: DueState, since: date, due_on: date | None, calendar: LibraryCalendar
) -> date | None:
    """Return the day by which the library should act on a row that has been in `state` since the day `since`.

    `calendar` is that of the library that must act. None if nothing is asked of it. A due date that comes sooner wins.
    """
    found = _asked(side, state, due)
    days = [_within(*found, since, calendar)] if found else []
    if due_on is not None and state in OUT[side] and due is not DueState.HOLD_RETURN:
        days.append(due_on)
    return min(days, default=None)


def listed_under(asked: Task | None, by: date | None, today: date) -> Task | None:
    """Return the group of the queue in which stands what is `asked`: what should have been done before is overdue."""
    return Task.OVERDUE if asked is not None and by is not None and by < today else asked


def late_before(side: Side, state: State, due: DueState, today: date, calendar: LibraryCalendar) -> date | None:
    """Return the day before which a row came to `state` if its step is late on `today`; None if nothing is asked.

    It is `act_by` the other way round, without the due date: so late rows are found by an index, not one by one.
    """
    found = _asked(side, state, due)
    return None if found is None else _first_in_time(*found, today, calendar)


@lru_cache(maxsize=1024)
def _first_in_time(asked: Task, days: int, today: date, calendar: LibraryCalendar) -> date:
    """Return the first day since when a task may have been asked that is not late on `today`."""

    def is_late(days_ago: int) -> bool:
        return _within(asked, days, today - timedelta(days=days_ago), calendar) < today

    furthest = 64
    while furthest < LONGEST_SEARCH_DAYS and not is_late(furthest):
        furthest *= 2
    return today - timedelta(days=bisect_left(range(furthest), True, key=is_late) - 1)


def _within(asked: Task, days: int, since: date, calendar: LibraryCalendar) -> date:
    if asked in ON_THE_WAY:
        return next_open_day(calendar, since + timedelta(days=days))
    return add_working_days(calendar, since, days)


def is_awaited(side: Side, state: State) -> bool:
    """Whether the book, or the copy, has still to come, so that the day by which it is needed counts."""
    return state in BEFORE_IT_COMES[side]


def next_action(
    side: Side,
    state: State,
    due: DueState,
    is_late: bool = False,
    has_another_supplier: bool = True,
    service: ServiceType = ServiceType.LOAN,
) -> Action | None:
    """Return the one action a librarian most likely wants; None if the other library must act first."""
    if side is Side.REQUESTING and state == R.RECEIVED and (is_late or due is DueState.RECALLED):
        return Action.SHIP_RETURN
    if side is Side.REQUESTING and state == R.REFUSED and not has_another_supplier:
        return Action.CLOSE_UNFILLED
    if side is Side.SUPPLYING and due is DueState.RENEW_ASKED:
        return Action.RENEW_YES
    is_with_us = side is Side.REQUESTING and state in OUT[side] and state != R.TO_RETURN
    asked_of_us = _asked(side, state, due) is not None or is_with_us
    return next(iter(actions_from(side, state, due, service)), None) if asked_of_us else None


def is_unasked(action: Action, due: DueState) -> bool:
    """Whether `action` renews a loan of which the other library has not asked that: no answer, and no usual step."""
    return action is Action.RENEW_YES and due is not DueState.RENEW_ASKED


def asks_first(side: Side, state: State, action: Action, is_late: bool = False) -> bool:
    """Whether somebody who takes `action` in `state` is asked first; an overdue book goes back without a question."""
    if is_late and action is Action.SHIP_RETURN:
        return False
    return TABLES[side].is_grave(state, action)
