"""Reading programmes: the list of them, one with its lists, one list with its titles and pledges."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries import known_names
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import BOTH, told_language
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _
from library_exchange.core.titles import TitleBlock, TitleForm, completed, forms_of, title_block, with_known
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import Library
from library_exchange.known_titles.queries.typed_names import TypedNames, known_of
from library_exchange.offers.queries.lines import Card, record_authors
from library_exchange.programmes import policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge, Programme
from library_exchange.programmes.rules import (
    HOLDING,
    PUBLIC_LISTS,
    PUBLIC_PROGRAMMES,
    ListState,
    PledgeState,
    ProgrammeState,
)


def get_programme(session: Session, actor: Actor, programme_id: int) -> Programme:
    """Return a programme that the actor may know of; raises NotFound."""
    found = session.get(Programme, programme_id)
    if found is None:
        raise NotFound("no-such-programme")
    policy.require_to_see(actor, found)
    return found


def get_list(session: Session, actor: Actor, list_id: int) -> tuple[BookList, Programme]:
    """Return a list that the actor may know of, with its programme; raises NotFound."""
    found = session.get(BookList, list_id)
    if found is None:
        raise NotFound("no-such-list")
    programme = session.get_one(Programme, found.programme_id)
    policy.require_to_see_list(actor, found, programme)
    return found, programme


def get_title(session: Session, book_list: BookList, number: int) -> ListTitle:
    """Return a title of the list by its number; raises NotFound."""
    wanted = sa.select(ListTitle).where(col(ListTitle.list_id) == book_list.id, col(ListTitle.number) == number)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound("no-such-title")
    return found


def titles_of(session: Session, book_list: BookList) -> Sequence[ListTitle]:
    """Return the titles of a list in its editor's order."""
    mine = sa.select(ListTitle).where(col(ListTitle.list_id) == book_list.id)
    return session.scalars(mine.order_by(col(ListTitle.number))).all()


def lacking_languages(title: ListTitle) -> list[str]:
    """Return the languages of the two sides in which a title does not stand yet."""
    own = told_language(title.language, title.title)
    return [each for each in BOTH if each != own and not getattr(title, f"title_{each}")]


