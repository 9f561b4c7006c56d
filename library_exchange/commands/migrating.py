"""`library-exchange db downgrade`: a revision is told from a number of steps, and what could be either is refused."""

import re

import click
from alembic.util import CommandError
from flask.cli import with_appcontext

from library_exchange.commands.operator import application


def target_of(told: str, steps: int | None, known: set[str]) -> str | int:
    """Return where a downgrade leads: a revision, or a negative number of steps. Raises UsageError where it is unclear.

    Revisions are named by four digits, so a number alone says nothing: `0010` is a revision, `--steps 10` are steps.
    """
    if (not told) == (steps is None):
        raise click.UsageError("Name the revision to go down to, such as 0010, or how many steps: --steps 1.")
    if steps is not None:
        return -steps
    if told in known or told == "base":
        return told
    hint = f" For a number of steps write --steps {int(told)}." if re.fullmatch(r"-?\d+", told) else ""
    raise click.UsageError(f"There is no revision {told}.{hint}".replace("--steps -", "--steps "))


@click.command("downgrade")
@click.argument("revision", default="")
@click.option("--steps", type=click.IntRange(1), help="Go down so many revisions instead of to one.")
@with_appcontext
def downgrade(revision: str, steps: int | None) -> None:
    """Take migrations back: down to REVISION, which stays, or by --steps. Make a backup before."""
    alembic = application().extensions["alembic"]
    known = {script.revision for script in alembic.script_directory.walk_revisions()}
    target = target_of(revision, steps, known)
    try:
        alembic.downgrade(target)
    except CommandError as error:
        raise click.ClickException(f"This is not below the database's revision: {error}") from error
    click.echo(f"The database is at {', '.join(script.revision for script in alembic.current()) or 'base'}.")
