"""The desk of who runs the platform: what waits for her, and every page of hers."""

from flask import render_template, url_for

from library_exchange.accounts.views import bp
from library_exchange.core import health, worklist
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _l

PAGES = (
    (
        "joining.applications",
        _l("Libraries that ask to join"),
        _l("Admit a library, with its first administrator, or say why not."),
    ),
    ("leaving.listed", _l("Libraries that leave"), _l("Who leaves on which day, and what is open yet.")),
    ("shipping.disputes", _l("Claims to decide"), _l("What two libraries could not settle between them.")),
    ("rounds.rounds", _l("Exchange rounds"), _l("Plan a round, open its lists, see how it goes.")),
    ("ledger.exchange_rates", _l("Exchange rates"), _l("Between yuan and rouble, for all libraries.")),
    (
        "shipping.rules",
        _l("Rules of post and customs"),
        _l("Numbers, HS codes and services of carriers by which consignments are planned."),
    ),
    ("notifications.mail", _l("Mail"), _l("What was written to whom, and whether it went.")),
    ("loans.waiting", _l("Messages that wait"), _l("Messages between libraries that could not be delivered yet.")),
    ("protocols.partners", _l("Partners' systems"), _l("Systems of other libraries: connected, tried out, repaired.")),
    (
        "operation.state",
        _l("State of the service"),
        _l("Queues, index, disk and backup, and what to see to."),
    ),
    (
        "door_keeping.listed",
        _l("Interfaces for other programs"),
        _l("Open or shut, how often asked, what went wrong."),
    ),
    (
        "answer_links.partners",
        _l("Partners by letter"),
        _l("Libraries without accounts, which answer by mail or on paper."),
    ),
    (
        "copy_cataloguing.targets",
        _l("Catalogues elsewhere"),
        _l("Targets in which librarians look for records to take over."),
    ),
    (
        "second_factors.lost",
        _l("Lost second factors"),
        _l("Let in an administrator who has lost telephone and recovery codes."),
    ),
    (
        "accounts.end_sign_ins_by_address",
        _l("End sign-ins"),
        _l("Sign somebody out after a telephone was lost or a computer left open."),
    ),
    (
        "retention.of_platform",
        _l("How long data are kept"),
        _l("Terms of what is no library's, and what the last night deleted."),
    ),
    (
        "border_transfers.listed",
        _l("What crossed borders"),
        _l("Which fields of messages went to other countries, counted by month."),
    ),
    ("directory.index", _l("Libraries"), _l("Rules, addresses and calendars of each library.")),
    ("statistics.figures", _l("Figures"), _l("How evenly the exchange goes, and the yearly report.")),
)
"""The pages of who runs the platform, each with what it is for; the most used first."""


@bp.get("/platform")
def platform() -> str:
    """Show what waits for who runs the platform, with counts, and lead to every page of hers."""
    at = now()
    with reading() as session:
        troubles = sum(count(session, at) for count in health.TROUBLES.fillings().values())
        found = worklist.overseen(session, at)
    return render_template(
        "accounts/platform.html",
        waits=[{"name": kind.name, "told": kind.told(count), "url": url_for(kind.endpoint)} for kind, count in found],
        pages=[{"url": url_for(endpoint), "label": label, "about": about} for endpoint, label, about in PAGES],
        troubles=troubles,
    )
