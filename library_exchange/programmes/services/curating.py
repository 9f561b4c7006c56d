"""A list is curated: written by its editor, filled with titles, published, closed, cancelled."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import audit, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.procedure import NoSuchStep
from library_exchange.directory.models import Library
from library_exchange.programmes import labels, policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge, Programme
from library_exchange.programmes.queries import titles_of
from library_exchange.programmes.rules import (
    PUBLIC_PROGRAMMES,
    ListEvent,
    ListState,
    PledgeEvent,
    PledgeState,
    ProgrammeState,
    list_step,
    pledge_step,
)
from library_exchange.programmes.schemas import ListInput, TitleInput
from library_exchange.programmes.services import travel
from library_exchange.programmes.services.planning import require_both_languages
from library_exchange.programmes.services.pledging import count

OWN_TITLE = {"chi": "title_zh", "rus": "title_ru"}


def draft(session: Session, actor: Actor, programme: Programme, given: ListInput, now: datetime) -> BookList:
    """Begin a list in a programme, with the actor's library as its editor; return it.

    Raises Conflict for a programme that is over, InvalidInput for a library or a day that cannot be.
    """
    editor_id = rights.library_of(actor)
    if programme.state in (ProgrammeState.OVER, ProgrammeState.CANCELLED):
        raise Conflict("programme-over", labels.NOT_NOW)
    _check(session, programme, given)
    made = BookList(
        **given.model_dump(exclude={"version"}),
        programme_id=programme.id or 0,
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
    versions.change(session, book_list, given.model_dump(exclude={"version"}) | {"touched_at": now}, given.version)
    audit.record(session, actor, "book_list.change", "book_list", book_list.id, at=now)


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

    The book's own title stands in its own language by itself; the other one must be given. Raises InvalidInput.
    """
    policy.require_editor(actor, book_list)
    if book_list.state not in (ListState.DRAFT, ListState.OPEN):
        raise Conflict("list-closed", labels.NOT_NOW)
    values = _titled(given)
    if given.record_id is not None and session.get(BibliographicRecord, given.record_id) is None:
        raise NotFound("no-such-record")
    last = sa.select(sa.func.max(col(ListTitle.number))).where(col(ListTitle.list_id) == book_list.id)
    made = ListTitle(list_id=book_list.id or 0, number=(session.scalar(last) or 0) + 1, **values)
    session.add(made)
    session.flush()
    versions.change(session, book_list, {"touched_at": now})
    audit.record(session, actor, "book_list.add_title", "book_list", book_list.id, at=now, number=made.number)
    return made


def _titled(given: TitleInput) -> dict[str, Any]:
    values = given.model_dump()
    own = OWN_TITLE.get(given.language)
    if own is not None:
        values[own] = given.title
    missing = [name for name in OWN_TITLE.values() if not values[name]]
    if missing:
        raise InvalidInput(dict.fromkeys(missing, labels.OTHER_TITLE))
    return values


def drop_title(session: Session, actor: Actor, book_list: BookList, title: ListTitle, now: datetime) -> None:
    """Take a title off the list again. Raises Conflict if copies of it were ever pledged or the list is closed."""
    policy.require_editor(actor, book_list)
    if book_list.state not in (ListState.DRAFT, ListState.OPEN):
        raise Conflict("list-closed", labels.NOT_NOW)
    if session.scalar(sa.select(col(Pledge.id)).where(col(Pledge.title_id) == title.id).limit(1)) is not None:
        raise Conflict("title-has-pledges", labels.TITLE_HAS_PLEDGES)
    number = title.number
    session.delete(title)
    session.flush()
    versions.change(session, book_list, {"touched_at": now})
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
    try:
        step = list_step(book_list.state, event)
    except NoSuchStep as refused:
        raise Conflict("no-such-step", labels.NOT_NOW, state=book_list.state, event=event) from refused
    if not step.by & policy.sides_of(actor, book_list, programme):
        raise Forbidden("not-yours", book_list=book_list.id)
    if event is ListEvent.PUBLISH:
        _require_ready(session, book_list, programme)
    values: dict[str, Any] = {"state": step.target, "touched_at": now}
    if step.target not in (ListState.DRAFT, ListState.OPEN) and book_list.closed_at is None:
        values["closed_at"] = now
    versions.change(session, book_list, values, version)
    audit.record(session, actor, f"book_list.{event}", "book_list", book_list.id, at=now)
    if event is ListEvent.CLOSE:
        travel.consign(session, book_list, standing(session, book_list), now)
    if event is ListEvent.CANCEL:
        _free(session, book_list, now)


def standing(session: Session, book_list: BookList) -> list[Pledge]:
    """Return the pledges to the list that wait to be sent, in the order in which they were made."""
    query = (
        sa.select(Pledge)
        .join(ListTitle, col(ListTitle.id) == col(Pledge.title_id))
        .where(col(ListTitle.list_id) == book_list.id, col(Pledge.state) == PledgeState.PLEDGED)
        .order_by(col(Pledge.id))
    )
    return list(session.scalars(query))


def _require_ready(session: Session, book_list: BookList, programme: Programme) -> None:
    require_both_languages(book_list)
    if programme.state not in PUBLIC_PROGRAMMES:
        raise Conflict("not-published", labels.NOT_PUBLISHED)
    if not titles_of(session, book_list):
        raise Conflict("no-titles", labels.NO_TITLES)


def _free(session: Session, book_list: BookList, now: datetime) -> None:
    """Let the pledges of a cancelled list go."""
    for pledge in standing(session, book_list):
        state = pledge_step(pledge.state, PledgeEvent.FAIL)
        versions.change(session, pledge, {"state": state, "touched_at": now})
        count(session, session.get_one(ListTitle, pledge.title_id), -pledge.copies)


def close_what_is_due(session: Session, today: date, now: datetime) -> int:
    """Close the open lists whose last day has passed; return how many."""
    due = sa.select(BookList).where(col(BookList.state) == ListState.OPEN, col(BookList.closes_on) < today)
    found = list(session.scalars(due))
    for book_list in found:
        take(session, policy.FOLLOWS, book_list, ListEvent.CLOSE, now)
    return len(found)
