"""Doors for ending the sign-ins of others: a library's administrator those of its people, the platform's anybody's."""

from typing import Any

from flask import flash, g, redirect, url_for
from werkzeug.wrappers import Response

from library_exchange.accounts import by_address, queries, services
from library_exchange.accounts.by_address import ByAddress
from library_exchange.accounts.shown import name_of
from library_exchange.accounts.views import bp
from library_exchange.core import security_log
from library_exchange.core.db import transaction
from library_exchange.core.i18n import _, _l
from library_exchange.core.security_log import Event
from library_exchange.web.confirming import Question, ask

DONE = _l("All sign-ins of the person have been ended.")


@bp.post("/people/<int(max=2147483647):membership_id>/sign-ins/end")
def end_sign_ins_of(membership_id: int) -> Response:
    """End all sign-ins of somebody of one's library, once one has said yes."""
    with transaction() as session:
        membership = queries.get_membership(session, g.actor.library_id, membership_id)
        user = services.end_sign_ins_of_member(session, g.actor, membership_id)
        ask(_question(name_of(membership, user), url_for("accounts.people")))
    security_log.note(Event.SIGN_INS_ENDED, of=user.id)
    flash(str(DONE), "success")
    return redirect(url_for("accounts.people"))


@bp.route("/platform/sign-ins", methods=["GET", "POST"])
def end_sign_ins_by_address() -> Any:
    """End all sign-ins of whoever has an address, once who runs the platform has said yes."""
    return by_address.answer(ENDING)


def _question(name: str, back_url: str) -> Question:
    told = _(
        "The person is signed out on every computer and telephone, and can sign in again at once. Whoever knows the"
        " password can, too: if it is known to others, have a new one set."
    )
    return Question(_("End all sign-ins"), told, back_url, name)


ENDING = ByAddress(
    endpoint="accounts.end_sign_ins_by_address",
    heading=_l("End sign-ins"),
    explained=_l(
        "Administrators of a library do this for its people. Here you sign out anybody, whatever library the person"
        " belongs to: after a telephone was lost, say."
    ),
    button=_l("End all sign-ins"),
    done=DONE,
    take=services.end_sign_ins_by_address,
    question=_question,
)
