"""What the night does in this room: what was kept for its term goes, and how many went is noted."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, col

from library_exchange.accounts.models import Membership, SignIn, User
from library_exchange.core import versions
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_for
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Side
from library_exchange.offers.models import WantProposal
from library_exchange.personal_data.services.erasing import UNLINKED, erase_account_of_nobody, unlink
from library_exchange.protocols.iso18626.models import WireMessage
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.services.deleting import delete_applications
from library_exchange.retention.models import AccountOfNobody, RetentionRun
from library_exchange.retention.queries import runs_of, terms_of
from library_exchange.retention.rules import Kept

_log = logging.getLogger(__name__)

At = Callable[[Session, int, datetime], int]
Everywhere = Callable[[Session, datetime], int]


def _loans(session: Session, library_id: int, before: datetime) -> int:
    """Take the reader, and what was noted of her, out of requests that were closed before an instant."""
    columns = SQLModel.metadata.tables["loan_request"].columns
    tells = sa.or_(*(columns[name].is_distinct_from(value) for name, value in UNLINKED.items()))
    return unlink(session, col(LoanRequest.library_id) == library_id, col(LoanRequest.closed_at) <= before, tells)


def _proposals(session: Session, library_id: int, before: datetime) -> int:
    answered = (col(WantProposal.library_id) == library_id, col(WantProposal.answered_at) <= before)
    return versions.rows_changed(session, sa.delete(WantProposal).where(*answered))


def _applications(session: Session, library_id: int, before: datetime) -> int:
    decided = (col(ReaderApplication.library_id) == library_id, col(ReaderApplication.decided_at) <= before)
    return delete_applications(session, *decided)


def _messages(session: Session, library_id: int, before: datetime) -> int:
    """Delete the text of messages of requests that were closed before an instant; that they came stays known."""
    closed = (col(LoanRequest.library_id) == library_id, col(LoanRequest.closed_at) <= before)
    over = (col(WireMessage.raw).is_not(None), col(WireMessage.answered_at) <= before)
    loans = sa.select(col(LoanRequest.id)).where(*closed)
    wire = sa.update(WireMessage).where(*over, col(WireMessage.loan_id).in_(loans))
    own = sa.update(ReceivedMessage).where(
        col(ReceivedMessage.raw).is_not(None),
        col(ReceivedMessage.recipient_library_id) == library_id,
        col(ReceivedMessage.received_at) <= before,
        sa.or_(_came_to_supplier(*closed), _came_to_requester(*closed)),
    )
    went = versions.rows_changed(session, wire.values(raw=None, note=None))
    return went + versions.rows_changed(session, own.values(raw=None, error_text=None))


def _came_to_supplier(*closed: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell a message about such a request of the library that asks: its number there is the whole number here."""
    return sa.exists().where(
        *closed,
        col(ReceivedMessage.side) == Side.SUPPLYING,
        col(LoanRequest.side) == Side.SUPPLYING,
        col(LoanRequest.partner_id) == col(ReceivedMessage.sender_library_id),
        col(LoanRequest.request_no) == col(ReceivedMessage.request_no),
    )


