"""Names of actions and events, what a grave step does, and what to do instead of a step that does not exist."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loans.labels.history import event
from library_exchange.loans.labels.sentences import day
from library_exchange.loans.labels.states import state
from library_exchange.loans.rules.codes import Action, DueState, RequestingState, Side, State, SupplyingState
from library_exchange.loans.rules.steps import Instead, why_not
from library_exchange.loans.rules.tasks import is_unasked

Text = Any

ACTIONS: dict[Action, Text] = {
    Action.SEND: _pl("verb", "Send request"),
    Action.DECLINE: _pl("verb", "Decline"),
    Action.ASK_READER: _pl("verb", "Ask the reader"),
    Action.ANSWER_LIBRARY: _pl("verb", "Send the answer"),
    Action.NOTE_ANSWER: _pl("verb", "Note what the reader answered"),
    Action.GO_ON_WITHOUT: _pl("verb", "Go on without an answer"),
    Action.CANCEL: _pl("verb", "Cancel request"),
    Action.ASK_NEXT: _pl("verb", "Ask next library"),
    Action.ASK_AGAIN: _pl("verb", "Ask the same library again"),
    Action.ASK_STATUS: _pl("verb", "Ask how it stands"),
    Action.WITHDRAW: _pl("verb", "Ask this library no more"),
    Action.CLOSE_UNFILLED: _pl("verb", "Close as not supplied"),
    Action.ACCEPT_CONDITION: _pl("verb", "Accept the condition"),
    Action.REJECT_CONDITION: _pl("verb", "Reject the condition"),
    Action.RECEIVE: _pl("verb", "Receive"),
    Action.REPORT_DAMAGE: _pl("verb", "Report damage"),
    Action.CHECK_OUT: _pl("verb", "Hand to reader"),
    Action.RENEW: _pl("verb", "Ask to renew"),
    Action.PATRON_RETURNED: _pl("verb", "Take back"),
    Action.SHIP_RETURN: _pl("verb", "Send back"),
    Action.CORRECT_RETURN: _pl("verb", "Correct the tracking number"),
    Action.FORWARD: _pl("verb", "Send on to a third library"),
    Action.REPORT_LOST: _pl("verb", "Report as lost"),
    Action.FOUND_AGAIN: _pl("verb", "Found again"),
    Action.TURNED_UP: _pl("verb", "The lost book has come"),
    Action.ACCEPT_COPY: _pl("verb", "The copy is in order"),
    Action.REPORT_UNREADABLE: _pl("verb", "The copy is no good"),
    Action.CLOSE_REQUEST: _pl("verb", "Close by hand"),
    Action.EXPECT: _pl("verb", "Say that we expect to supply"),
    Action.WILL_SUPPLY: _pl("verb", "Will supply"),
    Action.SET_CONDITION: _pl("verb", "Supply on a condition"),
    Action.RETRY_LATER: _pl("verb", "Possible later"),
    Action.REFUSE: _pl("verb", "Cannot supply"),
    Action.FOUND: _pl("verb", "Found"),
    Action.NOT_ON_SHELF: _pl("verb", "Not on the shelf"),
    Action.SHIP: _pl("verb", "Ship"),
    Action.DELIVER_COPY: _pl("verb", "Hand over the scan"),
    Action.SEND_COPY: _pl("verb", "Send the copy on paper"),
    Action.CORRECT_SHIPPING: _pl("verb", "Correct the tracking number"),
    Action.CANCEL_YES: _pl("verb", "Accept cancellation"),
    Action.CANCEL_NO: _pl("verb", "Refuse cancellation"),
    Action.RENEW_YES: _pl("loan", "Renew"),
    Action.RENEW_NO: _pl("verb", "Do not renew"),
    Action.RECALL: _pl("verb", "Recall"),
    Action.HOLD_RETURN: _pl("verb", "Ask to keep the book for now"),
    Action.RELEASE_RETURN: _pl("verb", "Ask for the book again"),
    Action.PARCEL_RETURNED: _pl("verb", "Parcel came back"),
    Action.CHECK_IN: _pl("verb", "Check in"),
    Action.CHECK_IN_DAMAGED: _pl("verb", "Came back damaged"),
    Action.SETTLE: _pl("verb", "Settled"),
    Action.WRITE_OFF: _pl("verb", "Write off as lost"),
    Action.CLOSE_LOAN: _pl("verb", "Close by hand"),
    Action.UNDO_DECLINE: _pl("verb", "Undo “decline”"),
    Action.UNDO_CLOSE_UNFILLED: _pl("verb", "Undo “closed as not supplied”"),
    Action.UNDO_RECEIVE: _pl("verb", "Undo receipt"),
    Action.UNDO_REPORT_DAMAGE: _pl("verb", "Take the damage report back"),
    Action.UNDO_CHECK_OUT: _pl("verb", "Undo hand-out"),
    Action.UNDO_RENEW: _pl("verb", "Take the wish to renew back"),
    Action.UNDO_PATRON_RETURNED: _pl("verb", "Undo return by the reader"),
    Action.UNDO_SHIP_RETURN: _pl("verb", "Undo sending back"),
    Action.UNDO_WILL_SUPPLY: _pl("verb", "Undo promise"),
    Action.UNDO_FOUND: _pl("verb", "Undo found"),
    Action.UNDO_REFUSE: _pl("verb", "Undo refusal"),
    Action.UNDO_CHECK_IN: _pl("verb", "Undo check-in"),
    Action.UNDO_CHECK_IN_DAMAGED: _pl("verb", "Undo “came back damaged”"),
    Action.UNDO_SETTLE: _pl("verb", "Undo “settled”"),
    Action.UNDO_WRITE_OFF: _pl("verb", "Undo “written off as lost”"),
}

TOLD_BY_READER = _l("What the reader answered")
"""What the field says in which staff note an answer that did not come by the reader's own page."""
ATTACH = _pl("verb", "Attach the scan")
"""What the button says that takes a scan which is handed over only when it has been looked at."""
HAND_OUT_TO_READ_THERE = _pl("verb", "Hand out to be read in the library")
LATER_DAY = _l("Give a later due date")
UNASKED: dict[DueState, Text] = {
    DueState.RECALLED: _l("Take the recall back and give a later due date"),
    DueState.HOLD_RETURN: _l("Have the book back by a later day after all"),
}
"""What a renewal is where nobody asked for one, by how the due date stands; else it just is a later day."""

