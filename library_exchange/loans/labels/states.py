"""Names of sides, states, milestones and tasks, and the tone in which each is shown."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from library_exchange.core.i18n import _, _l, _pl, format_date
from library_exchange.loans.labels import code_names
from library_exchange.loans.models import AttemptState
from library_exchange.loans.rules.codes import (
    Damage,
    DueState,
    RenewalRefusal,
    RequestingState,
    Side,
    State,
    SupplyingState,
)
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.rules.milestones import Milestone
from library_exchange.loans.rules.standard_codes import ReasonRetry, ServiceType
from library_exchange.loans.rules.steps import CLOSED, SERVICE_OF_STATE
from library_exchange.loans.rules.tasks import Task

Text = Any
R, S = RequestingState, SupplyingState

SIDES: dict[Side, Text] = {
    Side.REQUESTING: _pl("side of a loan", "we borrow"),
    Side.SUPPLYING: _pl("side of a loan", "we lend"),
}

STATES: dict[Side, dict[State, tuple[Text, str]]] = {
    Side.REQUESTING: {
        R.REVIEW: (_l("waiting for approval"), "warn"),
        R.READER_ASKED: (_l("the reader is asked"), ""),
        R.SENT: (_l("library asked"), ""),
        R.CONDITION_PENDING: (_l("lent on a condition"), "warn"),
        R.RETRY_PENDING: (_l("possible later"), "warn"),
        R.WILL_SUPPLY: (_l("will be supplied"), "now"),
        R.REFUSED: (_l("cannot supply"), "warn"),
        R.CANCEL_PENDING: (_l("cancellation asked"), "warn"),
        R.DELIVERED: (_l("copy of the pages is there"), "ok"),
        R.SHIPPED: (_l("on its way to us"), "now"),
        R.RECEIVED: (_l("received"), "ok"),
        R.WITH_READER: (_l("with the reader"), "ok"),
        R.TO_RETURN: (_l("to be sent back"), "warn"),
        R.RETURN_SHIPPED: (_l("on its way back"), "now"),
        R.FORWARDED: (_l("sent on to a third library"), "now"),
        R.LOST_CLAIMED: (_l("reported lost"), "bad"),
        R.DAMAGE_CLAIMED: (_l("came back damaged"), "bad"),
        R.COMPLETED: (_l("completed"), ""),
        R.DECLINED: (_l("declined"), ""),
        R.UNFILLED: (_l("not supplied"), ""),
        R.CANCELLED: (_l("cancelled"), ""),
        R.LOST: (_l("lost"), "bad"),
        R.CLOSED: (_l("closed by hand"), ""),
    },
    Side.SUPPLYING: {
        S.NEW: (_l("new request"), "warn"),
        S.AWAITING_CONDITION: (_l("partner considers the condition"), ""),
        S.TO_PICK: (_l("to be fetched from the shelf"), "now"),
        S.TO_SHIP: (_l("to be shipped"), "now"),
        S.CANCEL_ASKED: (_l("partner asks to cancel"), "warn"),
        S.SHIPPED: (_l("shipped"), "now"),
        S.ON_LOAN: (_l("with the partner"), "ok"),
        S.RETURNING: (_l("on its way back"), "now"),
        S.LOST_CLAIMED: (_l("partner reports it lost"), "bad"),
        S.DAMAGE_CLAIMED: (_l("came back damaged"), "bad"),
        S.COMPLETED: (_l("completed"), ""),
        S.COPY_COMPLETED: (_l("copy of the pages sent"), ""),
        S.UNFILLED: (_l("not supplied"), ""),
        S.RETRY: (_l("possible later"), ""),
        S.CANCELLED: (_l("cancelled"), ""),
        S.LOST: (_l("lost"), "bad"),
        S.CLOSED: (_l("closed by hand"), ""),
    },
}
"""The name of each state and the tone of its chip."""

OF_COPIES: dict[tuple[Side, State], Text] = {(Side.SUPPLYING, S.TO_SHIP): _l("pages to be copied and sent")}
"""What a state is called where pages are copied, if that is otherwise than where a book is lent."""

DUE_STATES: dict[DueState, tuple[Text, str]] = {
    DueState.RECALLED: (_pl("book", "recalled"), "bad"),
    DueState.HOLD_RETURN: (_l("to be kept for now"), "warn"),
}
"""How a due date stands that is worth a second chip, and its tone; how near it is, days and colours tell."""
DAMAGED: tuple[Text, str] = (_pl("book", "damaged"), "bad")
"""The chip of a book of which damage was reported."""
RENEWAL_ASKED: dict[Side, tuple[Text, str]] = {
    Side.REQUESTING: (_l("renewal asked: the partner answers"), ""),
    Side.SUPPLYING: (_l("renewal asked: you answer"), "warn"),
}
"""The chip of a loan whose renewal is asked for: it tells whose turn it is."""

NOTHING_TO_DO = _l("You need do nothing now.")
THANK_YOU = _l("Thank you. Nothing more to do.")
SPEAK_TO_LIBRARY = _l("Please speak to your library.")
READER_STATUS: dict[RequestingState, tuple[Text, Text, str]] = {
    R.REVIEW: (_l("Your library is looking at it"), _l("You will get a mail when it is sent on."), ""),
    R.READER_ASKED: (
        _l("Your library has a question"),
        _l("Your request does not say enough to find the book. Please answer; your library goes on then."),
        "warn",
    ),
    R.SENT: (_l("Another library has been asked"), NOTHING_TO_DO, "now"),
    R.CONDITION_PENDING: (_l("Another library has been asked"), NOTHING_TO_DO, "now"),
    R.RETRY_PENDING: (_l("Looking for another library"), NOTHING_TO_DO, "now"),
    R.REFUSED: (_l("Looking for another library"), NOTHING_TO_DO, "now"),
    R.WILL_SUPPLY: (_l("A library is sending the book"), NOTHING_TO_DO, "now"),
    R.CANCEL_PENDING: (
        _l("Being cancelled"),
        _l("The other library has been asked to cancel and has not answered yet."),
        "",
    ),
    R.DELIVERED: (_l("Your copy is here"), _l("Open the request and read it there, or ask at your library."), "ok"),
    R.SHIPPED: (_l("On its way"), _l("You will get a mail when it arrives."), "now"),
    R.RECEIVED: (_l("Ready for you"), _l("Fetch the book at your library."), "ok"),
    R.WITH_READER: (_l("With you"), _l("Bring it back to your library before the due date."), "ok"),
    R.TO_RETURN: (_l("Returned"), THANK_YOU, ""),
    R.RETURN_SHIPPED: (_l("Returned"), THANK_YOU, ""),
    R.FORWARDED: (_l("Returned"), THANK_YOU, ""),
    R.DAMAGE_CLAIMED: (_l("Returned"), THANK_YOU, ""),
    R.LOST_CLAIMED: (_l("Reported lost"), SPEAK_TO_LIBRARY, "bad"),
    R.COMPLETED: (_l("Returned"), THANK_YOU, ""),
    R.DECLINED: (_l("Declined by your library"), _l("The reason is given below."), ""),
    R.UNFILLED: (_l("Could not be supplied"), _l("No library could lend this book now."), ""),
    R.CANCELLED: (_l("Cancelled"), _l("Nothing more to do."), ""),
    R.LOST: (_l("Lost"), SPEAK_TO_LIBRARY, "bad"),
    R.CLOSED: (_l("Closed by your library"), SPEAK_TO_LIBRARY, ""),
}
"""The one clear status a reader sees, what it means for her, and the tone of its chip."""

READER_WAITS = (R.SENT, R.CONDITION_PENDING, R.WILL_SUPPLY, R.SHIPPED)
"""States in which the reader still waits for the book from a library that may have refused to cancel."""
READER_STATUS_OF_COPIES: dict[RequestingState, tuple[Text, Text, str]] = {
    R.WILL_SUPPLY: (_l("A library is copying the pages"), NOTHING_TO_DO, "now"),
    R.COMPLETED: (_l("Delivered"), THANK_YOU, ""),
    R.UNFILLED: (_l("Could not be supplied"), _l("No library could copy these pages now."), ""),
}
"""The same where pages are copied, if that is otherwise."""

READER_STATUS_WHERE_READ_THERE: dict[RequestingState, tuple[Text, Text, str]] = {
    R.RECEIVED: (_l("Ready for you"), _l("Read the book at your library: it is not lent to be taken home."), "ok"),
    R.WITH_READER: (
        _l("Read at your library"),
        _l("Read the book at your library before the due date and leave it there."),
        "ok",
    ),
}
"""The same where the book is lent on the condition that it is read in the library."""

WENT_WITHOUT = (
    _l("Sent back; you did not have it"),
    _l(
        "The book went back to the library that lent it. If you still need it, speak to your library or order it again."
    ),
    "warn",
)
GOES_WITHOUT = (_l("Goes back; you have not had it"), SPEAK_TO_LIBRARY, "warn")
READER_STATUS_NEVER_HAD = {R.TO_RETURN: GOES_WITHOUT} | dict.fromkeys(
    (R.RETURN_SHIPPED, R.FORWARDED, R.DAMAGE_CLAIMED, R.COMPLETED), WENT_WITHOUT
)
"""The same of a loan whose book was never handed out to her."""

CAME_DAMAGED = (
    _l("Came damaged"),
    _l("The book came damaged. Your library decides whether it can be read, and tells you."),
    "warn",
)
"""The same of a book with damage that was reported before she had it."""

QUESTIONS = {
    Lack.AUTHOR: _l("Who is the author?"),
    Lack.YEAR: _l("In which year was it published?"),
    Lack.PAGES: _l("Which pages do you need?"),
}
"""What a reader is asked, by what her request lacks."""
READER_HAS_ANSWERED: tuple[Text, str] = (_l("the reader has answered"), "now")
"""The chip of a request that came back to staff with its reader's answer."""
READER_HAS_IT = (R.RECEIVED, R.WITH_READER)
"""States in which the book is with the reader, or at her library for her."""
WAITS_FOR_READER = (R.READER_ASKED, R.DELIVERED, *READER_HAS_IT)
"""Open states in which something waits for the reader."""
READER_ANSWERS = (R.DECLINED, R.UNFILLED, R.LOST, R.CLOSED)
"""States that end a request otherwise than the reader hoped."""
WAITS = _l("Waiting for a copy")
ALL_LENT = _l("All copies are lent out now; your request stays open. Your library may ask another one.")
READER_IS_LATE = _l("The book is overdue. Please bring it back to your library now.")
READER_IS_TO_RETURN = _l("The library that lent the book needs it back. Please bring it back before the due date.")
READER_MAY_READ_NO_LONGER = _l("The book has to go back and can be read no longer. Please leave it at your library.")
READER_IS_LATE_AND_WAITS = _l(
    "The book is overdue. You have asked to keep it longer, and there is no answer yet. You will get a mail with the"
    " answer."
)
READER_WAITS_FOR_RENEWAL = _l("You have asked to keep it longer. You will get a mail with the answer.")
OVERDUE = _pl("book", "Overdue")
RECALLED = _l("Wanted back")
LATE = "bad"
"""The tone of whatever is overdue, in place of that of its state."""

