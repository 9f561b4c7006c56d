"""Issues on pages: ticked many at once, claimed all at once, entered one by one."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _, _n
from library_exchange.standing_exchange import labels
from library_exchange.standing_exchange.queries.exchanges import get_exchange
from library_exchange.standing_exchange.schemas import Consigning, IssueInput
from library_exchange.standing_exchange.services import consigning, issues
from library_exchange.standing_exchange.views.blueprint import bp
from library_exchange.standing_exchange.views.exchanges import page
from library_exchange.web.addresses import event_named
from library_exchange.web.forms import parse, ticked_rows
from library_exchange.web.guard import current_actor

Answer = str | tuple[str, int] | Response
CLAIM_ALL = "claim_all"
"""The button that claims everything that is late, ticked or not."""


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues")
def tick(exchange_id: int) -> Answer:
    """Let one thing happen to all ticked issues, or claim all that are late."""
    told = request.form.get("event", "")
    event = None if told == CLAIM_ALL else event_named(told, labels.ISSUE_EVENTS)
    try:
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            if event is None:
                done = issues.claim_all(session, current_actor(), exchange, now())
            else:
                ticked = ticked_rows(request.form.getlist("issue"))
                done = issues.tick(session, current_actor(), exchange, event, ticked, now())
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(_n("%(num)s issue is noted.", "%(num)s issues are noted.", done), "ok")
    return redirect(_address(exchange_id))


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues/new")
def add_issue(exchange_id: int) -> Answer:
    """Enter an issue that nobody expected."""
    try:
        given = parse(IssueInput, request.form)
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            issues.add_issue(session, current_actor(), exchange, given, now())
    except InvalidInput as refused:
        return page(exchange_id, errors=refused.fields), refused.status
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(_("The issue is in the list. Tick it when it is sent."), "ok")
    return redirect(_address(exchange_id, given.year))


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues/consignment")
def consign(exchange_id: int) -> Answer:
    """Put all ticked issues into a consignment to the other library; lead to that."""
    try:
        given = parse(Consigning, request.form)
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            ticked = ticked_rows(request.form.getlist("issue"))
            made = consigning.consign(session, current_actor(), exchange, ticked, given, now())
    except InvalidInput as refused:
        return page(exchange_id, errors=refused.fields), refused.status
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    return redirect(url_for("shipping.show", consignment_id=made.id))


@bp.post("/staff/exchange/standing/<int:exchange_id>/issues/consignment/out")
def take_out(exchange_id: int) -> Answer:
    """Take all ticked issues out of the consignments in which they wait."""
    try:
        with transaction() as session:
            exchange = get_exchange(session, current_actor(), exchange_id)
            ticked = ticked_rows(request.form.getlist("issue"))
            done = consigning.take_out(session, current_actor(), exchange, ticked, now())
    except Conflict as refused:
        return page(exchange_id, refused.sentence), refused.status
    flash(_n("%(num)s issue is to be sent again.", "%(num)s issues are to be sent again.", done), "ok")
    return redirect(_address(exchange_id))


def _address(exchange_id: int, year: int | None = None) -> str:
    """Return the page of a standing exchange, of the year that was shown."""
    shown = year or request.form.get("shown_year", type=whole_number)
    return url_for("standing_exchange.show", exchange_id=exchange_id, year=shown)
