"""What programmes and lists say in words: which language lacks, whom one may ask for it, where it is written."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Half, Named, Partner, Place, TextField, Texts
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.programmes import labels, policy, queries
from library_exchange.programmes.models import BookList, Programme
from library_exchange.programmes.rules import LIST_TEXTS, PROGRAMME_TEXTS, ListState, ProgrammeState

WORDS = ("name", "note")
FIELDS = {
    "name": TextField(labels.NAME, longest=200, is_line=True),
    "note": TextField(labels.NOTE, longest=2000),
}
DRAFTS = (ProgrammeState.DRAFT, ListState.DRAFT)


def _partner_of_programme(session: Session, actor: Actor, subject_id: str) -> Partner:
    programme = queries.get_programme(session, actor, find_number(subject_id) or 0)
    if rights.home_of(actor) != programme.author_id:
        raise Forbidden("not-the-author")
    other = session.get_one(Library, programme.partner_id)
    return Partner(other.id, other.language)


def _partner_of_list(session: Session, actor: Actor, subject_id: str) -> Partner:
    """Return who reads the list on the other side: the library that receives its books, else an organiser."""
    book_list, programme = queries.get_list(session, actor, find_number(subject_id) or 0)
    policy.require_editor(actor, book_list)
    own = session.get_one(Library, book_list.editor_id)
    ids = (book_list.receiver_id, programme.author_id, programme.partner_id)
    others = [session.get_one(Library, library_id) for library_id in ids if library_id != own.id]
    other = next((each for each in others if each.language != own.language), None)
    if other is None:
        raise NotFound("nobody-to-ask")
    return Partner(other.id, other.language)


def _lacking_in(table: type[Programme] | type[BookList]) -> Callable[[Session, str], tuple[Half, ...]]:
    def lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
        row: Any = session.get(table, find_number(subject_id) or 0)
        return bilingual.halves_of(row, WORDS) if row is not None and row.state in DRAFTS else ()

    return lacking


def _fill_in_of(
    table: type[Programme] | type[BookList], subject: str
) -> Callable[[Session, Actor, str, Mapping[Place, str], datetime], None]:
    def fill_in(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
        row: Any = session.get(table, find_number(subject_id) or 0)
        if row is None or row.state not in DRAFTS:
            raise Conflict("not-a-draft", labels.NOT_NOW)
        halves = {f"{place.field}_{place.language}": text for place, text in written.items()}
        versions.change(session, row, halves | {"touched_at": now})
        audit.record(session, actor, f"{subject}.fill_in", subject, row.id, at=now)

    return fill_in


def _named(rows: Iterable[tuple[Any, int, str]], library_id: int, language: str, label: Any) -> dict[str, Named]:
    """Return drafts by their name; who is asked about one has no page of it yet."""
    found: dict[str, Named] = {}
    with speaking(language):
        for row, owner_id, endpoint in rows:
            name = getattr(row, f"name_{language}", None) or row.name_zh or row.name_ru or "…"
            values = {"programme_id" if isinstance(row, Programme) else "list_id": row.id}
            page = (endpoint, values) if owner_id == library_id or row.state not in DRAFTS else ()
            found[str(row.id)] = Named(str(label) % {"name": name}, *page)
    return found


def _rows(session: Session, table: Any, ids: Collection[str]) -> Iterable[Any]:
    numbers = [number for number in map(find_number, ids) if number is not None]
    return session.scalars(sa.select(table).where(col(table.id).in_(numbers)))


def _named_programmes(session: Session, library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    rows = ((each, each.author_id, "programmes.show") for each in _rows(session, Programme, ids))
    return _named(rows, library_id, language, labels.PROGRAMME_NAMED)


def _named_lists(session: Session, library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    rows = ((each, each.editor_id, "programmes.show_list") for each in _rows(session, BookList, ids))
    return _named(rows, library_id, language, labels.LIST_NAMED)


TEXTS = {
    PROGRAMME_TEXTS: Texts(
        partner_of=_partner_of_programme,
        lacking=_lacking_in(Programme),
        fill_in=_fill_in_of(Programme, "programme"),
        named=_named_programmes,
        fields=FIELDS,
    ),
    LIST_TEXTS: Texts(
        partner_of=_partner_of_list,
        lacking=_lacking_in(BookList),
        fill_in=_fill_in_of(BookList, "book_list"),
        named=_named_lists,
        fields=FIELDS,
    ),
}
