"""Doors of the room: one's own page and sign-ins, and the people of a library."""

from typing import Any

import flask
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_security import url_for_security
from flask_security.recoverable import generate_reset_password_token
from werkzeug.wrappers import Response

from library_exchange.accounts import (
    absences,
    blocks,
    browsers,
    invitations,
    leaving,
    open_invitations,
    own_page,
    queries,
    services,
    sessions,
)
from library_exchange.accounts.labels import MAKE, MAY, ROLES
from library_exchange.accounts.queries import Member
from library_exchange.accounts.schemas import Invitation, NewRole, Profile
from library_exchange.accounts.shown import name_of, shown_person
from library_exchange.core import i18n, security_log
from library_exchange.core.actor import Role
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.security_log import Event
from library_exchange.directory.models import Library
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import is_safe_next
from library_exchange.web.paging import Page, page_number
from library_exchange.web.typed_addresses import asked_about

bp = Blueprint("accounts", __name__)

PAGE_SIZE = 50
LANGUAGE_CHOICES = [(language.code, language.endonym, language.tag) for language in LANGUAGES.values()]


@bp.get("/start")
def start() -> Response:
    """Lead to where work begins: staff to the queue, readers to the search, or to what waits for them.

    Who runs the platform and works in no library has a desk of her own.
    """
    if g.actor.is_platform_admin and not g.actor.is_staff:
        return redirect(url_for("accounts.platform"))
    with reading() as session:
        waits = not g.actor.is_staff and own_page.waiting_for(session, g.actor.user_id, now())
        if waits or open_invitations.invitations_of(session, g.actor.user_id):
            return redirect(url_for("accounts.me"))
    return redirect(url_for("loans.queue" if g.actor.is_staff else "catalogue.home"))


@bp.route("/me", methods=["GET", "POST"])
def me() -> Any:
    """Show and change one's own profile."""
    if request.method == "GET":
        return _own_page({})
    try:
        profile = parse(Profile, request.form)
    except InvalidInput as refused:
        return _own_page(refused.fields), refused.status
    with transaction() as session:
        services.change_profile(session, g.actor, profile)
    flash(_("Saved."), "success")
    return redirect(url_for("accounts.me"))


def _own_page(errors: dict[str, Any]) -> str:
    memberships = [_shown_member(member) for member in sessions.members()]
    with reading() as session:
        asked = [
            {
                "id": row.id,
                "country": library.country,
                "library": library.name_in(i18n.current().code),
                "role": row.role,
            }
            for row, library in open_invitations.invitations_of(session, g.actor.user_id)
        ]
        blocked = blocks.told_reader(session, g.actor.user_id, now())
        away = absences.told_person(session, g.actor.user_id, now())
        waits = own_page.waiting_for(session, g.actor.user_id, now())
        work = own_page.count_work(session, g.actor.library_id, now()) if g.actor.is_staff else 0
        overseen = own_page.count_overseen(session, now()) if g.actor.is_platform_admin else 0
    return render_template(
        "accounts/me.html",
        memberships=memberships,
        waits=waits,
        blocked=blocked,
        away=away,
        work=work,
        overseen=overseen,
        is_staff=g.actor.is_staff,
        invitations=asked,
        roles=ROLES,
        may=MAY,
        languages=LANGUAGE_CHOICES,
        given=request.form,
        errors=errors,
    )


@bp.post("/me/invitations/<int(max=2147483647):membership_id>/<any(accept, decline):answer>")
def answer_invitation(membership_id: int, answer: str) -> Response:
    """Accept or decline a library's invitation."""
    with transaction() as session:
        if answer == "accept":
            services.accept_invitation(session, g.actor, membership_id)
        else:
            services.decline_invitation(session, g.actor, membership_id)
    flash(_("You belong to the library now.") if answer == "accept" else _("The invitation is declined."), "success")
    return redirect(url_for("accounts.me"))


def _shown_member(member: Member) -> dict[str, Any]:
    library = member.library
    return {
        "id": library.id,
        "code": library.code,
        "country": library.country,
        "library": library.name_in(i18n.current().code),
        "role": ", ".join(str(ROLES[role]) for role in Role if role in member.roles),
        "card_no": member.card_no,
        "is_acting": library.id == g.actor.library_id,
    }


@bp.post("/act-for")
def act_for() -> Response:
    """Choose for which of one's libraries to act."""
    wanted = request.form.get("library", type=whole_number)
    if wanted not in [member.library.id for member in sessions.members()]:
        raise NotFound("not-a-member-there")
    flask.session[sessions.LIBRARY_KEY] = wanted
    back = request.form.get("next", "")
    return redirect(back if is_safe_next(back) else url_for("accounts.start"))


@bp.get("/me/sign-ins")
def sign_ins() -> str:
    """List one's own sign-ins."""
    with reading() as session:
        found = queries.sign_ins_of(session, g.actor.user_id, now(), sessions.idle(), sessions.longest())
    named = [(sign_in, browsers.called(sign_in.agent)) for sign_in in found]
    return render_template("accounts/sign_ins.html", sign_ins=named, present=_present_sign_in())


def _present_sign_in() -> str:
    found = sessions.signed_in()
    return found.id_hash if found else ""


