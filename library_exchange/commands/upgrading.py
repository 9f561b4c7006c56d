"""Commands before and after a new version: what the database lacks, a backup, the migrations; a move to PostgreSQL."""

import sys

import click
from flask import Flask
from flask.cli import with_appcontext

from library_exchange.app import create_app
from library_exchange.commands.console import console
from library_exchange.commands.operator import application, settings
from library_exchange.core import copying, schema, upgrading
from library_exchange.core.db import Database, database
from library_exchange.core.postgres_tools import ToolFailed
from library_exchange.core.upgrading import NotStarted, State

TOLD = {
    State.NEW: "The database is empty; it is made by the first start.",
    State.CURRENT: "The database has the schema of this version.",
}
BACKUP_BEFORE = "A backup is made before."


@click.command("upgrade")
@click.option("--check", is_flag=True, help="Only tell what would be done; exit code 1 if there is anything.")
@click.option("--without-backup", is_flag=True, help="Make no backup before: you have one of your own.")
@with_appcontext
def upgrade(check: bool, without_backup: bool) -> None:
    """Bring the database to the schema of this version, after a backup; --check only tells."""
    found = upgrading.look(application())
    try:
        upgrading.require_known(found)
    except NotStarted as refused:
        raise click.ClickException(str(refused)) from refused
    if check:
        console.print(TOLD.get(found.state) or f"{_lacks(found)} {BACKUP_BEFORE} Now: library-exchange upgrade")
        sys.exit(1 if found.state is State.OLDER else 0)
    carry_out(application(), with_backup=not without_backup)
    console.print("The database has the schema of this version.")


def _lacks(found: upgrading.Found) -> str:
    first, last = found.missing[0], found.missing[-1]
    return (
        f"The database has the schema {found.revision}; {len(found.missing)} migrations are to come, {first} to {last}."
    )


def carry_out(app: Flask, with_backup: bool = True) -> None:
    """Bring the database of `app` to this version's schema and tell where the backup of before lies."""
    found = upgrading.look(app)
    if found.state is State.OLDER:
        console.print(f"{_lacks(found)} {BACKUP_BEFORE}" if with_backup else _lacks(found))
    try:
        made = upgrading.upgrade(app, found, with_backup)
    except NotStarted as refused:
        raise click.ClickException(str(refused)) from refused
    except ToolFailed as failed:
        raise click.ClickException(
            f"Nothing was changed, for no backup could be made before: {failed}. If you have one of your own:"
            " library-exchange upgrade --without-backup"
        ) from failed
    if made is not None:
        console.print(f"The backup of before is in {made}", soft_wrap=True)


@click.command("copy-to")
@click.argument("url")
@with_appcontext
def copy_to(url: str) -> None:
    """Copy this database into an empty one at URL, and compare both row by row: from SQLite to PostgreSQL."""
    try:
        upgrading.require_current(upgrading.look(application()))
        copied = _copied(url)
    except (NotStarted, copying.NotCopied) as refused:
        raise click.ClickException(f"Nothing was copied: {refused}") from refused
    rows = sum(copied.values())
    console.print(
        f"{rows} rows in {len(copied)} tables are the same in both. Now: stop every process of the service, set"
        " LX_DATABASE_URL to this address, and start. The old database stays as it is."
    )


def _copied(url: str) -> dict[str, int]:
    new = create_app(settings().model_copy(update={"database_url": url}))
    target: Database = new.extensions["database"]
    try:
        return copying.copy_to(
            database(), target, lambda: schema.upgrade(new), lambda table: console.print(f"  {table}", markup=False)
        )
    finally:
        target.dispose()
