"""What librarians of every member library do to persons, works and their links; each act is kept to be undone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority.facts import LANGUAGES
from library_exchange.authority_control.queries.entities import heading_of, names_in
from library_exchange.authority_control.schemas import NewForm, NewLink, NewPerson, NewWork
from library_exchange.authority_control.services import accepted_links, change_log
from library_exchange.authority_control.services.change_log import FORM, LINK, Journal
from library_exchange.catalogue.authority_models import (
    AuthorityAct,
    AuthorityChange,
    EntityKind,
    LinkState,
    Origin,
    Person,
    PersonLink,
    VariantName,
    Work,
)
from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.catalogue.models import BibliographicRecord, Holding
from library_exchange.catalogue.services.authority import link_anew, link_those_naming, touch
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.scripts import script_of

HEADING, VARIANT = "heading", "variant"
REGROUPING = (AuthorityAct.MERGE, AuthorityAct.SPLIT)
"""Acts after which rules may see more clearly whom a name means."""
GONE = _l("This entry was merged into another one meanwhile. Open it again and decide anew.")


@dataclass(frozen=True)
class Subject:
    """The person or work that an act is about, and the other one or the record, with what lists call them."""

    kind: EntityKind
    id: int
    name: str
    other_id: int | None = None
    other_name: str | None = None


def get_entity(session: Session, kind: EntityKind, entity_id: int) -> Person | Work:
    """Return a person or work to be changed, locked until the end of the transaction.

    Raises NotFound, and Conflict for one that was merged into another.
    """
    row: Person | Work | None = session.get(change_log.ENTITIES[kind], entity_id, with_for_update=True)
    if row is None:
        raise NotFound(kind, id=entity_id)
    if row.merged_into_id is not None:
        raise Conflict("merged", sentence=GONE, into=row.merged_into_id)
    return row


def name_of(session: Session, kind: str, entity_id: int) -> str:
    """Return what lists of changes call a person or work."""
    return heading_of(change_log.forms(session, kind, entity_id))


def keep(
    session: Session, actor: Actor, act: AuthorityAct, subject: Subject, done: Journal, now: datetime
) -> AuthorityChange:
    """Keep an act that is done, and have searches follow it: keys, links by rule, the index; write the audit."""
    change_log.look_up_anew(session, change_log.owners(done.steps))
    touched = change_log.records(session, done.steps)
    if act in REGROUPING:
        link_anew(session, touched)
    touch(session, sorted(touched))
    change = AuthorityChange(
        at=now,
        library_id=actor.library_id or 0,
        act=act,
        kind=subject.kind,
        entity_id=subject.id,
        other_id=subject.other_id,
        name=subject.name,
        other_name=subject.other_name,
        steps=[step.stored() for step in done.steps],
    )
    session.add(change)
    session.flush()
    audit.record(session, actor, act, subject.kind, subject.id, at=now, change=change.id, other=subject.other_id)
    return change


# Adding ---------------------------------------------------------------------------------------------------------------


def add(session: Session, actor: Actor, given: NewPerson | NewWork, now: datetime) -> int:
    """Add a person or work with its forms, and link the books that name it; return the id."""
    done = Journal(session)
    kind = EntityKind.PERSON if isinstance(given, NewPerson) else EntityKind.WORK
    columns: dict[str, Any] = {"key": uuid.uuid4().hex}
    if isinstance(given, NewPerson):
        columns |= {"origin": given.origin, "dates": given.dates}
    elif given.person_id is not None:
        columns |= {"person_id": get_entity(session, EntityKind.PERSON, given.person_id).id}
    entity_id = done.make_entity(kind, columns)
    for form in given.forms():
        done.make(FORM, (kind, entity_id, form.value), _form_image(form, actor))
    subject = Subject(kind, entity_id, name_of(session, kind, entity_id))
    keep(session, actor, AuthorityAct.ADD, subject, done, now)
    link_those_naming(session, [form.value for form in given.forms()])
    return entity_id


def add_form(session: Session, actor: Actor, kind: EntityKind, entity_id: int, given: NewForm, now: datetime) -> None:
    """Add one more form to a person or work, and link the books that name it so.

    Raises InvalidInput if it has this form.
    """
    get_entity(session, kind, entity_id)
    key = (kind, entity_id, given.value)
    if change_log.find(session, FORM, key) is not None:
        raise InvalidInput({"value": _l("This form is there already.")})
    done = Journal(session)
    name = name_of(session, kind, entity_id)
    done.make(FORM, key, _form_image(given, actor))
    keep(session, actor, AuthorityAct.ADD_FORM, Subject(kind, entity_id, name, None, given.value), done, now)
    link_those_naming(session, [given.value])


def _form_image(form: NewForm, actor: Actor) -> dict[str, Any]:
    script = form.script or script_of(form.value)
    return {
        "script": script,
        "kind": HEADING if form.is_heading else VARIANT,
        "language": LANGUAGES.get(script),
        "scheme": form.scheme,
        "source": f"library:{actor.library_id}",
    }


# Links ----------------------------------------------------------------------------------------------------------------


def link_record(
    session: Session,
    actor: Actor,
    kind: EntityKind,
    entity_id: int,
    record_id: int,
    given: NewLink,
    now: datetime,
) -> None:
    """Say that a record is by a person or of a work; no rule changes it afterwards.

    Raises NotFound, and Conflict if that is said already.
    """
    get_entity(session, kind, entity_id)
    title = _title_of(session, record_id)
    key, role = (kind, entity_id, record_id), given.role if kind is EntityKind.PERSON else None
    row = change_log.find(session, LINK, key)
    said: dict[str, Any] = {"origin": Origin.PERSON, "state": LinkState.CONFIRMED}
    said |= {"role": role} if kind is EntityKind.PERSON else {}
    if row is not None and said.items() <= change_log.image(LINK, row).items():
        raise Conflict("linked-already", sentence=_l("This book is linked already."))
    name = name_of(session, kind, entity_id)
    mentioned = given.name if given.name in names_in(session, record_id) else None
    done = Journal(session)
    if row is None:
        done.make(LINK, key, said | {"name": (mentioned or name)[:300]})
    else:
        done.change(LINK, key, row, None, **(said | ({"name": mentioned} if mentioned else {})))
    taught = accepted_links.teach(session, actor, done, change_log.find(session, LINK, key))
    keep(session, actor, AuthorityAct.LINK, Subject(kind, entity_id, name, record_id, title), done, now)
    link_those_naming(session, taught)


def unlink_record(
    session: Session, actor: Actor, kind: EntityKind, entity_id: int, record_id: int, now: datetime
) -> None:
    """Say that a record is not by a person or of a work; no rule links it again. Raises NotFound."""
    get_entity(session, kind, entity_id)
    key = (kind, entity_id, record_id)
    row = change_log.find(session, LINK, key)
    if row is None or row.state is LinkState.REJECTED:
        raise NotFound("link", record=record_id)
    done = Journal(session)
    done.change(LINK, key, row, origin=Origin.PERSON, state=LinkState.REJECTED)
    accepted_links.forget(session, done, row)
    subject = Subject(kind, entity_id, name_of(session, kind, entity_id), record_id, _title_of(session, record_id))
    keep(session, actor, AuthorityAct.UNLINK, subject, done, now)


def decide(session: Session, actor: Actor, kind: EntityKind, link_id: int, is_right: bool, now: datetime) -> None:
    """Confirm or reject that a record names a person or is of a work; no rule changes it afterwards.

    Raises NotFound unless the actor's library holds the book.
    """
    row = session.get(change_log.LINKS[kind], link_id)
    if row is None or not _holds(session, actor.library_id, row.record_id):
        raise NotFound(f"{kind}-link", link=link_id)
    entity_id = row.person_id if isinstance(row, PersonLink) else row.work_id
    name, title = name_of(session, kind, entity_id), _title_of(session, row.record_id)
    done = Journal(session)
    state = LinkState.CONFIRMED if is_right else LinkState.REJECTED
    done.change(LINK, (kind, entity_id, row.record_id), row, origin=Origin.PERSON, state=state)
    taught = accepted_links.teach(session, actor, done, row) if is_right else accepted_links.forget(session, done, row)
    act = AuthorityAct.CONFIRM if is_right else AuthorityAct.REJECT
    keep(session, actor, act, Subject(kind, entity_id, name, row.record_id, title), done, now)
    link_those_naming(session, taught)


def _holds(session: Session, library_id: int | None, record_id: int) -> bool:
    held = sa.select(col(Holding.id)).where(col(Holding.record_id) == record_id, col(Holding.library_id) == library_id)
    return session.scalars(held.limit(1)).first() is not None


def _title_of(session: Session, record_id: int) -> str:
    card = session.scalar(sa.select(col(BibliographicRecord.card)).where(col(BibliographicRecord.id) == record_id))
    if card is None:
        raise NotFound("record", RECORD_GONE, record=record_id)
    titles = card.get("titles") or [["—"]]
    return str(titles[0][0])[:300]


# Merging --------------------------------------------------------------------------------------------------------------


def merge(session: Session, actor: Actor, kind: EntityKind, entity_id: int, other_id: int, now: datetime) -> None:
    """Make one of two persons or works: the forms, links and works of `other_id` go to `entity_id`.

    The address of `other_id` leads there afterwards. Raises NotFound; Conflict for one and the same.
    """
    if entity_id == other_id:
        raise Conflict("one-and-the-same", sentence=_l("This is the same entry. Choose another one."))
    rows = {i: get_entity(session, kind, i) for i in sorted((entity_id, other_id))}
    subject = Subject(kind, entity_id, name_of(session, kind, entity_id), other_id, name_of(session, kind, other_id))
    done = Journal(session)
    _merge_forms(done, kind, entity_id, other_id)
    _merge_links(done, kind, entity_id, other_id)
    _merge_rows(done, kind, rows[entity_id], rows[other_id])
    _hold_books(done, kind, entity_id)
    keep(session, actor, AuthorityAct.MERGE, subject, done, now)


def _merge_forms(done: Journal, kind: EntityKind, entity_id: int, other_id: int) -> None:
    """Move the forms; one that both have stays where it is, out of use; there is one heading of each script."""
    kept = change_log.forms(done.session, kind, entity_id)
    values = {form.value for form in kept}
    headed = {form.script for form in kept if form.kind == HEADING}
    for form in change_log.forms(done.session, kind, other_id):
        if form.value not in values:
            is_second = form.kind == HEADING and form.script in headed
            changes: dict[str, Any] = {"kind": VARIANT} if is_second else {}
            key = (kind, other_id, form.value)
            done.change(FORM, key, form, (kind, entity_id, form.value), **changes)


def _merge_links(done: Journal, kind: EntityKind, entity_id: int, other_id: int) -> None:
    kept = {link.record_id: link for link in change_log.links(done.session, kind, entity_id)}
    for link in change_log.links(done.session, kind, other_id):
        old, new = (kind, other_id, link.record_id), (kind, entity_id, link.record_id)
        mine = kept.get(link.record_id)
        if mine is None:
            done.change(LINK, old, link, new)
            continue
        said = change_log.image(LINK, link)
        done.delete(LINK, old, link)
        if _weight(said) > _weight(change_log.image(LINK, mine)):
            done.change(LINK, new, mine, **said)


def _hold_books(done: Journal, kind: EntityKind, entity_id: int) -> None:
    """Let no certain book get lost that a rule would not link to the two as one, say for other life years."""
    session = done.session
    certain = {
        link.record_id: link.name
        for link in change_log.links(session, kind, entity_id)
        if link.state is LinkState.CONFIRMED
    }
    change_log.look_up_anew(session, change_log.owners(done.steps))
    link_anew(session, certain)
    linked = {link.record_id for link in change_log.links(session, kind, entity_id)}
    for record_id in sorted(certain.keys() - linked):
        said = {"name": certain[record_id], "origin": Origin.PERSON, "state": LinkState.CONFIRMED}
        done.make(LINK, (kind, entity_id, record_id), said)


def _weight(said: change_log.Image) -> tuple[bool, int]:
    """Return how much a link says: a person more than a rule, yes more than no; a rule's guess is no answer."""
    order = (LinkState.CANDIDATE, LinkState.REJECTED, LinkState.CONFIRMED)
    return said["origin"] == Origin.PERSON, order.index(LinkState(said["state"]))


