"""Sets and their volumes: which union records belong together by what libraries' records say of each other.

A record names another one by the number of its library, else by an ISBN or ISSN, else by the title. It is asked anew
for each page, so that records may come in any order, join, part and leave.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.models import Identifier, SourceRecord
from library_exchange.catalogue.set_models import RecordPart
from library_exchange.record_matching.sets import PartKind, Place, are_siblings, is_by_publisher

MOST = 1000
"""How many rows about volumes are read for one page."""
_NUMBERS = ("isbn", "issn")
_TOLD: tuple[Any, ...] = (
    *(col(RecordPart.kind), col(RecordPart.title), col(RecordPart.title_key), col(RecordPart.volume)),
    *(col(RecordPart.sort_key), col(RecordPart.number), col(RecordPart.standard), col(RecordPart.publisher)),
    *(col(RecordPart.year), col(RecordPart.year_until)),
)


class Evidence(IntEnum):
    """By what a record names another one, the surest first; by itself it names nothing."""

    OWN = 0
    NUMBER = 1
    STANDARD = 2
    TITLE = 3


class Row(NamedTuple):
    """What one library's record says, to which union record it belongs, and by what it was found."""

    record_id: int
    library_id: int
    place: Place
    found_by: Evidence | None = None


@dataclass(frozen=True)
class Volume:
    """A volume of a set: its union record, None if only the record of the set tells of it."""

    record_id: int | None
    volume: str
    sort_key: str
    title: str


@dataclass(frozen=True)
class Family:
    """How a record stands among sets and volumes.

    `sets` are those of which it is a volume: the union record, or None where there is only the title, with the volume.
    `volumes` are its own, or else those beside it, itself among them, in order.
    """

    sets: tuple[Volume, ...] = ()
    volumes: tuple[Volume, ...] = ()
    is_set: bool = False


class _Known(NamedTuple):
    """What the sources of a union record say of sets and volumes, and what others say that name it."""

    id: int
    rows: Sequence[Row]
    naming: Sequence[Row]

    def of(self, kind: PartKind) -> list[Row]:
        return [row for row in self.rows if row.place.kind is kind]


def family(session: Session, record_id: int) -> Family:
    """Return the set of a record, its volumes or those beside it; one query where there are none, some ten at most."""
    known = _known(session, record_id)
    above, volumes = _sets(session, known), _volumes(session, known)
    if volumes:
        return Family(above, tuple(volumes), is_set=True)
    whole = next((each.record_id for each in above if each.record_id is not None), None)
    beside = _siblings(session, known) if whole is None else _volumes(session, _known(session, whole))
    return Family(above, tuple(beside))


def _known(session: Session, record_id: int) -> _Known:
    """Return what is said of a record; each way to find it is a query of its own, by an index."""
    source: Any = aliased(SourceRecord)
    whole: Any = aliased(RecordPart)
    of_number = sa.and_(source.library_id == col(RecordPart.library_id), source.source_id == col(RecordPart.number))
    stands = (source.record_id == record_id, source.withdrawn_at.is_(None))
    has_number = (col(Identifier.record_id) == record_id, col(Identifier.kind).in_(_NUMBERS), col(Identifier.is_valid))
    of_title = sa.and_(whole.title_key == col(RecordPart.title_key), whole.kind == PartKind.SET)
    ways = {
        Evidence.OWN: _told().where(col(SourceRecord.record_id) == record_id),
        Evidence.NUMBER: _told().join(source, of_number).where(*stands),
        Evidence.STANDARD: _told()
        .join(Identifier, col(Identifier.value) == col(RecordPart.standard))
        .where(*has_number),
        Evidence.TITLE: _told()
        .join(whole, of_title)
        .join(source, source.id == whole.source_record_id)
        .where(*stands, col(RecordPart.kind) == PartKind.VOLUME),
    }
    rows = _rows(session, ways)
    naming = [row for row in rows if row.found_by is not Evidence.OWN and row.record_id != record_id]
    return _Known(record_id, [row for row in rows if row.found_by is Evidence.OWN], naming)


def _told() -> sa.Select[Any]:
    """Return the query of what records say that stand: its id, its union record, its library, what it says."""
    source = SourceRecord
    return (
        sa.select(col(RecordPart.id), col(source.record_id), col(RecordPart.library_id), *_TOLD)
        .select_from(RecordPart)
        .join(source, col(source.id) == col(RecordPart.source_record_id))
        .where(col(source.withdrawn_at).is_(None))
    )


