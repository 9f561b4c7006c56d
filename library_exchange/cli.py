"""The operators' command: `library-exchange serve | import | reindex | demo | backup | check | jobs`."""

import sys
import urllib.request
from pathlib import Path
from threading import Event, Thread
from typing import Any, TextIO

import click
import waitress
from flask import Flask, current_app
from flask.cli import FlaskGroup, with_appcontext
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlmodel import Session, col, select

from library_exchange.accounts.schemas import Invitation
from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_user, invite
from library_exchange.app import create_app
from library_exchange.catalogue.models import BibliographicRecord, Import
from library_exchange.catalogue.resources import engine, uploads
from library_exchange.catalogue.services import authority, imports, index
from library_exchange.core import backup, nightly, outbox, schema, startup
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import ExchangeError
from library_exchange.core.settings import Settings
from library_exchange.demo.people import accounts_table
from library_exchange.demo.seeding import seed, was_interrupted
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library
from library_exchange.jobs import AnotherWorkerRuns, Worker, night_work
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile

console = Console(highlight=False)
OPERATOR = Actor(kind="person", door="cli", is_platform_admin=True)
SHORTEST_PASSWORD = 10


class _Commands(FlaskGroup):
    """The commands; an expected refusal is told in a sentence instead of a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ExchangeError as refused:
            with create_app().app_context():
                raise click.ClickException(str(refused.sentence)) from refused
        except AnotherWorkerRuns as refused:
            raise click.ClickException("Another process of this service carries out the outbox already.") from refused
        except FileExistsError as refused:
            raise click.ClickException(f"{refused.filename} exists already; choose another folder.") from refused
        except startup.EXPECTED as refused:
            told = startup.sentence(refused)
            if told is None:
                raise
            raise click.ClickException(told) from refused


@click.group(cls=_Commands, create_app=create_app, add_default_commands=False)
def main() -> None:
    """书桥 · Книжный мост: the operators' command."""


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


@main.command()
@click.option("--check", is_flag=True, help="Start, fetch one page, stop.")
@with_appcontext
def serve(check: bool) -> None:
    """Migrate, seed the demo when the database is empty, and serve."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = _settings()
    schema.upgrade(app)
    _seed_when_empty(app)
    _know_names()
    worker = Worker(app)
    try:
        worker.start()
    except AnotherWorkerRuns:
        console.print("Another process of this service carries out the outbox; this one only serves pages.")
    server = waitress.create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=settings.threads,
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
    )
    _print_banner(settings)
    try:
        _fetch_one_page(server, settings) if check else server.run()
    finally:
        worker.stop()


def _seed_when_empty(app: Flask) -> None:
    with reading() as session:
        is_empty = session.exec(select(Library.id)).first() is None
        is_broken = was_interrupted(session)
    if is_broken:
        console.print("The demonstration was interrupted while it was made. Delete the database and start again.")
    if is_empty and _settings().is_demo:
        with _bar("Preparing the demonstration") as bar:
            seed(app, bar)


def _know_names() -> None:
    """Take in the persons and works of this version; where they are new to the database, find them on its books."""
    with transaction() as session:
        added = authority.load(session)
    if added:
        authority.link_all(database())


def _fetch_one_page(server: Any, settings: Settings) -> None:
    Thread(target=server.run, daemon=True).start()
    address = f"http://{settings.host}:{settings.port}{'/zh/' if settings.is_demo else '/healthz'}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        console.print(f"{address} answered {answer.status}")
    server.task_dispatcher.shutdown()
    server.close()


def _print_banner(settings: Settings) -> None:
    console.print(f"\n[bold]书桥 · Книжный мост[/bold]  http://{settings.host}:{settings.port}/\n")
    if settings.is_demo:
        console.print("Demonstration accounts · 演示账号 · Демонстрационные учётные записи")
        console.print(accounts_table())
    if not settings.smtp_host:
        console.print(f"No mail server is set: every mail is a file under {settings.folder('mail')}")


class _bar:  # noqa: N801 - used like a function
    """A progress bar on the console; called with how much is done and how much there is."""

    def __init__(self, label: str) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
        )
        self._task = self._progress.add_task(label, total=None)

    def __enter__(self) -> "_bar":
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def __call__(self, done: int, total: int | None = None) -> None:
        self._progress.update(self._task, completed=done, total=total)


@main.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--library", "code", required=True, help="Code of the library whose records these are.")
@click.option(
    "--profile", type=click.Choice([p.value for p in Profile]), help="Format, if it should not be recognised."
)
@click.option("--encoding", type=click.Choice([e.value for e in Encoding]), help="Encoding, if not to be recognised.")
@click.option("--dry-run", is_flag=True, help="Show what the file is and take nothing in.")
@with_appcontext
def import_file(file: Path, code: str, profile: str | None, encoding: str | None, dry_run: bool) -> None:
    """Take a file of records in: MARC 21, UNIMARC, RUSMARC or CNMARC, as ISO 2709 or XML."""
    preview = imports.look(file, profile, encoding)
    _show_preview(imports.preview_facts(preview))
    if dry_run:
        return
    with reading() as session:
        library_id = _library(session, code)
    folder = uploads()
    with file.open("rb") as stream:
        stored = imports.store(stream, file.name, folder)
    with transaction() as session:
        received = imports.receive(session, OPERATOR, library_id, stored, preview)
        imports.look_again(session, OPERATOR, received, profile, encoding)
    with _bar("Taking in") as bar:
        imports.run(database(), received.id, folder, bar)
    _drain("Indexing")
    with reading() as session:
        _show_report(session.get_one(Import, received.id))


def _library(session: Session, code: str) -> int:
    found = session.exec(select(Library.id).where(col(Library.code) == code)).first()
    if found is None:
        known = ", ".join(session.exec(select(Library.code).order_by(col(Library.code))))
        raise click.BadParameter(f"no library has the code {code!r}; known: {known or 'none yet'}")
    return found


def _show_preview(facts: dict[str, Any]) -> None:
    console.print(f"Format: {facts['profiles']}  encoding: {facts['encodings']}")
    for title, _lang in facts["titles"]:
        console.print(f"  {title}", markup=False)


def _show_report(found: Import) -> None:
    console.print(
        f"Read {found.read} = accepted {found.accepted} + rejected {found.rejected}; "
        f"new titles {found.created}, joined {found.joined}, updated {found.updated}, unchanged {found.unchanged}"
    )


def _drain(label: str) -> None:
    with _bar(label) as bar:
        bar(outbox.drain(database(), limit=100_000))


@main.command()
@with_appcontext
def reindex() -> None:
    """Build the search index anew from the database; the service may run meanwhile."""
    with reading() as session:
        total = session.exec(select(col(BibliographicRecord.id))).all()
    with _bar("Indexing") as bar:
        done = index.rebuild(database(), engine(), lambda n: bar(n, len(total)))
    console.print(f"{done} records are in the index")


@main.group("authority")
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
    with _bar("Linking") as bar:
        changed = authority.link_all(database(), bar)
    _drain("Indexing")
    console.print(f"{changed} records have other links than before")


@main.command("demo")
@with_appcontext
def seed_demo() -> None:
    """Fill an empty database with the demonstration: libraries, books, accounts, loans."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    schema.upgrade(app)
    with _bar("Preparing the demonstration") as bar:
        seed(app, bar)
    console.print(accounts_table())


