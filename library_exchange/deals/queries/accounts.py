"""Reading what two libraries owe each other: balances, what is under way, settlements, what was handed over."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.deals.models import Box, BoxLine, Settlement
from library_exchange.deals.rules.agreements import UNIT_OF, Mode
from library_exchange.deals.rules.boxes import PROMISED, LineState
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import BookKind, Unit
from library_exchange.ledger.queries import Figures
from library_exchange.ledger.schemas import Reference
from library_exchange.offers.models import Offer
from library_exchange.shipping.models import Claim, ConsignmentLine
from library_exchange.shipping.rules.claims import FINAL
from library_exchange.shipping.rules.codes import DROPPED
from library_exchange.shipping.rules.codes import LineState as Travelling

BOX_LINE, BORNE_LINE, SETTLEMENT = "box", "box_borne", "settlement"
"""What entries of this room are about: a book of a box, such a book for which the network answers, a balance."""


def balance(session: Session, library_id: int, partner_id: int, mode: Mode) -> int:
    """Return what the partner owes the library in the unit of `mode`; 0 where nothing is counted."""
    unit = UNIT_OF[mode]
    return ledger.balance(session, library_id, partner_id).get(Unit(unit), 0) if unit else 0


def under_way(session: Session, library_id: int, partner_id: int, mode: Mode) -> int:
    """Return what agreed books that have not come yet will add to that balance."""
    given = sa.case((col(BoxLine.giver_id) == library_id, col(BoxLine.amount)), else_=-col(BoxLine.amount))
    pair = sorted((library_id, partner_id))
    total = session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(given), 0))
        .join(Box, col(Box.id) == col(BoxLine.box_id))
        .where(
            col(Box.first_id) == pair[0],
            col(Box.second_id) == pair[1],
            col(Box.mode) == mode,
            col(BoxLine.state).in_(PROMISED),
        )
    )
    return int(total or 0)


def has_others_under_way(session: Session, box: Box) -> bool:
    """Whether books of other boxes of the two are promised or on their way, and so change what will be owed."""
    others = sa.select(col(BoxLine.id)).join(Box, col(Box.id) == col(BoxLine.box_id))
    same = (col(Box.first_id) == box.first_id, col(Box.second_id) == box.second_id, col(Box.mode) == box.mode)
    open_lines = others.where(*same, col(Box.id) != box.id, col(BoxLine.state).in_(PROMISED))
    return session.scalar(open_lines.limit(1)) is not None


@dataclass(frozen=True)
class Copies:
    """Copies that one library sent the other through boxes, how many came, and how many of these are claimed for.

    What a claim was settled about came, too, and is claimed for no more, whether it counts on the account or not.
    """

    sent: int = 0
    received: int = 0
    claimed: int = 0


def copies_between(session: Session, library_id: int, partner_id: int) -> tuple[Copies, Copies]:
    """Return the copies that went from the library, and those that went to it; one query.

    A damaged copy has come too, though it may not count yet.
    """
    copies = col(ConsignmentLine.copies)
    is_here = sa.or_(col(ConsignmentLine.counted_at).is_not(None), col(ConsignmentLine.state) == Travelling.DAMAGED)
    about = col(Claim.line_id) == col(ConsignmentLine.id)
    is_open = sa.exists().where(about, col(Claim.state).not_in(FINAL))
    is_claimed = sa.or_(is_open, sa.and_(col(ConsignmentLine.counted_at).is_(None), ~sa.exists().where(about)))
    sums = [
        sa.func.sum(sa.case((each, copies), else_=0)) for each in (sa.true(), is_here, sa.and_(is_here, is_claimed))
    ]
    is_of_line = sa.and_(
        col(ConsignmentLine.subject_kind) == BOX_LINE,
        col(ConsignmentLine.subject_id) == col(BoxLine.id),
        col(ConsignmentLine.consignment_id) == col(BoxLine.consignment_id),
        col(ConsignmentLine.state).not_in(DROPPED),
    )
    rows = session.execute(
        sa.select(col(BoxLine.giver_id), *sums)
        .join(ConsignmentLine, is_of_line)
        .where(
            sa.or_(
                sa.and_(col(BoxLine.giver_id) == library_id, col(BoxLine.receiver_id) == partner_id),
                sa.and_(col(BoxLine.giver_id) == partner_id, col(BoxLine.receiver_id) == library_id),
            ),
            col(BoxLine.state).in_((LineState.SENT, LineState.RECEIVED, LineState.FAILED)),
        )
        .group_by(col(BoxLine.giver_id))
    )
    found = {giver: Copies(*map(int, counted)) for giver, *counted in rows}
    return found.get(library_id, Copies()), found.get(partner_id, Copies())


def counting(session: Session, ids: Collection[int]) -> Collection[int]:
    """Return which of some books of boxes count on the account of the two; one query."""
    modes = [mode for mode, unit in UNIT_OF.items() if unit]
    wanted = sa.select(col(BoxLine.id)).join(Box, col(Box.id) == col(BoxLine.box_id))
    return session.scalars(
        wanted.where(col(BoxLine.id).in_(ids), col(Box.mode).in_(modes), col(BoxLine.amount) > 0)
    ).all()


def claimed(session: Session, references: Sequence[Reference]) -> dict[Reference, int]:
    """Return by the entries about books that count, but are claimed for, the consignment of the claim; one query."""
    about = {int(each.id): each for each in references if each.kind == BOX_LINE}
    rows = session.execute(
        sa.select(col(ConsignmentLine.subject_id), col(ConsignmentLine.consignment_id))
        .join(Claim, col(Claim.line_id) == col(ConsignmentLine.id))
        .where(
            col(ConsignmentLine.subject_kind) == BOX_LINE,
            col(ConsignmentLine.subject_id).in_(about),
            col(ConsignmentLine.counted_at).is_not(None),
            col(Claim.state).not_in(FINAL),
        )
    )
    return {about[subject_id]: consignment_id for subject_id, consignment_id in rows}


def figures(session: Session, library_id: int, partner_id: int) -> dict[Unit, Figures]:
    """Return by unit what the library gave the partner, received from it and is owed in the book of the two."""
    rows = ledger.balances_by_partner(session, library_id)
    is_theirs = (partner_id, BookKind.PAIR)
    return {row.unit: row.figures for row in rows if (row.partner.id, row.book) == is_theirs}


# What entries are about -----------------------------------------------------------------------------------------------


def offers_of(session: Session, references: Sequence[Reference]) -> dict[Reference, tuple[BoxLine, Offer, Any]]:
    """Return the line, the offer and the record's card behind each entry about a book; one query."""
    about = [each for each in references if each.kind in (BOX_LINE, BORNE_LINE)]
    rows = session.execute(
        sa.select(BoxLine, Offer, col(BibliographicRecord.card))
        .join(Offer, col(Offer.id) == col(BoxLine.offer_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .where(col(BoxLine.id).in_({int(each.id) for each in about}))
    )
    found = {str(line.id): (line, offer, card) for line, offer, card in rows}
    return {each: found[each.id] for each in about if each.id in found}


# Settlements ----------------------------------------------------------------------------------------------------------


def get_settlement(session: Session, actor: Actor, settlement_id: int) -> Settlement:
    """Return a settlement of the actor's library. Raises NotFound."""
    found = session.get(Settlement, settlement_id)
    if found is None:
        raise NotFound("settlement", settlement=settlement_id)
    rights.require_party(actor, found.creditor_id, found.debtor_id)
    return found


def settlements(session: Session, library_id: int, partner_id: int, most: int = 20) -> Sequence[Settlement]:
    """Return the settlements of two libraries, the last one first."""
    pair = (library_id, partner_id)
    wanted = sa.select(Settlement).where(col(Settlement.creditor_id).in_(pair), col(Settlement.debtor_id).in_(pair))
    return session.scalars(wanted.order_by(col(Settlement.id).desc()).limit(most)).all()


# What was handed over -------------------------------------------------------------------------------------------------
