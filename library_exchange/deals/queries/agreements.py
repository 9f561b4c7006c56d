"""Reading agreements: one of them, those of a library, what was proposed before."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, Half, halves_of
from library_exchange.core.errors import NotFound
from library_exchange.deals.models import Agreement, AgreementVersion, Box
from library_exchange.deals.rules.agreements import IN_FORCE, WORDS, AgreementState
from library_exchange.deals.rules.boxes import BoxState
from library_exchange.directory.models import Library
from library_exchange.ledger.models import BookKind, Unit
from library_exchange.ledger.queries import balances_by_partner

ENDED = (BoxState.SETTLED, BoxState.CANCELLED)


def get_agreement(session: Session, actor: Actor, agreement_id: int) -> Agreement:
    """Return an agreement of the actor's library; a draft is its author's alone. Raises NotFound."""
    found = session.get(Agreement, agreement_id)
    if found is None:
        raise NotFound("agreement", agreement=agreement_id)
    library_id = rights.require_party(actor, found.first_id, found.second_id)
    if found.state is AgreementState.DRAFT and found.author_id != library_id:
        raise NotFound("agreement", agreement=agreement_id)
    return found


def _between(first_id: int, second_id: int) -> tuple[sa.ColumnElement[bool], ...]:
    low, high = sorted((first_id, second_id))
    return col(Agreement.first_id) == low, col(Agreement.second_id) == high


def find_in_force(session: Session, first_id: int, second_id: int) -> Agreement | None:
    """Return the agreement of two libraries that is active, suspended or being settled, if there is one."""
    wanted = sa.select(Agreement).where(*_between(first_id, second_id), col(Agreement.state).in_(list(IN_FORCE)))
    return session.scalar(wanted)


def versions(session: Session, agreement: Agreement) -> Sequence[AgreementVersion]:
    """Return what was proposed, the first version first."""
    wanted = sa.select(AgreementVersion).where(col(AgreementVersion.agreement_id) == agreement.id)
    return session.scalars(wanted.order_by(col(AgreementVersion.number))).all()


def lacking_halves(agreement: Agreement) -> tuple[Half, ...]:
    """Return the halves of what an agreement says in words that a party cannot read."""
    languages = (agreement.only_language,) if agreement.only_language else BOTH
    return tuple(half for half in halves_of(agreement, WORDS) if half.place.language in languages)


@dataclass(frozen=True)
class PartnerRow:
    """A partner with the agreement, the open box and the balances that the library has with it."""

    partner: Library
    agreement: Agreement | None
    talks: Agreement | None
    box: Box | None
    balances: tuple[tuple[Unit, int], ...]


def partners(session: Session, library_id: int) -> list[PartnerRow]:
    """Return the libraries that `library_id` has an agreement, a box or an account with; four queries."""
    mine = sa.or_(col(Agreement.first_id) == library_id, col(Agreement.second_id) == library_id)
    found = [
        each
        for each in session.scalars(
            sa.select(Agreement).where(mine, col(Agreement.state) != AgreementState.CLOSED).order_by(col(Agreement.id))
        )
        if each.state is not AgreementState.DRAFT or each.author_id == library_id
    ]
    in_box = sa.or_(col(Box.first_id) == library_id, col(Box.second_id) == library_id)
    boxes = list(session.scalars(sa.select(Box).where(in_box, col(Box.state).not_in(ENDED)).order_by(col(Box.id))))
    accounts = [each for each in balances_by_partner(session, library_id) if each.book is BookKind.PAIR]
    ids = {each.other(library_id) for each in found} | {each.other(library_id) for each in boxes}
    ids |= {each.partner.id for each in accounts}
    libraries = session.scalars(sa.select(Library).where(col(Library.id).in_(ids)).order_by(col(Library.id)))
    in_force = {each.other(library_id): each for each in found if each.state in IN_FORCE}
    talks = {each.other(library_id): each for each in found if each.state not in IN_FORCE}
    open_boxes = {each.other(library_id): each for each in boxes}
    return [
        PartnerRow(
            partner=each,
            agreement=in_force.get(each.id),
            talks=talks.get(each.id),
            box=open_boxes.get(each.id),
            balances=tuple((row.unit, row.figures.balance) for row in accounts if row.partner.id == each.id),
        )
        for each in libraries
    ]