PARCEL_BACK = _l("the parcel did not arrive")
"""How a book stands that is to be checked in because its parcel did not leave, or comes back."""
MILESTONES: dict[Milestone, Text] = {
    Milestone.ASKED: _pl("stage", "Asked"),
    Milestone.AGREED: _pl("stage", "Agreed"),
    Milestone.SHIPPED: _pl("stage", "Shipped"),
    Milestone.RECEIVED: _pl("stage", "Received"),
    Milestone.IN_USE: _pl("stage", "In use"),
    Milestone.RETURNED: _pl("stage", "Returned"),
    Milestone.DELIVERED: _pl("stage", "Delivered"),
    Milestone.READ: _pl("stage", "Read"),
}

TASKS: dict[Task, Text] = {
    Task.OVERDUE: _pl("tasks", "Overdue"),
    Task.RECALLED: _pl("tasks", "Recalled"),
    Task.CANCELLATION: _pl("tasks", "Cancellations"),
    Task.RENEWAL: _pl("tasks", "Renewals"),
    Task.APPROVE: _pl("tasks", "Approve"),
    Task.CONDITION: _pl("tasks", "Conditions"),
    Task.ASK_NEXT: _pl("tasks", "Ask another library"),
    Task.ANSWER: _pl("tasks", "Answer"),
    Task.PICK: _pl("tasks", "Fetch from shelf"),
    Task.SHIP: _pl("tasks", "Ship"),
    Task.RECEIVE: _pl("tasks", "Receive"),
    Task.CHECK_OUT: _pl("tasks", "Hand out"),
    Task.HAND_OVER: _pl("tasks", "Copies of pages"),
    Task.SHIP_BACK: _pl("tasks", "Send back"),
    Task.CHECK_IN: _pl("tasks", "Check in"),
    Task.SETTLE: _pl("tasks", "Lost and damaged"),
}

