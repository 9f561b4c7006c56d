"""Erase what is kept about a reader: closed requests lose her, what is hers goes, figures stay."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import blocks, policy, queries
from library_exchange.accounts.models import RESET_ASKED, Membership, SavedFilter, SignIn, User
from library_exchange.core import audit, outbox, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.models import OutboxMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.mail.models import FORGET_FILE, KIND, Mail
from library_exchange.offers.models import WantProposal
from library_exchange.personal_data.queries.erasing import ERASE, is_over, to_do_first
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.services.deleting import delete_applications
from library_exchange.reading_lists.models import ReadingList
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.second_factors.models import Passkey, PasskeyChallenge, RecoveryCode, SecondFactor

UNLINKED: Mapping[str, Any] = {
    "reader_id": None,
    "reader_note": None,
    "is_desk_note": False,
    "asked_of_reader": None,
    "reader_answer": None,
    "close_note": None,
}
"""What a request that is over for its reader no longer says once nobody can tell whose it was; book and days stay."""
OWN = (SignIn, SavedFilter, ReadingList, SearchAlert, SecondFactor, RecoveryCode, Passkey, PasskeyChallenge)
"""Tables of what is one person's alone."""


def erase(session: Session, actor: Actor, membership_id: int, at: datetime) -> Mapping[str, int]:
    """Erase what the actor's library keeps about a reader; return how many of each kind went.

    Her account goes with the last library that she belongs to. Raises NotFound for who is no reader of the library,
    Forbidden for all but its administrators, Conflict, with what to do first, while a request of hers is open or she is
    only invited.
    """
    membership = blocks.get_reader(session, actor, membership_id)
    policy.require_admin_of(actor, membership.library_id)
    first = to_do_first(session, membership)
    if first:
        raise Conflict("only-invited" if membership.is_open else "reader-has-open-requests", sentence=first[0])
    user = queries.get_user(session, membership.user_id)
    counts = _erase_at(session, user, membership.library_id)
    session.delete(membership)
    session.flush()
    counts["accounts"] = int(erase_account_of_nobody(session, user))
    audit.record(session, actor, ERASE, "membership", membership_id, at=at, **counts)
    return counts


def _erase_at(session: Session, user: User, library_id: int) -> Counter[str]:
    hers = col(WantProposal.reader_id) == user.id
    proposals = sa.delete(WantProposal).where(hers, col(WantProposal.library_id) == library_id)
    return Counter(
        loans=unlink(session, col(LoanRequest.reader_id) == user.id, col(LoanRequest.library_id) == library_id),
        proposals=versions.rows_changed(session, proposals),
        applications=_erase_applications(session, user, library_id),
        letters=_erase_letters(session, user, library_id),
    )


def unlink(session: Session, *conditions: Any) -> int:
    """Take the reader out of requests that are over for her and meet the conditions; return out of how many."""
    over = sa.update(LoanRequest).where(is_over(), *conditions)
    return versions.rows_changed(session, over.values(**UNLINKED))


def _erase_applications(session: Session, user: User, library_id: int) -> int:
    hers = (col(ReaderApplication.email) == user.email, col(ReaderApplication.library_id) == library_id)
    return delete_applications(session, *hers)


def _erase_letters(session: Session, user: User, library_id: int | None) -> int:
    """Delete all trace of the letters that went to her, those on behalf of one library or all; return of how many."""
    if user.email is None:
        return 0
    to_her = [col(Mail.recipient) == user.email]
    waits = [col(OutboxMessage.kind) == KIND, col(OutboxMessage.payload)["recipient"].as_string() == user.email]
    if library_id is not None:
        to_her.append(col(Mail.library_id) == library_id)
        waits.append(col(OutboxMessage.payload)["library_id"].as_integer() == library_id)
    files = [name for name in session.scalars(sa.select(col(Mail.filename)).where(*to_her)) if name]
    if files:
        outbox.put(session, FORGET_FILE, {"filenames": files})
    session.execute(sa.delete(OutboxMessage).where(*waits))
    return versions.rows_changed(session, sa.delete(Mail).where(*to_her))


def erase_account_of_nobody(session: Session, user: User) -> bool:
    """Delete the account of who belongs to no library, with all that is hers alone; return whether it is gone.

    It stays while she belongs to a library or is invited to one, runs the platform, or a request of hers is open.
    """
    is_open = (col(LoanRequest.reader_id) == user.id, ~is_over())
    belongs = sa.exists().where(col(Membership.user_id) == user.id)
    if user.is_platform_admin or session.scalar(sa.select(sa.or_(belongs, sa.exists().where(*is_open)))):
        return False
    unlink(session, col(LoanRequest.reader_id) == user.id)
    session.execute(sa.delete(WantProposal).where(col(WantProposal.reader_id) == user.id))
    _erase_letters(session, user, None)
    if user.email is not None:
        address = col(OutboxMessage.payload)["email"].as_string()
        session.execute(sa.delete(OutboxMessage).where(col(OutboxMessage.kind) == RESET_ASKED, address == user.email))
    tables: tuple[Any, ...] = OWN
    for table in tables:
        session.execute(sa.delete(table).where(table.user_id == user.id))
    session.delete(user)
    return True