def _came_to_requester(*closed: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Tell a message about such a request of any library that was asked: each knows it by the number of its attempt."""
    number = sa.cast(col(SupplierAttempt.number), sa.String)
    return sa.exists().where(
        *closed,
        col(ReceivedMessage.side) == Side.REQUESTING,
        col(LoanRequest.side) == Side.REQUESTING,
        col(SupplierAttempt.request_id) == col(LoanRequest.id),
        col(SupplierAttempt.library_id) == col(ReceivedMessage.sender_library_id),
        col(LoanRequest.request_no) + "-" + number == col(ReceivedMessage.request_no),
    )


def _unmatched(session: Session, before: datetime) -> int:
    """Delete the text of documents that fitted no request and were answered before an instant."""
    over = (col(WireMessage.raw).is_not(None), col(WireMessage.answered_at) <= before)
    wire = sa.update(WireMessage).where(col(WireMessage.loan_id).is_(None), *over)
    return versions.rows_changed(session, wire.values(raw=None, note=None))


def _accounts(session: Session, before: datetime) -> int:
    found = session.scalars(
        sa.select(User)
        .join(AccountOfNobody, col(AccountOfNobody.user_id) == col(User.id))
        .where(col(AccountOfNobody.since) <= before)
    ).all()
    return sum(_erase_alone(session, user) for user in found)


def _erase_alone(session: Session, user: User) -> bool:
    """Erase one account by itself: one that cannot go is told of in the log, and stops no other."""
    user_id = user.id
    try:
        with session.begin_nested():
            return erase_account_of_nobody(session, user)
    except IntegrityError as error:
        _log.error("account %s cannot be erased: %s", user_id, type(error.orig).__name__)
        return False


def _sign_ins(session: Session, before: datetime) -> int:
    return versions.rows_changed(session, sa.delete(SignIn).where(col(SignIn.seen_at) <= before))


OF_LIBRARY: Mapping[Kept, At] = {
    Kept.LOANS: _loans,
    Kept.PROPOSALS: _proposals,
    Kept.APPLICATIONS: _applications,
    Kept.MESSAGES: _messages,
}
OF_PLATFORM: Mapping[Kept, Everywhere] = {
    Kept.UNMATCHED: _unmatched,
    Kept.ACCOUNTS: _accounts,
    Kept.SIGN_INS: _sign_ins,
}


def note_accounts_of_nobody(session: Session, now: datetime) -> None:
    """Note which accounts belong to no library since this night, and forget those that do again."""
    belongs = sa.select(col(Membership.user_id))
    session.execute(sa.delete(AccountOfNobody).where(col(AccountOfNobody.user_id).in_(belongs)))
    lone = sa.select(col(User.id)).where(
        col(User.id).not_in(belongs),
        col(User.id).not_in(sa.select(col(AccountOfNobody.user_id))),
        ~col(User.is_platform_admin),
    )
    session.add_all(AccountOfNobody(user_id=user_id, since=now) for user_id in session.scalars(lone).all() if user_id)


def keep_terms(session: Session, now: datetime) -> int:
    """Let go, at every library, of what was kept for its term; return how much went."""
    went = 0
    for library_id in session.scalars(sa.select(col(Library.id)).order_by(col(Library.id))).all():
        terms = terms_of(session, library_id)
        counts = {kind: let_go(session, library_id, _before(now, terms[kind])) for kind, let_go in OF_LIBRARY.items()}
        _note(session, library_id, counts, now)
        went += sum(counts.values())
    return went


def keep_terms_of_platform(session: Session, now: datetime) -> int:
    """Let go of what is no library's and was kept for its term; return how much went."""
    terms = terms_of(session, None)
    counts = {kind: let_go(session, _before(now, terms[kind])) for kind, let_go in OF_PLATFORM.items()}
    _note(session, None, counts, now)
    return sum(counts.values())


def _before(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days)


def _note(session: Session, library_id: int | None, counts: Mapping[Kept, int], now: datetime) -> None:
    """Note what went; work done again on the same day adds to what that day's run told, and never takes from it."""
    runs, today = runs_of(session, library_id), day_for(session, library_id, now)
    for kind, went in counts.items():
        run = runs.get(kind)
        if run is None:
            session.add(RetentionRun(library_id=library_id, kind=kind, ran_at=now, went=went, went_in_all=went))
        elif day_for(session, library_id, run.ran_at) != today:
            run.ran_at, run.went, run.went_in_all = now, went, run.went_in_all + went
        elif went:
            run.ran_at, run.went, run.went_in_all = now, run.went + went, run.went_in_all + went


VERBS: dict[str, Callable[[Session, datetime], object]] = {
    "note_accounts_of_nobody": note_accounts_of_nobody,
    "keep_terms": keep_terms,
    "keep_terms_of_platform": keep_terms_of_platform,
}
"""What the night does in this room, by name."""
