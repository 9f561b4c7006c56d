"""What a library tells of itself in words of its own: who reads another language asks it to tell that there, too."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, Half, Named, NameOf, Partner, Place, TextField, Texts
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _l
from library_exchange.directory import labels, queries
from library_exchange.directory.letter_partners import require_askable
from library_exchange.directory.models import Library, LibraryWords, Topic
from library_exchange.directory.schemas import LONGEST_WORDS

TEXTS_KIND = "library_words"
NAMES_KIND = "library_names"
"""What names of libraries are called where one lacks a language; a room above knows whom to ask."""
NAMED = _l("What %(library)s tells of itself")


def _library(session: Session, subject_id: str) -> Library:
    found = session.get(Library, next(iter(bilingual.numbers_of([subject_id])), 0))
    if found is None:
        raise NotFound("no-such-library")
    return found


def _partner_of(session: Session, actor: Actor, subject_id: str) -> Partner:
    library = _library(session, subject_id)
    if not actor.is_staff or library.is_remote or actor.library_id in (None, library.id):
        raise NotFound("nobody-to-ask")
    require_askable(session, library.id)
    home = session.get_one(Library, actor.library_id)
    return Partner(library.id, bilingual.side_of(home.language))


def _lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
    """Return the topics that lack a language of the bridge, with the text in another one: its own before others."""
    library = _library(session, subject_id)
    order = list(dict.fromkeys((library.language, *LANGUAGES)))
    rows = sorted(queries.words(session, library), key=lambda each: order.index(each.language))
    told = {(row.topic, row.language) for row in rows}
    sources = {row.topic: row for row in reversed(rows)}
    return tuple(
        Half(Place(0, topic.value, language), sources[topic].language, sources[topic].text)
        for topic in Topic
        if topic in sources
        for language in BOTH
        if (topic, language) not in told
    )


def _fill_in(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
    library = _library(session, subject_id)
    told = {(row.topic, row.language) for row in queries.words(session, library)}
    for place, text in written.items():
        if (Topic(place.field), place.language) not in told:
            topic = Topic(place.field)
            session.add(LibraryWords(library_id=library.id, topic=topic, language=place.language, text=text))
    named = sorted(f"{place.field}_{place.language}" for place in written)
    audit.record(session, actor, "translate_words", "library", library.id, at=now, told=named)


def _named(session: Session, _library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    found = session.scalars(sa.select(Library).where(col(Library.id).in_(bilingual.numbers_of(ids))))
    return bilingual.named_by(found, language, NAMED, lambda each: _name(each, language))


def _name(library: Library, language: str) -> NameOf:
    return NameOf(library.id, {"library": library.name_in(language)}, "directory.show", {"code": library.code})


TEXTS = Texts(
    partner_of=_partner_of,
    lacking=_lacking,
    fill_in=_fill_in,
    named=_named,
    fields={topic.value: TextField(labels.TOPICS[topic][0], longest=LONGEST_WORDS) for topic in Topic},
)
