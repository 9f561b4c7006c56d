"""The door of a reader's list."""

from flask import render_template

from library_exchange.accounts import blocks
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import current
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.reader_requests import display
from library_exchange.reader_requests.queries import requests_of_reader
from library_exchange.web.guard import current_actor


@bp.get("/loans")
def mine() -> Page:
    """Show the reader's own requests."""
    actor = current_actor()
    with reading() as session:
        found = requests_of_reader(session, actor.user_id or 0, now(), current().code)
        blocked = blocks.told_reader(session, actor.user_id, now())
    return render_template("reader_requests/mine.html", rows=display.reader_rows(found, now()), blocked=blocked)
