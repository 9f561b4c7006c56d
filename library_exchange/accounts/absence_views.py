"""Doors of a library's administrator to a colleague who is away for a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.accounts import absences, own_page, queries
from library_exchange.accounts.labels import ROLES
from library_exchange.accounts.models import Membership
from library_exchange.accounts.schemas import Absence
from library_exchange.accounts.shown import name_of
from library_exchange.accounts.views import bp
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, _n, format_date, format_list
from library_exchange.directory.models import Library
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse


@bp.route("/people/<int(max=2147483647):membership_id>/away", methods=["GET", "POST"])
def away(membership_id: int) -> Any:
    """Ask until when a colleague is away, and let her rights rest, once somebody has said yes."""
    if request.method == "GET":
        return _page(membership_id, None, {})
    try:
        given = parse(Absence, request.form)
        with transaction() as session:
            membership = absences.send_away(session, g.actor, membership_id, given.until, now())
            ask(_question(session, membership, given))
    except InvalidInput as refused:
        return _page(membership_id, request.form, refused.fields), refused.status
    flash(_("The rights rest. A letter tells the person."), "success")
    return redirect(url_for("accounts.people"))


def told_at_door(user_id: int | None) -> Sequence[Any]:
    """Return what somebody is told whom a door for staff turns away while she is away from her library."""
    with reading() as session:
        return absences.told_person(session, user_id, now())


@bp.post("/people/<int(max=2147483647):membership_id>/call-back")
def call_back(membership_id: int) -> Response:
    """Give a colleague who is away her rights again at once."""
    with transaction() as session:
        membership = absences.call_back(session, g.actor, membership_id, now())
        name = name_of(membership, queries.get_user(session, membership.user_id))
    flash(_("%(name)s works at the library again.", name=name), "success")
    return redirect(url_for("accounts.people"))


def _page(membership_id: int, given: Mapping[str, Any] | None, errors: Mapping[str, Any]) -> str:
    with reading() as session:
        membership = absences.get_colleague(session, g.actor, membership_id)
        name = name_of(membership, queries.get_user(session, membership.user_id))
        library = session.get_one(Library, membership.library_id)
        kept = {"until": absences.last_day(membership, library) if membership.is_away_at(now()) else None}
    return render_template(
        "accounts/away.html",
        membership_id=membership_id,
        name=name,
        given=kept if given is None else given,
        errors=errors,
        today=library.day_at(now()),
    )


def _question(session: Session, membership: Membership, given: Absence) -> Question:
    """Return what is asked before a colleague's rights rest: what waits, and who else can do it."""
    at = now()
    told = (
        _(
            "Until the end of %(date)s the person can do nothing for the library, on no computer. Then the rights come"
            " back by themselves; you can call her back sooner.",
            date=format_date(given.until, "long"),
        )
        if given.until
        else _("Until you call her back the person can do nothing for the library, on no computer.")
    )
    count = own_page.count_work(session, membership.library_id, at)
    waits = _n(
        "%(num)s thing waits for the staff of your library now. It belongs to the library, not to the person.",
        "%(num)s things wait for the staff of your library now. They belong to the library, not to the person.",
        count,
    )
    others = [
        _("%(name)s (%(role)s)", name=name, role=ROLES[role])
        for name, role in absences.stand_ins(session, membership, at)
    ]
    who = _("Who else can do the work: %(names)s.", names=format_list(others))
    name = name_of(membership, queries.get_user(session, membership.user_id))
    return Question(_("Let the rights rest"), told, url_for("accounts.people"), name, notices=[waits, who])
