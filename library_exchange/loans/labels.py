"""Names of states, actions, reasons and stages, and what to do instead of a step that does not exist."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _ln, _pl, country_name, format_date
from library_exchange.loans.models import AttemptState
from library_exchange.loans.rules.codes import (
    Action,
    DeclineReason,
    DueState,
    Incoming,
    ReasonUnfilled,
    RequestingState,
    Side,
    State,
    SupplyingState,
)
from library_exchange.loans.rules.milestones import Milestone
from library_exchange.loans.rules.steps import Instead, why_not
from library_exchange.loans.rules.tasks import Task
from library_exchange.shipping.rules.codes import Mode

Text = Any

SIDES: dict[Side, Text] = {
    Side.REQUESTING: _pl("side of a loan", "we borrow"),
    Side.SUPPLYING: _pl("side of a loan", "we lend"),
}

STATES: dict[Side, dict[State, tuple[Text, str]]] = {
    Side.REQUESTING: {
        RequestingState.REVIEW: (_l("waiting for approval"), "warn"),
        RequestingState.SENT: (_l("library asked"), ""),
        RequestingState.WILL_SUPPLY: (_l("will be supplied"), "now"),
        RequestingState.REFUSED: (_l("cannot supply"), "warn"),
        RequestingState.CANCEL_PENDING: (_l("cancellation asked"), "warn"),
        RequestingState.SHIPPED: (_l("on its way to us"), "now"),
        RequestingState.RECEIVED: (_l("received"), "ok"),
        RequestingState.WITH_READER: (_l("with the reader"), "ok"),
        RequestingState.TO_RETURN: (_l("to be sent back"), "warn"),
        RequestingState.RETURN_SHIPPED: (_l("on its way back"), "now"),
        RequestingState.COMPLETED: (_l("completed"), ""),
        RequestingState.DECLINED: (_l("declined"), ""),
        RequestingState.UNFILLED: (_l("not supplied"), ""),
        RequestingState.CANCELLED: (_l("cancelled"), ""),
        RequestingState.LOST: (_l("lost"), "bad"),
    },
    Side.SUPPLYING: {
        SupplyingState.NEW: (_l("new request"), "warn"),
        SupplyingState.TO_PICK: (_l("to be fetched from the shelf"), "now"),
        SupplyingState.TO_SHIP: (_l("to be shipped"), "now"),
        SupplyingState.CANCEL_ASKED: (_l("partner asks to cancel"), "warn"),
        SupplyingState.SHIPPED: (_l("shipped"), "now"),
        SupplyingState.ON_LOAN: (_l("with the partner"), "ok"),
        SupplyingState.RETURNING: (_l("on its way back"), "now"),
        SupplyingState.COMPLETED: (_l("completed"), ""),
        SupplyingState.UNFILLED: (_l("not supplied"), ""),
        SupplyingState.CANCELLED: (_l("cancelled"), ""),
        SupplyingState.LOST: (_l("lost"), "bad"),
    },
}
"""The name of each state and the tone of its chip."""

READER_STATUS: dict[RequestingState, tuple[Text, Text, str]] = {
    RequestingState.REVIEW: (_l("Your library is looking at it"), _l("You will get a mail when it is sent on."), ""),
    RequestingState.SENT: (_l("Another library has been asked"), _l("You need do nothing now."), "now"),
    RequestingState.REFUSED: (_l("Looking for another library"), _l("You need do nothing now."), "now"),
    RequestingState.WILL_SUPPLY: (_l("A library is sending the book"), _l("You need do nothing now."), "now"),
    RequestingState.CANCEL_PENDING: (
        _l("Being cancelled"),
        _l("The other library must agree, because it may have sent the book already."),
        "",
    ),
    RequestingState.SHIPPED: (_l("On its way"), _l("You will get a mail when it arrives."), "now"),
    RequestingState.RECEIVED: (_l("Ready for you"), _l("Fetch the book at your library."), "ok"),
    RequestingState.WITH_READER: (_l("With you"), _l("Bring it back to your library before the due date."), "ok"),
    RequestingState.TO_RETURN: (_l("Returned"), _l("Thank you. Nothing more to do."), ""),
    RequestingState.RETURN_SHIPPED: (_l("Returned"), _l("Thank you. Nothing more to do."), ""),
    RequestingState.COMPLETED: (_l("Returned"), _l("Thank you. Nothing more to do."), ""),
    RequestingState.DECLINED: (_l("Declined by your library"), _l("The reason is given below."), ""),
    RequestingState.UNFILLED: (_l("Could not be supplied"), _l("No library could lend this book now."), ""),
    RequestingState.CANCELLED: (_l("Cancelled"), _l("Nothing more to do."), ""),
    RequestingState.LOST: (_l("Lost"), _l("Please speak to your library."), "bad"),
}
"""The one clear status a reader sees, what it means for her, and the tone of its chip."""

READER_HAS_IT = (RequestingState.RECEIVED, RequestingState.WITH_READER)
"""States in which the book is with the reader, or at her library for her."""
READER_ANSWERS = (RequestingState.DECLINED, RequestingState.UNFILLED, RequestingState.LOST)
"""States that end a request otherwise than the reader hoped."""
READER_IS_LATE = _l("The book is overdue. Please bring it back to your library now.")
OVERDUE = _pl("book", "Overdue")
LATE = "bad"
"""The tone of whatever is overdue, in place of that of its state."""

ACTIONS: dict[Action, Text] = {
    Action.SEND: _pl("verb", "Send request"),
    Action.DECLINE: _pl("verb", "Decline"),
    Action.CANCEL: _pl("verb", "Cancel request"),
    Action.ASK_NEXT: _pl("verb", "Ask next library"),
    Action.CLOSE_UNFILLED: _pl("verb", "Close as not supplied"),
    Action.RECEIVE: _pl("verb", "Receive"),
    Action.CHECK_OUT: _pl("verb", "Hand to reader"),
    Action.PATRON_RETURNED: _pl("verb", "Take back"),
    Action.SHIP_RETURN: _pl("verb", "Send back"),
    Action.WILL_SUPPLY: _pl("verb", "Will supply"),
    Action.REFUSE: _pl("verb", "Cannot supply"),
    Action.FOUND: _pl("verb", "Found"),
    Action.NOT_ON_SHELF: _pl("verb", "Not on the shelf"),
    Action.SHIP: _pl("verb", "Ship"),
    Action.CANCEL_YES: _pl("verb", "Accept cancellation"),
    Action.CANCEL_NO: _pl("verb", "Refuse cancellation"),
    Action.CHECK_IN: _pl("verb", "Check in"),
    Action.WRITE_OFF: _pl("verb", "Write off as lost"),
    Action.UNDO_RECEIVE: _pl("verb", "Undo receipt"),
    Action.UNDO_CHECK_OUT: _pl("verb", "Undo hand-out"),
    Action.UNDO_PATRON_RETURNED: _pl("verb", "Undo return by the reader"),
    Action.UNDO_CHECK_IN: _pl("verb", "Undo check-in"),
    Action.UNDO_WRITE_OFF: _pl("verb", "Undo write-off"),
}

_CLOSES = _l("The request is closed and no other library is asked. This cannot be undone.")
_ASKS_TO_CANCEL = _l("The other library is asked to cancel. This cannot be undone; wait for its answer then.")
_ABROAD = _l(
    "The other library has not said that it has sent the book back. Check it in only if you have it in your hands:"
    " the loan ends for both libraries."
)
CONSEQUENCES: dict[Action | tuple[State, Action], Text] = {
    Action.DECLINE: _l("The request is closed and the reader is told. This cannot be undone."),
    (RequestingState.REVIEW, Action.CANCEL): _CLOSES,
    (RequestingState.REFUSED, Action.CANCEL): _CLOSES,
    (RequestingState.SENT, Action.CANCEL): _ASKS_TO_CANCEL,
    (RequestingState.WILL_SUPPLY, Action.CANCEL): _ASKS_TO_CANCEL,
    Action.CLOSE_UNFILLED: _l("The request is closed as not supplied and the reader is told. This cannot be undone."),
    Action.SHIP_RETURN: _l("The book goes back although the reader has not had it. This cannot be undone."),
    Action.REFUSE: _l("The other library is told that you cannot supply and asks elsewhere. This cannot be undone."),
    Action.NOT_ON_SHELF: _l(
        "The copy counts as missing, and the other library is told that you cannot supply. This cannot be undone."
    ),
    Action.CANCEL_YES: _l(
        "The request is closed for both libraries and the copy is free again. This cannot be undone."
    ),
    Action.CHECK_IN: _ABROAD,
    Action.WRITE_OFF: _l(
        "The loan ends for both libraries and the copy counts as missing. If the book is found, you can undo this."
    ),
    Action.UNDO_RECEIVE: _l("The book counts as on its way to you again. The other library and the reader are told."),
    Action.UNDO_CHECK_OUT: _l("The book counts as received and not handed out."),
    Action.UNDO_PATRON_RETURNED: _l("The book counts as being with the reader again."),
    Action.UNDO_CHECK_IN: _l("The loan goes on as it was before. The other library is told."),
    Action.UNDO_WRITE_OFF: _l(
        "The loan goes on as it was before, and the copy no longer counts as missing. The other library is told."
    ),
}
"""What a grave step does, as it is told before it is taken; with a state before it, what it does from there."""

EVENTS: dict[str, Text] = {
    "ask": _l("Request made"),
    Action.SEND: _l("Request sent"),
    Action.DECLINE: _l("Declined"),
    Action.CANCEL: _l("Cancellation asked or made here"),
    Action.ASK_NEXT: _l("Next library asked"),
    Action.CLOSE_UNFILLED: _l("Closed as not supplied"),
    Action.RECEIVE: _l("Book received"),
    Action.CHECK_OUT: _l("Handed to the reader"),
    Action.PATRON_RETURNED: _l("Taken back from the reader"),
    Action.SHIP_RETURN: _l("Sent back"),
    Action.WILL_SUPPLY: _l("Promised to supply"),
    Action.REFUSE: _l("Answered: cannot supply"),
    Action.FOUND: _l("Found on the shelf"),
    Action.NOT_ON_SHELF: _l("Answered: not on the shelf"),
    Action.SHIP: _l("Shipped"),
    Action.CANCEL_YES: _l("Cancellation accepted"),
    Action.CANCEL_NO: _l("Cancellation refused"),
    Action.CHECK_IN: _l("Checked in"),
    Action.WRITE_OFF: _l("Written off as lost"),
    Action.UNDO_RECEIVE: _l("Receipt undone"),
    Action.UNDO_CHECK_OUT: _l("Hand-out undone"),
    Action.UNDO_PATRON_RETURNED: _l("Return by the reader undone"),
    Action.UNDO_CHECK_IN: _l("Check-in undone"),
    Action.UNDO_WRITE_OFF: _l("Write-off undone"),
    Incoming.REQUEST: _l("Request came in"),
    Incoming.CANCEL: _l("Partner asked to cancel"),
    Incoming.RECEIVED: _l("Partner has received the book"),
    Incoming.SHIPPED_RETURN: _l("Partner has sent the book back"),
    Incoming.WILL_SUPPLY: _l("Partner will supply"),
    Incoming.UNFILLED: _l("Partner cannot supply"),
    Incoming.LOANED: _l("Partner has shipped the book"),
    Incoming.CANCEL_YES: _l("Partner has agreed to cancel"),
    Incoming.CANCEL_NO: _l("Partner cannot cancel any more"),
    Incoming.LOAN_COMPLETED: _l("Partner has checked the book in"),
    Incoming.COMPLETED_WITHOUT_RETURN: _l("Partner has written the book off"),
    Incoming.NOT_RECEIVED: _l("Partner has not received the book after all"),
    Incoming.NOT_COMPLETED: _l("Partner has taken the end of the loan back"),
    DueState.DUE_SOON: _l("The due date is near"),
    DueState.OVERDUE: _l("The due date has passed"),
}
UNEXPECTED = _l("A message came that does not fit; nothing was changed")

REASONS: dict[ReasonUnfilled, Text] = {
    ReasonUnfilled.NOT_HELD: _l("The library does not hold this book"),
    ReasonUnfilled.NOT_ON_SHELF: _l("The book is not on the shelf"),
    ReasonUnfilled.NON_CIRCULATING: _l("The book is read in the library only"),
    ReasonUnfilled.NOT_AVAILABLE: _l("The book is lent or not available now"),
    ReasonUnfilled.POOR_CONDITION: _l("The book's condition does not allow a journey"),
    ReasonUnfilled.POLICY_PROBLEM: _l("The library's rules do not allow this loan"),
}

DECLINE_REASONS: dict[DeclineReason, Text] = {
    DeclineReason.HELD_HERE: _l("Your own library has this book: please borrow it there"),
    DeclineReason.LIMIT_REACHED: _l("You have reached the number of requests your library allows"),
    DeclineReason.NOT_IDENTIFIED: _l("It is not clear which book is meant: please speak to your library"),
    DeclineReason.NOT_LENT_ABROAD: _l("Books of this kind are not lent across the border"),
    DeclineReason.OTHER: _l("Please ask at your library for the reason"),
}

METHODS: dict[Mode, Text] = {
    Mode.POST: _l("By post"),
    Mode.GATEWAY: _l("Through the gateway library"),
    Mode.DELEGATION: _l("Carried by a delegation"),
}

MILESTONES: dict[Milestone, Text] = {
    Milestone.ASKED: _pl("stage", "Asked"),
    Milestone.AGREED: _pl("stage", "Agreed"),
    Milestone.SHIPPED: _pl("stage", "Shipped"),
    Milestone.RECEIVED: _pl("stage", "Received"),
    Milestone.IN_USE: _pl("stage", "In use"),
    Milestone.RETURNED: _pl("stage", "Returned"),
}

TASKS: dict[Task, Text] = {
    Task.OVERDUE: _pl("tasks", "Overdue"),
    Task.CANCELLATION: _pl("tasks", "Cancellations"),
    Task.APPROVE: _pl("tasks", "Approve"),
    Task.ASK_NEXT: _pl("tasks", "Ask another library"),
    Task.ANSWER: _pl("tasks", "Answer"),
    Task.PICK: _pl("tasks", "Fetch from shelf"),
    Task.SHIP: _pl("tasks", "Ship"),
    Task.RECEIVE: _pl("tasks", "Receive"),
    Task.CHECK_OUT: _pl("tasks", "Hand out"),
    Task.SHIP_BACK: _pl("tasks", "Send back"),
    Task.CHECK_IN: _pl("tasks", "Check in"),
}

ALL_TASKS = _pl("tasks", "All")

ATTEMPTS: dict[AttemptState, Text] = {
    AttemptState.WAITING: _l("not asked yet"),
    AttemptState.ASKED: _l("asked, no answer yet"),
    AttemptState.REFUSED: _l("cannot supply"),
    AttemptState.SUPPLYING: _l("will supply"),
    AttemptState.ENDED: _pl("asking a library", "ended"),
}

ASKED = _l("Your request is with your library. You will get a mail when it is sent on.")
DRAFTED = _l("Request made. Choose the library to ask and send it.")

SLIP: dict[str, Text] = {
    "heading": _l("International interlibrary loan"),
    "supplier": _l("Supplying library (sender)"),
    "requester": _l("Requesting library (recipient)"),
    "department": _l("Interlibrary loan department"),
    "book": _l("Book"),
    "copy": _l("Call number / barcode"),
    "due_on": _l("Due date"),
    "method": _l("How it travels"),
    "customs": _l("Customs"),
    "customs_value": _l("Interlibrary loan, to be returned, no commercial value"),
    "condition": _l("Condition when sent"),
    "good": _pl("condition of a book", "good"),
    "damaged": _pl("condition of a book", "damaged"),
    "coupon": _l("Return coupon: send it back with the book"),
    "number": _l("Number"),
    "dates": _l("Received / sent back on"),
}
"""Every word of the slip; it is printed in both languages."""

_INSTEAD: dict[Instead, Text] = {
    Instead.WAIT_FOR_ANSWER: _l("You have already asked to cancel. Wait for the other library's answer."),
    Instead.RECEIVE_AND_RETURN: _l("The book is already on its way. Receive it and send it back."),
    Instead.SHIP_BACK: _l("The book is here. Send it back instead."),
    Instead.PATRON_RETURNS_FIRST: _l("The reader has the book. Take it back, then send it back."),
    Instead.ON_ITS_WAY_BACK: _l("The book is already on its way back. Nothing more to do."),
    Instead.CLOSED: _l("This request is closed. Nothing more can be done with it."),
    Instead.OTHER_SIDE: _l("This step belongs to the other library."),
}


def state(side: Side, value: State) -> Text:
    """Return the name of the state."""
    return STATES[side][value][0]


def tone(side: Side, value: State, is_late: bool) -> str:
    """Return the tone of the state's chip; of a book that `is_late` it warns, whatever the state."""
    return LATE if is_late else STATES[side][value][1]


