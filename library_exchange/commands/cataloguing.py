"""Commands on the catalogue: a file taken in, the index built anew, persons and works found on books."""

from pathlib import Path
from threading import Thread

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlmodel import Session, col, select

from library_exchange.catalogue.models import BibliographicRecord, Import, ImportState
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import authority, index, matching_anew
from library_exchange.commands.console import Bar, console
from library_exchange.commands.operator import OPERATOR
from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.directory.models import Library
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import files, surveying
from library_exchange.imports.services.contents import Choice
from library_exchange.imports.services.previews import Look

WATCHED_EVERY_S = 0.3
FEW_PERCENT = 5


@with_appcontext
def take_in(
    file: Path, code: str, preview: Look, profile: str | None, encoding: str | None, is_whole: bool, is_sure: bool
) -> None:
    """Take the file in, of which `preview` is what was seen of it, and show what became of its records.

    It goes by the same outbox as from a page: if this process is killed, a service that runs, or the next one that
    starts, goes on with it. A whole catalogue asks whether what it lacks shall leave, unless somebody `is_sure`.
    """
    with reading() as session:
        library_id = _library(session, code)
    with file.open("rb") as stream:
        stored = files.store(stream, file.name, uploads())
    with transaction() as session:
        received = files.receive(session, OPERATOR, library_id, stored, preview)
        files.look_again(session, OPERATOR, received, Choice(profile, encoding))
        version = received.version
    if is_whole:
        surveying.run(database(), received.id, version, uploads())
        _ask_about_missing(received.id, is_sure)
    with transaction() as session:
        files.start(session, OPERATOR, session.get_one(Import, received.id), is_whole)
    _follow(received.id)
    drain("Indexing")
    with reading() as session:
        _show_report(session.get_one(Import, received.id))


def _ask_about_missing(import_id: int, is_sure: bool) -> None:
    """Show what a whole catalogue lacks, and ask whether that shall leave: twice if it is more than a few percent."""
    with reading() as session:
        survey = session.get_one(Import, import_id).survey or {}
    missing, standing = survey["missing"], survey["standing"]
    console.print(f"{missing} of {standing} records of the library are not in the file")
    if missing and not is_sure:
        click.confirm(f"Withdraw these {missing}?", abort=True)
        if missing * 100 > standing * FEW_PERCENT:
            click.confirm(f"That is {missing * 100 // standing} %. Is the file really complete?", abort=True)


def _follow(import_id: int) -> None:
    """Carry long work out, or watch who does, until the import has ended. Raises ClickException if it failed."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def work() -> None:
        with app.app_context():
            outbox.drain(database(), outbox.LONG)

    with Bar("Taking in") as bar:
        worker = Thread(target=work, daemon=True)
        worker.start()
        while True:
            worker.join(WATCHED_EVERY_S)
            with reading() as session:
                found = session.get_one(Import, import_id)
            bar(found.read, found.expected or None)
            if found.state not in files.AT_WORK:
                break
            if not worker.is_alive():
                worker = Thread(target=work, daemon=True)
                worker.start()
        worker.join()
    if found.state is ImportState.FAILED:
        raise click.ClickException("the import stopped by an error and is tried again by the service: see the log")


def _library(session: Session, code: str) -> int:
    found = session.exec(select(Library.id).where(col(Library.code) == code)).first()
    if found is None:
        known = ", ".join(session.exec(select(Library.code).order_by(col(Library.code))))
        raise click.BadParameter(f"no library has the code {code!r}; known: {known or 'none yet'}")
    return found


def _show_report(found: Import) -> None:
    console.print(
        f"Read {found.read} = accepted {found.accepted} + rejected {found.rejected}; "
        f"new titles {found.created}, joined {found.joined}, updated {found.updated}, unchanged {found.unchanged}, "
        f"withdrawn {found.withdrawn} ({found.kept_items} copies kept that are promised or lent), "
        f"to be decided about {found.held}, left out {found.left_out}, missing and withdrawn {found.withdrawn_missing}"
    )


def drain(label: str) -> None:
    """Carry out what is in the outbox."""
    with Bar(label) as bar:
        bar(outbox.drain(database(), limit=100_000))


@click.command()
@with_appcontext
def reindex() -> None:
    """Build the search index anew from the database; the service may run meanwhile."""
    with reading() as session:
        total = session.exec(select(col(BibliographicRecord.id))).all()
    with Bar("Indexing") as bar:
        done = index.rebuild(database(), engine(), lambda n: bar(n, len(total)))
    console.print(f"{done} records are in the index")


@click.command("match-anew")
@with_appcontext
def match_anew() -> None:
    """Match all records of the catalogue anew, after the rules by which records are one title have changed."""
    with Bar("Matching") as bar:
        report = matching_anew.match_all(database(), now(), bar)
    drain("Indexing")
    console.print(f"Matched {report.matched} records; {report.moved} belong to another title than before")


@click.group("authority")
def authority_commands() -> None:
    """Persons and works under their names in every script."""


@authority_commands.command("load")
@with_appcontext
def load_authority() -> None:
    """Take in the persons and works that this version knows; what is there stays."""
    with transaction() as session:
        console.print(f"{authority.load(session)} new forms of names and titles")


@authority_commands.command("link")
@with_appcontext
def link_authority() -> None:
    """Find the known persons and works on all books, and have the index learn of it."""
    with Bar("Linking") as bar:
        changed = authority.link_all(database(), bar)
    drain("Indexing")
    console.print(f"{changed} records have other links than before")
