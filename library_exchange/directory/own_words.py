"""What a library said in its own words, as a text: who cannot read it asks the library that wrote.

The answer stands beneath what was asked; the words stay as they were written.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, Half, Named, NameOf, Partner, Place, TextField, Texts, Words
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _l, format_date
from library_exchange.directory.models import Library

FIELD = "text"
NAMED = _l("What %(library)s wrote on %(date)s")
AuthorOf = Callable[[Session, Actor, int], int | None]
Read = Callable[[Session, Collection[int]], Mapping[int, Words]]


def place_in(language: str) -> Place:
    """Return where own words stand in `language`."""
    return Place(0, FIELD, language)


def own_words(kind: str, label: Any, longest: int, author_of: AuthorOf, read: Read) -> Texts:
    """Return own words of a kind as texts.

    `author_of` returns the library that said something, None if it was none, and raises NotFound or Forbidden for who
    may not read it; `read` returns words by their ids.
    """

    def partner_of(session: Session, actor: Actor, subject_id: str) -> Partner:
        author_id = author_of(session, actor, find_number(subject_id) or 0)
        if not actor.is_staff or author_id is None or actor.library_id in (None, author_id):
            raise NotFound("nobody-to-ask")
        home = session.get_one(Library, actor.library_id)
        return Partner(author_id, bilingual.side_of(home.language))

    def lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
        words = read(session, bilingual.numbers_of([subject_id])).get(find_number(subject_id) or 0)
        if words is None:
            return ()
        known = {words.language} | bilingual.answered(session, kind, subject_id, words.text)
        return tuple(Half(place_in(each), words.language, words.text) for each in BOTH if each not in known)

    def named(session: Session, _library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
        found = read(session, bilingual.numbers_of(ids))
        authors = _libraries(session, {words.library_id for words in found.values()})
        return bilingual.named_by(
            found.items(), language, NAMED, lambda each: _name(*each, authors[each[1].library_id], language)
        )

    return Texts(
        partner_of, lacking, stays_as_written, named, {FIELD: TextField(label, longest=longest)}, own_words=True
    )


def stays_as_written(
    _session: Session, _actor: Actor, _subject_id: str, _written: Mapping[Place, str], _now: datetime
) -> None:
    """Write nothing: what was said stays as it is, and the answer stands beneath it."""


def _libraries(session: Session, ids: Collection[int]) -> dict[int, Library]:
    return {one.id: one for one in session.scalars(sa.select(Library).where(col(Library.id).in_(ids)))}


def _name(number: int, words: Words, author: Library, language: str) -> NameOf:
    said = {"library": author.name_in(language), "date": format_date(author.day_at(words.at))}
    return NameOf(number, said, words.endpoint, words.values)
