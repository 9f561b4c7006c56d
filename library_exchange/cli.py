"""The operators' command `library-exchange`: its commands by name; what one needs is loaded when it is called."""

from importlib import import_module
from typing import Any

import click
from flask import Flask
from flask.cli import FlaskGroup

COMMANDS = {
    "serve": ("serving", "serve", "Migrate, seed the demo when the database is empty, and serve."),
    "import": (
        "importing",
        "import_file",
        "Take a file of records, or a table with one book in each row, in.",
    ),
    "reindex": (
        "cataloguing",
        "reindex",
        "Build the search index anew from the database; the service may run meanwhile.",
    ),
    "match-anew": (
        "cataloguing",
        "match_anew",
        "Match all records of the catalogue anew, after the rules by which records are one title have changed.",
    ),
    "authority": ("cataloguing", "authority_commands", "Persons and works under their names in every script."),
    "demo": (
        "serving",
        "seed_demo",
        "Fill an empty database with the demonstration: libraries, books, accounts, loans.",
    ),
    "admit": (
        "admitting",
        "admit_library",
        "Admit a library described by a JSON file, and invite its first administrator.",
    ),
    "connect": ("connecting", "connect", "Connect a partner's system that speaks ISO 18626."),
    "symbol": ("connecting", "call_library", "Have a library be known to other systems by a symbol."),
    "administrator": ("admitting", "add_administrator", "Make an account for an administrator of the platform."),
    "reset-second-factor": (
        "admitting",
        "reset_second_factor",
        "Let in by the password alone who has lost telephone and recovery codes; a letter tells her.",
    ),
    "targets": (
        "targets",
        "list_targets",
        "List catalogues elsewhere described by a CSV file; new ones are switched off.",
    ),
    "backup": (
        "keeping",
        "make_backup",
        "Write a backup that is whole even while the service runs: database, uploads, manifest; sealed if you like.",
    ),
    "restore": (
        "keeping",
        "restore_backup",
        "Put a backup back into an instance without a database; refused where it differs from its manifest.",
    ),
    "backup-key": (
        "keeping",
        "make_backup_key",
        "Write a new private key into FILE and print its public one, for which backups are sealed.",
    ),
    "upgrade": (
        "upgrading",
        "upgrade",
        "Bring the database to the schema of this version, after a backup; --check only tells.",
    ),
    "check": (
        "keeping",
        "check",
        "Look for damage: database, schema, index, nightly work that failed, files not fetched, what is tried in vain.",
    ),
    "rounds": ("recomputing", "rounds", "Exchange rounds, computed anew from their published lists."),
    "jobs": ("serving", "jobs", "Run the worker and the clock alone, when another server answers the pages."),
    "machines": (
        "machines",
        "list_machines",
        "List the machines on one PostgreSQL, and the settings that are others here than on them.",
    ),
    "partner": (
        "partner",
        "partner",
        "Play a library abroad that speaks ISO 18626, to train and to try out a connection.",
    ),
}
"""The file of `commands`, the command in it, and what it does."""
FROM_LIBRARIES = {"db": "Perform database migrations.", "limiter": "Flask-Limiter maintenance & utility commands"}
"""Commands that come with the libraries the application stands on."""


class _Commands(FlaskGroup):
    """The commands; an expected refusal is told in a sentence instead of a traceback."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(COMMANDS | FROM_LIBRARIES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            given = super().get_command(ctx, name)
            if name == "db" and isinstance(given, click.Group):
                given.add_command(import_module("library_exchange.commands.migrating").downgrade)
                given.add_command(import_module("library_exchange.commands.upgrading").copy_to)
            return given
        file, command, _what = COMMANDS[name]
        found: click.Command = getattr(import_module(f"library_exchange.commands.{file}"), command)
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        told = {name: what for name, (_file, _command, what) in COMMANDS.items()} | FROM_LIBRARIES
        with formatter.section("Commands"):
            formatter.write_dl(sorted(told.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except click.exceptions.Exit:
            raise
        except Exception as error:
            # Loaded only now: who asks for help waits for none of it.
            refused: click.ClickException | None = import_module("library_exchange.commands.refusals").told(error)
            if refused is None:
                raise
            raise refused from error


def _application() -> Flask:
    made: Flask = import_module("library_exchange.app").create_app()
    return made


@click.group(cls=_Commands, create_app=_application, add_default_commands=False)
def main() -> None:
    """书桥 · Книжный мост: the operators' command."""
