"""Messages between libraries that wait for one before them, for the platform's administrators."""

from flask import render_template

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import current
from library_exchange.loan_messages import display
from library_exchange.loan_messages.queries import all_messages_waiting
from library_exchange.loans.views.blueprint import Page, bp


@bp.get("/platform/waiting")
def waiting() -> Page:
    """List the messages between libraries that wait for one before them, for the platform's administrators."""
    with reading() as session:
        found = all_messages_waiting(session, now())
    return render_template(
        "loan_messages/waiting.html", rows=[display.waiting_row(each, current().code) for each in found]
    )