def _rows(session: Session, ways: Mapping[Evidence, sa.Select[Any]]) -> list[Row]:
    """Return what these queries find in one, each row once, as it is found most surely."""
    every = sa.union_all(
        *(query.add_columns(sa.literal(int(way)).label("way")) for way, query in ways.items())
    ).subquery()
    ordered = sa.select(every).order_by(every.c.way, every.c.sort_key, every.c.id).limit(MOST)
    rows: dict[int, Row] = {}
    for number, record_id, library_id, *told, way in session.execute(ordered):
        rows.setdefault(number, Row(record_id, library_id, Place(*told), Evidence(way)))
    return list(rows.values())


def _evidence(row: Row, known: _Known) -> Evidence | None:
    """Return by what a volume that was found names a union record, None if it does not."""
    if row.found_by is Evidence.STANDARD:
        # A number is shared by volumes of one set: what is a volume itself is not the set of others by that.
        return None if known.of(PartKind.VOLUME) else Evidence.STANDARD
    if row.found_by is Evidence.TITLE:
        return Evidence.TITLE if any(_is_of(row, each) for each in known.of(PartKind.SET)) else None
    return row.found_by


def _is_of(volume: Row, whole: Row) -> bool:
    """Whether a volume is of a set by their titles."""
    is_one_library = volume.library_id == whole.library_id
    is_one_title = volume.place.title_key == whole.place.title_key
    return is_one_title and is_by_publisher(volume.place, whole.place, is_one_library=is_one_library)


def _volumes(session: Session, known: _Known) -> list[Volume]:
    """Return the volumes of a record: what names it so, unless that has another set more surely, and what it names."""
    rows = {row: _evidence(row, known) for row in known.naming if row.place.kind is PartKind.VOLUME}
    by_number, by_standard = _surely(session, [row for row, evidence in rows.items() if evidence is not None])
    found = []
    for row, evidence in rows.items():
        others = {by_number.get(_own(row))} if evidence == Evidence.STANDARD else set()
        if evidence == Evidence.TITLE:
            others = {by_number.get(_own(row)), by_standard.get(row.place.standard)}
        if evidence is not None and not others - {None, known.id}:
            found.append(Volume(row.record_id, row.place.volume, row.place.order, row.place.title))
    below = known.of(PartKind.BELOW)
    by_number, by_standard = _surely(session, below)
    for row in below:
        its = by_number.get(_own(row)) or by_standard.get(row.place.standard)
        found.append(Volume(its, row.place.volume, row.place.order, row.place.title))
    return _in_order(found)


def _own(row: Row) -> tuple[int, str]:
    return row.library_id, row.place.number or ""


def _surely(session: Session, rows: Sequence[Row]) -> tuple[dict[tuple[int, str], int], dict[str | None, int]]:
    """Return the union records that these rows name, by numbers of libraries and by ISBNs and ISSNs."""
    standards = {row.place.standard for row in rows if row.place.standard}
    by_standard = dict(session.execute(_of_standards(standards)).all()) if standards else {}
    return _numbered(session, {_own(row) for row in rows if row.place.number}), by_standard


def _sets(session: Session, known: _Known) -> tuple[Volume, ...]:
    """Return the sets of which a record is a volume, by what its libraries say and by what records of sets do."""
    rows = known.of(PartKind.VOLUME)
    by_number, by_standard = _surely(session, rows)
    by_title = _of_titles(session, known, rows)
    found = [
        Volume(row.record_id, row.place.volume, row.place.order, "")
        for row in known.naming
        if row.place.kind is PartKind.BELOW
    ]
    for row in rows:
        surest = (by_number.get(_own(row)), by_standard.get(row.place.standard), by_title.get(row))
        its = next((each for each in surest if each not in (None, known.id)), None)
        found.append(Volume(its, row.place.volume, row.place.order, row.place.title))
    return _each_once(found)