_CLOSES = _l("The request is closed and no other library is asked. This cannot be undone.")
_ASKS_TO_CANCEL = _l("The other library is asked to cancel. This cannot be undone; wait for its answer then.")
_ABROAD = _l(
    "The other library has not said that it has sent the book back. Check it in only if you have it in your hands:"
    " the loan ends for both libraries."
)
CONSEQUENCES: dict[Action | tuple[State, Action], Text] = {
    Action.DECLINE: _l("The request is closed and the reader is told. Until it is made anew you can undo this."),
    (RequestingState.REVIEW, Action.CANCEL): _CLOSES,
    (RequestingState.READER_ASKED, Action.CANCEL): _CLOSES,
    (RequestingState.REFUSED, Action.CANCEL): _CLOSES,
    (RequestingState.SENT, Action.CANCEL): _ASKS_TO_CANCEL,
    (RequestingState.WILL_SUPPLY, Action.CANCEL): _ASKS_TO_CANCEL,
    (RequestingState.CONDITION_PENDING, Action.CANCEL): _ASKS_TO_CANCEL,
    (RequestingState.RETRY_PENDING, Action.CANCEL): _CLOSES,
    Action.WITHDRAW: _l("The library is told that it need not answer any more, and you can ask the next one."),
    Action.ACCEPT_CONDITION: _l("The other library is told that its condition is accepted, and supplies then."),
    Action.REJECT_CONDITION: _l("The other library is told, and you can ask the next one. This cannot be undone."),
    Action.CLOSE_UNFILLED: _l(
        "The request is closed as not supplied and the reader is told. Until it is made anew you can undo this."
    ),
    Action.SHIP_RETURN: _l("The book goes back although the reader has not had it. The other library is told."),
    Action.FORWARD: _l(
        "Do this only if the supplying library has asked for it: the book goes to a third library and not back. This"
        " cannot be undone."
    ),
    Action.REPORT_LOST: _l(
        "The other library is told that the book is lost and settles it with you. If it is found, you can say so."
    ),
    Action.FOUND_AGAIN: _l("The book counts as received again. The other library is told."),
    Action.TURNED_UP: _l(
        "The other library is told that you have the book. As soon as it takes the ending back, the book counts as"
        " received. This cannot be undone."
    ),
    Action.ACCEPT_COPY: _l("The request ends: pages that are missing or cannot be read cannot be reported any more."),
    Action.REPORT_UNREADABLE: _l("The other library is told and makes the copy once more. This cannot be undone."),
    Action.REPORT_DAMAGE: _l(
        "The other library is told of the damage, which may have to be settled with it. Until the book is on its way"
        " back you can take the report back."
    ),
    Action.UNDO_REPORT_DAMAGE: _l("The book counts as undamaged again. The other library is told."),
    Action.UNDO_RENEW: _l("The due date stays as it is. The other library is told that it need not answer."),
    Action.SET_CONDITION: _l(
        "The copy is kept for the other library, which is told the condition and answers. This cannot be undone."
    ),
    Action.SEND_COPY: _l("The other library is told that the copy is on its way by post. This cannot be undone."),
    Action.CANCEL_NO: _l("The other library is told that it gets the book or the copy. This cannot be undone."),
    Action.CLOSE_REQUEST: _l(
        "Only this side is closed, and the other library is told. Do this only if it cannot be ended otherwise: it"
        " cannot be undone."
    ),
    Action.RETRY_LATER: _l(
        "The request is closed here, and the other library is told that it may ask again later. This cannot be undone."
    ),
    Action.REFUSE: _l(
        "The other library is told that you cannot supply and asks elsewhere. Until it has done so you can undo this."
    ),
    Action.NOT_ON_SHELF: _l(
        "The copy counts as missing, and the other library is told that you cannot supply. Until it has asked elsewhere"
        " you can undo this."
    ),
    Action.CANCEL_YES: _l(
        "The request is closed for both libraries and the copy is free again. This cannot be undone."
    ),
    Action.CHECK_IN: _ABROAD,
    (SupplyingState.LOST_CLAIMED, Action.CHECK_IN): _l(
        "The partner has reported the book as lost. Check it in only if you have it in your hands: the loan ends for"
        " both libraries."
    ),
    Action.RECALL: _l("The other library and its reader are asked to send the book back sooner."),
    Action.HOLD_RETURN: _l(
        "The other library is asked not to send the book back until you ask for it again; no reminders are sent."
    ),
    Action.PARCEL_RETURNED: _l(
        "The parcel did not leave, or comes back from post or customs. The other library is told and can ask again."
    ),
    Action.CHECK_IN_DAMAGED: _l(
        "The book is back and not fit to be lent. The other library is told, and you settle the damage with it."
    ),
    (SupplyingState.LOST_CLAIMED, Action.SETTLE): _l(
        "The loan ends for both libraries as settled and the copy counts as missing. If the book is found, you can undo"
        " this."
    ),
    (SupplyingState.DAMAGE_CLAIMED, Action.SETTLE): _l(
        "The loan ends for both libraries and the copy can be lent again."
    ),
    Action.CLOSE_LOAN: _l(
        "Only this side is closed, the other library is told, and a copy that is away counts as missing. Do this only"
        " if it cannot be ended otherwise: it cannot be undone."
    ),
    Action.UNDO_SHIP_RETURN: _l("The book counts as being with you again. The other library is told."),
    Action.UNDO_WILL_SUPPLY: _l("The request waits for your answer again. The other library is told."),
    Action.UNDO_REFUSE: _l(
        "The request waits for your answer again, and a copy that counted as missing for it stands on the shelf again."
        " The other library is told."
    ),
    Action.UNDO_DECLINE: _l("The request is open again as it was before. The reader is told."),
    Action.UNDO_CLOSE_UNFILLED: _l("The request is open again as it was before. The reader is told."),
    Action.UNDO_FOUND: _l("The book counts as still to be fetched from the shelf."),
    Action.WRITE_OFF: _l(
        "The loan ends for both libraries and the copy counts as missing. If the book is found, you can undo this."
    ),
    Action.UNDO_RECEIVE: _l("The book counts as on its way to you again. The other library and the reader are told."),
    Action.UNDO_CHECK_OUT: _l("The book counts as received and not handed out."),
    Action.UNDO_PATRON_RETURNED: _l("The book counts as being with the reader again."),
    Action.UNDO_CHECK_IN: _l("The loan goes on as it was before. The other library is told."),
    Action.UNDO_CHECK_IN_DAMAGED: _l(
        "The book counts as on its way back to you, and is to be checked in anew. The other library is told."
    ),
    (SupplyingState.COMPLETED, Action.UNDO_SETTLE): _l(
        "The book counts as come back damaged, and the damage is to be settled again. The other library is told."
    ),
    (SupplyingState.LOST, Action.UNDO_SETTLE): _l(
        "The book counts as reported lost by the partner, and that is to be settled again. The copy no longer counts as"
        " missing. The other library is told."
    ),
    Action.UNDO_WRITE_OFF: _l(
        "The loan goes on as it was before, and the copy no longer counts as missing. The other library is told."
    ),
}
"""What a grave step does, as it is told before it is taken; with a state before it, what it does from there."""

