"""Reading: the letter of a link, letters that wait for an answer, libraries that are reached by letter."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.answer_links import policy
from library_exchange.answer_links.models import AnswerLink, LetterPartner
from library_exchange.core import worklist
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.rights import home_of
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest

MOST_LETTERS = 200
OPEN_AT: Hook[Callable[[Session, int], Sequence[tuple[Any, int]]]] = Hook()
"""What is open at a library, by what it is called and how many; a room above counts it."""


def open_at(session: Session, library_id: int) -> list[tuple[Any, int]]:
    """Return what is open at a library, each thing with its number; nothing of which there is none."""
    return [each for count in OPEN_AT.fillings().values() for each in count(session, library_id) if each[1]]


def find_partner(session: Session, library_id: int) -> LetterPartner | None:
    """Return how a library is reached by letter, None for one whose staff signs in."""
    return session.scalars(sa.select(LetterPartner).where(col(LetterPartner.library_id) == library_id)).one_or_none()


def reached_by_letter(session: Session) -> frozenset[int]:
    """Return the ids of the libraries that are reached by letter; one query."""
    return frozenset(session.scalars(sa.select(col(LetterPartner.library_id))))


def find_open(session: Session, loan_id: int) -> AnswerLink | None:
    """Return the letter about a request that waits for an answer."""
    wanted = (col(AnswerLink.loan_id) == loan_id, col(AnswerLink.ended_at).is_(None))
    return session.scalars(sa.select(AnswerLink).where(*wanted)).one_or_none()


def find_letter_to_partner(session: Session, loan: LoanRequest) -> AnswerLink | None:
    """Return the letter that waits for an answer of the partner of `loan`, if it is reached by letter."""
    wanted = (
        col(AnswerLink.library_id) == loan.partner_id,
        col(AnswerLink.partner_id) == loan.library_id,
        col(AnswerLink.number) == loan.public_no,
        col(AnswerLink.ended_at).is_(None),
    )
    return session.scalars(sa.select(AnswerLink).where(*wanted).limit(1)).first()


def open_requests(session: Session, library_id: int) -> Sequence[int]:
    """Return the rows of a library that are not closed, the oldest first; one query."""
    of_it = (col(LoanRequest.library_id) == library_id, col(LoanRequest.closed_at).is_(None))
    return session.scalars(sa.select(col(LoanRequest.id)).where(*of_it).order_by(col(LoanRequest.id))).all()


def get_link(session: Session, told: tuple[int, int, int, str]) -> AnswerLink:
    """Return the letter that a token names; raises NotFound if there is none of which all of it is true."""
    link_id, library_id, loan_id, state = told
    link = session.get(AnswerLink, link_id)
    if link is None or (link.library_id, link.loan_id, link.state) != (library_id, loan_id, state):
        raise NotFound("answer-link", link=link_id)
    return link


def get_printable(session: Session, actor: Actor, link_id: int) -> AnswerLink:
    """Return a letter that waits and that `actor` may print; raises NotFound for every other."""
    link = session.get(AnswerLink, link_id)
    partner = find_partner(session, link.library_id) if link else None
    if link is None or partner is None or link.ended_at is not None or not policy.may_print(actor, link, partner):
        raise NotFound("answer-letter", link=link_id)
    return link


@dataclass(frozen=True)
class OpenLetter:
    """A letter that waits, with the request it is about and the library that it was written to."""

    link: AnswerLink
    loan: LoanRequest
    library: Library


def open_letters(session: Session, actor: Actor) -> list[OpenLetter]:
    """Return the letters that wait for an answer and that `actor` may print, the oldest first; one query."""
    query = (
        sa.select(AnswerLink, LoanRequest, Library)
        .join(LoanRequest, col(LoanRequest.id) == col(AnswerLink.loan_id))
        .join(Library, col(Library.id) == col(AnswerLink.library_id))
        .join(LetterPartner, col(LetterPartner.library_id) == col(AnswerLink.library_id))
        .where(col(AnswerLink.ended_at).is_(None))
        .order_by(col(AnswerLink.made_at), col(AnswerLink.id))
        .limit(MOST_LETTERS)
    )
    if not actor.is_platform_admin:
        home = home_of(actor)
        query = query.where(sa.or_(col(AnswerLink.partner_id) == home, col(LetterPartner.sponsor_id) == home))
    return [OpenLetter(*row) for row in session.execute(query)]


def unanswered(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query of letters to partners of the library that were reminded of and are not answered still."""
    wanted = (
        col(AnswerLink.partner_id) == library_id,
        col(AnswerLink.ended_at).is_(None),
        col(AnswerLink.reminded_at).is_not(None),
        col(AnswerLink.call_from) <= today,
    )
    return worklist.entries(AnswerLink, *wanted, since=col(AnswerLink.made_at), partner=col(AnswerLink.library_id))


def letters_by_id(session: Session, ids: Sequence[int]) -> Mapping[int, OpenLetter]:
    """Return letters with their requests and libraries; one query."""
    rows = session.execute(
        sa.select(AnswerLink, LoanRequest, Library)
        .join(LoanRequest, col(LoanRequest.id) == col(AnswerLink.loan_id))
        .join(Library, col(Library.id) == col(AnswerLink.library_id))
        .where(col(AnswerLink.id).in_(ids))
    )
    return {row[0].id: OpenLetter(*row) for row in rows}


@dataclass(frozen=True)
class PartnerRow:
    """A library that is reached by letter, and its sponsor."""

    partner: LetterPartner
    library: Library
    sponsor: Library | None


def letter_partners(session: Session) -> list[PartnerRow]:
    """Return all libraries that are reached by letter; one query."""
    sponsor = sa.orm.aliased(Library)
    rows = session.execute(
        sa.select(LetterPartner, Library, sponsor)
        .join(Library, col(Library.id) == col(LetterPartner.library_id))
        .outerjoin(sponsor, col(sponsor.id) == col(LetterPartner.sponsor_id))
        .order_by(col(Library.code))
    )
    return [PartnerRow(*row) for row in rows]
