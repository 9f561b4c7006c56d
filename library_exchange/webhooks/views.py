"""Pages of the addresses to which events of a library are delivered, and what became of each delivery."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.https_addresses import server_of
from library_exchange.core.i18n import _, _n
from library_exchange.core.rights import library_of
from library_exchange.core.sealed_secrets import own_key
from library_exchange.door_keeping import guarding
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number
from library_exchange.webhooks import labels, queries
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.resources import DOOR, base_url
from library_exchange.webhooks.rules.delivering import TRANSITIONS, Action
from library_exchange.webhooks.rules.kinds import Kind
from library_exchange.webhooks.schemas import FailedSince, NewWebhook
from library_exchange.webhooks.services import keeping, sending_again

PER_PAGE = 20
PATH = "/staff/webhooks/<int(max=2147483647):webhook_id>"
bp = Blueprint("webhooks", __name__)


@bp.get("/staff/webhooks")
def listed() -> str:
    """List the addresses of the library, with the form for a new one."""
    return _list({})


def _list(errors: Mapping[str, Any]) -> str:
    with reading() as session:
        found = queries.of_library(session, library_of(current_actor()))
    ticked = set(request.form.getlist("kinds"))
    return render_template(
        "webhooks/listed.html",
        webhooks=[_shown(each) for each in found],
        shut_out=guarding.shut_out(DOOR),
        kinds=[(kind.value, label, kind.value in ticked) for kind, label in labels.KINDS.items()],
        given=request.form if errors else {},
        errors=errors,
    )


def _shown(webhook: Webhook) -> dict[str, Any]:
    state, tone = labels.STATES[webhook.state]
    return {
        "id": webhook.id,
        "url": webhook.url,
        "server": server_of(webhook.url),
        "kinds": [labels.KINDS[kind] for kind in Kind if kind in webhook.kinds],
        "created_at": webhook.created_at,
        "failing_since": webhook.failing_since,
        "old_until": webhook.old_until if webhook.old_until and webhook.old_until > now() else None,
        "state": state,
        "tone": tone,
        "advice": labels.WHAT_TO_DO.get(webhook.state),
        "may": {action.value for action in Action if (webhook.state, action) in TRANSITIONS},
    }


@bp.post("/staff/webhooks")
def register() -> str | tuple[str, int]:
    """Register an address and show its secret this once."""
    try:
        given = parse(NewWebhook, request.form)
        with transaction() as session:
            kinds = request.form.getlist("kinds")
            made, secret = keeping.register(session, current_actor(), given, kinds, own_key(), now())
            return _page(session, made, secret)
    except InvalidInput as refused:
        return _list(refused.fields), refused.status


@bp.get(PATH)
def show(webhook_id: int) -> str:
    """Show an address, and what became of the last deliveries to it."""
    with reading() as session:
        return _page(session, queries.get_webhook(session, library_of(current_actor()), webhook_id))


def _page(session: Session, webhook: Webhook, secret: str | None = None) -> str:
    page = Page(page_number(), PER_PAGE, queries.count_deliveries(session, webhook.id))
    found = queries.deliveries(session, webhook.id, PER_PAGE, page.offset)
    return render_template(
        "webhooks/show.html",
        webhook=_shown(webhook),
        shut_out=guarding.shut_out(DOOR),
        secret=secret,
        deliveries=[_as_told(each) for each in found],
        page=page,
        may_manage=Role.LIBRARY_ADMIN in current_actor().roles,
        since=[*labels.SINCE.items()],
    )


def _as_told(delivery: WebhookDelivery) -> dict[str, Any]:
    outcome, tone = labels.OUTCOMES[delivery.outcome]
    return {
        "id": delivery.id,
        "type": delivery.type,
        "message_id": delivery.message_id,
        "at": delivery.tried_at or delivery.created_at,
        "next_at": delivery.next_at if delivery.tries else None,
        "outcome": outcome,
        "tone": tone,
        "tries": delivery.tries,
        "status": delivery.status,
        "failure": labels.FAILURES.get(delivery.failure or ""),
        "answer": delivery.answer,
    }


def _own(session: Session, webhook_id: int) -> Webhook:
    return queries.get_to_change(session, keeping.managed(current_actor()), webhook_id)


def _back(webhook_id: int) -> Response:
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@bp.post(f"{PATH}/pause")
def pause(webhook_id: int) -> Response:
    """Deliver nothing until somebody resumes."""
    with transaction() as session:
        keeping.pause(session, current_actor(), _own(session, webhook_id), now())
    flash(_("Nothing is delivered until you resume."), "ok")
    return _back(webhook_id)


@bp.post(f"{PATH}/resume")
def resume(webhook_id: int) -> Response:
    """Deliver again, at once what waits."""
    with transaction() as session:
        keeping.resume(session, current_actor(), _own(session, webhook_id), now())
    flash(_("Events are delivered again."), "ok")
    return _back(webhook_id)


@bp.post(f"{PATH}/roll")
def roll(webhook_id: int) -> str:
    """Make a new secret, once somebody has said yes, and show it this once."""
    with transaction() as session:
        webhook = _own(session, webhook_id)
        secret = keeping.roll(session, current_actor(), webhook, own_key(), now())
        told = _("For 24 hours deliveries are signed with both secrets: enter the new one in your program by then.")
        ask(Question(_("Make a new secret"), told, url_for("webhooks.show", webhook_id=webhook_id), about=webhook.url))
        return _page(session, webhook, secret)


@bp.post(f"{PATH}/end")
def end(webhook_id: int) -> Response:
    """Deliver nothing more to an address, once somebody has said yes."""
    with transaction() as session:
        webhook = _own(session, webhook_id)
        url = webhook.url
        keeping.end(session, current_actor(), webhook, now())
        told = _(
            "Nothing is delivered to it any more. The address, its secret and the list of deliveries are forgotten."
        )
        ask(Question(_("End this address"), told, url_for("webhooks.show", webhook_id=webhook_id), about=url))
    flash(_("The address is ended."), "ok")
    return redirect(url_for("webhooks.listed"))


@bp.post(f"{PATH}/test")
def send_test(webhook_id: int) -> Response:
    """Have a test event delivered."""
    with transaction() as session:
        sending_again.send_test(session, current_actor(), _own(session, webhook_id), base_url(), now())
    flash(_("A test event is on its way. Reload the page in a moment to see what the server answered."), "ok")
    return _back(webhook_id)


@bp.post(f"{PATH}/deliveries/<int(max=2147483647):delivery_id>/again")
def send_again(webhook_id: int, delivery_id: int) -> Response:
    """Have one delivery tried once more."""
    with transaction() as session:
        sending_again.send_again(session, current_actor(), _own(session, webhook_id), delivery_id, now())
    flash(_("It is sent again. Reload the page in a moment to see what the server answered."), "ok")
    return _back(webhook_id)


@bp.post(f"{PATH}/again")
def send_failed_again(webhook_id: int) -> Response:
    """Have all tried once more that failed since some time."""
    asked, at = parse(FailedSince, request.form), now()
    with transaction() as session:
        webhook = _own(session, webhook_id)
        count = sending_again.send_failed_again(session, current_actor(), webhook, at - asked.since.length, at)
    told = _n("%(num)s delivery is sent again.", "%(num)s deliveries are sent again.", count)
    flash(told if count else _("Nothing failed in that time."), "ok")
    return _back(webhook_id)
