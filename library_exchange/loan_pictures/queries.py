"""Pictures of a loan's book, those of both libraries: which there are, without their files, and one of them whole.

Each belongs to one library's row, and no query reads both rows: the pictures of the other library are found, like the
talk about a request, by its public number between the same two libraries. That is allowed because both rows stand on
this platform and both libraries show their pictures for the other to see; no state, date or reader of the other row is
read. A partner elsewhere has no row here: it is sent no pictures, and none of its own are found.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.kept_pictures import get_file
from library_exchange.loan_pictures.models import LoanPicture
from library_exchange.loan_pictures.rules import Moment
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests


@dataclass(frozen=True)
class Shown:
    """A picture as a page names it; size in pixels of the small one."""

    id: int
    is_own: bool
    moment: Moment
    width: int
    height: int
    added_at: datetime


def get_loan(session: Session, actor: Actor, loan_id: int) -> LoanRequest:
    """Return the row `loan_id`; raises NotFound for all but the staff of its library, for its reader too."""
    loan = requests.get_request(session, actor, loan_id)
    if not policy.works_on(actor, loan):
        raise NotFound("loan", loan=loan_id)
    return loan


def pictures_of(session: Session, loan: LoanRequest) -> list[Shown]:
    """Return what both libraries show of the book of `loan`, in the order of its way; one query."""
    if loan.partner_id is None:
        return []
    told = (LoanPicture.moment, LoanPicture.width, LoanPicture.height, LoanPicture.added_at)
    wanted = sa.select(col(LoanPicture.id), col(LoanPicture.loan_id) == loan.id, *(col(name) for name in told))
    rows = session.execute(wanted.where(_is_of(loan)).order_by(col(LoanPicture.id)))
    return sorted((Shown(*row) for row in rows), key=lambda each: tuple(Moment).index(each.moment))


def get_picture(session: Session, loan: LoanRequest, picture_id: int, is_small: bool) -> bytes:
    """Return the JPEG file of a picture of the book of `loan`; raises NotFound."""
    return get_file(session, LoanPicture, is_small, col(LoanPicture.id) == picture_id, _is_of(loan))


def own_shown(session: Session, loan: LoanRequest) -> dict[Moment, int]:
    """Return how many pictures the library of `loan` shows of each moment."""
    return Counter(each.moment for each in pictures_of(session, loan) if each.is_own)


def _is_of(loan: LoanRequest) -> sa.ColumnElement[bool]:
    """Return the condition that a picture shows the book of `loan`, by whichever of its two libraries."""
    theirs = sa.select(col(LoanRequest.id)).where(
        col(LoanRequest.side) != loan.side, col(LoanRequest.library_id) == loan.partner_id
    )
    return sa.and_(
        col(LoanPicture.number) == loan.public_no,
        sa.or_(
            sa.and_(col(LoanPicture.loan_id) == loan.id, col(LoanPicture.partner_id) == loan.partner_id),
            sa.and_(col(LoanPicture.loan_id).in_(theirs), col(LoanPicture.partner_id) == loan.library_id),
        ),
    )
