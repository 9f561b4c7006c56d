"""Commands for the day something breaks: a backup, its way back, and a look for damage."""

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import index
from library_exchange.commands.console import console
from library_exchange.commands.operator import application, settings
from library_exchange.core import backup, nightly, outbox, restore, schema
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.harvesting import queries as harvesting
from library_exchange.jobs import night_work
from library_exchange.scheduled_imports import queries as scheduled_imports


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), required=False)
@with_appcontext
def make_backup(folder: Path | None) -> None:
    """Write a backup that is whole even while the service runs: database, uploads, manifest."""
    made = backup.make(database(), settings(), folder)
    console.print(f"The backup is in {made}")


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only-compare", is_flag=True, help="Compare the backup with its manifest and change nothing.")
@with_appcontext
def restore_backup(folder: Path, only_compare: bool) -> None:
    """Put a backup back into an instance without a database; refused where it differs from its manifest."""
    try:
        if only_compare:
            found = restore.differences(folder, settings())
            if found:
                raise restore.NotRestored("; ".join(found))
        else:
            restore.restore(database(), settings(), folder)
    except restore.NotRestored as refused:
        raise click.ClickException(f"Not restored: {refused}.") from refused
    console.print("The backup is as its manifest says." if only_compare else "Restored. Now: library-exchange reindex")


@click.command()
@with_appcontext
def check() -> None:
    """Look for damage: database, schema, index, nightly work that failed, files not fetched, what is tried in vain."""
    app = application()
    findings = backup.damage(database())
    if schema.needs_upgrade(app):
        findings.append("the database is behind the migrations: run `library-exchange serve`")
    else:
        findings += index.drift(database(), engine())
        findings += nightly.findings(database(), night_work(app))
        findings += _not_fetched()
        findings += _tried_in_vain()
    for finding in findings:
        console.print(f"- {finding}", markup=False)
    console.print("No damage found." if not findings else f"{len(findings)} findings.")
    sys.exit(1 if findings else 0)


def _not_fetched() -> list[str]:
    with reading() as session:
        return [*scheduled_imports.findings(session), *harvesting.findings(session)]


def _tried_in_vain() -> list[str]:
    with reading() as session:
        rows = session.scalars(outbox.stuck(now())).all()
    return [
        f"{row.kind} {row.key or row.id} of {row.created_at:%Y-%m-%d} is not done: it waited {row.waits} times for"
        f" another and failed {row.attempts} times ({row.last_error or 'no error'})"
        for row in rows
    ]
