"""Commands for the day something breaks: a backup, its way back, and a look for damage."""

import os
import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import index
from library_exchange.commands.console import console
from library_exchange.commands.operator import application, settings
from library_exchange.core import backup, nightly, outbox_queues, restore, sealed_files, upgrading
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.core.postgres_tools import ToolFailed
from library_exchange.harvesting import queries as harvesting
from library_exchange.jobs import night_work
from library_exchange.scheduled_imports import queries as scheduled_imports

PASSPHRASE = "LX_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable
SHORTEST_PASSPHRASE = 12


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--passphrase", "is_asked", is_flag=True, help=f"Seal it with a passphrase: asked, or of {PASSPHRASE}.")
@with_appcontext
def make_backup(folder: Path | None, is_asked: bool) -> None:
    """Write a backup that is whole even while the service runs: database, uploads, manifest; sealed if you like."""
    try:
        made = backup.make(database(), settings(), folder, _new_passphrase() if is_asked else None)
    except ToolFailed as failed:
        raise click.ClickException(f"No backup was made: {failed}.") from failed
    console.print(f"The backup is in {made}", soft_wrap=True)


def _new_passphrase() -> str:
    told: str = os.environ.get(PASSPHRASE) or click.prompt("Passphrase", hide_input=True, confirmation_prompt=True)
    if len(told) < SHORTEST_PASSPHRASE:
        raise click.ClickException(f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.")
    return told


@click.command("backup-key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def make_backup_key(file: Path) -> None:
    """Write a new private key into FILE and print its public one, for which backups are sealed."""
    private, public = sealed_files.new_pair()
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise click.ClickException(f"{file} exists already; a key is never overwritten.") from error
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(f"{private}\n")
    click.echo(public)


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only-compare", is_flag=True, help="Compare the backup with its manifest and change nothing.")
@click.option("--key", "key_file", type=click.Path(exists=True, path_type=Path), help="File of the private key.")
@with_appcontext
def restore_backup(folder: Path, only_compare: bool, key_file: Path | None) -> None:
    """Put a backup back into an instance without a database; refused where it differs from its manifest."""
    try:
        with restore.unsealed(folder, settings(), _key_of(folder, key_file)) as opened:
            if only_compare:
                found = restore.differences(opened, settings())
                if found:
                    raise restore.NotRestored("; ".join(found))
            else:
                restore.restore(database(), settings(), opened)
    except restore.NotRestored as refused:
        raise click.ClickException(f"Not restored: {refused}.") from refused
    if only_compare:
        console.print("The backup is as its manifest says.")
    elif _is_current():
        done = index.rebuild(database(), engine())
        console.print(f"Restored; {done} records are in the index. Now: library-exchange check")
    else:
        console.print("Restored; its schema is older. Now: library-exchange upgrade, then library-exchange reindex")


def _is_current() -> bool:
    """Whether what was put back has the schema of this version; one that this version does not know is told."""
    found = upgrading.look(application())
    try:
        upgrading.require_known(found)
    except upgrading.NotStarted as unknown:
        raise click.ClickException(f"Restored, but this version cannot work on it. {unknown}") from unknown
    return found.state is upgrading.State.CURRENT


def _key_of(folder: Path, key_file: Path | None) -> sealed_files.Key | None:
    """Return how a sealed backup is opened; its passphrase is asked for."""
    if key_file is not None:
        return sealed_files.with_private(key_file.read_text(encoding="ascii"))
    if restore.sealed_by(folder) != "scrypt":
        return None
    return sealed_files.with_passphrase(os.environ.get(PASSPHRASE) or click.prompt("Passphrase", hide_input=True))


@click.command()
@with_appcontext
def check() -> None:
    """Look for damage: database, schema, index, nightly work that failed, files not fetched, what is tried in vain."""
    app = application()
    findings = backup.damage(database())
    lacking = _of_schema(app)
    findings += lacking
    if not lacking:
        findings += index.drift(database(), engine())
        findings += nightly.findings(database(), night_work(app))
        findings += _not_fetched()
        findings += _tried_in_vain()
    for finding in findings:
        console.print(f"- {finding}", markup=False)
    console.print("No damage found." if not findings else f"{len(findings)} findings.")
    sys.exit(1 if findings else 0)


def _of_schema(app: Flask) -> list[str]:
    """Return why nothing else can be looked at: the schema is not that of this version."""
    try:
        upgrading.require_current(upgrading.look(app))
    except upgrading.NotStarted as told:
        return [str(told)]
    return []


def _not_fetched() -> list[str]:
    with reading() as session:
        return [*scheduled_imports.findings(session), *harvesting.findings(session)]


def _tried_in_vain() -> list[str]:
    with reading() as session:
        rows = session.scalars(outbox_queues.stuck(now())).all()
    return [
        f"{row.kind} {row.key or row.id} of {row.created_at:%Y-%m-%d} is not done: it waited {row.waits} times for"
        f" another and failed {row.attempts} times ({row.last_error or 'no error'})"
        for row in rows
    ]