def _of_titles(session: Session, known: _Known, rows: Sequence[Row]) -> dict[Row, int]:
    """Return the sets of these volumes by their titles, of several the one whose year is nearest."""
    keys = {row.place.title_key for row in rows}
    if not keys:
        return {}
    of_title = (col(RecordPart.kind) == PartKind.SET, col(RecordPart.title_key).in_(sorted(keys)))
    sets = _rows(session, {Evidence.TITLE: _told().where(*of_title, col(SourceRecord.record_id) != known.id)})
    fitting = {row: [each for each in sets if _is_of(row, each)] for row in rows}
    return {row: min(those, key=lambda each: _nearness(row, each)).record_id for row, those in fitting.items() if those}


def _nearness(volume: Row, whole: Row) -> tuple[bool, int]:
    """Return how far a set is from its volume, the least first: of another library, of another year."""
    years = (volume.place.year, whole.place.year)
    distance = abs(years[0] - years[1]) if years[0] is not None and years[1] is not None else 0
    return volume.library_id != whole.library_id, distance


def _siblings(session: Session, known: _Known) -> list[Volume]:
    """Return the volumes of a set of which there is no record: its own number, ISBN or title is named by all."""
    rows = known.of(PartKind.VOLUME)
    rows = [row for row in rows if row.place.title_key == rows[0].place.title_key]
    if not rows:
        return []
    own = sa.tuple_(col(RecordPart.library_id), col(RecordPart.number))
    alike = [col(RecordPart.title_key) == rows[0].place.title_key]
    if numbers := {_own(row) for row in rows if row.place.number}:
        alike.append(own.in_(sorted(numbers)))
    if standards := {row.place.standard for row in rows if row.place.standard}:
        alike.append(col(RecordPart.standard).in_(sorted(standards)))
    others = _rows(session, {Evidence.TITLE: _told().where(col(RecordPart.kind) == PartKind.VOLUME, sa.or_(*alike))})
    found = [each for each in others if each.record_id == known.id or any(_are_siblings(row, each) for row in rows)]
    volumes = _in_order(Volume(e.record_id, e.place.volume, e.place.order, e.place.title) for e in found)
    return volumes if len(volumes) > 1 else []


def _are_siblings(one: Row, other: Row) -> bool:
    is_one_library = one.library_id == other.library_id
    if one.place.number and other.place.number and is_one_library:
        return one.place.number == other.place.number
    if one.place.standard and other.place.standard:
        return one.place.standard == other.place.standard
    is_one_title = one.place.title_key == other.place.title_key
    return is_one_title and are_siblings(one.place, other.place, is_one_library=is_one_library)


def _in_order(volumes: Iterable[Volume]) -> list[Volume]:
    """Return volumes by their numbers, each once; those without a number stand last."""
    return sorted(_each_once(volumes), key=lambda each: (not each.sort_key, each.sort_key, each.record_id or 0))


def _each_once(volumes: Iterable[Volume]) -> tuple[Volume, ...]:
    """Return each union record once, and what has none only where none has its number."""
    by_record: dict[int, Volume] = {}
    alone: dict[str, Volume] = {}
    for each in volumes:
        if each.record_id is None:
            alone.setdefault(each.sort_key or each.title, each)
        elif each.record_id not in by_record or (each.volume and not by_record[each.record_id].volume):
            by_record[each.record_id] = each
    numbers = {each.sort_key for each in by_record.values()}
    return (*by_record.values(), *(each for each in alone.values() if each.sort_key not in numbers))


def _numbered(session: Session, numbers: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the union records that libraries know by these numbers of theirs."""
    if not numbers:
        return {}
    source = SourceRecord
    own = sa.tuple_(col(source.library_id), col(source.source_id))
    wanted = (own.in_(sorted(numbers)), col(source.withdrawn_at).is_(None))
    found = session.execute(
        sa.select(col(source.library_id), col(source.source_id), col(source.record_id)).where(*wanted)
    )
    return {(library_id, number): record_id for library_id, number, record_id in found}


def _of_standards(values: Collection[str | None]) -> sa.Select[str, int]:
    """Return the query of the union records with these ISBNs and ISSNs that are no volumes themselves."""
    part: Any = aliased(RecordPart)
    source: Any = aliased(SourceRecord)
    is_volume = (
        sa.select(part.id)
        .join(source, source.id == part.source_record_id)
        .where(source.record_id == col(Identifier.record_id), part.kind == PartKind.VOLUME)
        .exists()
    )
    wanted = (col(Identifier.value).in_(values), col(Identifier.kind).in_(_NUMBERS), ~is_volume)
    return sa.select(col(Identifier.value), col(Identifier.record_id)).where(*wanted)