def known_titles(session: Session, record_ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """Return by record and language what the catalogue calls a book: in its record, else as an edition of a work.

    A fixed number of queries.
    """
    known = known_names.known(session, record_ids)
    wanted = sa.select(BibliographicRecord).where(col(BibliographicRecord.id).in_(record_ids))
    found: dict[tuple[int, str], str] = {}
    for record in session.scalars(wanted):
        forms = with_known(record.card.get("titles", []), known[record.id].title)
        for form in (each for each in forms if each.is_translation and not each.machine):
            language = next((each for each in BOTH if form.is_read_in(each)), None)
            if language is not None:
                found.setdefault((record.id, language), form.value)
    return found


@dataclass(frozen=True)
class ListRow:
    """A list with its editor and receiver, how many copies it asks for and how many are pledged."""

    book_list: BookList
    editor: Library
    receiver: Library
    titles: int
    wanted: int
    pledged: int


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme in the list of them, with its organisers and how many of its lists everybody sees."""

    programme: Programme
    author: Library
    partner: Library
    lists: int


@dataclass(frozen=True)
class Given:
    """A pledge with the library that made it."""

    pledge: Pledge
    library: Library


def _may_be_listed(library_id: int | None) -> sa.ColumnElement[bool]:
    is_public = col(Programme.state).in_(PUBLIC_PROGRAMMES)
    if library_id is None:
        return is_public
    is_asked = sa.and_(col(Programme.partner_id) == library_id, col(Programme.state) != ProgrammeState.DRAFT)
    return sa.or_(is_public, col(Programme.author_id) == library_id, is_asked)


def programmes(session: Session, library_id: int | None, limit: int, offset: int) -> tuple[int, list[ProgrammeRow]]:
    """Return how many programmes a library's staff (or, for None, everybody) may see, and a page of them, newest first.

    A fixed number of queries.
    """
    seen = _may_be_listed(library_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(Programme).where(seen)) or 0
    author, partner = sa.orm.aliased(Library), sa.orm.aliased(Library)
    public_lists = (
        sa.select(sa.func.count())
        .select_from(BookList)
        .where(col(BookList.programme_id) == col(Programme.id), col(BookList.state).in_(PUBLIC_LISTS))
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Programme, author, partner, public_lists)
        .join(author, col(author.id) == col(Programme.author_id))
        .join(partner, col(partner.id) == col(Programme.partner_id))
        .where(seen)
        .order_by(col(Programme.starts_on).desc(), col(Programme.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [ProgrammeRow(*row) for row in rows]


def lists_of(session: Session, programme: Programme, library_id: int | None) -> list[ListRow]:
    """Return the lists of a programme that a library's staff (or, for None, everybody) may see; one query."""
    editor, receiver = sa.orm.aliased(Library), sa.orm.aliased(Library)
    counts = (
        sa.select(
            col(ListTitle.list_id).label("list_id"),
            sa.func.count().label("titles"),
            sa.func.sum(col(ListTitle.wanted)).label("wanted"),
            sa.func.sum(col(ListTitle.pledged)).label("pledged"),
        )
        .group_by(col(ListTitle.list_id))
        .subquery()
    )
    is_public = col(BookList.state).in_(PUBLIC_LISTS)
    rows = session.execute(
        sa.select(BookList, editor, receiver, counts.c.titles, counts.c.wanted, counts.c.pledged)
        .join(editor, col(editor.id) == col(BookList.editor_id))
        .join(receiver, col(receiver.id) == col(BookList.receiver_id))
        .outerjoin(counts, counts.c.list_id == col(BookList.id))
        .where(col(BookList.programme_id) == programme.id)
        .where(is_public if library_id is None else sa.or_(is_public, col(BookList.editor_id) == library_id))
        .order_by(col(BookList.id))
    )
    return [ListRow(one, by, to, n or 0, wanted or 0, pledged or 0) for one, by, to, n, wanted, pledged in rows]


def own_lists(session: Session, library_id: int) -> Sequence[BookList]:
    """Return the lists that a library edits and may still put titles on, the newest first."""
    mine = sa.select(BookList).where(
        col(BookList.editor_id) == library_id, col(BookList.state).in_([ListState.DRAFT, ListState.OPEN])
    )
    return session.scalars(mine.order_by(col(BookList.id).desc())).all()


@dataclass(frozen=True)
class Told:
    """A title of a list as a reader of one language meets it."""

    title: TitleBlock
    authors: Sequence[TitleBlock]
    forms: Sequence[TitleForm]


def told(session: Session, titles: Sequence[ListTitle], language: str) -> dict[int, Told]:
    """Return titles and authors by the title's id: as they were written, by the record, as known; three queries."""
    records = [each.record_id for each in titles if each.record_id is not None]
    cards: dict[int, Any] = dict(
        session.execute(
            sa.select(col(BibliographicRecord.id), col(BibliographicRecord.card)).where(
                col(BibliographicRecord.id).in_(records)
            )
        ).all()
    )
    known = known_of(session, [(each.title, each.author) for each in titles])
    return {each.id: _told(each, cards.get(each.record_id or 0), known, language) for each in titles}


def _told(title: ListTitle, card: Card, known: TypedNames, language: str) -> Told:
    titles = (card or {}).get("titles") or []
    from_record = [TitleForm(*form) for form in titles] if titles and titles[0][0] == title.title else []
    forms = completed(forms_of(title), [*from_record, *known.title(title.title, title.author)])
    authors = record_authors(card, language) or known.authors(title.title, title.author, language)
    return Told(title_block(forms, language), authors, forms)


def pledges_of(session: Session, titles: Sequence[ListTitle]) -> dict[int, list[Given]]:
    """Return the pledges of these titles by the title's id, in the order in which they were made; one query.

    What was withdrawn is not told; what failed is.
    """
    told = (*HOLDING, PledgeState.FAILED)
    rows = session.execute(
        sa.select(Pledge, Library)
        .join(Library, col(Library.id) == col(Pledge.library_id))
        .where(col(Pledge.title_id).in_([title.id for title in titles]), col(Pledge.state).in_(told))
        .order_by(col(Pledge.id))
    )
    found: dict[int, list[Given]] = defaultdict(list)
    for pledge, library in rows:
        found[pledge.title_id].append(Given(pledge, library))
    return found


def proposed_to(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the programmes that the library was asked to organise with another one."""
    asked = (col(Programme.partner_id) == library_id, col(Programme.state) == ProgrammeState.PROPOSED)
    return entries(Programme, *asked, since=col(Programme.touched_at), partner=col(Programme.author_id))


def proposed_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how programmes stand on the list of work; one query."""
    found = session.scalars(sa.select(Programme).where(col(Programme.id).in_(ids)))
    task = _("Agree or send it back")
    return {
        each.id: Line(title_block(_names(each), language), task, "programmes.show", {"programme_id": each.id})
        for each in found
    }


def _names(programme: Programme) -> list[TitleForm]:
    both = ((programme.name_zh, "zh-Hans"), (programme.name_ru, "ru"))
    told = [(name, lang) for name, lang in both if name]
    return [TitleForm(name, lang, "translation" if n else "original") for n, (name, lang) in enumerate(told)]
