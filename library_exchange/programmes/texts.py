"""What programmes and lists say in words: which language lacks, whom one may ask for it, where it is written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Half, Named, NameOf, Partner, Place, Proposal, TextField, Texts
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.directory.letter_partners import reached_by_letter, require_askable
from library_exchange.directory.models import Library
from library_exchange.programmes import labels, policy, queries
from library_exchange.programmes.models import BookList, ListTitle, Programme
from library_exchange.programmes.rules import (
    BEING_WRITTEN,
    GROWING,
    LIST_TEXTS,
    PROGRAMME_TEXTS,
    WORDS,
    ListState,
    ProgrammeState,
)

FIELDS = {
    "name": TextField(labels.NAME, longest=200, is_line=True),
    "note": TextField(labels.NOTE, longest=2000),
}
TITLE_FIELDS = {
    "title": TextField(labels.TITLE, longest=500, is_line=True),
    "why": TextField(labels.WHY, longest=500, is_line=True),
}
Table = TypeVar("Table", Programme, BookList)
DRAFTS = (ProgrammeState.DRAFT, ListState.DRAFT)


def _partner_of_programme(session: Session, actor: Actor, subject_id: str) -> Partner:
    programme = queries.get_programme(session, actor, find_number(subject_id) or 0)
    home = rights.home_of(actor)
    if home not in programme.organisers:
        raise Forbidden("not-an-organiser")
    [other_id] = programme.organisers - {home}
    other = session.get_one(Library, other_id)
    require_askable(session, other.id)
    return Partner(other.id, other.language)


def _partner_of_list(session: Session, actor: Actor, subject_id: str) -> Partner:
    """Return who reads the list on the other side: the library that receives its books, else an organiser."""
    book_list, programme = queries.get_list(session, actor, find_number(subject_id) or 0)
    policy.require_editor(actor, book_list)
    own = session.get_one(Library, book_list.editor_id)
    ids = (book_list.receiver_id, programme.author_id, programme.partner_id)
    silent = reached_by_letter(session) | {own.id}
    others = [session.get_one(Library, library_id) for library_id in ids if library_id not in silent]
    other = next((each for each in others if each.language != own.language), None)
    if other is None:
        raise NotFound("nobody-to-ask")
    return Partner(other.id, other.language)


def _lacking_in_programme(session: Session, subject_id: str) -> tuple[Half, ...]:
    programme = session.get(Programme, find_number(subject_id) or 0)
    is_written = programme is not None and programme.state in BEING_WRITTEN
    return bilingual.halves_of(programme, WORDS) if is_written else ()


def _lacking_in_list(session: Session, subject_id: str) -> tuple[Half, ...]:
    """Return what a list lacks: its name and note before it is published, its titles while it may get more."""
    book_list = session.get(BookList, find_number(subject_id) or 0)
    if book_list is None or book_list.state not in GROWING:
        return ()
    own = bilingual.halves_of(book_list, WORDS) if book_list.state is ListState.DRAFT else ()
    return own + tuple(half for title in queries.titles_of(session, book_list) for half in _halves(title))


def _halves(title: ListTitle) -> list[Half]:
    source = bilingual.told_language(title.language, title.title)
    places = [Place(title.id, "title", language) for language in queries.lacking_languages(title)]
    return [*(Half(place, source, title.title) for place in places), *bilingual.halves_of(title, ("why",), title.id)]


def _fill_in_programme(
    session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime
) -> None:
    programme = session.get(Programme, find_number(subject_id) or 0)
    if programme is None or programme.state not in BEING_WRITTEN:
        raise Conflict("not-being-written", labels.NOT_NOW)
    versions.change(session, programme, _columns(written) | {"touched_at": now})
    audit.record(session, actor, "programme.fill_in", "programme", programme.id, at=now)


def _fill_in_list(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
    book_list = session.get(BookList, find_number(subject_id) or 0)
    own = {place: text for place, text in written.items() if not place.part}
    if book_list is None or book_list.state not in GROWING or (own and book_list.state is not ListState.DRAFT):
        raise Conflict("not-being-written", labels.NOT_NOW)
    for title in queries.titles_of(session, book_list):
        for name, text in _columns({place: text for place, text in written.items() if place.part == title.id}).items():
            setattr(title, name, text)
    versions.change(session, book_list, _columns(own) | {"touched_at": now})
    audit.record(session, actor, "book_list.fill_in", "book_list", book_list.id, at=now)


def _columns(written: Mapping[Place, str]) -> dict[str, str]:
    return {f"{place.field}_{place.language}": text for place, text in written.items()}


def _writes_list(session: Session, actor: Actor, subject_id: str, partner: Partner | None) -> frozenset[str]:
    """Return in which languages the editor adds what titles lack."""
    book_list = session.get(BookList, find_number(subject_id) or 0)
    if book_list is None or rights.home_of(actor) != book_list.editor_id:
        return frozenset()
    return bilingual.languages_of(session.get_one(Library, book_list.editor_id).language, partner)


def _proposed(session: Session, subject_id: str, halves: Sequence[Half]) -> dict[Place, Proposal]:
    """Return titles as the catalogue knows them of the same record, or of the work that it is an edition of."""
    book_list = session.get_one(BookList, find_number(subject_id) or 0)
    rows = {title.id: title for title in queries.titles_of(session, book_list) if title.record_id is not None}
    known = queries.known_titles(session, [title.record_id for title in rows.values() if title.record_id])
    places = [half.place for half in halves if half.place.field == "title" and half.place.part in rows]
    found = {place: known.get((rows[place.part].record_id or 0, place.language)) for place in places}
    return {place: Proposal(text, bilingual.FROM_CATALOGUE_READ) for place, text in found.items() if text}


def _name(row: Programme | BookList, language: str, owner_id: int, library_id: int) -> NameOf:
    """Return what a draft or what became of it is called; who is asked about a draft has no page of it yet."""
    said = {"name": getattr(row, f"name_{language}", None) or row.name_zh or row.name_ru or "…"}
    if owner_id != library_id and row.state in DRAFTS:
        return NameOf(row.id, said)
    if isinstance(row, Programme):
        return NameOf(row.id, said, "programmes.show", {"programme_id": row.id})
    return NameOf(row.id, said, "programmes.show_list", {"list_id": row.id})


def _rows(session: Session, table: type[Table], ids: Collection[str]) -> Iterable[Table]:
    return session.scalars(sa.select(table).where(col(table.id).in_(bilingual.numbers_of(ids))))


def _named_programmes(session: Session, library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    rows = _rows(session, Programme, ids)
    return bilingual.named_by(
        rows, language, labels.PROGRAMME_NAMED, lambda each: _name(each, language, each.author_id, library_id)
    )


def _named_lists(session: Session, library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    rows = _rows(session, BookList, ids)
    return bilingual.named_by(
        rows, language, labels.LIST_NAMED, lambda each: _name(each, language, each.editor_id, library_id)
    )


TEXTS = {
    PROGRAMME_TEXTS: Texts(
        partner_of=_partner_of_programme,
        lacking=_lacking_in_programme,
        fill_in=_fill_in_programme,
        named=_named_programmes,
        fields=FIELDS,
    ),
    LIST_TEXTS: Texts(
        partner_of=_partner_of_list,
        lacking=_lacking_in_list,
        fill_in=_fill_in_list,
        named=_named_lists,
        fields=FIELDS | TITLE_FIELDS,
        proposed=_proposed,
        writes=_writes_list,
    ),
}
