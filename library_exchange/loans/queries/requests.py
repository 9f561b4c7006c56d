"""One request: the row itself, the libraries asked, its history."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.looked_for import NAME
from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Action, Incoming, Side


def get_request(session: Session, actor: Actor, loan_id: int) -> LoanRequest:
    """Return the row `loan_id`; raises NotFound if there is none or `actor` may not know of it."""
    loan = session.get(LoanRequest, loan_id)
    if loan is None or not policy.may_see(actor, loan):
        raise NotFound("loan", loan=loan_id)
    return loan


def parties(session: Session, loan: LoanRequest) -> list[Library]:
    """Return the two libraries of a request by one query; as long as they are held, nobody reads them again."""
    ids = [each for each in (loan.library_id, loan.partner_id) if each is not None]
    return list(session.scalars(sa.select(Library).where(col(Library.id).in_(ids))))


@dataclass(frozen=True)
class Reader:
    """Who asked, for the staff of her own library and nobody else."""

    name: str
    card_no: str | None
    is_invited: bool = False
    has_email: bool = True
    phone: str | None = None


def find_reader(session: Session, loan: LoanRequest) -> Reader | None:
    """Return the reader for whom the library of the row borrows, if it is for one."""
    row = session.execute(
        sa.select(
            *(NAME, col(Membership.card_no), col(Membership.is_open)),
            *(col(User.email).is_not(None), col(Membership.phone)),
        )
        .join(Membership, col(Membership.user_id) == col(User.id), isouter=True)
        .where(
            col(User.id) == loan.reader_id,
            sa.or_(col(Membership.library_id).is_(None), col(Membership.library_id) == loan.library_id),
        )
        .order_by(col(Membership.role) != Role.READER, col(Membership.card_no).is_(None))
    ).first()
    return Reader(row[0], row[1], bool(row[2]), row[3], row[4]) if row else None


def find_asked_again(session: Session, loan: LoanRequest) -> LoanRequest | None:
    """Return the request that was made anew of this one, the newest of several."""
    made = (col(LoanRequest.library_id) == loan.library_id, col(LoanRequest.again_of_no) == loan.request_no)
    return session.scalars(sa.select(LoanRequest).where(*made).order_by(col(LoanRequest.id).desc()).limit(1)).first()


def find_earlier(session: Session, loan: LoanRequest) -> LoanRequest | None:
    """Return the request that this one makes anew."""
    made = (col(LoanRequest.library_id) == loan.library_id, col(LoanRequest.request_no) == loan.again_of_no)
    found = sa.select(LoanRequest).where(*made, col(LoanRequest.side) == Side.REQUESTING)
    return session.scalars(found).first() if loan.again_of_no else None


@dataclass(frozen=True)
class Attempt:
    """One library of the order of suppliers, for display."""

    library: Library
    attempt: SupplierAttempt


def attempts(session: Session, loan: LoanRequest) -> list[Attempt]:
    """Return the libraries asked or still to be asked: first those asked, in the order they were, then by rank."""
    rows = session.execute(
        sa.select(Library, SupplierAttempt)
        .join(SupplierAttempt, col(SupplierAttempt.library_id) == col(Library.id))
        .where(col(SupplierAttempt.request_id) == loan.id)
    )
    found = [Attempt(library, attempt) for library, attempt in rows]
    return sorted(found, key=lambda one: (one.attempt.number is None, one.attempt.number or 0, one.attempt.rank))


def asked_library_ids(session: Session, loan: LoanRequest) -> list[int]:
    """Return the libraries that have been asked for this request."""
    return list(
        session.scalars(
            sa.select(col(SupplierAttempt.library_id)).where(
                col(SupplierAttempt.request_id) == loan.id, col(SupplierAttempt.state) != AttemptState.WAITING
            )
        )
    )


@dataclass(frozen=True)
class Event:
    """One line of a request's history."""

    at: datetime
    action: str
    by_partner: bool
    by_clock: bool
    to: str | None = None


def history(session: Session, loan: LoanRequest) -> list[Event]:
    """Return what happened to this row, oldest first."""
    rows = session.execute(
        sa.select(col(AuditEntry.at), col(AuditEntry.action), col(AuditEntry.actor_kind), col(AuditEntry.facts))
        .where(col(AuditEntry.subject) == "loan", col(AuditEntry.subject_id) == loan.id)
        .order_by(col(AuditEntry.id))
    )
    return [
        Event(at, action.removeprefix("loan."), kind == "partner", kind == "clock", facts.get("to"))
        for at, action, kind, facts in rows
    ]


def is_cancellation_refused(session: Session, loan: LoanRequest) -> bool:
    """Whether the partner's last word on cancelling the request is that it is too late."""
    refused, asked = f"loan.{Incoming.CANCEL_NO}", f"loan.{Action.CANCEL}"
    said = (col(AuditEntry.subject) == "loan", col(AuditEntry.subject_id) == loan.id)
    last = sa.select(col(AuditEntry.action)).where(*said, col(AuditEntry.action).in_([refused, asked]))
    return session.scalar(last.order_by(col(AuditEntry.id).desc()).limit(1)) == refused


def has_asked_to_cancel(session: Session, loan: LoanRequest) -> bool:
    """Whether it was the reader herself who asked last to cancel the request."""
    asked = (
        sa.select(col(AuditEntry.user_id))
        .where(
            col(AuditEntry.subject) == "loan",
            col(AuditEntry.subject_id) == loan.id,
            col(AuditEntry.action) == f"loan.{Action.CANCEL}",
        )
        .order_by(col(AuditEntry.id).desc())
        .limit(1)
    )
    return loan.reader_id is not None and session.scalar(asked) == loan.reader_id
