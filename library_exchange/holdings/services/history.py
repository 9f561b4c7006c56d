"""What was done by hand is written down: what stood before an act beside what stands after it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.catalogue.models import Holding, Item, SourceRecord
from library_exchange.catalogue.services.sources import packed
from library_exchange.core.actor import Actor
from library_exchange.holdings.models import Correction
from library_exchange.holdings.queries.history import Stand, stand, told_of
from library_exchange.holdings.queries.own_records import OwnCopy, copies_of
from library_exchange.holdings.rules import parts
from library_exchange.holdings.rules.codes import Act


def note(
    session: Session,
    actor: Actor,
    source: SourceRecord,
    act: Act,
    before: Stand,
    at: datetime,
    undoes: Correction | None = None,
) -> None:
    """Write down what an act changed of a record that stood as `before` tells; nothing if that is nothing."""
    after = stand(session, source)
    copies = _changed_copies(before.copies, after.copies)
    is_said = after.said is not None and (before.said is None or bool(parts.changed(before.said, after.said)))
    if not copies and not is_said and before.is_withdrawn == after.is_withdrawn:
        return
    session.add(
        Correction(
            library_id=source.library_id,
            source_record_id=source.id,
            user_id=actor.user_id,
            act=act,
            said_before=packed(before.said) if is_said and before.said else None,
            said_after=packed(after.said) if is_said and after.said else None,
            corrected_before=before.corrected_at,
            copies=copies,
            done_at=at,
            undoes_id=undoes.id if undoes else None,
        )
    )


def note_copy(
    session: Session,
    actor: Actor,
    item: Item,
    before: Mapping[str, str],
    after: Mapping[str, str],
    at: datetime,
) -> None:
    """Write down what was written of a copy at another door than ours, if it is a record's; called before the act."""
    source_id = session.get_one(Holding, item.holding_id).source_record_id
    if source_id is None:
        return
    number = next(each.number for each in copies_of(session, [source_id])[source_id] if each.id == item.id)
    session.add(
        Correction(
            library_id=item.library_id,
            source_record_id=source_id,
            user_id=actor.user_id,
            act=Act.COPIES_CHANGED,
            corrected_before=session.get_one(SourceRecord, source_id).corrected_at,
            copies=[[item.id, number, dict(before), dict(after)]],
            done_at=at,
        )
    )


def _changed_copies(before: Mapping[int, OwnCopy], after: Mapping[int, OwnCopy]) -> list[list[Any]]:
    """Return of each copy that changed or is new [item, number, before, after], with what changed alone."""
    found: list[list[Any]] = []
    for copy in after.values():
        now, was = told_of(copy), told_of(before[copy.id]) if copy.id in before else {}
        names = [name for name in now if now[name] != was.get(name)]
        if names:
            number = before.get(copy.id, copy).number
            found.append([copy.id, number, {name: was[name] for name in names if was}, {n: now[n] for n in names}])
    return found