@bp.post("/me/sign-ins/<id_hash>/end")
def end_sign_in(id_hash: str) -> Response:
    """End one of one's own sign-ins."""
    with transaction() as session:
        services.end_sign_in(session, g.actor, id_hash)
    security_log.note(Event.SIGN_INS_ENDED, of=g.actor.user_id)
    flash(_("This sign-in has been ended."), "success")
    return redirect(url_for("accounts.sign_ins"))


@bp.post("/me/sign-ins/end-others")
def end_other_sign_ins() -> Response:
    """End all of one's own sign-ins but the present one."""
    with transaction() as session:
        services.end_sign_ins(session, g.actor.user_id, besides=_present_sign_in())
    security_log.note(Event.SIGN_INS_ENDED, of=g.actor.user_id)
    flash(_("All other sign-ins have been ended."), "success")
    return redirect(url_for("accounts.sign_ins"))


@bp.get("/people")
def people() -> str:
    """List the people of the library one administers."""
    with reading() as session:
        page = Page(page_number(), PAGE_SIZE, queries.count_people(session, g.actor.library_id))
        rows = queries.people_of(session, g.actor.library_id, page.offset, page.size)
        library = session.get_one(Library, g.actor.library_id)
        shown = [shown_person(membership, user, library, now()) for membership, user in rows]
    return render_template("accounts/people.html", people=shown, page=page, roles=MAKE)


@bp.route("/people/invite", methods=["GET", "POST"])
def invite() -> Any:
    """Invite a person into the library one administers."""
    if request.method == "GET":
        return _invitation_form({}, {})
    try:
        invitation = parse(Invitation, request.form)
        with transaction() as session:
            made = services.invite(session, g.actor, g.actor.library_id, invitation)
            works_here = made.role is Role.READER and queries.works_in(session, made.user_id, made.library_id)
            ask(asked_about(url_for("accounts.invite"), invitation.email))
    except InvalidInput as error:
        return _invitation_form(request.form, error.fields), error.status
    flash(invited(invitation.email, works_here), "success")
    return redirect(url_for("accounts.people"))


def invited(email: str | None, works_here: bool = False) -> str:
    """Return what is said of a person who was invited, or of a reader who is served at the desk.

    That a new reader `works_here` is said, too: it may be a slip.
    """
    if email is None:
        return _("The reader is added. She has no e-mail: ask for her books at the desk, and tell her by telephone.")
    if works_here:
        return _(
            "%(email)s works at your library already. The invitation to be its reader, too, is on its way.", email=email
        )
    return _("The invitation to %(email)s is on its way.", email=email)


def _invitation_form(given: Any, errors: dict[str, Any]) -> str:
    return render_template(
        "accounts/invite.html",
        given=given,
        errors=errors,
        roles=list(ROLES.items()),
        may=MAY,
        languages=LANGUAGE_CHOICES,
    )


@bp.post("/people/<int(max=2147483647):membership_id>/role")
def change_role(membership_id: int) -> Response:
    """Give a member of the library, or somebody who is invited, another role, once somebody has said yes."""
    try:
        role = parse(NewRole, request.form).role
    except InvalidInput as error:
        raise NotFound("no-such-role") from error
    with transaction() as session:
        membership = services.change_role(session, g.actor, membership_id, role)
        name = name_of(membership, queries.get_user(session, membership.user_id))
        told = _role_told(role, membership.is_open)
        ask(Question(_("Change the role"), told, url_for("accounts.people"), name))
    flash(_("The role has been changed."), "success")
    return redirect(url_for("accounts.people"))


def _role_told(role: Role, is_open: bool) -> str:
    """Return what a new role allows and when it begins: at once for a member, later where the invitation `is_open`."""
    words = {"role": ROLES[role], "may": MAY[role]}
    if is_open:
        return _("%(role)s: %(may)s. The person gets a new invitation to this role; it counts once accepted.", **words)
    return _(
        "%(role)s: %(may)s. It counts from the next page she opens; she stays signed in. Both of you get a mail.",
        **words,
    )


@bp.post("/people/<int:membership_id>/end")
def end_membership(membership_id: int) -> Response:
    """Take a person's role in the library away."""
    with transaction() as session:
        membership = queries.get_membership(session, g.actor.library_id, membership_id)
        name, is_open = name_of(membership, queries.get_user(session, membership.user_id)), membership.is_open
        found = leaving.unfinished(session, membership)
        services.end_membership(session, g.actor, membership_id)
        label = _("Withdraw the invitation") if is_open else _("Remove from the library")
        told, *more = leaving.told(membership, found)
        ask(Question(label, told, url_for("accounts.people"), name, notices=more))
    done = (
        _("The invitation of %(name)s has been withdrawn.", name=name)
        if is_open
        else _("%(name)s no longer belongs to the library.", name=name)
    )
    flash(done, "success")
    return redirect(url_for("accounts.people"))


@bp.get("/invitation/<token>")
def invitation(token: str) -> Response:
    """Lead an invited person to where she sets her password."""
    uniquifier = invitations.find_uniquifier(token)
    with reading() as session:
        user = queries.find_user_by_uniquifier(session, uniquifier) if uniquifier else None
    if user is None or user.password is not None or not sessions.may_sign_in(user):
        flash(_("This invitation has been used or is too old. Sign in, or ask your library for a new one."), "error")
        return redirect(url_for_security("login"))
    return redirect(url_for_security("reset_password", token=generate_reset_password_token(user)))
