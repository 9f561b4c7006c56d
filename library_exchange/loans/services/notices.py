"""Notices: who hears of a step, each in their own language; written on the side that owns the row."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlmodel import Session

from library_exchange.accounts.models import User
from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import format_date, speaking
from library_exchange.directory.models import Library
from library_exchange.loans.labels import code_names, sentences
from library_exchange.loans.labels.states import QUESTIONS, READER_HAS_IT
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.requests import Reader, find_reader, has_asked_to_cancel
from library_exchange.loans.rules.codes import Action, Incoming, RequestingState, SupplyingState
from library_exchange.loans.rules.requesting import HAS_IT_TO_RETURN
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.notifications.queries import said_to_reader
from library_exchange.notifications.services import notify_library, notify_person

BY_LETTER: Hook[Callable[[Session, LoanRequest], bool]] = Hook()
"""Who writes to a library that has no desk here, and says whether the row's library is one; then we do not."""

IN_TIME = (RequestingState.SENT, RequestingState.WILL_SUPPLY, RequestingState.SHIPPED)
"""Where a librarian who asked to cancel still waits for the answer, or for the book."""

TO_LIBRARY: dict[str | tuple[str, str], str | None] = {
    "ask": "to_approve",
    Action.ANSWER_LIBRARY: "answer_of_reader",
    Action.GO_ON_WITHOUT: "silence_of_reader",
    Incoming.REQUEST: "new_request",
    Incoming.WILL_SUPPLY: "will_supply",
    Incoming.NOT_PROMISED: "not_promised",
    Incoming.CONDITION: "condition",
    Incoming.WITHDRAWN: "withdrawn",
    (Incoming.WITHDRAWN, SupplyingState.SHIPPED): "withdrawn_too_late",
    (Incoming.WITHDRAWN, SupplyingState.UNFILLED): None,
    (Incoming.WITHDRAWN, SupplyingState.RETRY): None,
    Incoming.CONDITION_ACCEPTED: "condition_accepted",
    Incoming.CONDITION_REJECTED: "condition_rejected",
    Incoming.RETRY: "retry",
    (Incoming.RETRY, RequestingState.CANCELLED): "cancelled",
    Incoming.UNFILLED: "refused",
    (Incoming.UNFILLED, RequestingState.CANCELLED): "cancelled",
    Incoming.NOT_REFUSED: None,
    (Incoming.NOT_REFUSED, RequestingState.SENT): "not_refused",
    Incoming.LOANED: "shipped",
    Incoming.PARCEL_RETURNED: "parcel_returned",
    Incoming.CANCEL_YES: "cancelled",
    Incoming.CANCEL_NO: "cancel_refused",
    Incoming.RENEW: "renewal_asked",
    Incoming.RENEWAL_WITHDRAWN: "renewal_withdrawn",
    Incoming.RENEW_YES: "renewed",
    Incoming.RENEW_NO: "not_renewed",
    Incoming.RECALLED: "recalled",
    Incoming.HOLD_RETURN: "hold_return",
    Incoming.RELEASE_RETURN: "release_return",
    Incoming.LOST: "lost_reported",
    Incoming.FOUND_AGAIN: "found_again",
    Incoming.ARRIVED_DAMAGED: "arrived_damaged",
    Incoming.DAMAGED_ON_LOAN: "damaged_on_loan",
    Incoming.DAMAGE_WITHDRAWN: "damage_withdrawn",
    Incoming.RETURNED_DAMAGED: "returned_damaged",
    Incoming.NOT_RETURNED_DAMAGED: "not_returned_damaged",
    Incoming.SHIPPED_FORWARD: "forwarded",
    Incoming.UNREADABLE: "copy_no_good",
    Incoming.COPY_COMPLETED: "copy_sent",
    Incoming.LOAN_COMPLETED: "completed",
    Incoming.COMPLETED_WITHOUT_RETURN: "lost",
    (Incoming.LOAN_COMPLETED, RequestingState.REFUSED): "refused",
    (Incoming.COMPLETED_WITHOUT_RETURN, RequestingState.REFUSED): "refused",
    (Incoming.CANCEL, SupplyingState.CANCEL_ASKED): "cancel_asked",
    (Incoming.CANCEL, SupplyingState.CANCELLED): "cancelled_by_partner",
    Incoming.RECEIVED: "received",
    (Incoming.RECEIVED, SupplyingState.LOST): "lost_has_come",
    Incoming.SHIPPED_RETURN: "returning",
    Incoming.NOT_RECEIVED: "not_received",
    Incoming.NOT_SENT_BACK: "not_sent_back",
    Incoming.NOT_COMPLETED: "not_completed",
    Incoming.REQUEST_CLOSED: "closed_by_partner",
    Incoming.LOAN_CLOSED: "closed_by_partner",
    # Late words that tell the librarian nothing she has not been told, or what is not so any more.
    (Incoming.RECEIVED, SupplyingState.COMPLETED): None,
    (Incoming.RECEIVED, SupplyingState.COPY_COMPLETED): None,
    (Incoming.SHIPPED_RETURN, SupplyingState.COMPLETED): None,
    (Incoming.NOT_RECEIVED, SupplyingState.COMPLETED): None,
    (Incoming.NOT_SENT_BACK, SupplyingState.COMPLETED): None,
    **{(Incoming.CANCEL_NO, state): None for state in RequestingState if state not in IN_TIME},
    **{
        (message, state): None
        for message in (Incoming.RENEW_YES, Incoming.RENEW_NO, Incoming.RECALLED, Incoming.HOLD_RETURN)
        for state in RequestingState
        if state not in HAS_IT_TO_RETURN
    },
    # The reader has brought the book: nobody asks for a later day any more.
    **dict.fromkeys((event, RequestingState.TO_RETURN) for event in (Incoming.RENEW_YES, Incoming.RENEW_NO)),
    # Seen on the page: how a request stands, and by which number its parcel travels.
    **dict.fromkeys(
        (
            *(Incoming.REQUEST_RECEIVED, Incoming.EXPECT, Incoming.STATUS, Incoming.STATUS_REQUEST),
            *(Incoming.TRACKING, Incoming.RETURN_TRACKING, Incoming.OVERDUE),
        )
    ),
}
"""The mail (a file of `templates/loans/mail`) that a library gets when a message came for its row, by event.

With a state behind it, an event that left the row there; None for no mail.
"""
UNMOVED: frozenset[str] = frozenset({Incoming.CANCEL_YES, Incoming.CANCEL})
"""Events that are worth a mail only if they moved the row: who asks or agrees to cancel a second time says nothing."""

