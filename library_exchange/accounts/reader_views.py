"""Doors of the desk: the readers of one's library, found, added and corrected by its staff; whom to ask for help."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from library_exchange.accounts import blocks, namesakes, policy, queries, services, sessions
from library_exchange.accounts.desks import desks_of
from library_exchange.accounts.schemas import Correction, Invitation
from library_exchange.accounts.shown import shown_person
from library_exchange.accounts.views import LANGUAGE_CHOICES, PAGE_SIZE, bp, invited
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.text import clean
from library_exchange.directory.models import AddressForm, Library
from library_exchange.directory.queries import addresses, day_for
from library_exchange.web.confirming import ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor, may_open
from library_exchange.web.paging import Page, page_number
from library_exchange.web.typed_addresses import asked_about

LONGEST_SEARCH = 120


@bp.route("/readers", methods=["GET", "POST"])
def readers() -> str:
    """List the readers of one's library, or find some: what is looked for is sent in the form, never in the address."""
    words = clean(request.form.get("words", ""))[:LONGEST_SEARCH]
    with reading() as session:
        number = 1 if words else page_number()
        page = Page(number, PAGE_SIZE, queries.count_readers(session, g.actor.library_id, words))
        rows = queries.readers_of(session, g.actor.library_id, page.offset, page.size, words)
        library = session.get_one(Library, g.actor.library_id)
        shown = [shown_person(membership, user, library, now()) for membership, user in rows]
    return render_template("accounts/readers.html", people=shown, page=page, words=words)


@bp.route("/readers/new", methods=["GET", "POST"])
def add_reader() -> Any:
    """Add a reader to one's library: one with an e-mail is invited, one without is served at the desk."""
    if request.method == "GET":
        return _reader_form({}, {})
    try:
        invitation = parse(Invitation, request.form.to_dict() | {"role": str(Role.READER)})
        with transaction() as session:
            membership = services.invite(session, g.actor, g.actor.library_id, invitation)
            works_here = queries.works_in(session, membership.user_id, membership.library_id)
            named = namesakes.question(session, membership.library_id, membership.user_id, invitation.name)
            ask(asked_about(url_for("accounts.add_reader"), invitation.email, beside=named))
    except InvalidInput as error:
        return _reader_form(request.form, error.fields), error.status
    flash(invited(invitation.email, works_here), "success")
    return redirect(url_for("accounts.readers"))


def _reader_form(given: Any, errors: dict[str, Any]) -> str:
    return render_template("accounts/add_reader.html", given=given, errors=errors, languages=LANGUAGE_CHOICES)


@bp.route("/people/<int(max=2147483647):membership_id>/correct", methods=["GET", "POST"])
def correct(membership_id: int) -> Any:
    """Correct how one's library writes a person's name and card, and a reader's e-mail."""
    if request.method == "GET":
        return _correction_form(membership_id, None, {})
    try:
        correction = parse(Correction, request.form)
        with transaction() as session:
            before = queries.get_membership(session, g.actor.library_id, membership_id)
            had = queries.get_user(session, before.user_id).email
            membership = services.correct(session, g.actor, membership_id, correction)
            back = _list_of(membership.role)
            here = url_for("accounts.correct", membership_id=membership_id)
            ask(asked_about(here, correction.email if correction.email != had else None))
    except InvalidInput as error:
        return _correction_form(membership_id, request.form, error.fields), error.status
    flash(_("Saved."), "success")
    return redirect(back)


def _correction_form(membership_id: int, given: Any, errors: dict[str, Any]) -> str:
    with reading() as session:
        membership = queries.get_membership(session, g.actor.library_id, membership_id)
        user = queries.get_user(session, membership.user_id)
        policy.require_writer_of(g.actor, membership.library_id, membership.role)
        is_named_here = services.is_named_by(session, g.actor, membership, user)
        is_addressed_here = queries.may_be_given_address(session, membership, user)
        blocked = blocks.told_staff(membership, day_for(session, membership.library_id, now()))
    name = (membership.invited_name if membership.is_open else user.name) or ""
    return render_template(
        "accounts/correct.html",
        name=name,
        given=given
        or {
            "name": name,
            "card_no": membership.card_no or "",
            "phone": membership.phone or "",
            "email": user.email or "",
        },
        errors=errors,
        email=user.email,
        is_named_here=is_named_here,
        is_reader=membership.role is Role.READER,
        membership_id=membership_id,
        blocked=blocked,
        is_addressed_here=is_addressed_here,
        back_url=_list_of(membership.role),
        back_label=_("Readers") if _is_from_readers(membership.role) else _("People of the library"),
    )


@bp.post("/people/<int(max=2147483647):membership_id>/invite-again")
def invite_again(membership_id: int) -> Response:
    """Send an invitation once more to who has not answered it."""
    with transaction() as session:
        services.invite_again(session, g.actor, membership_id)
        membership = queries.get_membership(session, g.actor.library_id, membership_id)
        email, back = queries.get_user(session, membership.user_id).email, _list_of(membership.role)
    flash(invited(email), "success")
    return redirect(back)


def _list_of(role: Role) -> str:
    return url_for("accounts.readers" if _is_from_readers(role) else "accounts.people")


def _is_from_readers(role: Role) -> bool:
    """Whether a person of the role was opened from the list of readers: who may see that of all people came from it."""
    return role is Role.READER and not may_open("accounts.people", g.actor)


@bp.get("/whom-to-ask")
def whom_to_ask() -> str:
    """Tell who helps: the administrators of one's own library, the desk of a reader, whoever runs the platform."""
    actor, contact = current_actor(), current_app.config["CONTACT"]
    with reading() as session:
        own = queries.administrators_of(session, actor.library_id, now()) if actor.is_staff else []
        colleagues = [(user.name or user.email, user.email) for user in own if user.id != actor.user_id]
        may_write = actor.is_staff or actor.is_platform_admin
        platform = [user.email for user in queries.platform_administrators(session)] if may_write else []
        joined = [] if actor.is_staff else [member.library for member in sessions.members()]
        desks = desks_of(session, [(each, addresses(session, each).get(AddressForm.LOCAL)) for each in joined])
    return render_template(
        "accounts/whom_to_ask.html",
        is_staff=actor.is_staff,
        colleagues=colleagues,
        platform=[contact] if contact else platform,
        desks=desks,
    )
