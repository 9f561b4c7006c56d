"""Pictures of a loan's book: a library shows one while it has the book in its hands, or takes one back."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.pictures import Picture
from library_exchange.loan_pictures import labels
from library_exchange.loan_pictures.models import LoanPicture
from library_exchange.loan_pictures.queries import own_shown, pictures_of
from library_exchange.loan_pictures.rules import MOMENTS, Moment, has_just_come, may_take_back, moments_for
from library_exchange.loans import policy
from library_exchange.loans.labels import history
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, Damage
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.steps import take_step


def add(
    session: Session, actor: Actor, loan: LoanRequest, moment: Moment, picture: Picture, now: datetime
) -> LoanPicture:
    """Show a picture of the book at a moment of its way to both libraries of `loan`; no message carries it.

    Raises Forbidden for who is not of the staff of the row's library, Conflict if the moment is past or has not come,
    InvalidInput if enough of it are shown already.
    """
    _require(actor, loan)
    if loan.service is ServiceType.COPY or moment not in MOMENTS[loan.side].get(loan.stands, ()):
        raise Conflict("no-such-moment", labels.not_now(moment, loan.side, loan.stands), loan=loan.id)
    if moment not in moments_for(loan.side, loan.stands, own_shown(session, loan)):
        raise InvalidInput({"moment": labels.ENOUGH})
    added = LoanPicture(
        loan_id=loan.id,
        partner_id=loan.partner_id or 0,
        number=loan.public_no,
        moment=moment,
        added_at=now,
        **picture.columns,
    )
    session.add(added)
    _note(session, actor, loan, history.PICTURE_SHOWN, moment, now)
    return added


def receive_damaged(
    session: Session, actor: Actor, loan: LoanRequest, damage: Damage, version: int | None, now: datetime
) -> None:
    """Receive a book that has come damaged, and tell the other library both.

    Raises Forbidden for who is not of the staff of the row's library, Conflict if the book is not on its way to it.
    """
    _require(actor, loan)
    if not has_just_come(loan.side, loan.stands):
        raise Conflict("not-on-its-way", labels.NOT_ON_ITS_WAY, loan=loan.id)
    take_step(session, actor, loan, Action.RECEIVE, StepInput(version=version), now)
    take_step(session, actor, loan, Action.REPORT_DAMAGE, StepInput(damage=damage), now)


def take_back(session: Session, actor: Actor, loan: LoanRequest, picture_id: int, now: datetime) -> None:
    """Take a picture away that the library of `loan` showed.

    Raises NotFound if the book of `loan` has no such picture, Forbidden if it is the other library's or `actor` is not
    of the staff of the row's library, Conflict once the request is closed.
    """
    _require(actor, loan)
    found = next((each for each in pictures_of(session, loan) if each.id == picture_id), None)
    if found is None:
        raise NotFound("picture", picture=picture_id)
    if not found.is_own:
        raise Forbidden("not-your-picture", picture=picture_id)
    if not may_take_back(loan.side, loan.stands):
        raise Conflict("loan-closed", labels.STAYS, loan=loan.id)
    session.execute(sa.delete(LoanPicture).where(col(LoanPicture.id) == picture_id))
    _note(session, actor, loan, history.PICTURE_TAKEN_BACK, found.moment, now)


def _require(actor: Actor, loan: LoanRequest) -> None:
    if not policy.works_on(actor, loan):
        raise Forbidden("not-your-loan", loan=loan.id)


def _note(session: Session, actor: Actor, loan: LoanRequest, event: str, moment: Moment, now: datetime) -> None:
    """Write it down and move the row's version on: of two who add the last one at once, the slower one looks again."""
    versions.change(session, loan, {}, sentence=CHANGED_MEANWHILE)
    audit.record(session, actor, f"loan.{event}", "loan", loan.id, at=now, number=loan.public_no, moment=str(moment))
