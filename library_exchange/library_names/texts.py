"""Names of a library as texts of both languages: which half lacks, whom its staff asks, where the answer is written."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, Half, Named, NameOf, Partner, Place, TextField, Texts
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import LANGUAGES
from library_exchange.directory.models import Library
from library_exchange.library_names import labels
from library_exchange.library_names.queries import find_partner

LONGEST = 200


def _library(session: Session, subject_id: str) -> Library:
    found = session.get(Library, next(iter(bilingual.numbers_of([subject_id])), 0))
    if found is None:
        raise NotFound("no-such-library")
    return found


def _partner_of(session: Session, actor: Actor, subject_id: str) -> Partner:
    library = _library(session, subject_id)
    if not actor.is_staff or actor.library_id != library.id:
        raise NotFound("nobody-to-ask")
    partner = find_partner(session, library)
    if partner is None:
        raise NotFound("nobody-to-ask")
    return Partner(partner.id, bilingual.side_of(partner.language))


def _lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
    """Return the names that nobody wrote in a language of the bridge, a rule at most; with the one that was written."""
    library = _library(session, subject_id)
    open_ones = _unwritten(library)
    order = dict.fromkeys((library.language, *LANGUAGES))
    found = []
    for what in labels.FIELDS:
        source = next((code for code in order if f"{what}_{code}" not in open_ones), None)
        if source is not None:
            text = getattr(library, f"{what}_{source}")
            lacking = (language for language in BOTH if f"{what}_{language}" in open_ones)
            found += [Half(Place(0, what, language), source, text) for language in lacking]
    return tuple(found)


def _unwritten(library: Library) -> frozenset[str]:
    return frozenset(library.unwritten_names) | frozenset(library.proposed_names)


def _fill_in(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
    library = _library(session, subject_id)
    told = {f"{place.field}_{place.language}": text for place, text in written.items()}
    if not told.keys() <= _unwritten(library):
        raise Conflict("written-meanwhile", labels.WRITTEN_MEANWHILE)
    for name, text in told.items():
        setattr(library, name, text)
    library.unwritten_names = [name for name in library.unwritten_names if name not in told]
    library.proposed_names = [name for name in library.proposed_names if name not in told]
    session.add(library)
    audit.record(session, actor, "write_names", "library", library.id, at=now, names=sorted(told))


def _named(session: Session, _library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    found = session.scalars(sa.select(Library).where(col(Library.id).in_(bilingual.numbers_of(ids))))
    return bilingual.named_by(found, language, labels.NAMED, lambda each: _name(each, language))


def _name(library: Library, language: str) -> NameOf:
    return NameOf(library.id, {"library": library.name_in(language)}, "directory.show", {"code": library.code})


TEXTS = Texts(
    partner_of=_partner_of,
    lacking=_lacking,
    fill_in=_fill_in,
    named=_named,
    fields={name: TextField(label, longest=LONGEST, is_line=True) for name, label in labels.FIELDS.items()},
)
