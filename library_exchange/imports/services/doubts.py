"""Records about which a person decides: held back while a file is taken in, answered, remembered for later files."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import DoubtKind, Import, SourceRecord
from library_exchange.catalogue.services import records, sources
from library_exchange.catalogue.services.doubting import Doubt, copies_of, told_by
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor, clock
from library_exchange.core.among import among, as_parameter
from library_exchange.core.db import Database
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.core.versions import change
from library_exchange.imports.models import DoubtState, ImportDoubt
from library_exchange.imports.services.keeping import keep, keep_mergers
from library_exchange.marc.description import Description
from library_exchange.record_matching.own_numbers import is_corrected

ANSWER_ALL = "imports.answer_all"
ANSWERS = (DoubtState.REPLACED, DoubtState.KEPT_APART, DoubtState.NUMBERLESS, DoubtState.LEFT_OUT)
PIECE = 50
BY_BARCODE = "barcode:"
"""How the number of a row begins that is known by the bar code of its copy (see `marc.spreadsheets.numbers`)."""


# While a file is taken in ---------------------------------------------------------------------------------------------


def hold(session: Session, found: Import, held: Sequence[tuple[Arrival, Doubt]]) -> None:
    """Keep records until somebody decides about them; what earlier files asked about their numbers is overtaken.

    One query for questions of before, and one for each of their files.
    """
    numbers = [arrival.source_id for arrival, _doubt in held]
    asked = (col(ImportDoubt.library_id) == found.library_id, col(ImportDoubt.number).in_(numbers))
    earlier = (col(ImportDoubt.state) == DoubtState.OPEN, col(ImportDoubt.import_id) != found.id)
    for each in session.scalars(sa.select(ImportDoubt).where(*asked, *earlier)) if held else ():
        each.state = DoubtState.OVERTAKEN
        session.get_one(Import, each.import_id).held -= 1
    session.add_all(_question(found, arrival, doubt) for arrival, doubt in held)


def _question(found: Import, arrival: Arrival, doubt: Doubt) -> ImportDoubt:
    return ImportDoubt(
        import_id=found.id,
        library_id=found.library_id,
        kind=doubt.kind,
        number=arrival.source_id,
        known_id=doubt.known_id,
        profile=arrival.profile,
        encoding=arrival.encoding,
        digest=arrival.digest,
        raw=arrival.raw,
        said=sources.packed(arrival.description),
    )


def as_decided(session: Session, library_id: int, arrivals: Sequence[Arrival]) -> tuple[list[Arrival], int]:
    """Return the records as was decided about their numbers before, and how many of them are not wanted.

    A second book of a number goes as it was kept, one with a misread bar code goes without it; one that says what
    somebody left out is left out again. Two queries, a third for misread bar codes.
    """
    decided = _decided(session, library_id, [arrival.source_id for arrival in arrivals])
    if not decided:
        return list(arrivals), 0
    names = {number for number, doubts in decided.items() for number in (number, *(d.kept_as or "" for d in doubts))}
    known = sources.known(session, library_id, names)
    sources.read(session, [source.id for source in known.values()])
    taken = _taken_codes(session, [each for some in decided.values() for each in some])
    placed = [_as_decided(arrival, decided.get(arrival.source_id, ()), known, taken) for arrival in arrivals]
    wanted = [arrival for arrival in placed if arrival is not None]
    return wanted, len(arrivals) - len(wanted)


def decided_numbers(session: Session, library_id: int, numbers: Sequence[str]) -> set[str]:
    """Return those of the numbers about which something was decided that later files must know; one query."""
    if not numbers:
        return set()
    found = sa.select(col(ImportDoubt.number)).where(*_is_decided(library_id))
    return set(session.scalars(found, {"numbers": as_parameter(numbers)}))


def _is_decided(library_id: Any) -> tuple[sa.ColumnElement[bool], ...]:
    is_for_later = sa.or_(
        col(ImportDoubt.kept_as).is_not(None),
        col(ImportDoubt.state).in_([DoubtState.LEFT_OUT, DoubtState.NUMBERLESS]),
    )
    return col(ImportDoubt.library_id) == library_id, among(col(ImportDoubt.number), "numbers"), is_for_later


def _decided(session: Session, library_id: int, numbers: Sequence[str]) -> Mapping[str, list[ImportDoubt]]:
    found: dict[str, list[ImportDoubt]] = defaultdict(list)
    for each in session.scalars(_all_decided(), {"library": library_id, "numbers": as_parameter(numbers)}):
        found[each.number].append(each)
    return found


@cache
def _all_decided() -> sa.Select[ImportDoubt]:
    return sa.select(ImportDoubt).where(*_is_decided(sa.bindparam("library"))).order_by(col(ImportDoubt.id))


def _taken_codes(session: Session, decided: Sequence[ImportDoubt]) -> Mapping[int, frozenset[str]]:
    """Return which bar codes have another book than those taken in without them, by the id of what was decided."""
    others = {each.id: each.known_id for each in decided if each.state is DoubtState.NUMBERLESS}
    if not others:
        return {}
    rows = session.scalars(sa.select(SourceRecord).where(col(SourceRecord.id).in_(set(others.values()))))
    codes = {row.id: copies_of(said)[0] for row in rows if (said := sources.described(row)) is not None}
    return {doubt_id: codes.get(known_id, frozenset()) for doubt_id, known_id in others.items()}


def _as_decided(
    arrival: Arrival,
    doubts: Sequence[ImportDoubt],
    known: Mapping[str, SourceRecord],
    taken: Mapping[int, frozenset[str]],
) -> Arrival | None:
    for each in doubts:
        if each.state is DoubtState.LEFT_OUT and _says(each, arrival):
            return None
        if each.kept_as and _is_of(known.get(each.kept_as), arrival) and not _is_of(known.get(each.number), arrival):
            bare = _without(arrival.description, taken.get(each.id, frozenset()))
            return replace(arrival, kept_as=each.kept_as, description=bare)
        if each.state is DoubtState.NUMBERLESS and not each.kept_as and _is_of(known.get(each.number), arrival):
            return replace(arrival, description=_without(arrival.description, taken[each.id]))
    return arrival


def is_of_code(doubt: ImportDoubt) -> bool:
    """Whether a question is about a row of a table that has no number but the bar code of its copy."""
    return doubt.kind is DoubtKind.OTHER_BOOK and doubt.number.startswith(BY_BARCODE)


def shared_codes(known: SourceRecord, said: Description) -> frozenset[str]:
    """Return the bar codes that a record tells although the book of another one has them."""
    before = sources.described(known)
    return copies_of(before)[0] & copies_of(said)[0] if before is not None else frozenset()


def _without(said: Description, codes: frozenset[str]) -> Description:
    """Return what a record says without these bar codes: its copies are there, and are to be given their own."""
    holdings = tuple(replace(each, barcode=None) if each.own_number in codes else each for each in said.holdings)
    return replace(said, holdings=holdings)


def _says(doubt: ImportDoubt, arrival: Arrival) -> bool:
    return doubt.digest == arrival.digest or sources.is_same(sources.unpacked(doubt.said), arrival.description)


def _is_of(source: SourceRecord | None, arrival: Arrival) -> bool:
    description = sources.described(source) if source is not None else None
    return description is not None and is_corrected(told_by(description), told_by(arrival.description))


# Answers --------------------------------------------------------------------------------------------------------------


def answer(
    session: Session, actor: Actor, doubt: ImportDoubt, answered: DoubtState, at: datetime
) -> SourceRecord | None:
    """Do with a held record what somebody decided; return the source record that came of it, None if none did.

    It replaces the known one, under the new number; it is kept apart, a second book of a record number under one of our
    own; it comes without the bar codes that the known one has; or it is left out. Raises Conflict if somebody has
    decided already, the number has been taken meanwhile, or both have no bar code in common.
    """
    number = _answer(session, doubt, answered, at)
    audit.record(session, actor, "answer", "import_doubt", doubt.id, answered=answered)
    audit.record(session, clock(), "answered", "import", doubt.import_id)
    return sources.known(session, doubt.library_id, [number]).get(number) if number else None


def _answer(session: Session, doubt: ImportDoubt, answered: DoubtState, at: datetime) -> str | None:
    """Carry an answer out; return the number under which the record was taken in."""
    if doubt.state is not DoubtState.OPEN or answered not in ANSWERS:
        raise Conflict("decided", sentence=_l("Somebody has decided about this record already. Reload the page."))
    known, said = session.get_one(SourceRecord, doubt.known_id), sources.unpacked(doubt.said)
    is_of_number = known.source_id == doubt.number
    if answered is DoubtState.NUMBERLESS:
        said = _without(said, _misread(known, said, is_of_number and not is_of_code(doubt)))
    kept_as = _kept_as(session, doubt, answered, is_of_number)
    change(session, doubt, {"state": answered, "kept_as": kept_as})
    found = session.get_one(Import, doubt.import_id, with_for_update=True)
    found.held -= 1
    if answered is DoubtState.LEFT_OUT:
        found.left_out += 1
        return None
    if answered is DoubtState.REPLACED and (doubt.kind is DoubtKind.NEW_NUMBER or not is_of_number):
        _renumber(session, doubt)
    number = kept_as or doubt.number
    arrival = Arrival(said, doubt.raw, doubt.profile, doubt.encoding, doubt.import_id, number)
    changing, merged = (partial(verb, session, doubt.import_id) for verb in (keep, keep_mergers))
    ended: list[int] = []
    [(_record, outcome)] = records.take_in(
        session, doubt.library_id, [arrival], at, changing=changing, merged=merged, ended=ended.append
    )
    found.withdrawn_offers += sum(ended)
    setattr(found, outcome, getattr(found, outcome) + 1)
    return number


def _misread(known: SourceRecord, said: Description, is_of_number: bool) -> frozenset[str]:
    codes = frozenset() if is_of_number else shared_codes(known, said)
    if not codes:
        raise Conflict("no-shared-code", sentence=_l("The two books have no bar code in common. Reload the page."))
    return codes


def _kept_as(session: Session, doubt: ImportDoubt, answered: DoubtState, is_of_number: bool) -> str | None:
    """Return under which number of ours a record goes from now on, None for its own.

    A row of a table that was known by the bar code which it loses is known by its bytes.
    """
    if answered is DoubtState.NUMBERLESS and doubt.number.startswith(BY_BARCODE):
        return f"sha256:{doubt.digest}"
    return _free_number(session, doubt) if answered is DoubtState.KEPT_APART and is_of_number else None


def _renumber(session: Session, doubt: ImportDoubt) -> None:
    known = session.get_one(SourceRecord, doubt.known_id)
    if sources.known(session, doubt.library_id, [doubt.number]):
        raise Conflict("number-taken", sentence=_l("The number %(number)s has a record already.", number=doubt.number))
    keep(session, doubt.import_id, [known])
    known.source_id = doubt.number
    session.flush()


def _free_number(session: Session, doubt: ImportDoubt) -> str:
    """Return a number of our own for a further book of a number that has one: "7 (2)" beside "7"."""
    tried = [f"{doubt.number[:190]} ({n})" for n in range(2, 100)]
    taken = sources.known(session, doubt.library_id, tried)
    return next(number for number in tried if number not in taken)


def order_all(session: Session, actor: Actor, found: Import, kind: DoubtKind, answered: DoubtState) -> None:
    """Have all open questions of one kind about a file answered alike by the worker."""
    audit.record(session, actor, "answer_all", "import", found.id, kind=kind, answered=answered)
    outbox.put(session, ANSWER_ALL, {"import": found.id, "kind": kind, "answered": answered})


def answer_all(database: Database, import_id: int, kind: DoubtKind, answered: DoubtState, at: datetime) -> None:
    """Answer all open questions of one kind about a file alike, by pieces; one that cannot be stays open."""
    last = 0
    while True:
        with database.transaction() as session:
            open_ = (col(ImportDoubt.import_id) == import_id, col(ImportDoubt.state) == DoubtState.OPEN)
            piece = sa.select(ImportDoubt).where(*open_, col(ImportDoubt.kind) == kind, col(ImportDoubt.id) > last)
            doubts = session.scalars(piece.order_by(col(ImportDoubt.id)).limit(PIECE)).all()
            for doubt in doubts:
                last = doubt.id
                try:
                    with session.begin_nested():
                        _answer(session, doubt, answered, at)
                except Conflict:
                    continue
            if not doubts:
                audit.record(session, clock(), "answered", "import", import_id)
                return
