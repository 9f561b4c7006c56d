"""From consignments to an act of handover: of one of them, or of everything received in a time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.regions import REGIONS, WRITTEN
from library_exchange.deals import labels
from library_exchange.deals.act import Act, ActLine, ActPart, Party
from library_exchange.deals.queries.agreements import find_in_force
from library_exchange.directory.models import Library
from library_exchange.shipping.addresses import address_of
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import contents_of, get_consignment
from library_exchange.shipping.rules.codes import LineState, Purpose

STATES = {
    LineState.MISSING: "act_missing",
    LineState.DAMAGED: "act_damaged",
    LineState.WRONG: "act_wrong",
    LineState.LOST: "act_lost",
    LineState.SUBSTITUTED: "act_wrong",
    LineState.EXPECTED: "act_expected",
}


def languages_of(library: Library) -> tuple[str, ...]:
    """Return the languages of an act, the library's own first."""
    return REGIONS[library.country].written


def party_of(session: Session, library: Library) -> Party:
    """Return a library as an act names it: in every language of papers, with its address."""
    return Party(tuple(library.name_in(code) for code in WRITTEN), address_of(session, library))


def number_of(session: Session, library: Library, partner: Library, first_day: date) -> str:
    """Return under what an act is filed: the agreement as it was signed on paper, else both libraries; and the year."""
    agreement = find_in_force(session, library.id, partner.id)
    names = f"{library.name_in(library.language)} – {partner.name_in(library.language)}"
    return f"{(agreement and agreement.paper_reference) or names}, {first_day:%Y}"


def act_of_consignment(session: Session, actor: Actor, consignment_id: int, day: date) -> Act:
    """Return the act of a consignment as it stands on `day`: every title that travels. Raises NotFound."""
    consignment = get_consignment(session, actor, consignment_id)
    lines = contents_of(session, consignment).going
    giver = session.get_one(Library, consignment.consignor_id)
    part = _part(session, consignment, lines)
    return Act(languages_of(giver), day, consignment.number, None, (part,))


def _part(session: Session, consignment: Consignment, lines: Iterable[ConsignmentLine]) -> ActPart:
    giver, receiver = (session.get_one(Library, each) for each in (consignment.consignor_id, consignment.consignee_id))
    return ActPart(
        giver=party_of(session, giver),
        receiver=party_of(session, receiver),
        currency=consignment.currency,
        lines=tuple(_line(each) for each in lines),
    )


def _line(line: ConsignmentLine) -> ActLine:
    has_come = line.counted_at is not None
    return ActLine(
        title=line.title,
        title_zh=line.title_zh,
        title_ru=line.title_ru,
        imprint=", ".join(part for part in (line.author, line.publisher, str(line.year or "")) if part),
        isbn=line.isbn,
        printed_isbn=line.printed_isbn,
        sent=line.copies,
        received=line.copies if has_come else 0,
        worth_minor=line.copies * (line.value_minor or 0) if has_come else 0,
        state=STATES.get(line.state, ""),
    )


def act_of_period(
    session: Session, library_id: int, partner_id: int, first_day: date, last_day: date, day: date
) -> Act:
    """Return the act of what the two libraries received from each other for good between two days, both counted.

    Raises Conflict if there was nothing.
    """
    library = session.get_one(Library, library_id)
    pair = (library_id, partner_id)
    margin = timedelta(days=1)
    rows = session.execute(
        sa.select(ConsignmentLine, Consignment, Library)
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .join(Library, col(Library.id) == col(Consignment.consignee_id))
        .where(
            col(Consignment.consignor_id).in_(pair),
            col(Consignment.consignee_id).in_(pair),
            col(ConsignmentLine.purpose) == Purpose.PERMANENT,
            col(ConsignmentLine.counted_at).between(
                datetime.combine(first_day, time.min, UTC) - margin, datetime.combine(last_day, time.max, UTC) + margin
            ),
        )
        .order_by(col(Consignment.consignor_id) != library_id, col(Consignment.id), col(ConsignmentLine.number))
    )
    ways: dict[int, tuple[Consignment, list[ConsignmentLine]]] = {}
    for line, consignment, receiver in rows:
        came_on = receiver.day_at(line.counted_at)
        if first_day <= came_on <= last_day:
            ways.setdefault(consignment.consignor_id, (consignment, []))[1].append(line)
    if not ways:
        raise Conflict("nothing-handed-over", labels.NOTHING_HANDED_OVER)
    parts = tuple(_part(session, consignment, lines) for consignment, lines in ways.values())
    partner = session.get_one(Library, partner_id)
    number = number_of(session, library, partner, first_day)
    return Act(languages_of(library), day, number, (first_day, last_day), parts)
