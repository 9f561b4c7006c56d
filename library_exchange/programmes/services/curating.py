"""A list is curated: written by its editor, filled with titles, published, closed, cancelled."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import audit, bilingual, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.days import refuse_past
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.steps import take as take_step
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, on_own_day
from library_exchange.programmes import labels, policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge, Programme
from library_exchange.programmes.rules import GROWING, LIST_TEXTS, ListEvent, ListState, ProgrammeState
from library_exchange.programmes.schemas import ListInput, TitleInput
from library_exchange.programmes.services.list_steps import LISTS, standing

OWN_TITLE = {"chi": "title_zh", "rus": "title_ru"}


def draft(session: Session, actor: Actor, programme: Programme, given: ListInput, now: datetime) -> BookList:
    """Begin a list in a programme, with the actor's library as its editor; return it.

    Raises Conflict for a programme that is over, InvalidInput for a library or a day that cannot be.
    """
    editor_id = rights.library_of(actor)
    if programme.state in (ProgrammeState.OVER, ProgrammeState.CANCELLED):
        raise Conflict("programme-over", labels.NOT_NOW)
    _check(session, programme, given)
    refuse_past({"closes_on": given.closes_on}, day_at(session, editor_id, now))
    made = BookList(
        **given.model_dump(exclude={"version"}),
        programme_id=programme.id,
        editor_id=editor_id,
        created_at=now,
        touched_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "book_list.draft", "book_list", made.id, at=now)
    return made


def change(session: Session, actor: Actor, book_list: BookList, given: ListInput, now: datetime) -> None:
    """Write a draft anew. Raises NotFound for others than its editor, Conflict once it is published."""
    _require_draft(actor, book_list)
    _check(session, session.get_one(Programme, book_list.programme_id), given)
    refuse_past({"closes_on": given.closes_on}, day_at(session, book_list.editor_id, now), book_list)
    versions.change(session, book_list, given.model_dump(exclude={"version"}) | {"touched_at": now}, given.version)
    audit.record(session, actor, "book_list.change", "book_list", book_list.id, at=now)
    bilingual.changed(session, LIST_TEXTS, book_list.id, now)


def _check(session: Session, programme: Programme, given: ListInput) -> None:
    if session.get(Library, given.receiver_id) is None:
        raise InvalidInput({"receiver_id": labels.CHOOSE_LIBRARY})
    if given.closes_on > programme.ends_on:
        raise InvalidInput({"closes_on": labels.CLOSES_IN_TIME})


def _require_draft(actor: Actor, book_list: BookList) -> None:
    policy.require_editor(actor, book_list)
    if book_list.state is not ListState.DRAFT:
        raise Conflict("not-a-draft", labels.NOT_NOW)


# Titles ---------------------------------------------------------------------------------------------------------------


def add_title(session: Session, actor: Actor, book_list: BookList, given: TitleInput, now: datetime) -> ListTitle:
    """Put a title on a list that is a draft or open; return it.

    The book's own title stands in its own language by itself; the other one may lack, and the partner be asked for it.
    Raises InvalidInput for a book of a third language whose title is given in neither.
    """
    policy.require_editor(actor, book_list)
    if book_list.state not in GROWING:
        raise Conflict("list-closed", labels.NOT_NOW)
    values = _titled(given, session.get_one(Library, book_list.editor_id).language)
    if given.record_id is not None and session.get(BibliographicRecord, given.record_id) is None:
        raise NotFound("no-such-record", RECORD_GONE, record=given.record_id)
    last = sa.select(sa.func.max(col(ListTitle.number))).where(col(ListTitle.list_id) == book_list.id)
    made = ListTitle(list_id=book_list.id, number=(session.scalar(last) or 0) + 1, **values)
    session.add(made)
    session.flush()
    versions.change(session, book_list, {"touched_at": now})
    audit.record(session, actor, "book_list.add_title", "book_list", book_list.id, at=now, number=made.number)
    return made


def _titled(given: TitleInput, language: str) -> dict[str, Any]:
    values = given.model_dump()
    own = OWN_TITLE.get(given.language)
    if own is not None:
        values[own] = given.title
    if not any(values[name] for name in OWN_TITLE.values()):
        raise InvalidInput({f"title_{bilingual.side_of(language)}": labels.ONE_TITLE})
    return values


def drop_title(session: Session, actor: Actor, book_list: BookList, title: ListTitle, now: datetime) -> None:
    """Take a title off the list again. Raises Conflict if copies of it were ever pledged or the list is closed."""
    policy.require_editor(actor, book_list)
    if book_list.state not in GROWING:
        raise Conflict("list-closed", labels.NOT_NOW)
    if session.scalar(sa.select(col(Pledge.id)).where(col(Pledge.title_id) == title.id).limit(1)) is not None:
        raise Conflict("title-has-pledges", labels.TITLE_HAS_PLEDGES)
    number = title.number
    session.delete(title)
    session.flush()
    versions.change(session, book_list, {"touched_at": now})
    bilingual.changed(session, LIST_TEXTS, book_list.id, now)
    audit.record(session, actor, "book_list.drop_title", "book_list", book_list.id, at=now, number=number)


# Steps ----------------------------------------------------------------------------------------------------------------


def take(
    session: Session, actor: Actor, book_list: BookList, event: ListEvent, now: datetime, version: int | None = None
) -> None:
    """Let `event` happen to a list: closing it plans a consignment for each library that pledged.

    Raises Conflict if it has no such step now or changed meanwhile, Forbidden if it is another's to take, InvalidInput
    if what others would see is not said in both languages.
    """
    programme = session.get_one(Programme, book_list.programme_id)
    if event is ListEvent.CLOSE and not standing(session, book_list):
        event = ListEvent.CLOSE_EMPTY
    take_step(LISTS, session, actor, book_list, event, now, version=version, within=programme)


def close_what_is_due(session: Session, now: datetime) -> int:
    """Close the open lists whose last day has passed where their editor stands; return how many."""
    is_due = on_own_day(session, col(BookList.editor_id), now, lambda today: col(BookList.closes_on) < today)
    found = list(session.scalars(sa.select(BookList).where(col(BookList.state) == ListState.OPEN, is_due)))
    for book_list in found:
        take(session, policy.FOLLOWS, book_list, ListEvent.CLOSE, now)
    return len(found)
