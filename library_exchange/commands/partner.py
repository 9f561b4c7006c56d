"""The command that plays a library abroad."""

import signal
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

import click

from library_exchange.commands.console import console
from library_exchange.simulated_partner.desk import Options, Role
from library_exchange.simulated_partner.editions import EDITIONS, V1_2
from library_exchange.simulated_partner.journal import Entry
from library_exchange.simulated_partner.partner import Partner
from library_exchange.simulated_partner.scenarios import MARKERS, QUIRKS, SCENARIOS
from library_exchange.simulated_partner.writing import Wish


def _lines(title: str, table: dict[str, str]) -> str:
    return "\b\n" + f"{title}\n" + "\n".join(f"  {name:<12} {what}" for name, what in table.items())


EPILOG = "\n\n".join(
    [
        "As supplier it does what the scenario of a request says: MOCK:<its symbol>:<scenario> in the note of the"
        " request, else the supplier's record id, else --scenario. Scenarios: " + ", ".join(SCENARIOS) + ";"
        " RETRY:COST_…, RETRY:ONLOAN_…, RETRY:COND_…, RETRY:NOTFOUNDASCITED_… (the rest is what a second try gets);"
        " ERROR:BadlyFormedMessage (any type of error);"
        " UNFILLED for all others; HTTP-ERROR-500, HTTP-ERROR-500:2_LOANED (fails twice).",
        _lines("Habits, added to a scenario as +TWICE or to a note as #TWICE#:", QUIRKS),
        _lines("As requester it does by itself what it should, or what markers in the note say (#RENEW#):", MARKERS),
    ]
)


def _header(_context: click.Context, _parameter: click.Parameter, value: str | None) -> dict[str, str]:
    name, colon, content = (value or "").partition(":")
    if value and not (name.strip() and colon):
        raise click.BadParameter("write it as 'Name: value'")
    return {name.strip(): content.strip()} if value else {}


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if value and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).netloc):
        raise click.BadParameter("an address begins with http:// or https://")
    return value


@click.command("partner", epilog=EPILOG)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8081, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--peer", default="", callback=_address, help="Where the system lives that is tried out (URL).")
@click.option("--peer-symbol", default="", help="Symbol of the library there that requests are for.")
@click.option("--address", default="", callback=_address, help="Where the peer reaches this partner, if not by host.")
@click.option("--role", default=Role.BOTH.value, show_default=True, type=click.Choice([role.value for role in Role]))
@click.option("--symbol", default="", help="Symbol of the library played.  [default: SUP, REQ or MOCK, by role]")
@click.option("--agency-type", default="MOCK", show_default=True, help="Kind of the symbols, such as ISIL.")
@click.option("--edition", default=V1_2, show_default=True, type=click.Choice(EDITIONS), help="Edition it speaks.")
@click.option("--delay-ms", default=1000, show_default=True, type=click.IntRange(0), help="Pause before it answers.")
@click.option("--key", "headers", callback=_header, help="Header sent with each message: 'Name: value'.")
@click.option("--demand-key", "demanded", callback=_header, help="Header without which no message is taken.")
@click.option("--scenario", default="", help="What it does where a request names no scenario it knows.")
@click.option("--schemas", type=click.Path(exists=True, file_okay=False, path_type=Path), help="Folder of .xsd files.")
@click.option("--request", "title", default="", help="Ask the peer for a book of this title at once.")
@click.option("--record", default="", help="Record id in that request; names the scenario where the peer plays too.")
@click.option("--note", default="", help="Note of that request, with markers.")
def partner(title: str, record: str, note: str, delay_ms: int, role: str, **options: object) -> None:
    """Play a library abroad that speaks ISO 18626, to train and to try out a connection.

    Nothing is lent and nothing is kept: it needs no database, and all it knows is gone when it stops. Messages go to
    /iso18626; /log shows all of them with their confirmations. Stop it with Ctrl-C. It asks nobody who he is (see
    --demand-key) and sends answers wherever a request says, so let it listen only where you trust the network.
    """
    if title and not options["peer"]:
        raise click.UsageError("--request needs --peer, the address to ask.")
    quietly = {name: value for name, value in options.items() if value is not None}
    played = Partner(Options(role=Role(role), delay=delay_ms / 1000, **quietly), _tell)  # type: ignore[arg-type]
    played.start_server()
    # Whoever starts it in the background has it ignore Ctrl-C, and stops it as a service is stopped.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    console.print(f"{played.options.own.symbol} ({role}, {played.options.edition}) is played at {played.url}")
    try:
        if title:
            played.start(Wish(title=title, record_id=record, note=note))
        Event().wait()
    except KeyboardInterrupt:
        console.print("Stopped.")
    finally:
        played.stop()


def _tell(entry: Entry) -> None:
    faults = [f"{edition}: {what[0]}" for edition, what in entry.faults.items() if what and edition == entry.version]
    what = f"{entry.direction:>4} {entry.kind or 'no message'} {entry.gist} {entry.request_id}"
    answered = f"{entry.status} {entry.answer_gist}" if entry.status else entry.trouble
    console.print(f"{what} → {answered}", *faults, markup=False, soft_wrap=True)
