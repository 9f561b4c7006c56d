"""Doors for ending the sign-ins of others: a library's administrator those of its people, the platform's anybody's."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.accounts import queries, services
from library_exchange.accounts.shown import name_of
from library_exchange.accounts.views import bp
from library_exchange.core import security_log
from library_exchange.core.db import transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.security_log import Event
from library_exchange.core.text import LONGEST_EMAIL
from library_exchange.web.confirming import Question, ask


@bp.post("/people/<int(max=2147483647):membership_id>/sign-ins/end")
def end_sign_ins_of(membership_id: int) -> Response:
    """End all sign-ins of somebody of one's library, once one has said yes."""
    with transaction() as session:
        membership = queries.get_membership(session, g.actor.library_id, membership_id)
        user = services.end_sign_ins_of_member(session, g.actor, membership_id)
        ask(_question(name_of(membership, user), url_for("accounts.people")))
        security_log.note(Event.SIGN_INS_ENDED, of=user.id)
    flash(_("All sign-ins of the person have been ended."), "success")
    return redirect(url_for("accounts.people"))


@bp.route("/platform/sign-ins", methods=["GET", "POST"])
def end_sign_ins_by_address() -> Any:
    """End all sign-ins of whoever has an address, once who runs the platform has said yes."""
    email = request.form.get("email", "").strip()[:LONGEST_EMAIL]
    if request.method == "GET":
        return _page("", {})
    try:
        with transaction() as session:
            user = services.end_sign_ins_by_address(session, g.actor, email)
            ask(_question(user.email or "", url_for("accounts.end_sign_ins_by_address")))
            security_log.note(Event.SIGN_INS_ENDED, of=user.id)
    except InvalidInput as refused:
        return _page(email, refused.fields), refused.status
    flash(_("All sign-ins of the person have been ended."), "success")
    return redirect(url_for("accounts.end_sign_ins_by_address"))


def _question(name: str, back_url: str) -> Question:
    told = _(
        "The person is signed out on every computer and telephone, and can sign in again at once. Whoever knows the"
        " password can, too: if it is known to others, have a new one set."
    )
    return Question(_("End all sign-ins"), told, back_url, name)


def _page(email: str, errors: Mapping[str, Any]) -> str:
    return render_template("accounts/end_sign_ins.html", longest=LONGEST_EMAIL, email=email, errors=errors)
