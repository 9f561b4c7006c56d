"""Commands that connect the systems of partners."""

import click
from flask.cli import with_appcontext
from pydantic import ValidationError

from library_exchange.commands.console import console
from library_exchange.commands.operator import OPERATOR
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.directory.queries import find_library
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.schemas import Connection
from library_exchange.protocols.iso18626.services import end_points


@click.command("connect")
@click.argument("code")
@click.option("--name", required=True, help="Name of the library, or of the broker.")
@click.option("--country", required=True, help="Its country, two letters.")
@click.option("--mailbox", required=True, help="Where its staff is written to.")
@click.option("--symbol", "symbols", required=True, multiple=True, help="A name of it on the wire, as in ISIL:DE-1.")
@click.option("--url", required=True, help="Where its system takes messages.")
@click.option("--edition", type=click.Choice(list(Edition)), default=Edition.E2017, show_default=True)
@click.option("--system", "shim", type=click.Choice(list(Shim)), default=Shim.NONE, show_default=True)
@click.option("--key-header", default="X-Api-Key", show_default=True, help="Header in which its key is sent.")
@click.option("--key", "key_sent", default=None, help="The key that it wants to be shown.")
@click.option("--address", "addresses", multiple=True, help="Address or network that it speaks from.")
@click.option("--without-key", is_flag=True, help="Know it by its address alone.")
@with_appcontext
def connect(code: str, symbols: tuple[str, ...], addresses: tuple[str, ...], without_key: bool, **given: str) -> None:
    """Connect a partner's system that speaks ISO 18626, or change how it is connected; print the key it must show."""
    try:
        connection = Connection(symbols="\n".join(symbols), addresses=" ".join(addresses), **given)
    except ValidationError as error:
        raise click.ClickException(str(error)) from error
    if without_key and not addresses:
        raise click.ClickException("--without-key needs --address: anybody could speak for the partner otherwise")
    with transaction() as session:
        end_point = end_points.connect(session, OPERATOR, code, connection, now())
        key = None if without_key else end_points.give_key(session, OPERATOR, end_point)
    console.print(f"{code} is connected.", markup=False)
    if key is not None:
        console.print(f"Its system must send this key with every message, in any header: {key}", markup=False)


@click.command("symbol")
@click.argument("code")
@click.argument("symbol")
@with_appcontext
def call_library(code: str, symbol: str) -> None:
    """Have the library CODE of this service be known to other systems as SYMBOL, as in ISIL:RU-1."""
    with transaction() as session:
        library = find_library(session, code)
        if library is None:
            raise click.ClickException(f"no library has the code {code}")
        end_points.be_called(session, OPERATOR, library, symbol)
    console.print(f"{code} is known as {symbol}.", markup=False)
