"""Reading boxes: one of them with its lines, those of a library, what else the partner offers."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _, speaking
from library_exchange.core.text import folded
from library_exchange.core.titles import TitleBlock, TitleForm
from library_exchange.correspondence.topics import Topic
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.rules.agreements import Mode
from library_exchange.deals.rules.boxes import LIVE, BoxState, LineState
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lines import authors_of, forms_of_line, known_of, title_of
from library_exchange.offers.queries.lists import offers_with_cards
from library_exchange.offers.queries.matching import is_free, is_open_offer, reserve_allows
from library_exchange.offers.queries.words import MOST_WORDS

KIND = "box"
"""What threads and consignments know boxes and their lines by."""


def get_box(session: Session, actor: Actor, box_id: int | None) -> Box:
    """Return a box of the actor's library. Raises NotFound."""
    found = session.get(Box, box_id) if box_id is not None else None
    if found is None:
        raise NotFound("box", box=box_id)
    rights.require_party(actor, found.first_id, found.second_id)
    return found


def find_in_talks(session: Session, first_id: int, second_id: int) -> Box | None:
    """Return the box that two libraries are filling, if there is one."""
    low, high = sorted((first_id, second_id))
    pair = (col(Box.first_id) == low, col(Box.second_id) == high)
    return session.scalar(sa.select(Box).where(*pair, col(Box.state).in_(list(LIVE))))


def get_line(session: Session, box: Box, line_id: int) -> BoxLine:
    """Return a line of the box. Raises NotFound."""
    found = session.get(BoxLine, line_id)
    if found is None or found.box_id != box.id:
        raise NotFound("line", line=line_id)
    return found


def lines_of(session: Session, box: Box, *states: LineState) -> list[BoxLine]:
    """Return the lines of a box in one of `states`, or in any, in the order of the proposal."""
    conditions = [col(BoxLine.box_id) == box.id, *([col(BoxLine.state).in_(states)] if states else [])]
    return list(session.scalars(sa.select(BoxLine).where(*conditions).order_by(col(BoxLine.place), col(BoxLine.id))))


@dataclass(frozen=True)
class LineRow:
    """A book of a box with its offer and title."""

    line: BoxLine
    offer: Offer
    title: TitleBlock
    authors: Sequence[TitleBlock]
    card: Mapping[str, Any] | None


@dataclass(frozen=True)
class FreeRow:
    """An offer that may be ticked."""

    offer: Offer
    title: TitleBlock
    authors: Sequence[TitleBlock]


def rows_of(session: Session, lines: Sequence[BoxLine], language: str) -> list[LineRow]:
    """Return `lines` in their order with offers, titles and authors; three queries."""
    offers = offers_with_cards(session, [line.offer_id for line in lines])
    known = known_of(session, [offer for offer, _card in offers.values()])
    return [
        LineRow(line, offer, title_of(offer, card, language, known), authors_of(offer, card, language, known), card)
        for line in lines
        for offer, card in (offers[line.offer_id],)
    ]


