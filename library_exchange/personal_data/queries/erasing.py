"""What stands in the way of an erasure, who has asked for one, and what those of a library have come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import leaving
from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Role
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.models import AuditEntry
from library_exchange.core.titles import TitleForm, title_block
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState
from library_exchange.personal_data import labels
from library_exchange.personal_data.models import ErasureRequest

BROUGHT_BACK = (RequestingState.TO_RETURN, RequestingState.RETURN_SHIPPED, RequestingState.FORWARDED)
"""States in which the reader has done her part: what is waited for is between the libraries and needs no name."""
SETTLED_LATER = (RequestingState.LOST_CLAIMED, RequestingState.DAMAGE_CLAIMED)
"""States in which it is not settled yet who answers for a book."""
ERASE = "erase_reader"
"""How the audit calls an erasure."""
SHOWN = 50


def to_do_first(session: Session, membership: Membership) -> list[Any]:
    """Return what is to be done before a reader's data can be erased, as sentences."""
    if membership.is_open:
        return [labels.INVITED]
    found = leaving.unfinished(session, membership)
    waiting, unsettled = open_numbers(session, membership)
    told = {*found.with_reader, *found.to_fetch}
    return labels.to_do_first(found, [number for number in waiting if number not in told], unsettled)


def is_over() -> sa.ColumnElement[bool]:
    """Return the condition of a request that needs its reader no more: closed, or she has brought the book back."""
    return sa.or_(col(LoanRequest.closed_at).is_not(None), col(LoanRequest.state).in_(BROUGHT_BACK))


def open_numbers(session: Session, membership: Membership) -> tuple[list[str], list[str]]:
    """Return the numbers of a reader's requests at a library that still need her, those not settled yet apart."""
    hers = (col(LoanRequest.reader_id) == membership.user_id, col(LoanRequest.library_id) == membership.library_id)
    asked = sa.select(col(LoanRequest.request_no), col(LoanRequest.state)).where(*hers, ~is_over())
    rows = session.execute(asked.order_by(col(LoanRequest.id))).all()
    waiting, unsettled = (
        [number for number, state in rows if (state in SETTLED_LATER) is is_unsettled] for is_unsettled in (False, True)
    )
    return waiting, unsettled


def where_a_reader(session: Session, user_id: int | None) -> list[tuple[Membership, Library]]:
    """Return where a person is a reader, with the libraries; one query."""
    hers = (col(Membership.user_id) == user_id, col(Membership.role) == Role.READER, ~col(Membership.is_open))
    asked = sa.select(Membership, Library).join(Library, col(Library.id) == col(Membership.library_id))
    return [(row[0], row[1]) for row in session.execute(asked.where(*hers).order_by(col(Membership.id)))]


def asked_at(session: Session, membership_ids: Sequence[int]) -> Mapping[int, datetime]:
    """Return since when erasure is asked for, by the ids of memberships; one query."""
    asked = sa.select(col(ErasureRequest.membership_id), col(ErasureRequest.asked_at))
    return dict(session.execute(asked.where(col(ErasureRequest.membership_id).in_(membership_ids))).all())


@dataclass(frozen=True)
class Erasure:
    """What one erasure came to: when it was, and how many of each kind went; nobody's name."""

    at: datetime
    counts: Mapping[str, int]


def erasures_of(session: Session, library_id: int | None) -> list[Erasure]:
    """Return the last erasures of a library, the newest first."""
    asked = sa.select(AuditEntry).where(col(AuditEntry.library_id) == library_id, col(AuditEntry.action) == ERASE)
    rows = session.scalars(asked.order_by(col(AuditEntry.id).desc()).limit(SHOWN))
    return [Erasure(row.at, {name: int(row.facts.get(name, 0)) for name in labels.ERASED}) for row in rows]


def at_library(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds who asks the library to erase what it keeps about her."""
    return entries(ErasureRequest, col(ErasureRequest.library_id) == library_id, since=col(ErasureRequest.asked_at))


def lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those who ask stand on the list of work; one query."""
    asked = sa.select(ErasureRequest, Membership, User).where(
        col(Membership.id) == col(ErasureRequest.membership_id), col(User.id) == col(Membership.user_id)
    )
    rows = session.execute(asked.where(col(ErasureRequest.id).in_(ids)))
    return {row.id: _line(membership, user, language) for row, membership, user in rows}


def _line(membership: Membership, user: User, language: str) -> Line:
    tag = LANGUAGES[user.language].tag if user.language in LANGUAGES else ""
    block = title_block([TitleForm(user.name or user.email or "", tag)], language)
    return Line(block, _("Erase what is kept about her"), "personal_data.reader", {"membership_id": membership.id})
