"""The command that tells which machines share a database, and whether their settings are alike."""

import click
from flask.cli import with_appcontext

from library_exchange.commands.console import console
from library_exchange.commands.operator import settings
from library_exchange.core import alike, machines
from library_exchange.core.db import database, reading, transaction


@click.command("machines")
@click.option("--accept-settings", is_flag=True, help="Have the settings of this machine be those that all must have.")
@with_appcontext
def list_machines(accept_settings: bool) -> None:
    """List the machines on one PostgreSQL, and the settings that are others here than on them."""
    if database().is_sqlite:
        raise click.ClickException("A database of SQLite has one machine only: set LX_DATABASE_URL to a PostgreSQL.")
    if accept_settings:
        with transaction() as session:
            alike.accept(session, settings())
    with reading() as session:
        found, differing = machines.seen(session), alike.differing(session, settings())
    for each in found:
        state = "works" if each.is_living else "no worker"
        console.print(f"{each.number}  {each.host}  {state}  seen {each.seen_at:%Y-%m-%d %H:%M} UTC")
    if not found:
        console.print("No machine has started yet.")
    for name in differing:
        console.print(f"LX_{name.upper()} is set otherwise here than on the other machines.")
    if len(found) > 1 and not settings().files:
        console.print("LX_FILES is empty: files lie in the folder of the machine that took them, and others lack them.")
    if differing:
        raise SystemExit(1)