ALL_TASKS = _pl("tasks", "All")
NOT_IN_PARCEL = (_l("not in its parcel"), LATE)
"""The chip of a request whose book was sent and not found in the parcel."""
LOOK_FOR_IT, ASK_AFTER_IT = _l("Look for it, then answer"), _l("Ask after the book")
"""What comes next then: for the library that sent the book, and for the one that waits for it."""
SHOW_THESE = _l("Show these requests")
DUE_DATE, NEEDED_BY, THIS_STEP = _l("Due date"), _l("Needed by"), _l("This step by")
ACT_BY: dict[Task | None, Text] = {
    Task.ANSWER: _l("Answer by"),
    Task.RECEIVE: _l("Expected by"),
    Task.CHECK_IN: _l("Expected back by"),
}
"""What ends on the day by which a task is to be done, where it is more than the step itself."""

ATTEMPTS: dict[AttemptState, Text] = {
    AttemptState.WAITING: _l("not asked yet"),
    AttemptState.ASKED: _l("asked, no answer yet"),
    AttemptState.REFUSED: _l("cannot supply"),
    AttemptState.LATER: _l("can supply later"),
    AttemptState.NOT_ON_TERMS: _l("its condition was not accepted"),
    AttemptState.SILENT: _l("did not answer"),
    AttemptState.SUPPLYING: _l("will supply"),
    AttemptState.ENDED: _pl("asking a library", "ended"),
}
HAS_SUPPLIED: dict[State, Text] = {
    R.SHIPPED: _l("has sent the book"),
    **dict.fromkeys(
        (
            *(R.RECEIVED, R.WITH_READER, R.TO_RETURN, R.RETURN_SHIPPED, R.FORWARDED, R.DELIVERED, R.COMPLETED),
            *(R.LOST_CLAIMED, R.DAMAGE_CLAIMED, R.LOST),
        ),
        _l("has supplied"),
    ),
}
"""What a library has done that said it would supply, by where the request stands since."""
ON_A_CONDITION = _l("supplies on a condition, waits for our answer")


