"""Where many copies are, as another program of the library tells it: by some statements, however many they are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.followers import end_offers
from library_exchange.catalogue.models import Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.queries.availability import promised
from library_exchange.catalogue.services import index
from library_exchange.core import many_rows
from library_exchange.core.actor import Actor
from library_exchange.core.db import pieces
from library_exchange.core.i18n import _l
from library_exchange.core.models import AuditEntry
from library_exchange.core.rights import library_of
from library_exchange.core.text import widths
from library_exchange.holdings.models import Correction
from library_exchange.holdings.queries.own_records import copies_of
from library_exchange.holdings.rules.codes import Act
from library_exchange.holdings.services.copies import PROMISED


class Result(StrEnum):
    """What became of a line."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NOT_FOUND = "not-found"
    SEVERAL = "several"
    WITHDRAWN = "withdrawn"
    PROMISED = "item-promised"


SENTENCES: dict[Result, Any] = {
    Result.NOT_FOUND: _l("Your library has no such copy."),
    Result.SEVERAL: _l("Several copies of your library have this number. Name one by its id."),
    Result.WITHDRAWN: _l("This copy is withdrawn. Open it in Our holdings to take it back."),
    Result.PROMISED: PROMISED,
}


class Told(NamedTuple):
    """Where a copy is, named by its id or by its number."""

    state: LocalState
    item_id: int | None = None
    barcode: str = ""


class Line(NamedTuple):
    """What became of one line, and of which copy it was."""

    result: Result
    item_id: int | None = None

    @property
    def sentence(self) -> Any:
        """Why it was refused, None if it was not."""
        return SENTENCES.get(self.result)


@dataclass(frozen=True)
class Done:
    """What became of all lines, in their order, and how many offers of missing copies ended."""

    lines: Sequence[Line]
    offers: int

    @property
    def changed(self) -> int:
        """How many copies are elsewhere now."""
        return sum(each.result is Result.CHANGED for each in self.lines)


@dataclass
class _Copy:
    id: int
    barcode: str | None
    state: LocalState
    record_id: int
    source_id: int | None
    is_promised: bool
    was: LocalState


def tell(session: Session, actor: Actor, lines: Sequence[Told], at: datetime) -> Done:
    """Note where copies of the actor's library are, as `set_state` of the catalogue notes it of one.

    A line that cannot be carried out is told as such and changes nothing; of two about one copy the later holds.
    """
    library_id = library_of(actor)
    copies = _copies(session, library_id, lines)
    numbered = Counter(code for each in copies.values() if each.barcode for code in widths(each.barcode))
    by_number = {code: each for each in copies.values() if each.barcode for code in widths(each.barcode)}
    done: list[Line] = []
    for line in lines:
        if line.item_id is None and numbered[line.barcode] > 1:
            done.append(Line(Result.SEVERAL))
            continue
        copy = by_number.get(line.barcode) if line.item_id is None else copies.get(line.item_id)
        done.append(_decided(copy, line.state))
    changed = [each for each in copies.values() if each.state is not each.was]
    _write(session, actor, library_id, changed, at)
    missing = [each.id for each in changed if each.state is LocalState.MISSING]
    return Done(done, end_offers(session, missing, LocalState.MISSING, at) if missing else 0)


def _decided(copy: _Copy | None, state: LocalState) -> Line:
    if copy is None:
        return Line(Result.NOT_FOUND)
    if copy.was is LocalState.WITHDRAWN:
        return Line(Result.WITHDRAWN, copy.id)
    if copy.is_promised:
        return Line(Result.PROMISED if state is not copy.was else Result.UNCHANGED, copy.id)
    is_same, copy.state = state is copy.state, state
    return Line(Result.UNCHANGED if is_same else Result.CHANGED, copy.id)


def _copies(session: Session, library_id: int, lines: Sequence[Told]) -> dict[int, _Copy]:
    """Return the copies that lines name; a query for each five hundred ids or numbers."""
    ids = [line.item_id for line in lines if line.item_id is not None]
    codes = sorted({code for line in lines if line.item_id is None for code in widths(line.barcode)})
    wanted = [col(Item.id).in_(piece) for piece in pieces(ids)] + [col(Item.barcode).in_(p) for p in pieces(codes)]
    columns = (
        *(col(Item.id), col(Item.barcode), col(Item.local_state)),
        *(col(Holding.record_id), col(Holding.source_record_id), promised()),
    )
    found = {}
    for condition in wanted:
        rows = sa.select(*columns).join(Holding, col(Holding.id) == col(Item.holding_id))
        for row in session.execute(rows.where(col(Item.library_id) == library_id, condition)):
            item_id, barcode, state, record_id, source_id, is_promised = row
            found[item_id] = _Copy(item_id, barcode, state, record_id, source_id, bool(is_promised), state)
    return found


def _write(session: Session, actor: Actor, library_id: int, changed: Sequence[_Copy], at: datetime) -> None:
    """Write the states, and in audit and history what each copy was and is."""
    if not changed:
        return
    table = Item.__table__  # type: ignore[attr-defined]
    moved = sa.update(table).where(table.c.id == sa.bindparam("item")).values(local_state=sa.bindparam("state"))
    session.connection().execute(moved, [{"item": each.id, "state": each.state} for each in changed])
    who = {"at": at, "actor_kind": actor.kind, "door": actor.door, "library_id": library_id, "user_id": actor.user_id}
    told = [{"before": each.was.value, "after": each.state.value} for each in changed]
    audit = [
        {**who, "action": "set_state", "subject": "item", "subject_id": each.id, "facts": facts}
        for each, facts in zip(changed, told, strict=True)
    ]
    many_rows.insert(session, AuditEntry, audit)
    many_rows.insert(session, Correction, _history(session, actor, library_id, changed, at))
    index.announce(session, [each.record_id for each in changed])


def _history(
    session: Session, actor: Actor, library_id: int, changed: Sequence[_Copy], at: datetime
) -> list[dict[str, Any]]:
    """Return the lines of the histories of records; of a copy of no record there is none."""
    sources = sorted({each.source_id for each in changed if each.source_id is not None})
    numbers: dict[int, int] = {}
    corrected: dict[int, datetime | None] = {}
    for piece in pieces(sources):
        numbers |= {each.id: each.number for some in copies_of(session, piece).values() for each in some}
        known = sa.select(col(SourceRecord.id), col(SourceRecord.corrected_at)).where(col(SourceRecord.id).in_(piece))
        corrected |= dict(session.execute(known).all())
    return [
        {
            "library_id": library_id,
            "source_record_id": each.source_id,
            "user_id": actor.user_id,
            "act": Act.COPIES_CHANGED,
            "corrected_before": corrected[each.source_id],
            "copies": [[each.id, numbers[each.id], {"state": each.was.value}, {"state": each.state.value}]],
            "done_at": at,
        }
        for each in changed
        if each.source_id is not None
    ]
