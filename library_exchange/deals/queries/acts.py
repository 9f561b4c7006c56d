"""From consignments to an act of handover: of one of them, or of everything received in a time."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.consignment_papers.addresses import address_of
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import LANGUAGES
from library_exchange.deals import labels
from library_exchange.deals.act import Act, ActLine, ActPart, Basis, Party
from library_exchange.deals.queries.agreements import find_in_force
from library_exchange.deals.queries.imprints import imprints_of
from library_exchange.directory.models import Library
from library_exchange.documents.paper_languages import paper_languages
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


def languages_of(library: Library, partner: Library) -> tuple[str, ...]:
    """Return the languages of an act between two libraries, that of the first of them first."""
    languages = paper_languages(library.country, partner.country)
    return languages.titles or languages.words


def party_of(session: Session, library: Library, languages: Collection[str]) -> Party:
    """Return a library as an act names it: in each of its `languages`, with its address."""
    names = tuple(library.name_in(code) for code in LANGUAGES if code in languages)
    return Party(names, address_of(session, library))


def basis_of(session: Session, library: Library, partner: Library, first_day: date) -> Basis:
    """Return what an act is about: the agreement as it was signed on paper, else both libraries; and the year.

    A reference without words is called the number of the agreement.
    """
    agreement = find_in_force(session, library.id, partner.id)
    reference = agreement.paper_reference if agreement else None
    if reference is None:
        names = f"{library.name_in(library.language)} – {partner.name_in(library.language)}"
        return Basis("act_of_parties", names, first_day.year)
    is_named = any(each.isalpha() for each in reference)
    return Basis("act_of_parties" if is_named else "act_of_agreement", reference.lstrip("№ "), first_day.year)


def act_of_consignment(session: Session, actor: Actor, consignment_id: int, day: date) -> Act:
    """Return the act of a consignment as it stands on `day`: every title that travels. Raises NotFound."""
    consignment = get_consignment(session, actor, consignment_id)
    lines = contents_of(session, consignment).going
    languages = languages_of(*_ends(session, consignment))
    part = _part(session, consignment, lines, languages)
    return Act(languages, day, Basis("act_of_consignment", consignment.number), None, (part,))


def _ends(session: Session, consignment: Consignment) -> tuple[Library, Library]:
    ends = (consignment.consignor_id, consignment.consignee_id)
    giver, receiver = (session.get_one(Library, each) for each in ends)
    return giver, receiver


def _part(
    session: Session, consignment: Consignment, lines: Sequence[ConsignmentLine], languages: tuple[str, ...]
) -> ActPart:
    giver, receiver = _ends(session, consignment)
    imprints = imprints_of(session, lines, languages)
    return ActPart(
        giver=party_of(session, giver, languages),
        receiver=party_of(session, receiver, languages),
        currency=consignment.currency,
        lines=tuple(_line(each, imprints[each.id]) for each in lines),
    )


def _line(line: ConsignmentLine, imprint: tuple[str, ...]) -> ActLine:
    """Return a title as the act has it: what came damaged lies on the receiver's table, whatever the claim says."""
    is_here = line.counted_at is not None or line.state is LineState.DAMAGED
    return ActLine(
        title=line.title,
        title_zh=line.title_zh,
        title_ru=line.title_ru,
        imprint=imprint,
        isbn=line.isbn,
        printed_isbn=line.printed_isbn,
        copies=line.copies,
        volumes=line.volumes,
        sent=line.pieces,
        received=line.pieces if is_here else 0,
        worth_minor=line.copies * (line.value_minor or 0) if is_here else 0,
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
    partner = session.get_one(Library, partner_id)
    languages = languages_of(library, partner)
    parts = tuple(_part(session, consignment, lines, languages) for consignment, lines in ways.values())
    basis = basis_of(session, library, partner, first_day)
    return Act(languages, day, basis, (first_day, last_day), parts)
