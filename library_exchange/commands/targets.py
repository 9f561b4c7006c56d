"""The command that lists catalogues elsewhere from a file that describes them."""

from typing import TextIO

import click
from flask.cli import with_appcontext

from library_exchange.commands.console import console
from library_exchange.commands.operator import OPERATOR
from library_exchange.copy_cataloguing.services.targets import describe
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.sealed_secrets import own_key


@click.command("targets")
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@with_appcontext
def list_targets(file: TextIO) -> None:
    """List catalogues elsewhere described by a CSV file; new ones are switched off."""
    with transaction() as session:
        new, known = describe(session, OPERATOR, file, own_key(), now())
    console.print(f"{new} targets are listed, switched off; {known} were listed before and are described anew.")
