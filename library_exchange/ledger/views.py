"""The door of the room: rates between currencies."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.directory.queries import day_for
from library_exchange.ledger import display, policy, rates
from library_exchange.ledger.schemas import RateInput
from library_exchange.web.confirming import ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("ledger", __name__)


@bp.route("/staff/rates", methods=["GET", "POST"])
def exchange_rates() -> Any:
    """Show the rates that count for the visitor's library, and let administrators enter one."""
    actor = current_actor()
    policy.require_rate_reader(actor)
    if request.method == "GET":
        return _page({})
    policy.whose_rates(actor, "is_for_all" in request.form)
    try:
        given = parse(RateInput, request.form)
        with transaction() as session:
            before = rates.doubted(session, actor, given)
            question = display.question_of_rate(before, given, url_for("ledger.exchange_rates")) if before else None
            rates.enter(session, actor, given, day_for(session, actor.library_id, now()))
            ask(question)
    except InvalidInput as refused:
        return _page(refused.fields), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("ledger.exchange_rates"))


def _page(errors: dict[str, Any]) -> str:
    actor = current_actor()
    with reading() as session:
        known = rates.known_rates(session, actor.library_id)
        today = day_for(session, actor.library_id, now())
    return render_template(
        "ledger/rates.html",
        rates=[display.rate_row(row) for row in known],
        may_enter=policy.may_enter_rates(actor),
        may_enter_for_all=actor.is_platform_admin and policy.whose_rates(actor, False) is not None,
        pairs=[("CNY RUB", _("1 yuan in roubles")), ("RUB CNY", _("1 rouble in yuan"))],
        today=today,
        given=request.form,
        errors=errors,
    )
