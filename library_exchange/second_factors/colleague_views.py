"""Doors for a lost second factor: a library's administrator resets a colleague's, the platform's anybody's."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.accounts.labels import ROLES
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.text import LONGEST_EMAIL
from library_exchange.second_factors import queries, services
from library_exchange.second_factors.views import bp
from library_exchange.web.confirming import Question, ask


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
    flash(_("The second factor has been reset."), "success")
    return redirect(url_for("second_factors.of_colleagues"))


@bp.route("/platform/second-factors", methods=["GET", "POST"])
def lost() -> Any:
    """Reset the lost second factor of whoever has an address, once somebody has said yes."""
    email = request.form.get("email", "").strip()[:LONGEST_EMAIL]
    if request.method == "GET":
        return _page("", {})
    try:
        with transaction() as session:
            user = services.reset_by_address(session, g.actor, email)
            ask(_question(user.email or "", url_for("second_factors.lost")))
    except InvalidInput as refused:
        return _page(email, refused.fields), refused.status
    flash(_("The second factor has been reset."), "success")
    return redirect(url_for("second_factors.lost"))


def _question(name: str, back_url: str) -> Question:
    told = _(
        "Do this only if you have spoken to the person: from now on the password alone lets in. All sign-ins of the"
        " person end, and a letter tells of it."
    )
    return Question(_("Reset the second factor"), told, back_url, name)


def _page(email: str, errors: Mapping[str, Any]) -> str:
    return render_template("second_factors/lost.html", longest=LONGEST_EMAIL, email=email, errors=errors)