NOT_OPENED = _l("Nobody has opened the copy yet.")
_INSTEAD: dict[Instead, Text] = {
    Instead.WAIT_FOR_ANSWER: _l("You have already asked to cancel. Wait for the other library's answer."),
    Instead.RECEIVE_AND_RETURN: _l("The book is already on its way. Receive it and send it back."),
    Instead.SHIP_BACK: _l("The book is here. Send it back instead."),
    Instead.PATRON_RETURNS_FIRST: _l("The reader has the book. Take it back, then send it back."),
    Instead.ON_ITS_WAY_BACK: _l("The book is already on its way back. Nothing more to do."),
    Instead.CLOSED: _l("This request is closed. Nothing more can be done with it."),
    Instead.OTHER_SIDE: _l("This step belongs to the other library."),
}


DONE: dict[tuple[State, Action], Text] = {
    (RequestingState.REVIEW, Action.ANSWER_LIBRARY): _l("Your answer is with your library."),
    (RequestingState.READER_ASKED, Action.ASK_READER): _l(
        "The reader is asked. The request comes back to your list with her answer."
    ),
}
"""What is said of a step just taken where its name in the history would leave open what became of the request."""


def done(action: Action, stands: State, due_on: date | None) -> Text:
    """Return what is said when `action` was taken and the request now `stands` there, due on that day if on any."""
    if action in (Action.RENEW_YES, Action.RECALL) and due_on is not None:
        return _l("%(event)s. Due date: %(date)s", event=event(action), date=day(due_on))
    return DONE.get((stands, action)) or event(action, to=stands)


def name(action: Action, due: DueState, reads_there: bool = False) -> Text:
    """Return what the button of `action` says where the due date stands so: a renewal nobody asked for is none.

    A book that its reader `reads_there`, in the library, is not handed to her to take home.
    """
    if reads_there and action is Action.CHECK_OUT:
        return HAND_OUT_TO_READ_THERE
    return UNASKED.get(due, LATER_DAY) if is_unasked(action, due) else ACTIONS[action]


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