def reader_status(state: RequestingState, is_late: bool) -> tuple[Text, Text, str]:
    """Return the one status of a request that its reader sees, what it means for her, and the tone of its chip.

    A book that is late and with her is told as such; one that she has brought back is her library's business.
    """
    if is_late and state in READER_HAS_IT:
        return OVERDUE, READER_IS_LATE, LATE
    return READER_STATUS[state]


def event(name: str) -> Text:
    """Return the line of the history for the audit's action `name` (without the room)."""
    return EVENTS.get(name, UNEXPECTED)


def advice(side: Side, stands: State, action: Action) -> Text:
    """Return what to do instead of an `action` that is no step of a row which `stands` there."""
    found = _INSTEAD.get(why_not(side, stands, action))
    if found is not None:
        return found
    return _l(
        "“%(action)s” is not possible now: the request is “%(state)s”.",
        action=ACTIONS[action],
        state=state(side, stands),
    )


def consequence(stands: State, action: Action, due_on: date | None, today: date) -> Text:
    """Return what `action` does to a row which `stands` there; a book written off before its day is said to be so."""
    if action is Action.WRITE_OFF and due_on is not None and due_on >= today:
        return _l(
            "The book is due only on %(date)s. The loan ends for both libraries and the copy counts as missing. If the"
            " book is found, you can undo this.",
            date=day(due_on),
        )
    return CONSEQUENCES.get((stands, action)) or CONSEQUENCES[action]


