"""Doors: what a colleague has in her name and in hand, and the one act that hands it to another one."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.accounts import queries as people
from library_exchange.accounts.models import Membership
from library_exchange.accounts.shown import name_of
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _, _p, current
from library_exchange.handovers import display, labels, policy, queries
from library_exchange.handovers.rules import Kind
from library_exchange.handovers.schemas import Receiver
from library_exchange.handovers.services import handing
from library_exchange.handovers.standing import standings
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

bp = Blueprint("handovers", __name__)


@bp.get("/me/handover")
def mine() -> Any:
    """Lead to what is in her own name at the library for which she works now."""
    actor = current_actor()
    with reading() as session:
        membership = queries.find_own(session, actor.library_id, actor.user_id, now())
        if membership is None:
            raise NotFound("no-colleague")
        number = membership.id
    return redirect(url_for("handovers.show", membership_id=number))


@bp.get("/people/<int(max=2147483647):membership_id>/handover")
def show(membership_id: int) -> str:
    """Show what is in somebody's name and in hand, and who could take it."""
    with reading() as session:
        return _page(session, handing.get_giver(session, current_actor(), membership_id), None, {})


@bp.post("/people/<int(max=2147483647):membership_id>/handover")
def hand(membership_id: int) -> Any:
    """Hand what is ticked to the colleague who is chosen."""
    kinds = request.form.getlist("kinds")
    with transaction() as session:
        membership = handing.get_giver(session, current_actor(), membership_id)
        try:
            to = parse(Receiver, request.form).to
            handing.hand_over(session, current_actor(), membership, to, kinds, now())
        except InvalidInput as refused:
            return _page(session, membership, kinds, refused.fields), refused.status
        name = name_of(membership, people.get_user(session, session.get_one(Membership, to).user_id))
    flash(_("Handed over. A letter tells %(name)s what is in hand.", name=name), "success")
    return redirect(url_for("handovers.show", membership_id=membership_id))


def _page(session: Session, membership: Membership, ticked: list[str] | None, errors: Mapping[str, Any]) -> str:
    actor = current_actor()
    is_herself = policy.is_herself(actor, membership)
    things = queries.in_hand(session, membership, current().code, now())
    counts = queries.counted(session, membership) | {Kind.IN_HAND: len(things)}
    others = [(str(number), name) for number, name in queries.colleagues(session, membership, now())]
    return render_template(
        "handovers/show.html",
        membership_id=membership.id,
        name=name_of(membership, people.get_user(session, membership.user_id)),
        is_herself=is_herself,
        manages=Role.LIBRARY_ADMIN in actor.roles,
        kinds=display.kinds(counts, is_herself, ticked),
        in_hand=display.in_hand(things, standings(session, things, current().code)),
        handed=display.handed(queries.handed(session, membership)),
        colleagues=[("", _p("colleague", "Choose")), *others] if others else [],
        given=request.form,
        hand=labels.HAND,
        errors=errors,
    )
