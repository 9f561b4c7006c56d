"""Standing exchanges for a spreadsheet: the serials of the list, the issues of one exchange."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.bounds import find_number, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, country_name, current
from library_exchange.core.titles import in_cells
from library_exchange.directory.queries import day_at
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.ledger.labels import amount
from library_exchange.ledger.models import Unit
from library_exchange.standing_exchange import labels
from library_exchange.standing_exchange.models import SerialIssue, StandingSerial
from library_exchange.standing_exchange.queries import exchanges as queries
from library_exchange.standing_exchange.queries.titles import title_of
from library_exchange.standing_exchange.rules.agreeing import StandingState
from library_exchange.standing_exchange.views.blueprint import bp
from library_exchange.web.downloads import download, every_row
from library_exchange.web.guard import current_actor


def sifted() -> tuple[StandingState | None, int | None]:
    """Return of which state and with which partner standing exchanges are asked for in the address."""
    state = next((each for each in StandingState if each.value == request.args.get("state")), None)
    return state, find_number(request.args.get("partner", ""))


@bp.get("/staff/exchange/standing.<any(csv, xlsx):form>")
def serials_file(form: str) -> Response:
    """Give the serials of the library's standing exchanges, of those that the page lists."""
    library_id, (state, partner_id) = rights.library_of(current_actor()), sifted()
    with reading() as session:
        today = day_at(session, library_id, now())
        rows = every_row(
            lambda limit, offset: queries.listed(session, library_id, today, state, partner_id, limit, offset)
        )
        cells = [_serial(row, each, library_id) for row in rows for each in row.serials]
    heads = [
        *(_("Library"), _("Country"), _("State"), _("First year"), _("Last year"), _("Direction"), _("Title")),
        *(
            _("Original title"),
            "ISSN",
            _("How often it appears"),
            _("How it travels"),
            _("On the account"),
            _("Amount"),
        ),
    ]
    named = _("Standing exchange")
    content = table_file(form, [heads, *cells], current().code, today)
    return download(content, MIMES[form], f"serials-{today}.{form}", f"{named} {today}")


def _serial(row: queries.Row, serial: StandingSerial, library_id: int) -> list[Value]:
    exchange = row.exchange
    return [
        *(row.partner.name_in(current().code), country_name(row.partner.country)),
        *(str(labels.STATES[exchange.state][0]), exchange.first_year, exchange.last_year),
        _way(serial, library_id),
        *in_cells(title_of(serial, current().code)),
        *(serial.issn, str(labels.FREQUENCIES[serial.frequency]), str(labels.CHANNELS[serial.channel])),
        str(labels.COUNTINGS[exchange.counting]),
        str(amount(serial.rate, Unit(exchange.unit))) if exchange.unit else None,
    ]


def _way(serial: StandingSerial, library_id: int) -> str:
    return str(_("We give") if serial.giver_id == library_id else _("We get"))


@bp.get("/staff/exchange/standing/<int:exchange_id>/issues.<any(csv, xlsx):form>")
def issues_file(form: str, exchange_id: int) -> Response:
    """Give the issues of a standing exchange, of the year that the page shows or of all."""
    actor = current_actor()
    library_id = rights.library_of(actor)
    with reading() as session:
        exchange = queries.get_exchange(session, actor, exchange_id)
        today = day_at(session, library_id, now())
        serials = {each.id: each for each in queries.serials_of(session, [exchange.id])[exchange.id]}
        issues = queries.issues_of(session, list(serials.values()))
    late = queries.late_among(issues, today)
    year = request.args.get("year", type=whole_number)
    shown = [each for each in issues if year is None or each.year == year]
    cells = [_issue(serials[each.serial_id], each, each.id in late, library_id) for each in shown]
    heads: list[Any] = [
        *(_("Direction"), _("Title"), _("Original title"), "ISSN", _("Year"), _("Volume"), _("Issue"), _("State")),
        *(_("Due on"), _("Sent on"), _("Received on"), _("Claimed on"), _("What the giver answered")),
    ]
    named = _("Standing exchange")
    content = table_file(form, [heads, *cells], current().code, today)
    return download(content, MIMES[form], f"issues-{exchange_id}-{today}.{form}", f"{named} {today}")


def _issue(serial: StandingSerial, issue: SerialIssue, is_late: bool, library_id: int) -> list[Value]:
    state, _tone = labels.LATE if is_late else labels.ISSUES[issue.state]
    return [
        _way(serial, library_id),
        *in_cells(title_of(serial, current().code)),
        *(serial.issn, issue.year, issue.volume, issue.number, str(state)),
        *(issue.due_on, issue.sent_on, issue.received_on, issue.claimed_on),
        str(labels.ANSWERS[issue.answer]) if issue.answer else None,
    ]
