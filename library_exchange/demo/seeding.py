"""Filling an empty database with the demonstration, through the same verbs that pages and commands use."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col

from library_exchange.accounts.security import hashed
from library_exchange.catalogue.models import SourceRecord
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import authority, index
from library_exchange.core import audit, kept_files, outbox
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.i18n import _l
from library_exchange.core.models import AuditEntry
from library_exchange.core.settings import Settings
from library_exchange.demo import (
    books,
    charging,
    comparing,
    exchanging,
    joining,
    lending,
    libraries,
    people,
    programmes,
    rounds,
    serials,
)
from library_exchange.demo.stories import STORIES
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import files as intake
from library_exchange.imports.services import previews, taking_in

JOINED = timedelta(days=100)
"""How long ago the libraries have joined: before the first of the stories."""
LOOKED_AT = 20
"""Records of each file that are looked at before it is taken in."""
SEEDED = "seed"
"""What the audit calls the end of the seeding."""
OPERATOR = Actor("person", people.DOOR)
Progress = Callable[[int, int | None], None]


def seed(app: Flask, progress: Progress = lambda _done, _total: None) -> None:
    """Fill the empty database of `app`, whose context is pushed: libraries, accounts, books, loans, index, mails.

    `progress` is called with how much is done and how much there is. Raises Forbidden outside of the demonstration
    mode, Conflict if there is any library.
    """
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    _refuse_unless_empty(settings, database)
    # An index left over from another database must not answer for this one; what comes in is put into the new one.
    index.rebuild(database, engine())
    password = hashed(people.PASSWORD)
    with database.transaction() as session:
        authority.load(session)
        ids = libraries.admit(session, OPERATOR, now() - JOINED)
        actors = people.add_people(session, ids, password)
        charging.agree(session, ids, day_at(session, ids["heihe"], now() - JOINED))
    files = {code: books.file_of(code) for code in ids}
    copies = sum(file.count(b"\x1d") for file in files.values())
    total = copies + len(STORIES)
    _take_in(database, uploads(), ids, files, lambda done: progress(done, total))
    company = lending.Company(ids, _records(database), actors)
    lending.play_all(database, company, now(), lambda done: progress(copies + done, total))
    _deliver(database)
    with database.transaction() as session:
        lending.make_papers(session, company, now() - timedelta(hours=3))
        exchanging.fill(session, ids, actors, now())
        comparing.fill(session, actors, now())
        serials.exchange(session, actors, now())
    rounds.play(database, ids, now())
    with database.transaction() as session:
        programmes.arrange(session, ids, now())
        joining.fill(session, ids, now())
    _deliver(database)
    with database.transaction() as session:
        audit.record(session, OPERATOR, SEEDED, "demo", None)
    progress(total, total)


def was_interrupted(session: Session) -> bool:
    """Whether a demonstration was begun on this database and not finished."""
    begun = session.scalar(sa.select(col(Library.id)).where(col(Library.is_demo)).limit(1)) is not None
    done = session.scalar(sa.select(col(AuditEntry.id)).where(col(AuditEntry.action) == SEEDED).limit(1)) is not None
    return begun and not done


def _refuse_unless_empty(settings: Settings, database: Database) -> None:
    if not settings.is_demo:
        raise Forbidden("not-a-demonstration", _l("The demonstration is for demo mode only. Set LX_MODE=demo."))
    with database.reading() as session:
        if session.scalar(sa.select(col(Library.id)).limit(1)) is not None:
            raise Conflict(
                "not-empty", _l("There are libraries already. The demonstration fills an empty database only.")
            )


def _take_in(
    database: Database,
    folder: Path,
    ids: Mapping[str, int],
    files: Mapping[str, bytes],
    progress: Callable[[int], None],
) -> None:
    """Import each library's file; `progress` is told how many records are read in all."""
    before = 0
    for code, file in files.items():
        stored = intake.store(BytesIO(file), f"{code}.mrc", folder)
        preview = previews.look(kept_files.at_hand(folder / stored.stored_name), limit=LOOKED_AT)
        with database.transaction() as session:
            received = intake.receive(session, people.unnamed_librarian(ids[code]), ids[code], stored, preview)
        taking_in.run(database, received.id, folder, lambda read, before=before: progress(before + read))  # type: ignore[misc]
        before += file.count(b"\x1d")


def _records(database: Database) -> dict[str, int]:
    """Return the union record of each of the files' own numbers."""
    with database.reading() as session:
        rows = session.execute(sa.select(col(SourceRecord.source_id), col(SourceRecord.record_id)))
        return {row.source_id: row.record_id for row in rows}


def _deliver(database: Database) -> None:
    """Carry the whole outbox out: index and mails."""
    while outbox.drain(database):
        pass