TO_READER: dict[str | tuple[str, str], str | None] = {
    RequestingState.READER_ASKED: "reader_question",
    RequestingState.SENT: "reader_sent_on",
    RequestingState.DECLINED: "reader_declined",
    RequestingState.UNFILLED: "reader_not_supplied",
    RequestingState.RECEIVED: "reader_arrived",
    RequestingState.DELIVERED: "reader_copy",
    RequestingState.CANCELLED: "reader_cancelled",
    RequestingState.CLOSED: "reader_closed",
    (Incoming.PARCEL_RETURNED, RequestingState.RETRY_PENDING): "reader_delayed",
    (Incoming.RETRY, RequestingState.RETRY_PENDING): "reader_waits",
    (Incoming.CANCEL_NO, RequestingState.SENT): "reader_cancel_refused",
    (Incoming.CANCEL_NO, RequestingState.WILL_SUPPLY): "reader_cancel_refused",
    (Incoming.NOT_PROMISED, RequestingState.SENT): None,
    (Incoming.NOT_REFUSED, RequestingState.SENT): None,
    (Action.UNDO_DECLINE, RequestingState.REVIEW): "reader_goes_on",
    (Action.UNDO_CLOSE_UNFILLED, RequestingState.REFUSED): "reader_goes_on",
    (Action.UNDO_CLOSE_UNFILLED, RequestingState.RETRY_PENDING): "reader_goes_on",
    (Action.UNDO_RECEIVE, RequestingState.SHIPPED): "reader_not_arrived",
    (Action.UNDO_CHECK_OUT, RequestingState.RECEIVED): None,
    (Action.FOUND_AGAIN, RequestingState.RECEIVED): None,
    (Incoming.NOT_COMPLETED, RequestingState.RECEIVED): None,
}
"""The mail that the reader gets at a milestone, by the state her request has reached.

With an event before it, the state reached by that event; None for no mail.
"""
TO_READER_WHO_HAS_IT: dict[str, str] = {
    Incoming.RENEW_YES: "reader_renewed",
    Incoming.RELEASE_RETURN: "reader_renewed",
    Incoming.RENEW_NO: "reader_not_renewed",
    Incoming.RECALLED: "reader_recalled",
}
"""The mail that the reader gets about the day of a book that she has, or that lies ready for her.

A recall asks nothing of who has not fetched the book: it goes back from her library.
"""


def tell(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    event: str,
    has_moved: bool = True,
    had: Mapping[str, Any] | None = None,
) -> None:
    """Put into the outbox the mails about `event`, which `actor` has just brought about on `loan`.

    The library hears of what stays where it is, too; the reader hears of milestones, when they are reached, and of the
    day of a book that she has. `had` are columns of a settlement that the step took back.
    """
    is_by_letter = _is_by_letter(session, loan)
    if not is_by_letter and not actor.is_staff and (has_moved or event not in UNMOVED):
        name = TO_LIBRARY.get((event, loan.state), TO_LIBRARY.get(event))
        if name is not None:
            write(session, loan, name, had=had)
    if loan.reader_id is not None and loan.reader_id != actor.user_id:
        name = _for_reader(session, loan, event, has_moved)
        if name is not None:
            write(session, loan, name, to_reader=True)