def free_offers(
    session: Session, box: Box, giver_id: int, asked: str, language: str, limit: int, offset: int
) -> tuple[int, list[FreeRow]]:
    """Return how many more open offers of the giver the other side may tick, and one page, the newest first."""
    wanted = tickable(box, giver_id).where(
        col(Offer.id).not_in(sa.select(col(BoxLine.offer_id)).where(col(BoxLine.box_id) == box.id)),
        *(col(Offer.folded).contains(word, autoescape=True) for word in folded(asked).split()[:MOST_WORDS]),
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    return total, newest(session, wanted, language, limit, offset)


def newest(session: Session, wanted: Any, language: str, limit: int, offset: int = 0) -> list[FreeRow]:
    """Return a page of the offers of a query with their titles, the newest first; three queries."""
    rows = session.execute(
        sa.select(Offer, col(BibliographicRecord.card))
        .outerjoin_from(Offer, BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .where(col(Offer.id).in_(wanted.with_only_columns(col(Offer.id))))
        .order_by(col(Offer.published_at).desc(), col(Offer.id).desc())
        .limit(limit)
        .offset(offset)
    ).all()
    known = known_of(session, [offer for offer, _card in rows])
    return [
        FreeRow(offer, title_of(offer, card, language, known), authors_of(offer, card, language, known))
        for offer, card in rows
    ]


def tickable(box: Box, giver_id: int) -> Any:
    """Return the query of the giver's offers that the other library of the box may tick."""
    return on_offer(giver_id, box.other(giver_id), box.mode)


def on_offer(giver_id: int, receiver_id: int, mode: Mode) -> Any:
    """Return the query of the giver's open offers that are meant for such a library as the receiver."""
    receiver = aliased(Library)
    gifts = [col(Offer.is_gift)] if mode is Mode.GIFT_ONLY else []
    return (
        sa.select(Offer)
        .join(receiver, col(receiver.id) == receiver_id)
        .where(is_open_offer(giver_id), is_free(), reserve_allows(receiver), *gifts)
    )


@dataclass(frozen=True)
class BoxRow:
    """A box in a list: the partner, and how many books go each way."""

    box: Box
    partner: Library
    given: int
    received: int


def boxes_of(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, list[BoxRow]]:
    """Return how many boxes the library has, and one page, the last touched first; two queries."""
    partner = aliased(Library)
    mine = sa.or_(col(Box.first_id) == library_id, col(Box.second_id) == library_id)
    other = sa.case((col(Box.first_id) == library_id, col(Box.second_id)), else_=col(Box.first_id))
    counted = col(BoxLine.state) != LineState.OUT
    gives, gets = col(BoxLine.giver_id) == library_id, col(BoxLine.receiver_id) == library_id
    sums = [sa.func.coalesce(sa.func.sum(sa.case((sa.and_(counted, way), 1), else_=0)), 0) for way in (gives, gets)]
    total = session.scalar(sa.select(sa.func.count()).select_from(Box).where(mine)) or 0
    rows = session.execute(
        sa.select(Box, partner, *sums)
        .join(partner, col(partner.id) == other)
        .outerjoin(BoxLine, col(BoxLine.box_id) == col(Box.id))
        .where(mine)
        .group_by(col(Box.id), col(partner.id))
        .order_by(col(Box.touched_at).desc(), col(Box.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [BoxRow(box, library, int(given), int(received)) for box, library, given, received in rows]


# Threads --------------------------------------------------------------------------------------------------------------


def partners_of(session: Session, actor: Actor, subject_id: str) -> frozenset[int]:
    """Return the other library of the box that `subject_id` names; raises NotFound for all but its two sides."""
    return frozenset({get_box(session, actor, find_number(subject_id)).other(actor.library_id)})


IS_IT_FREE = 75
"""The phrase about a box that is offered first."""


def describe(session: Session, library_id: int, ids: Collection[str], language: str) -> Mapping[str, Topic]:
    """Return by id the boxes of `ids` that the library has, with the titles of their books; three queries."""
    numbers = [number for number in map(find_number, ids) if number is not None]
    mine = sa.or_(col(Box.first_id) == library_id, col(Box.second_id) == library_id)
    boxes = session.scalars(sa.select(Box).where(mine, col(Box.id).in_(numbers))).all()
    titles = _titles_in(session, [box.id for box in boxes])
    partners = sa.select(Library).where(col(Library.id).in_({box.other(library_id) for box in boxes}))
    names = {each.id: each for each in session.scalars(partners)}
    found = {}
    for box in boxes:
        with speaking(language):
            partner = names[box.other(library_id)].name_in(language)
            name = _("Box %(number)s with %(library)s", number=box.number, library=partner)
        slots = {"number": str(box.number)}
        found[str(box.id)] = Topic(
            name, "deals.show_box", {"box_id": box.id}, slots=slots, titles=titles[box.id], likely=IS_IT_FREE
        )
    return found


def _titles_in(session: Session, box_ids: Sequence[int]) -> Mapping[int, list[list[TitleForm]]]:
    """Return the titles of the books in boxes, each in all its forms; one query."""
    rows = session.execute(
        sa.select(col(BoxLine.box_id), Offer, col(BibliographicRecord.card))
        .join(Offer, col(Offer.id) == col(BoxLine.offer_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .where(col(BoxLine.box_id).in_(box_ids))
    )
    found: dict[int, list[list[TitleForm]]] = defaultdict(list)
    for box_id, offer, card in rows:
        found[box_id].append([TitleForm(*form) for form in forms_of_line(offer, card)])
    return found


def state_of(box: Box, library_id: int) -> tuple[BoxState, bool]:
    """Return where a box stands, and whether the library has to answer a proposal."""
    waits = box.state is BoxState.PROPOSED and box.consent_of(library_id) != box.round_no
    return box.state, waits
