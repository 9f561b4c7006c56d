"""What was done to a record by hand, and the files that came between: what stood before and after, and who did it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import User
from library_exchange.catalogue.models import BibliographicRecord, Import, SourceRecord
from library_exchange.catalogue.services.sources import described, unpacked
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _l, format_list
from library_exchange.holdings.labels import ALL_FIELDS
from library_exchange.holdings.models import Correction
from library_exchange.holdings.queries.own_records import OwnCopy, copies_of
from library_exchange.holdings.rules import book_fields, parts
from library_exchange.holdings.rules.codes import Act
from library_exchange.imports.models import SourceRecordBefore
from library_exchange.marc.description import Description


class Stand(NamedTuple):
    """How a record stands: what it says, its copies by their ids, whether it is withdrawn, when it was corrected."""

    said: Description | None
    copies: Mapping[int, OwnCopy]
    is_withdrawn: bool = False
    corrected_at: datetime | None = None


class Written(NamedTuple):
    """One field as it was, and as it was written."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Event:
    """An act by hand, or a file, which `filename` names then: the fields that it wrote, of copies by their numbers.

    `why_not` says why an act by hand cannot be taken back, None if it can.
    """

    at: datetime
    act: Act | None
    who: str | None
    fields: Sequence[Written] = ()
    copies: Sequence[tuple[int, Sequence[Written]]] = ()
    correction: Correction | None = None
    why_not: Any = None
    import_id: int | None = None
    filename: str = ""
    has_overwritten: bool = False


@dataclass(frozen=True)
class _Key:
    """An event before it is read: of which table it is, its id there, and whether it tells what the record said."""

    at: datetime
    is_file: bool
    id: int
    tells: bool


@dataclass
class _Rows:
    """What was read of the events of a page, and of those that came after its files."""

    corrections: dict[int, tuple[Correction, str | None]] = field(default_factory=dict)
    files: dict[int, Any] = field(default_factory=dict)


NOTHING = Stand(None, {})
"""How a record stands that is not there yet."""


def stand(session: Session, source: SourceRecord) -> Stand:
    """Return how a record stands; one query."""
    copies = {each.id: each for each in copies_of(session, [source.id])[source.id]}
    return Stand(described(source), copies, source.withdrawn_at is not None, source.corrected_at)


def told_of(copy: OwnCopy) -> dict[str, str]:
    """Return what a librarian may write of a copy."""
    return {
        "barcode": copy.barcode or "",
        "call_number": copy.call_number or "",
        "copy_place": copy.place or "",
        "state": str(copy.state),
    }


def get_correction(session: Session, library_id: int | None, correction_id: int) -> Correction:
    """Return an act by hand of the library. Raises NotFound, also for another library's."""
    found = session.get(Correction, correction_id)
    if found is None or found.library_id != library_id:
        raise NotFound("correction", correction=correction_id)
    return found


def open_withdrawals(session: Session, source_id: int) -> Sequence[Correction]:
    """Return the acts that withdrew a record as a whole and were not taken back."""
    of_record = (col(Correction.source_record_id) == source_id, col(Correction.undone_at).is_(None))
    return session.scalars(sa.select(Correction).where(*of_record, col(Correction.act) == Act.WITHDRAWN)).all()


# What keeps it from being taken back ----------------------------------------------------------------------------------


def why_it_stays(done: Correction, stands: Stand) -> Any:
    """Return the sentence that says why an act cannot be taken back as its record stands, None if it can; no query."""
    if done.undone_at is not None:
        return _l("This is taken back already.")
    if done.act is Act.RESTORED:
        return _l("To have the book leave again, withdraw the record.")
    if done.act is Act.WITHDRAWN:
        return None if stands.is_withdrawn else _l("This record is in the catalogue already.")
    if stands.is_withdrawn:
        return _l("This record is withdrawn. Take it back into the catalogue first.")
    if done.act is Act.ENTERED and _is_changed_since(done, stands):
        return _l("The record was changed since it was entered. If the library has no such book, withdraw the record.")
    return _written_since(done, stands) or next(_why_copies_stay(done, stands), None)


def _is_changed_since(done: Correction, stands: Stand) -> bool:
    after = unpacked(done.said_after) if done.said_after else None
    is_told_anew = after is None or stands.said is None or bool(parts.changed(after, stands.said))
    return is_told_anew or {item_id for item_id, *_more in done.copies} != stands.copies.keys()


def _written_since(done: Correction, stands: Stand) -> Any:
    if done.said_before is None or done.said_after is None or stands.said is None:
        return None
    names = parts.built_on(stands.said, unpacked(done.said_before), unpacked(done.said_after))
    fields = format_list([str(ALL_FIELDS[name]) for name in names])
    return (
        _l("Something else was written there since: %(fields)s. Correct it by hand.", fields=fields) if names else None
    )


def _why_copies_stay(done: Correction, stands: Stand) -> Iterator[Any]:
    for item_id, number, before, after in done.copies:
        copy = stands.copies.get(item_id)
        if copy is None:
            yield _l("Copy %(number)s is there no more.", number=number)
            continue
        now = told_of(copy)
        if names := [name for name, value in after.items() if now[name] != value]:
            fields = format_list([str(ALL_FIELDS[name]) for name in names])
            yield _l("Copy %(number)s was changed since: %(fields)s. Correct it by hand.", number=number, fields=fields)
        if copy.is_promised and (not before or "state" in before):
            yield _l("Copy %(number)s is promised or lent to another library. Finish that first.", number=number)


