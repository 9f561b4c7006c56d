"""Titles and annotations of a consignment: which language lacks, whom one may ask for it, what is proposed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual, clock
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, Half, Named, NameOf, Partner, Place, Proposal, TextField, Texts
from library_exchange.core.bounds import find_number
from library_exchange.core.procedure import Part
from library_exchange.directory.letter_partners import require_askable
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.known_titles.queries.in_other_language import known_titles
from library_exchange.shipping import policy
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries import consignments
from library_exchange.shipping.queries.permissions import is_asked_for
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules.codes import DROPPED, Direction, Purpose
from library_exchange.shipping.rules.customs_rules import lacks_annotation
from library_exchange.shipping.rules.editions import title_key
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.shipping.schemas import TitleInput
from library_exchange.shipping.services import titles


def _partner_of(session: Session, actor: Actor, subject_id: str) -> Partner:
    consignment = consignments.get_consignment(session, actor, find_number(subject_id) or 0)
    policy.require(actor, consignment, Part.CONSIGNOR, Part.CONSIGNEE)
    is_consignor = actor.library_id == consignment.consignor_id
    other = session.get_one(Library, consignment.consignee_id if is_consignor else consignment.consignor_id)
    require_askable(session, other.id)
    return Partner(other.id, other.language)


def _lines(session: Session, consignment_id: int) -> list[ConsignmentLine]:
    mine = col(ConsignmentLine.consignment_id) == consignment_id
    wanted = sa.select(ConsignmentLine).where(mine, col(ConsignmentLine.state).not_in(DROPPED))
    return list(session.scalars(wanted.order_by(col(ConsignmentLine.number))))


def _lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
    """Return what papers need and lack: titles in both languages, annotations in that of the receiving side.

    Within a country there is nothing to translate for the other side.
    """
    consignment = session.get(Consignment, find_number(subject_id) or 0)
    if consignment is None or consignment.state not in NOT_SENT:
        return ()
    read = consignments.languages_of(session, consignment).authority
    return tuple(half for line in _lines(session, consignment.id) for half in _halves(line, read)) if read else ()


def _halves(line: ConsignmentLine, read: str) -> list[Half]:
    source = bilingual.told_language(line.language, line.title)
    lacking = [language for language in BOTH if language != source and not getattr(line, f"title_{language}")]
    noted = bilingual.halves_of(line, ("annotation",), line.id)
    return [
        *(Half(Place(line.id, "title", language), source, line.title) for language in lacking),
        *(half for half in noted if half.place.language == read),
    ]


def _unwritten(session: Session, subject_id: str) -> dict[tuple[str, str], int]:
    """Return for how many titles the receiving side needs an annotation that stands in neither language.

    What needs no permission, such as a book on its way home, needs none.
    """
    consignment = session.get(Consignment, find_number(subject_id) or 0)
    if consignment is None or consignment.state not in NOT_SENT:
        return {}
    languages = consignments.languages_of(session, consignment)
    read = languages.authority
    if read is None or read == languages.titles[0]:
        return {}
    rules = rules_on(session, day_at(session, consignment.consignor_id, clock.now()))
    asked = {each for each in Purpose if is_asked_for(session, consignment, Direction.IMPORT, each, rules)}
    count = sum(line.purpose in asked and lacks_annotation(line) for line in _lines(session, consignment.id))
    return {("annotation", read): count} if count else {}


def _fill_in(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
    consignment = consignments.get_consignment(session, actor, find_number(subject_id) or 0)
    by_line: dict[int, dict[str, str]] = {}
    for place, text in written.items():
        by_line.setdefault(place.part, {})[f"{place.field}_{place.language}"] = text
    given = {line_id: TitleInput.model_validate(values) for line_id, values in by_line.items()}
    titles.complete(session, actor, consignment, _lines(session, consignment.id), given, now)


def _named(session: Session, library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    is_party = sa.or_(col(Consignment.consignor_id) == library_id, col(Consignment.consignee_id) == library_id)
    rows = session.scalars(sa.select(Consignment).where(is_party, col(Consignment.id).in_(bilingual.numbers_of(ids))))
    return bilingual.named_by(rows, language, consignment_labels.CONSIGNMENT, _name)


def _name(consignment: Consignment) -> NameOf:
    return NameOf(consignment.id, {"number": consignment.number}, "shipping.show", {"consignment_id": consignment.id})


def _proposed(session: Session, _subject_id: str, halves: Sequence[Half]) -> dict[Place, Proposal]:
    """Return translations that are remembered, and titles that the catalogue knows of the same book or its work."""
    parts = {half.place.part for half in halves}
    lines = {each.id: each for each in session.scalars(_by_id(parts))}
    remembered = titles.offered(session, [line.title for line in lines.values()])
    in_catalogue = known_titles(session, [line.isbn for line in lines.values() if line.isbn])
    found: dict[Place, Proposal] = {}
    for place in (half.place for half in halves if half.place.part in lines):
        line, is_title = lines[place.part], place.field == "title"
        known = remembered.get((title_key(line.title), place.language))
        text = (known.text if is_title else known.annotation) if known else None
        catalogued = in_catalogue.get((line.isbn or "", place.language)) if is_title else None
        if text:
            found[place] = Proposal(text, title_labels.REMEMBERED_READ)
        elif catalogued:
            found[place] = Proposal(catalogued, bilingual.FROM_CATALOGUE_READ)
    return found


def _by_id(ids: set[int]) -> sa.Select[Any]:
    return sa.select(ConsignmentLine).where(col(ConsignmentLine.id).in_(sorted(ids)))


TEXTS = Texts(
    partner_of=_partner_of,
    lacking=_lacking,
    fill_in=_fill_in,
    named=_named,
    fields={
        "title": TextField(title_labels.TITLE, longest=500, is_line=True),
        "annotation": TextField(title_labels.ANNOTATION, longest=500, is_line=True),
    },
    proposed=_proposed,
    unwritten=_unwritten,
)