def _merge_rows(done: Journal, kind: EntityKind, kept: Any, gone: Any) -> None:
    """Let the one that is gone lead to the other, which takes what it lacks: life years, the author, the works."""
    if isinstance(kept, Person):
        for work in done.session.scalars(sa.select(Work).where(col(Work.person_id) == gone.id)):
            done.change(EntityKind.WORK, (work.id,), work, person_id=kept.id)
        lacking = {"dates": gone.dates} if gone.dates and not kept.dates else {}
    else:
        lacking = {"person_id": gone.person_id} if gone.person_id and not kept.person_id else {}
    if lacking:
        done.change(kind, (kept.id,), kept, **lacking)
    done.change(kind, (gone.id,), gone, merged_into_id=kept.id)


# Splitting ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Share:
    """What goes to the new person or work: ids of forms, of records and, for a person, of works; the life years."""

    forms: Sequence[int]
    records: Sequence[int] = ()
    works: Sequence[int] = ()
    dates: str | None = None


def split(session: Session, actor: Actor, kind: EntityKind, entity_id: int, share: Share, now: datetime) -> int:
    """Make a second person or work of a part of one; return the new id.

    The records that go are not linked to the old one again by any rule.
    Raises InvalidInput unless each of the two gets a form.
    """
    row = get_entity(session, kind, entity_id)
    every = change_log.forms(session, kind, entity_id)
    going = [form for form in every if form.id in share.forms]
    staying = [form for form in every if form.id not in share.forms]
    if not going or not staying:
        raise InvalidInput({"forms": _l("Each of the two must have at least one form.")})
    name, done = name_of(session, kind, entity_id), Journal(session)
    columns = {"origin": row.origin, "dates": share.dates} if isinstance(row, Person) else {"person_id": row.person_id}
    new_id = done.make_entity(kind, {"key": uuid.uuid4().hex} | columns)
    _share_forms(done, kind, (entity_id, staying), (new_id, going))
    _share_links(done, kind, entity_id, new_id, share.records)
    if kind is EntityKind.PERSON:
        _share_works(done, entity_id, new_id, share.works)
    subject = Subject(kind, entity_id, name, new_id, name_of(session, kind, new_id))
    keep(session, actor, AuthorityAct.SPLIT, subject, done, now)
    return new_id


