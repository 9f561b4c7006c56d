"""Taking back what a librarian did to persons, works and links, as long as nothing later touched the same rows."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority_control.services import change_log
from library_exchange.authority_control.services.change_log import FORM, LINK, Owner, RowChange
from library_exchange.catalogue.authority_models import AuthorityChange, EntityKind, LinkState, Origin, Work
from library_exchange.catalogue.services.authority import link_anew, link_those_naming, touch
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.core.versions import rows_changed

UNDONE = _l("This change is undone already.")
OVERTAKEN = _l("These names or links were changed again since, so this change can no longer be undone by itself.")


def undo(session: Session, actor: Actor, change_id: int, now: datetime) -> AuthorityChange:
    """Put every row that a change touched back as it was; links that rules made since are made anew.

    Raises NotFound; Conflict if it is undone already, or something later touched the same rows: then nothing changes.
    """
    change = session.get(AuthorityChange, change_id)
    if change is None:
        raise NotFound("authority-change", change=change_id)
    _claim(session, actor, change, now)
    steps = [RowChange.read(stored) for stored in change.steps]
    touched = change_log.records(session, steps)
    loose: set[int] = set()
    for step in reversed(steps):
        loose |= _reverse(session, change, step)
    change_log.look_up_anew(session, change_log.owners(steps))
    touched |= change_log.records(session, steps) | loose
    link_anew(session, touched)
    touch(session, sorted(touched))
    link_those_naming(session, {step.new[2] for step in steps if step.table == FORM and step.new})
    audit.record(session, actor, "undo", change.kind, change.entity_id, at=now, change=change_id, act=change.act)
    return change


def _claim(session: Session, actor: Actor, change: AuthorityChange, now: datetime) -> None:
    """Mark the change as undone; the slower of two librarians is told so."""
    standing = (col(AuthorityChange.id) == change.id, col(AuthorityChange.undone_at).is_(None))
    undone = sa.update(AuthorityChange).where(*standing).values(undone_at=now, undone_by_id=actor.library_id)
    if rows_changed(session, undone) != 1:
        raise Conflict("undone-already", sentence=UNDONE)
    session.refresh(change)


def _reverse(session: Session, change: AuthorityChange, step: RowChange) -> set[int]:
    """Put one row back; return the records whose links are to be found by rule again."""
    present = change_log.find(session, step.table, step.new) if step.new else None
    loose: set[int] = set()
    if (change_log.image(step.table, present) if present else None) != step.after:
        if not (_is_by_rule(step, step.after) and (present is None or present.origin is Origin.RULE)):
            raise _overtaken(session, change, step)
        loose = {_record_of(step)}
    loose |= _make_room(session, change, step)
    if step.old is None:
        loose |= _take_away(session, change, step, present)
    elif loose and _is_by_rule(step, step.before):
        _delete(session, present)
    else:
        change_log.put(session, step.table, present, step.old, step.before or {})
    return loose


def _is_by_rule(step: RowChange, image: change_log.Image | None) -> bool:
    return step.table == LINK and image is not None and image["origin"] == Origin.RULE


def _record_of(step: RowChange) -> int:
    key = step.new or step.old
    return int(key[2]) if key else 0


def _make_room(session: Session, change: AuthorityChange, step: RowChange) -> set[int]:
    """See that nothing stands where the row goes back to; what a rule put there gives way."""
    if step.old is None or step.old == step.new:
        return set()
    other = change_log.find(session, step.table, step.old)
    if other is None:
        return set()
    if step.table != LINK or other.origin is not Origin.RULE:
        raise _overtaken(session, change, step)
    _delete(session, other)
    return {_record_of(step)}


def _delete(session: Session, row: object) -> None:
    if row is not None:
        session.delete(row)
        session.flush()


def _take_away(session: Session, change: AuthorityChange, step: RowChange, present: object) -> set[int]:
    """Delete a row that the change made; of a person or work, the links that rules found since as well."""
    loose: set[int] = set()
    if step.table in change_log.ENTITIES and step.new is not None:
        kind, entity_id = EntityKind(step.table), step.new[0]
        if _depends(session, kind, entity_id) or _later(session, change, {(kind, entity_id)}):
            raise _overtaken(session, change, step)
        for link in change_log.links(session, kind, entity_id):
            loose.add(link.record_id)
            _delete(session, link)
    _delete(session, present)
    return loose


def _depends(session: Session, kind: EntityKind, entity_id: int) -> bool:
    """Whether anything that people said hangs on a person or work."""
    if change_log.forms(session, kind, entity_id):
        return True
    links = change_log.links(session, kind, entity_id)
    if any(link.origin is not Origin.RULE or link.state is LinkState.REJECTED for link in links):
        return True
    table = change_log.ENTITIES[kind]
    wanted = [sa.select(col(table.id)).where(col(table.merged_into_id) == entity_id)]
    if kind is EntityKind.PERSON:
        wanted.append(sa.select(col(Work.id)).where(col(Work.person_id) == entity_id))
    return any(session.scalars(each.limit(1)).first() is not None for each in wanted)


def _overtaken(session: Session, change: AuthorityChange, step: RowChange) -> Conflict:
    """Return why a change cannot be undone: the later one that must be undone first, if there is one."""
    later = _later(session, change, _owners(step))
    if later is None:
        return Conflict("overtaken", sentence=OVERTAKEN, change=change.id)
    sentence = _l(
        "Change no. %(number)s came later and touched the same names or books. Undo that one first.", number=later
    )
    return Conflict("overtaken", sentence=sentence, change=change.id, later=later)


def _later(session: Session, change: AuthorityChange, owners: set[Owner]) -> int | None:
    """Return the last change after this one, not undone, that touched one of these persons or works."""
    rows = session.execute(
        sa.select(col(AuthorityChange.id), col(AuthorityChange.steps))
        .where(col(AuthorityChange.id) > change.id, col(AuthorityChange.undone_at).is_(None))
        .order_by(col(AuthorityChange.id).desc())
    )
    for later, stored in rows:
        if any(_owners(RowChange.read(step)) & owners for step in stored):
            return int(later)
    return None


def _owners(step: RowChange) -> set[Owner]:
    keys = [key for key in (step.old, step.new) if key is not None]
    if step.table in change_log.ENTITIES:
        return {(step.table, key[0]) for key in keys}
    return {(key[0], key[1]) for key in keys}
