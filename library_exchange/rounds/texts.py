"""What rounds are called: which language lacks, whom the organiser may ask for it, where it is written."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Half, Named, Partner, Place, TextField, Texts
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.i18n import speaking
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.rounds import labels
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.rounds import CLOSED_ROUND, WORDS


def _partner_of(session: Session, actor: Actor, subject_id: str) -> Partner:
    """Return who reads the name on the other side: the library that joined first of those with the other language."""
    found = queries.get_round(session, find_number(subject_id) or 0)
    if rights.home_of(actor) != found.organiser_id:
        raise Forbidden("not-an-organiser")
    own = session.get_one(Library, found.organiser_id)
    members = sorted(queries.members(session, found), key=lambda pair: (pair[0].joined_at, pair[0].id))
    asked = bilingual.other_language(bilingual.side_of(own.language))
    silent = reached_by_letter(session)
    there = (library for _member, library in members if library.id not in silent)
    other = next((library for library in there if library.language == asked), None)
    if other is None:
        raise NotFound("nobody-to-ask")
    return Partner(other.id, other.language)


def _find_open(session: Session, subject_id: str) -> Round | None:
    found = session.get(Round, find_number(subject_id) or 0)
    return found if found is not None and found.state not in CLOSED_ROUND else None


def _lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
    found = _find_open(session, subject_id)
    return bilingual.halves_of(found, WORDS) if found else ()


def _fill_in(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
    found = _find_open(session, subject_id)
    if found is None:
        raise Conflict("round-over", labels.NOT_NOW)
    versions.change(session, found, {f"{place.field}_{place.language}": text for place, text in written.items()})
    audit.record(session, actor, "round.fill_in", "round", found.id, at=now)


def _named(session: Session, _library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    numbers = [number for number in map(find_number, ids) if number is not None]
    rows = session.scalars(sa.select(Round).where(col(Round.id).in_(numbers)))
    with speaking(language):
        return {
            str(each.id): Named(
                str(labels.ROUND_NAMED) % {"name": each.name_in(language)}, "rounds.round", {"round_id": each.id}
            )
            for each in rows
        }


def _writes(session: Session, actor: Actor, subject_id: str, partner: Partner | None) -> frozenset[str]:
    """Return in which languages the organiser adds the name itself, and a library that takes part: in its own."""
    found = _find_open(session, subject_id)
    if found is None:
        return frozenset()
    if rights.home_of(actor) != found.organiser_id:
        joined = (library for _member, library in queries.members(session, found))
        own = {bilingual.side_of(each.language) for each in joined if each.id == actor.library_id}
        return frozenset(
            half.place.language for half in bilingual.halves_of(found, WORDS) if half.place.language in own
        )
    return bilingual.languages_of(session.get_one(Library, found.organiser_id).language, partner)


TEXTS = Texts(
    partner_of=_partner_of,
    lacking=_lacking,
    fill_in=_fill_in,
    named=_named,
    fields={"name": TextField(labels.NAME, longest=200, is_line=True)},
    writes=_writes,
)