def _share_forms(
    done: Journal, kind: EntityKind, old: tuple[int, list[VariantName]], new: tuple[int, list[VariantName]]
) -> None:
    """Move the forms; in each script that is left without a heading, the first form becomes it."""
    for owner, some in (old, new):
        headed = {form.script for form in some if form.kind == HEADING}
        for form in some:
            changes: dict[str, Any] = {} if form.script in headed else {"kind": HEADING}
            headed.add(form.script)
            if changes or owner != old[0]:
                done.change(FORM, (kind, old[0], form.value), form, (kind, owner, form.value), **changes)


def _share_links(done: Journal, kind: EntityKind, entity_id: int, new_id: int, chosen: Sequence[int]) -> None:
    for link in change_log.links(done.session, kind, entity_id):
        if link.record_id in chosen and link.state is not LinkState.REJECTED:
            old, new = (kind, entity_id, link.record_id), (kind, new_id, link.record_id)
            not_this = change_log.image(LINK, link) | {"origin": Origin.PERSON, "state": LinkState.REJECTED}
            done.change(LINK, old, link, new, origin=Origin.PERSON, state=LinkState.CONFIRMED)
            done.make(LINK, old, not_this)


def _share_works(done: Journal, entity_id: int, new_id: int, chosen: Sequence[int]) -> None:
    mine = sa.select(Work).where(col(Work.person_id) == entity_id, col(Work.id).in_(chosen))
    for work in done.session.scalars(mine.order_by(col(Work.id))):
        done.change(EntityKind.WORK, (work.id,), work, person_id=new_id)