@main.command("admit")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--admin", "email", required=True, help="E-mail of the library's first administrator, who is invited.")
@click.option("--name", required=True, help="Name of the administrator.")
@with_appcontext
def admit_library(file: TextIO, email: str, name: str) -> None:
    """Admit a library described by a JSON file, and invite its first administrator."""
    try:
        given = NewLibrary.model_validate_json(file.read())
        invitation = Invitation(email=email, name=name, language=given.language, role=Role.LIBRARY_ADMIN)
    except ValidationError as error:
        raise click.ClickException(str(error)) from error
    with transaction() as session:
        library = add_library(session, OPERATOR, given)
        invite(session, OPERATOR, library.id, invitation)
    _drain("Writing the invitation")
    console.print(f"{given.code} is admitted; {email} has been sent a link to set a password.", markup=False)


@main.command("administrator")
@click.argument("email")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for if not given.")
@with_appcontext
def add_administrator(email: str, password: str) -> None:
    """Make an account for an administrator of the platform."""
    if len(password) < SHORTEST_PASSWORD:
        raise click.BadParameter(f"a password has at least {SHORTEST_PASSWORD} characters")
    secret = hashed(password)
    with transaction() as session:
        add_user(session, email, secret, name="", is_platform_admin=True)
    console.print(f"{email} may sign in.", markup=False)


@main.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@with_appcontext
def make_backup(folder: Path | None) -> None:
    """Write a backup that is whole even while the service runs: database, uploads, manifest."""
    made = backup.make(database(), _settings(), folder)
    console.print(f"The backup is in {made}")


@main.command()
@with_appcontext
def check() -> None:
    """Look for damage: database, schema, index, nightly work that failed, what was tried in vain for a day."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    findings = backup.damage(database())
    if schema.needs_upgrade(app):
        findings.append("the database is behind the migrations: run `library-exchange serve`")
    else:
        findings += index.drift(database(), engine())
        findings += nightly.findings(database(), night_work(app))
        findings += _tried_in_vain()
    for finding in findings:
        console.print(f"- {finding}", markup=False)
    console.print("No damage found." if not findings else f"{len(findings)} findings.")
    sys.exit(1 if findings else 0)


def _tried_in_vain() -> list[str]:
    with reading() as session:
        rows = session.scalars(outbox.stuck(now())).all()
    return [
        f"{row.kind} {row.key or row.id} of {row.created_at:%Y-%m-%d} is not done: it waited {row.waits} times for"
        f" another and failed {row.attempts} times ({row.last_error or 'no error'})"
        for row in rows
    ]


@main.command()
@with_appcontext
def jobs() -> None:
    """Run the worker and the clock alone, when another server answers the pages."""
    worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    worker.start()
    try:
        click.pause("The worker runs. Press any key or Ctrl-C to stop.") if sys.stdin.isatty() else _wait()
    finally:
        worker.stop()


def _wait() -> None:
    Event().wait()