def attempt(answer: AttemptState, is_asked_now: bool, stands: State) -> Text:
    """Return what a library has answered, and what became of it with the one that `is_asked_now`.

    Its condition is an answer, too; once the book or the copy has come, or is on its way, it has supplied.
    """
    if is_asked_now and answer is AttemptState.ASKED and stands is R.CONDITION_PENDING:
        return ON_A_CONDITION
    return HAS_SUPPLIED.get(stands, ATTEMPTS[answer]) if answer is AttemptState.SUPPLYING else ATTEMPTS[answer]


def questions(lacks: Iterable[Lack]) -> list[Text]:
    """Return what a reader is asked whose request lacks this."""
    return [QUESTIONS[each] for each in lacks]


def tells_of_pages(side: Side, stands: State) -> bool:
    """Whether the name of a copy's state says already that it is a copy of pages."""
    return (side, stands) in OF_COPIES or SERVICE_OF_STATE[side].get(stands) is ServiceType.COPY


def state(side: Side, value: State, service: ServiceType = ServiceType.LOAN) -> Text:
    """Return the name of the state of a request for `service`."""
    of_copy = OF_COPIES.get((side, value)) if service is ServiceType.COPY else None
    return of_copy or STATES[side][value][0]


def tone(side: Side, value: State, is_late: bool) -> str:
    """Return the tone of the state's chip; of a book that `is_late` it warns, whatever the state."""
    return LATE if is_late else STATES[side][value][1]