def waits_for(stands: State, library: str) -> Text:
    """Return what the other library does next with a request that stands where this one cannot move it."""
    told: dict[State, Text] = {
        RequestingState.SENT: _("%(library)s has the request and answers next. You will get a mail.", library=library),
        RequestingState.WILL_SUPPLY: _("%(library)s sends the book next. You will get a mail.", library=library),
        RequestingState.CANCEL_PENDING: _(
            "%(library)s says next whether it can still be cancelled. You will get a mail.", library=library
        ),
        RequestingState.RETURN_SHIPPED: _(
            "%(library)s checks the book in when it has come. You will get a mail.", library=library
        ),
        SupplyingState.SHIPPED: _("%(library)s says when the book has come. You will get a mail.", library=library),
        SupplyingState.ON_LOAN: _("%(library)s has the book and sends it back. You will get a mail.", library=library),
    }
    return told.get(stands) or _("The other library must act first. You will get a mail.")


def waits_since(day_: date) -> Text:
    """Return what to do about a message of the partner that has waited since a day."""
    return _l(
        "Since %(date)s a message of the partner waits here for one before it that has not come. Write to the other"
        " library and ask where the book is.",
        date=day(day_),
    )


def rank_reasons(facts: dict[str, Any]) -> list[Text]:
    """Return why a library stands where it does in the order of suppliers."""
    if not facts:
        return []
    copies, loans = int(facts["free_copies"]), int(facts["active_loans"])
    return [
        _ln("%(num)s free copy", "%(num)s free copies", copies),
        _l("same country, cheaper to send") if facts["same_country"] else _l("across the border"),
        _ln("%(num)s loan under way", "%(num)s loans under way", loans),
    ]


def time_left(days: int, is_late: bool) -> Text:
    """Return how long there is to act, `days` being negative when the day is past."""
    if is_late:
        return _ln("%(num)s day overdue", "%(num)s days overdue", -days)
    if days <= 0:
        return _l("today")
    return _ln("%(num)s day left", "%(num)s days left", days)


def day(value: date) -> str:
    """Return the day as the language of the page writes it."""
    return format_date(value)


def country(code: str) -> str:
    """Return the country's name in the language of the page."""
    return country_name(code)
