"""What a harvest brought as one file of records, handed to the imports as a file that a person sends.

Of a record that came several times the last counts. What the server has no more stands in the file as a record that
says so (leader/05 = d), if it still stands here; so it goes the way, and has the limits, of every other file.
"""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import kept_files, outbox
from library_exchange.core.actor import clock
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import InvalidInput
from library_exchange.harvesting.models import Harvest, HarvestedRecord, HarvestSource
from library_exchange.harvesting.queries import gone_that_stand, last_taken_in, untouched
from library_exchange.harvesting.rules.given import Given, withdrawn
from library_exchange.harvesting.rules.runs import Outcome
from library_exchange.harvesting.services.orders import DECIDE
from library_exchange.harvesting.services.pages import Pages
from library_exchange.imports.services import contents, copies, files, previews
from library_exchange.imports.services.contents import Choice
from library_exchange.imports.services.files import StoredFile

PIECE = 500
HEAD, END = b'<?xml version="1.0" encoding="UTF-8"?>\n<collection>\n', b"</collection>\n"
Finish = Callable[[Session, Harvest], HarvestSource | None]


class _Stream:
    """Bytes that are made while they are read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def read(self, _size: int = -1, /) -> bytes:
        return next(self._pieces, b"")


def hand_over(
    database: Database, source: HarvestSource, harvest: Harvest, pages: Pages, folder: Path, finish: Finish
) -> None:
    """Hand what came to the imports, and note that the harvest is over; repeating it changes nothing."""
    last, total = _places_of_last(pages)
    records = _records(pages, last)
    while piece := list(islice(records, PIECE)):
        with database.transaction() as session:
            _note_names(session, source.id, harvest.id, piece)
    is_complete = total is None or len(last) >= total
    with database.transaction() as session:
        if harvest.is_whole and is_complete:
            _note_lacking(session, source.id, harvest.id)
        gone = gone_that_stand(session, source)
    stored = _file(source, pages, last, gone, folder)
    if stored is None:
        with database.transaction() as session:
            if finish(session, harvest) is not None:
                session.get_one(Harvest, harvest.id).outcome = Outcome.UNCHANGED
        return
    with files.kept_if_received(folder / stored.stored_name) as keep, database.transaction() as session:
        row = finish(session, harvest)
        if row is not None:
            _receive(session, row, session.get_one(Harvest, harvest.id), stored, folder)
            keep()


def _places_of_last(pages: Pages) -> tuple[dict[int, tuple[int, int]], int | None]:
    """Return where each record came last, by its identifier, and how many there are if the server told."""
    last: dict[int, tuple[int, int]] = {}
    total: int | None = None
    for number, page in enumerate(pages.read()):
        total = page.total if page.total is not None else total
        for at, each in enumerate(page.records):
            last[hash(each.identifier)] = (number, at)
    return last, total


def _records(pages: Pages, last: dict[int, tuple[int, int]]) -> Iterator[Given]:
    for number, page in enumerate(pages.read()):
        for at, each in enumerate(page.records):
            if last[hash(each.identifier)] == (number, at):
                yield each


def _note_names(session: Session, source_id: int, harvest_id: int, piece: Sequence[Given]) -> None:
    """Note by what numbers the library knows the records of a piece; a server may call one by a new number."""
    named = {each.identifier: each for each in piece}
    rows = sa.select(HarvestedRecord).where(
        col(HarvestedRecord.source_id) == source_id, col(HarvestedRecord.identifier).in_(named)
    )
    known = set()
    for row in session.scalars(rows):
        each = named[row.identifier]
        row.harvest_id = harvest_id
        is_there = not each.is_deleted and each.number in (row.number, "")
        row.gone_at = None if is_there else row.gone_at or now()
        known.add((row.identifier, row.number))
    session.add_all(
        HarvestedRecord(source_id=source_id, identifier=name, number=each.number, harvest_id=harvest_id)
        for name, each in named.items()
        if each.number and (name, each.number) not in known
    )


def _note_lacking(session: Session, source_id: int, harvest_id: int) -> None:
    """Note that the server has no more what a whole harvest lacked."""
    lacking = (
        col(HarvestedRecord.source_id) == source_id,
        col(HarvestedRecord.harvest_id) != harvest_id,
        col(HarvestedRecord.gone_at).is_(None),
    )
    session.execute(sa.update(HarvestedRecord).where(*lacking).values(gone_at=now()))


def _file(
    source: HarvestSource, pages: Pages, last: dict[int, tuple[int, int]], gone: list[str], folder: Path
) -> StoredFile | None:
    """Return the file of what is new, changed and gone; None if that is nothing."""
    records = (each.content + b"\n" for each in _records(pages, last) if each.content)
    first = next(records, b"")
    if not first and not gone:
        return None

    def pieces() -> Iterator[bytes]:
        yield HEAD + first
        yield from records
        yield from (withdrawn(number) + b"\n" for number in gone)
        yield END

    name = source.name or urlsplit(source.url).hostname or "records"
    with contextlib.suppress(InvalidInput):
        return files.store(_Stream(pieces()), f"{name}.xml", folder)
    return None


def _receive(session: Session, source: HarvestSource, harvest: Harvest, stored: StoredFile, folder: Path) -> None:
    """Hand a file to the imports, to be read as the last one was; one that waits still is overtaken by it."""
    for before, waiting in untouched(session, source):
        files.discard(session, clock(), waiting)
        before.outcome, before.reason = Outcome.OVERTAKEN, None
    path = kept_files.at_hand(folder / stored.stored_name)
    look, used = previews.look_by(path, copies.rule_of(session, source.library_id, contents.format_in(path)))
    choice = _choice(session, source, used)
    if choice is not None:
        look = previews.look(path, choice)
    found = files.receive(session, clock(), source.library_id, stored, look, used)
    if choice is not None:
        files.look_again(session, clock(), found, choice)
    files.order_survey(session, found)
    harvest.outcome, harvest.import_id = Outcome.CHECKING, found.id
    session.flush()
    outbox.put(session, DECIDE, {"import": found.id})


def _choice(session: Session, source: HarvestSource, used: dict[str, Any] | None) -> Choice | None:
    """Return how the last file of this server was read, if somebody chose that."""
    before = last_taken_in(session, source)
    if before is None or not (before.profile or before.encoding):
        return None
    return Choice(before.profile, before.encoding, None, used)