def due_chips(side: Side, stands: State, due: DueState, is_late: bool) -> list[tuple[Text, str]]:
    """Return the chips that tell how the due date stands beside the state, each with its tone; an overdue book first.

    What else happens to its due date does not hide that a book `is_late`. Once the reader has brought the book, nobody
    waits for a renewal any more.
    """
    chip = RENEWAL_ASKED[side] if due is DueState.RENEW_ASKED and stands != R.TO_RETURN else DUE_STATES.get(due)
    return [(OVERDUE, LATE)] * is_late + [chip] * (chip is not None)  # type: ignore[list-item]


def damage_chips(side: Side, stands: State, damage: Damage | None) -> list[tuple[Text, str]]:
    """Return the chip of an open request of whose book damage was reported; none where its state says so."""
    is_told = damage is None or stands in (R.DAMAGE_CLAIMED, S.DAMAGE_CLAIMED)
    return [] if is_told or stands in CLOSED[side] else [DAMAGED]


def reader_waits(state: RequestingState, why: ReasonRetry | None, from_day: date | None) -> tuple[Text, Text] | None:
    """Return the status of a request that waits for a copy, and what it means for the reader; None of any other."""
    if state is not R.RETRY_PENDING or why is None:
        return None
    if from_day is None:
        return (WAITS, ALL_LENT) if why is ReasonRetry.ON_LOAN else None
    day = format_date(from_day)
    if why is ReasonRetry.ON_LOAN:
        return WAITS, _("All copies are lent out. One is expected on %(date)s; your request stays open.", date=day)
    return WAITS, _("The book can be had from %(date)s; your request stays open.", date=day)


def reader_status(
    state: RequestingState,
    due: DueState,
    is_late: bool,
    is_copy: bool = False,
    reads_there: bool = False,
    was_lent: bool = True,
    came_damaged: bool = False,
) -> tuple[Text, Text, str]:
    """Return the one status of a request that its reader sees, what it means for her, and the tone of its chip.

    A book that is late, or wanted back, and with her is told as such; one that she has brought back is her library's
    business. A book that she `reads_there`, in the library, she neither fetches nor brings back, nor one that never
    `was_lent` to her. Of one that `came_damaged` her library decides first.
    """
    if came_damaged and state is R.RECEIVED:
        return CAME_DAMAGED
    if state in READER_STATUS_NEVER_HAD and not (was_lent or is_copy):
        return READER_STATUS_NEVER_HAD[state]
    usual = READER_STATUS | READER_STATUS_WHERE_READ_THERE if reads_there else READER_STATUS
    if state is R.WITH_READER and due is DueState.RENEW_ASKED:
        if is_late:
            return OVERDUE, READER_IS_LATE_AND_WAITS, LATE
        name, _meaning, tone = usual[state]
        return name, READER_WAITS_FOR_RENEWAL, tone
    if is_late and state in READER_HAS_IT:
        return OVERDUE, READER_MAY_READ_NO_LONGER if reads_there else READER_IS_LATE, LATE
    if state is R.WITH_READER and due is DueState.RECALLED:
        return RECALLED, usual[state][1] if reads_there else READER_IS_TO_RETURN, LATE
    return READER_STATUS_OF_COPIES.get(state, usual[state]) if is_copy else usual[state]


def reader_refused(
    state: RequestingState, due: DueState, is_late: bool, refusal: RenewalRefusal | None, reads_there: bool
) -> Text | None:
    """Return what it means for a reader who has the book that it was not renewed; None if that is not the last word.

    Who `reads_there`, in the library, brings nothing back; once the book is late its status says that.
    """
    if refusal is None or state is not R.WITH_READER or due in (DueState.RENEW_ASKED, DueState.RECALLED):
        return None
    reason = code_names.RENEWAL_REFUSALS[refusal]
    if reads_there:
        told = _("Not renewed: %(reason)s. Read the book at your library before the due date.", reason=reason)
        return None if is_late else told
    if is_late:
        return _(
            "Not renewed: %(reason)s. The book is overdue. Please bring it back to your library now.", reason=reason
        )
    return _("Not renewed: %(reason)s. Please bring the book back before the due date.", reason=reason)
