"""Commands that connect the systems of partners."""

from typing import Any

import click
from flask.cli import with_appcontext
from pydantic import ValidationError

from library_exchange.commands.console import console
from library_exchange.commands.operator import OPERATOR
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.sealed_secrets import own_key
from library_exchange.directory.queries import find_library
from library_exchange.protocols.iso18626.queries import OWN_TYPE
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.schemas import ADDRESSES_HINT, SYMBOLS_HINT, Connection
from library_exchange.protocols.iso18626.services import end_points

HINTS = {"symbol": SYMBOLS_HINT, "network": ADDRESSES_HINT}


def _told(error: ValidationError) -> str:
    """Return what is wrong with each value that was given, in sentences."""
    lines = (f"{one['loc'][0]}: {HINTS.get(one['type'], one['msg'])}" for one in error.errors())
    return "\n".join(lines)


@click.command("connect")
@click.argument("code")
@click.option("--name", required=True, help="Name of the library, or of the broker.")
@click.option("--country", required=True, help="Its country, two letters.")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True)
@click.option("--mailbox", required=True, help="Where its staff is written to.")
@click.option(
    "--symbol",
    "symbols",
    multiple=True,
    help="A name of it on the wire, as in ISIL:DE-1; a node of ours is known by its code.",
)
@click.option("--url", required=True, help="Where its system takes messages.")
@click.option(
    "--edition",
    type=click.Choice([str(one) for one in Edition]),
    default=None,
    help=f"Which edition its system speaks: {Edition.E2017}, a node of ours {Edition.E2021}, unless said.",
)
@click.option(
    "--system", "shim", type=click.Choice([str(one) for one in Shim]), default=str(Shim.NONE), show_default=True
)
@click.option("--key-header", default="X-Api-Key", show_default=True, help="Header in which its key is sent.")
@click.option("--key", "key_sent", default=None, help="The key that it wants to be shown.")
@click.option("--shared-key", default=None, help="One key that both systems show, instead of a key each.")
@click.option("--new-key", is_flag=True, help="Give its system a new key; the one before ends.")
@click.option("--address", "addresses", multiple=True, help="Address or network that it speaks from.")
@click.option("--without-key", is_flag=True, help="Know it by its address alone.")
@with_appcontext
def connect(
    code: str,
    symbols: tuple[str, ...],
    edition: str | None,
    addresses: tuple[str, ...],
    shared_key: str | None,
    new_key: bool,
    without_key: bool,
    **given: Any,
) -> None:
    """Connect a partner's system that speaks ISO 18626.

    Given again it changes how the system is connected. The key that the system must show is printed; one that has a
    key already keeps it, unless --new-key or --shared-key is given.
    """
    is_ours = given["shim"] == Shim.BRIDGE
    if not symbols and not is_ours:
        raise click.ClickException("say by --symbol how the library is called on the wire, as in ISIL:DE-1")
    named = symbols or (f"{OWN_TYPE}:{code}",)
    spoken = Edition(edition or (Edition.E2021 if is_ours else Edition.E2017))
    try:
        connection = Connection(symbols="\n".join(named), addresses=" ".join(addresses), edition=spoken, **given)
    except ValidationError as error:
        raise click.ClickException(_told(error)) from error
    if without_key and not addresses:
        raise click.ClickException("--without-key needs --address: anybody could speak for the partner otherwise")
    key, secret = None, own_key()
    with transaction() as session:
        end_point = end_points.connect(session, OPERATOR, code, connection, now(), secret)
        if shared_key is not None:
            end_points.share_key(session, OPERATOR, end_point, shared_key, secret)
        elif not without_key and (new_key or end_point.key_hash is None):
            key = end_points.give_key(session, OPERATOR, end_point)
    console.print(f"{code} is connected.", markup=False)
    if key is not None:
        console.print(f"Its system must send this key with every message, in any header: {key}", markup=False)


@click.command("symbol")
@click.argument("code")
@click.argument("symbol")
@with_appcontext
def call_library(code: str, symbol: str) -> None:
    """Have a library be known to other systems by a symbol.

    CODE is that of the library at this service, SYMBOL as in ISIL:RU-1.
    """
    with transaction() as session:
        library = find_library(session, code)
        if library is None:
            raise click.ClickException(f"no library has the code {code}")
        end_points.be_called(session, OPERATOR, library, symbol)
    console.print(f"{code} is known as {symbol}.", markup=False)