# One record -----------------------------------------------------------------------------------------------------------


def history_of(session: Session, source: SourceRecord, limit: int, offset: int) -> tuple[int, list[Event]]:
    """Return how many events a record has had, and a page of them, the last first; five queries, however many."""
    keys = _keys(session, source.id)
    page = keys[offset : offset + limit]
    after = {key: _next_told(keys, place) for place, key in enumerate(page, offset) if key.is_file}
    rows = _read(session, {*page, *filter(None, after.values())})
    stands = stand(session, source)
    return len(keys), [
        _of_file(rows, key, after[key], stands) if key.is_file else _by_hand(*rows.corrections[key.id], stands)
        for key in page
    ]


def _next_told(keys: Sequence[_Key], place: int) -> _Key | None:
    """Return the first event after the one at `place` that tells what the record said when it came."""
    return next((each for each in reversed(keys[:place]) if each.tells), None)


def _keys(session: Session, source_id: int) -> list[_Key]:
    tells = col(Correction.said_before).is_not(None)
    own = sa.select(col(Correction.id), col(Correction.done_at), tells)
    by_hand = session.execute(own.where(col(Correction.source_record_id) == source_id)).all()
    at = sa.func.coalesce(col(Import.started_at), col(Import.created_at))
    came = sa.select(col(SourceRecordBefore.id), at, col(SourceRecordBefore.said).is_not(None))
    files = session.execute(
        came.join(Import, col(Import.id) == col(SourceRecordBefore.import_id)).where(
            col(SourceRecordBefore.source_record_id) == source_id
        )
    ).all()
    found = [_Key(at, False, number, is_told) for number, at, is_told in by_hand]
    found += [_Key(at, True, number, is_told) for number, at, is_told in files]
    return sorted(found, key=lambda each: (each.at, each.is_file, each.id), reverse=True)


def _read(session: Session, keys: Collection[_Key]) -> _Rows:
    by_hand = sa.select(Correction, col(User.name)).outerjoin(User, col(User.id) == col(Correction.user_id))
    wanted = by_hand.where(col(Correction.id).in_([key.id for key in keys if not key.is_file]))
    found = _Rows({done.id: (done, who) for done, who in session.execute(wanted)})
    before = (col(SourceRecordBefore.id), col(SourceRecordBefore.said), col(SourceRecordBefore.corrected_at))
    told: Any = sa.select(*before, col(Import.id).label("import_id"), col(Import.filename))
    files = told.join(Import, col(Import.id) == col(SourceRecordBefore.import_id))
    own = files.where(col(SourceRecordBefore.id).in_([key.id for key in keys if key.is_file]))
    found.files = {row.id: row for row in session.execute(own)}
    return found


def _by_hand(done: Correction, who: str | None, stands: Stand) -> Event:
    before = unpacked(done.said_before) if done.said_before else None
    after = unpacked(done.said_after) if done.said_after else None
    return Event(
        done.done_at,
        done.act,
        who,
        _written(before, after),
        [(number, _written_of_copy(was, became)) for _item, number, was, became in done.copies],
        done,
        why_it_stays(done, stands),
    )


def _of_file(rows: _Rows, key: _Key, later: _Key | None, stands: Stand) -> Event:
    row = rows.files[key.id]
    after = stands.said
    if later is not None:
        kept = rows.files[later.id].said if later.is_file else rows.corrections[later.id][0].said_before
        after = unpacked(kept) if kept else None
    fields = _written(unpacked(row.said), after) if row.said else []
    overwrote = row.corrected_at is not None
    return Event(key.at, None, None, fields, (), None, None, row.import_id, row.filename, overwrote)


def _written(before: Description | None, after: Description | None) -> list[Written]:
    if after is None:
        return []
    old, new = book_fields.shown(before or book_fields.BLANK), book_fields.shown(after)
    return [Written(name, old[name], new[name]) for name in ALL_FIELDS if name in new and old[name] != new[name]]


def _written_of_copy(before: Mapping[str, str], after: Mapping[str, str]) -> list[Written]:
    names = [name for name in ALL_FIELDS if before.get(name) or after.get(name)]
    return [Written(name, before.get(name, ""), after.get(name, "")) for name in names]


# The whole library ----------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """An act by hand in the list of all: who did it, and the card of the title."""

    done: Correction
    who: str | None
    card: dict[str, Any]


def count_corrections(session: Session, library_id: int) -> int:
    """Return how much was done by hand in a library; one query."""
    own = sa.select(sa.func.count(col(Correction.id))).where(col(Correction.library_id) == library_id)
    return session.scalar(own) or 0


def corrections(session: Session, library_id: int, limit: int, offset: int) -> list[Line]:
    """Return a page of what was done by hand in a library, the last first; one query."""
    rows = session.execute(
        sa.select(Correction, col(User.name), col(BibliographicRecord.card))
        .join(SourceRecord, col(SourceRecord.id) == col(Correction.source_record_id))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(SourceRecord.record_id))
        .outerjoin(User, col(User.id) == col(Correction.user_id))
        .where(col(Correction.library_id) == library_id)
        .order_by(col(Correction.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return [Line(*row) for row in rows]


def fields_of(done: Correction) -> list[str]:
    """Return the names of the fields that an act changed; of copies those too. No query."""
    names = {name for _item, _number, before, after in done.copies for name in after if before}
    if done.said_before and done.said_after:
        names |= set(parts.changed(unpacked(done.said_before), unpacked(done.said_after)))
    return [name for name in ALL_FIELDS if name in names]
