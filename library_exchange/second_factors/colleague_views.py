"""Doors for a lost second factor: a library's administrator resets a colleague's, the platform's anybody's."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from library_exchange.accounts import by_address
from library_exchange.accounts.by_address import ByAddress
from library_exchange.accounts.labels import ROLES
from library_exchange.core import security_log
from library_exchange.core.db import reading, transaction
from library_exchange.core.i18n import _, _l
from library_exchange.core.security_log import Event
from library_exchange.second_factors import queries, services
from library_exchange.second_factors.views import bp
from library_exchange.web.confirming import Question, ask

DONE = _l("The second factor has been reset.")


@bp.get("/people/second-factors")
def of_colleagues() -> str:
    """List who works in the library and has a second factor, or not yet."""
    with reading() as session:
        found = queries.colleagues_of(session, g.actor.library_id)
    return render_template("second_factors/of_colleagues.html", colleagues=found, roles=ROLES)


@bp.post("/people/<int(max=2147483647):membership_id>/second-factor/reset")
def reset_colleague(membership_id: int) -> Response:
    """Reset the lost second factor of a colleague, once somebody has said yes."""
    with transaction() as session:
        user = services.reset_colleague(session, g.actor, membership_id)
        ask(_question(user.name or user.email or "", url_for("second_factors.of_colleagues")))
    security_log.note(Event.SIGN_INS_ENDED, of=user.id)
    flash(str(DONE), "success")
    return redirect(url_for("second_factors.of_colleagues"))


@bp.route("/platform/second-factors", methods=["GET", "POST"])
def lost() -> Any:
    """Reset the lost second factor of whoever has an address, once somebody has said yes."""
    return by_address.answer(RESETTING)


def _question(name: str, back_url: str) -> Question:
    told = _(
        "Do this only if you have spoken to the person: from now on the password alone lets in. All sign-ins of the"
        " person end, and a letter tells of it."
    )
    return Question(_("Reset the second factor"), told, back_url, name)


RESETTING = ByAddress(
    endpoint="second_factors.lost",
    heading=_l("Lost second factors"),
    explained=_l(
        "Administrators of a library reset those of their colleagues. Here you reset that of a library's only"
        " administrator, of somebody who works in several libraries, or of another administrator of the platform."
    ),
    button=_l("Reset the second factor"),
    done=DONE,
    take=services.reset_by_address,
    question=_question,
)
