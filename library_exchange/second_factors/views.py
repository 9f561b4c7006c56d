"""Doors of the room: the second page of signing in, and one's own second factor."""

from datetime import datetime
from typing import Any

import flask
from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_security import url_for_security
from sqlmodel import Session

from library_exchange.accounts import security, sessions
from library_exchange.accounts.queries import get_user
from library_exchange.accounts.services import factor_changed
from library_exchange.accounts.sign_in_stages import standing_of
from library_exchange.core import security_log
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.core.sealed_secrets import own_key
from library_exchange.core.security_log import Event, Means
from library_exchange.second_factors import display, queries, rules, services
from library_exchange.web.guard import is_safe_next

bp = Blueprint("second_factors", __name__)

LONGEST_CODE = 60
ONE_PAGE = "second_factors.mine"


@bp.route("/second-step", methods=["GET", "POST"])
def prove() -> Any:
    """Let in whose password was right, once she proves her second factor; until then she is nobody."""
    half, wanted = sessions.half_signed_in(), target()
    if half is None:
        # Nothing is said here: a note would be kept in the cookie, and put an old one over that of a first click.
        return redirect(url_for_security("login", next=wanted) if wanted else url_for_security("login"))
    if request.method == "GET":
        return no_store(render_template("second_factors/prove.html", target=wanted, errors={}))
    try:
        with transaction() as session:
            services.prove(session, half.user.id or 0, _code(), now(), own_key())
            sessions.begin_whole(session, half, now())
    except InvalidInput as refused:
        security_log.note(Event.SIGN_IN_FAILED, account=half.user.id, by=Means.SECOND_FACTOR)
        return no_store(render_template("second_factors/prove.html", target=wanted, errors=refused.fields), 422)
    security_log.note(Event.SIGNED_IN, account=half.user.id, by=Means.SECOND_FACTOR)
    sessions.look_again()
    return security.go_on(redirect(wanted or url_for("accounts.start")))


@bp.get("/me/second-factor")
def mine() -> Any:
    """Show one's own second factor: how to set it up, or what is set up."""
    return own_page({})


@bp.post("/me/second-factor/begin")
def begin() -> Any:
    """Make a new picture to scan."""
    with transaction() as session:
        services.begin(session, g.actor.user_id, own_key())
    return redirect(url_for(ONE_PAGE))


@bp.post("/me/second-factor/confirm")
def confirm() -> Any:
    """Let the second factor count, and show the recovery codes once."""
    try:
        with transaction() as session:
            codes = services.confirm(session, g.actor, _code(), now(), own_key())
            changed(session, now())
    except InvalidInput as refused:
        return own_page(refused.fields), refused.status
    return shown_once(codes)


@bp.post("/me/second-factor/codes")
def renew_codes() -> Any:
    """Make new recovery codes and show them once."""
    try:
        with transaction() as session:
            codes = services.renew_codes(session, g.actor, _code(), now(), own_key())
    except InvalidInput as refused:
        return own_page(refused.fields), refused.status
    return shown_once(codes)


@bp.post("/me/second-factor/off")
def turn_off() -> Any:
    """Turn off one's own second factor."""
    try:
        with transaction() as session:
            services.turn_off(session, g.actor, _code(), now(), own_key())
            changed(session, now())
    except InvalidInput as refused:
        return own_page(refused.fields), refused.status
    flash(_("Your second factor is turned off. Everywhere else you have been signed out."), "success")
    return redirect(url_for(ONE_PAGE))


def own_page(errors: dict[str, Any]) -> str:
    """Return the page of one's own second factor, with what is wrong with a form that was sent."""
    with reading() as session:
        factor = queries.find_factor(session, g.actor.user_id)
        user = get_user(session, g.actor.user_id)
        left = queries.count_codes(session, g.actor.user_id)
        keys = queries.keys_of(session, g.actor.user_id)
        pending = factor.pending if factor is not None and factor.confirmed_at is None else None
        shown = display.picture(user, pending, own_key()) if pending else None
    signed_in = sessions.signed_in()
    set_at = factor.confirmed_at if factor is not None else None
    return render_template(
        "second_factors/mine.html",
        set_at=set_at,
        since=set_at or (keys[0].made_at if keys else None),
        keys=keys,
        picture=shown,
        left=left,
        due_at=signed_in.factor_due_at if signed_in else None,
        errors=errors,
    )


def shown_once(codes: list[str]) -> str:
    """Return the page that shows recovery codes, this once."""
    return render_template("second_factors/codes.html", codes=[rules.grouped(code) for code in codes])


def changed(session: Session, at: datetime) -> None:
    """Sign the person out everywhere else; what the present sign-in lacks now is asked anew."""
    signed_in = sessions.signed_in()
    present = signed_in.id_hash if signed_in else None
    factor_changed(session, g.actor.user_id, present, standing_of(session, g.actor.user_id, at).due_at)


def _code() -> str:
    return request.form.get("code", "")[:LONGEST_CODE]


def target() -> str:
    """Return where who signs in wanted to go, if that is one of our pages."""
    given = request.values.get("next", "")
    return given if is_safe_next(given) else ""


def no_store(page: str, status: int = 200) -> Any:
    """Return an answer that no browser keeps."""
    answer = flask.make_response(page, status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
