"""Notices: who hears of a step, each in their own language; written on the side that owns the row."""

from typing import Any

from sqlmodel import Session

from library_exchange.accounts.models import User
from library_exchange.core.actor import Actor
from library_exchange.core.i18n import format_date, speaking
from library_exchange.directory.models import Library
from library_exchange.loans import labels
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, Incoming, RequestingState, Side, SupplyingState
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.notifications.services import notify_library, notify_person

IN_TIME = (RequestingState.SENT, RequestingState.WILL_SUPPLY, RequestingState.SHIPPED)
"""Where a librarian who asked to cancel still waits for the answer, or for the book."""

TO_LIBRARY: dict[str | tuple[str, str], str | None] = {
    "ask": "to_approve",
    Incoming.REQUEST: "new_request",
    Incoming.WILL_SUPPLY: "will_supply",
    Incoming.UNFILLED: "refused",
    (Incoming.UNFILLED, RequestingState.CANCELLED): "cancelled",
    Incoming.LOANED: "shipped",
    Incoming.CANCEL_YES: "cancelled",
    Incoming.CANCEL_NO: "cancel_refused",
    Incoming.LOAN_COMPLETED: "completed",
    Incoming.COMPLETED_WITHOUT_RETURN: "lost",
    (Incoming.CANCEL, SupplyingState.CANCEL_ASKED): "cancel_asked",
    (Incoming.CANCEL, SupplyingState.CANCELLED): "cancelled_by_partner",
    Incoming.RECEIVED: "received",
    Incoming.SHIPPED_RETURN: "returning",
    Incoming.NOT_RECEIVED: "not_received",
    Incoming.NOT_COMPLETED: "not_completed",
    # Late words that tell the librarian nothing she has not been told, or what is not so any more.
    (Incoming.RECEIVED, SupplyingState.COMPLETED): None,
    (Incoming.SHIPPED_RETURN, SupplyingState.COMPLETED): None,
    (Incoming.NOT_RECEIVED, SupplyingState.COMPLETED): None,
    **{(Incoming.CANCEL_NO, state): None for state in RequestingState if state not in IN_TIME},
}
"""The mail (a file of `templates/loans/mail`) that a library gets when a message came for its row, by event.

With a state behind it, an event that left the row there; None for no mail.
"""
UNMOVED: frozenset[str] = frozenset({Incoming.CANCEL_YES, Incoming.CANCEL})
"""Events that are worth a mail only if they moved the row: who asks or agrees to cancel a second time says nothing."""

TO_READER: dict[str | tuple[str, str], str | None] = {
    RequestingState.SENT: "reader_sent_on",
    RequestingState.DECLINED: "reader_declined",
    RequestingState.UNFILLED: "reader_not_supplied",
    RequestingState.RECEIVED: "reader_arrived",
    RequestingState.CANCELLED: "reader_cancelled",
    (Action.UNDO_RECEIVE, RequestingState.SHIPPED): "reader_not_arrived",
    (Action.UNDO_CHECK_OUT, RequestingState.RECEIVED): None,
    (Incoming.NOT_COMPLETED, RequestingState.RECEIVED): None,
}
"""The mail that the reader gets at a milestone, by the state her request has reached.

With an event before it, the state reached by that event; None for no mail.
"""


def tell(session: Session, actor: Actor, loan: LoanRequest, event: str, has_moved: bool = True) -> None:
    """Put into the outbox the mails about `event`, which `actor` has just brought about on `loan`.

    The library hears of what stays where it is, too; the reader hears only of milestones, when they are reached.
    """
    if not actor.is_staff and (has_moved or event not in UNMOVED):
        _tell_library(session, loan, event)
    if has_moved and loan.side is Side.REQUESTING and loan.reader_id is not None and loan.reader_id != actor.user_id:
        _tell_reader(session, loan, event)


def _tell_library(session: Session, loan: LoanRequest, event: str) -> None:
    name = TO_LIBRARY.get((event, loan.state), TO_LIBRARY.get(event))
    if name is None:
        return
    home = session.get_one(Library, loan.library_id)
    notify_library(session, home, _template(name), **_context(session, loan, home.language))


def _tell_reader(session: Session, loan: LoanRequest, event: str) -> None:
    name = TO_READER.get((event, loan.state), TO_READER.get(loan.state))
    is_asked_again = loan.state == RequestingState.SENT and event != Action.SEND
    if name is None or is_asked_again:
        return
    reader = session.get_one(User, loan.reader_id)
    # Her own list shows the number without the attempt.
    context = _context(session, loan, reader.language) | {"number": loan.request_no}
    notify_person(session, reader, _template(name), library_id=loan.library_id, **context)


def _template(name: str) -> str:
    return f"loans/{name}"


def _context(session: Session, loan: LoanRequest, language: str) -> dict[str, Any]:
    """Return what the mails tell, in `language`, as plain texts."""
    title = BibliographicInfo.model_validate(loan.book).title_in(language)
    partner = session.get(Library, loan.partner_id) if loan.partner_id is not None else None
    home = session.get_one(Library, loan.library_id)
    with speaking(language):
        reason = str(labels.REASONS[loan.reason]) if loan.reason else ""
        declined = str(labels.DECLINE_REASONS[loan.decline_reason]) if loan.decline_reason else ""
        due_on = format_date(loan.due_on) if loan.due_on else ""
    return {
        "number": loan.public_no,
        "title": title.shown.value,
        "translation": title.beside.value if title.beside else "",
        "partner": partner.name_in(language) if partner else "",
        "home": home.name_in(language),
        "loan_id": loan.id,
        "due_on": due_on,
        "reason": declined or reason,
    }