def reader_to_call(session: Session, loan: LoanRequest, event: str, has_moved: bool) -> Reader | None:
    """Return the reader who was to be told of `event` and gets no letters, so that the desk has to; None for none."""
    if loan.reader_id is None or _for_reader(session, loan, event, has_moved) is None:
        return None
    reader = find_reader(session, loan)
    return reader if reader is not None and not reader.has_email else None


def _is_by_letter(session: Session, loan: LoanRequest) -> bool:
    return any(write_to(session, loan) for write_to in BY_LETTER.fillings().values())


def _for_reader(session: Session, loan: LoanRequest, event: str, has_moved: bool) -> str | None:
    if event == Action.UNDO_REPORT_DAMAGE and loan.state == RequestingState.RECEIVED:
        return TO_READER[RequestingState.RECEIVED]
    if not has_moved:
        is_to_return = event == Incoming.RECALLED and loan.state != RequestingState.WITH_READER
        return TO_READER_WHO_HAS_IT.get(event) if loan.state in READER_HAS_IT and not is_to_return else None
    if loan.state == RequestingState.RECEIVED and loan.damage:
        return None  # Her library decides first whether it can be read.
    if event == Incoming.CANCEL_NO and not has_asked_to_cancel(session, loan):
        return None
    is_asked_again = loan.state == RequestingState.SENT and event != Action.SEND
    if is_asked_again and (event, loan.state) not in TO_READER:
        return None
    return TO_READER.get((event, loan.state), TO_READER.get(loan.state))


def write(
    session: Session,
    loan: LoanRequest,
    name: str,
    to_reader: bool = False,
    had: Mapping[str, Any] | None = None,
) -> None:
    """Put the mail `name` about `loan` into the outbox, to the library or to the reader, each in its language.

    `had` are columns of a settlement that was taken back.
    """
    if not to_reader and _is_by_letter(session, loan):
        return
    if not to_reader:
        home = session.get_one(Library, loan.library_id)
        told = _context(session, loan, home.language) | _taken_back(home.language, had)
        notify_library(session, home, _template(name), **told)
        return
    reader = session.get_one(User, loan.reader_id)
    # Her own list shows the number without the attempt.
    context = _context(session, loan, reader.language) | {"number": loan.request_no}
    notify_person(session, reader, _template(name), library_id=loan.library_id, **context)


def own_words(session: Session, loan: LoanRequest, language: str, is_late: bool) -> list[str]:
    """Return what the reader's library adds to the letter that tells her how her request stands, as paragraphs."""
    name = "reader_overdue" if is_late else TO_READER.get(loan.state)
    if name is None:
        return []
    told = _context(session, loan, language) | {"number": loan.request_no}
    return said_to_reader(session, loan.library_id, _template(name), language, told)


def _taken_back(language: str, had: Mapping[str, Any] | None) -> dict[str, str]:
    if not had:
        return {}
    with speaking(language):
        return {"settlement": str(sentences.settled(*had.values()) or "")}


def _template(name: str) -> str:
    return f"loans/{name}"


def _context(session: Session, loan: LoanRequest, language: str) -> dict[str, Any]:
    """Return what the mails tell, in `language`, as plain texts."""
    book = BibliographicInfo.model_validate(loan.book)
    title = book.title_in(language)
    partner = session.get(Library, loan.partner_id) if loan.partner_id is not None else None
    home = session.get_one(Library, loan.library_id)
    with speaking(language):
        questions = [str(QUESTIONS[each]) for each in loan.questions]
        reasons = (
            code_names.DECLINE_REASONS.get(loan.decline_reason) if loan.decline_reason else None,
            code_names.RETRY_REASONS.get(loan.reason_retry) if loan.reason_retry else None,
            code_names.name_of(code_names.REASONS, loan.reason, loan.service),
        )
        told = {
            "reason": next((str(reason) for reason in reasons if reason), ""),
            "condition": str(code_names.name_of(code_names.CONDITIONS, loan.loan_condition, loan.service) or ""),
            "refusal": str(code_names.RENEWAL_REFUSALS[loan.renewal_refusal]) if loan.renewal_refusal else "",
            "damage": str(code_names.DAMAGES[loan.damage]) if loan.damage else "",
            "settlement": str(
                sentences.settled(loan.settlement, loan.settlement_minor, loan.settlement_currency) or ""
            ),
            "fault": str(code_names.COPY_FAULTS[loan.copy_fault]) if loan.copy_fault else "",
            "copy_until": format_date(loan.copy_until) if loan.copy_until else "",
            "due_on": format_date(loan.due_on) if loan.due_on else "",
            "retry_after": format_date(loan.retry_after) if loan.retry_after else "",
        }
    return told | {
        "number": loan.public_no,
        "title": title.shown.value,
        "pages": book.part.in_one_line if book.part else "",
        "translation": title.beside.value if title.beside else "",
        "partner": partner.name_in(language) if partner else "",
        "home": home.name_in(language),
        "loan_id": loan.id,
        "asks_on": loan.asks_on,
        "reads_there": loan.reads_there,
        "questions": questions,
        "answer": loan.reader_answer or "",
    }
