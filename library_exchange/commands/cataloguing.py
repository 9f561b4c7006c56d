"""Commands on the catalogue: a file taken in, the index built anew, persons and works found on books."""

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlmodel import Session, col, select

from library_exchange.catalogue.models import BibliographicRecord, Import
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import authority, index
from library_exchange.commands.console import Bar, console
from library_exchange.commands.operator import OPERATOR
from library_exchange.core import outbox
from library_exchange.core.db import database, reading, transaction
from library_exchange.directory.models import Library
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import imports
from library_exchange.marc.reading import Preview


@with_appcontext
def take_in(file: Path, code: str, preview: Preview, profile: str | None, encoding: str | None) -> None:
    """Take the file in, of which `preview` is what was seen of it, and show what became of its records."""
    with reading() as session:
        library_id = _library(session, code)
    folder = uploads()
    with file.open("rb") as stream:
        stored = imports.store(stream, file.name, folder)
    with transaction() as session:
        received = imports.receive(session, OPERATOR, library_id, stored, preview)
        imports.look_again(session, OPERATOR, received, profile, encoding)
    with Bar("Taking in") as bar:
        imports.run(database(), received.id, folder, bar)
    drain("Indexing")
    with reading() as session:
        _show_report(session.get_one(Import, received.id))


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
        f"withdrawn {found.withdrawn} ({found.kept_items} copies kept that are promised or lent)"
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
