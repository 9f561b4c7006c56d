"""Doors for passkeys: what a browser is asked, signing in by one, and one's own keys.

A small script of ours talks with the browser; without it none of these forms is shown, and codes remain.
"""

from typing import Any

from flask import Response, flash, g, jsonify, redirect, render_template, request, url_for
from flask_security import url_for_security

from library_exchange.accounts import security, sessions
from library_exchange.accounts.queries import get_user
from library_exchange.core import security_log
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _
from library_exchange.core.sealed_secrets import own_key
from library_exchange.core.security_log import Event, Means
from library_exchange.core.text import one_line
from library_exchange.second_factors import labels, passkeys, queries, resources, rules, services
from library_exchange.second_factors.passkeys import Proof
from library_exchange.second_factors.rules import Purpose, RelyingParty
from library_exchange.second_factors.views import ONE_PAGE, bp, changed, no_store, own_page, shown_once, target


def _party() -> RelyingParty:
    """Return for whom passkeys are made; raises NotFound where browsers make none."""
    party = resources.relying_party()
    if party is None:
        raise NotFound("no-passkeys-here")
    return party


def _credential() -> str:
    return request.form.get("credential", "")[: passkeys.LONGEST_CREDENTIAL]


def _told(options: str) -> Response:
    answer = Response(options, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _spent(purpose: Purpose, user_id: int | None) -> bytes:
    """Return the challenge that was answered; it is spent whatever comes of the answer."""
    with transaction() as session:
        return passkeys.spend_challenge(session, _credential(), purpose, user_id, now())


@bp.post("/passkey/challenge")
def passkey_challenge() -> Response:
    """Tell a browser what to have signed: for who is half signed in by one of her keys, else by anybody's."""
    half, party = sessions.half_signed_in(), _party()
    is_beside = half is not None and bool(request.form.get("beside"))
    with transaction() as session:
        return _told(passkeys.ask_to_sign(session, half.user.id if half and is_beside else None, party, now()))


@bp.post("/second-step/passkey")
def prove_by_passkey() -> Any:
    """Let in whose password was right, once a passkey of hers has signed."""
    half, party = sessions.half_signed_in(), _party()
    if half is None:
        return redirect(url_for_security("login"))
    try:
        challenge = _spent(Purpose.PROVE, half.user.id)
        with transaction() as session:
            proof = passkeys.prove(session, half.user.id, _credential(), challenge, party, now())
            if not proof.is_copied:
                sessions.begin_whole(session, half, now())
        _refuse_copied(proof)
    except InvalidInput as refused:
        security_log.note(Event.SIGN_IN_FAILED, account=half.user.id, by=Means.PASSKEY)
        page = render_template("second_factors/prove.html", target=target(), errors=refused.fields)
        return no_store(page, refused.status)
    return _goes_on(proof)


@bp.post("/passkey/sign-in")
def sign_in_by_passkey() -> Any:
    """Sign in by a passkey alone, whose device has made sure who holds it."""
    party = _party()
    if sessions.signed_in() is not None:
        return redirect(url_for("accounts.start"))
    try:
        challenge = _spent(Purpose.SIGN_IN, None)
        with transaction() as session:
            proof = passkeys.prove(session, None, _credential(), challenge, party, now())
            user = get_user(session, proof.user_id)
            if not sessions.may_sign_in(user):
                raise InvalidInput({"passkey": labels.KEY_REFUSED}, sentence=labels.KEY_REFUSED)
            if not proof.is_copied:
                sessions.begin_by_passkey(session, user, now())
        _refuse_copied(proof)
    except InvalidInput as refused:
        security_log.note(Event.SIGN_IN_FAILED, by=Means.PASSKEY)
        return no_store(security.sign_in_page(passkey_error=refused.first_sentence), refused.status)
    return _goes_on(proof)


def _refuse_copied(proof: Proof) -> None:
    """Raise InvalidInput for a key that was copied, after the letter about it is committed."""
    if proof.is_copied:
        raise InvalidInput({"passkey": labels.KEY_COPIED}, sentence=labels.KEY_COPIED)


def _goes_on(proof: Proof) -> Any:
    security_log.note(Event.SIGNED_IN, account=proof.user_id, by=Means.PASSKEY)
    sessions.look_again()
    return security.go_on(redirect(target() or url_for("accounts.start")))


@bp.post("/me/passkeys/challenge")
def new_passkey_challenge() -> Any:
    """Tell a browser what it needs to make a new passkey, for who says her password once more."""
    party = _party()
    if not security.is_present(_password()):
        return jsonify(sentence=str(labels.WRONG_PASSWORD)), 422
    try:
        with transaction() as session:
            return _told(passkeys.ask_to_add(session, g.actor.user_id, party, now(), own_key()))
    except Conflict as refused:
        return jsonify(sentence=str(refused.sentence)), 422


@bp.post("/me/passkeys")
def add_passkey() -> Any:
    """Keep a new passkey; who has no recovery codes is shown new ones, once."""
    party = _party()
    name = one_line(request.form.get("name", ""))[: rules.LONGEST_KEY_NAME]
    try:
        challenge = _spent(Purpose.ADD, g.actor.user_id)
        with transaction() as session:
            passkeys.add(session, g.actor, name, _credential(), challenge, party, now(), own_key())
            has_codes = queries.count_codes(session, g.actor.user_id) > 0
            codes = [] if has_codes else services.new_codes(session, g.actor.user_id, own_key())
            changed(session, now())
    except InvalidInput as refused:
        return own_page(refused.fields), refused.status
    if codes:
        return shown_once(codes)
    flash(_("The passkey is added. Everywhere else you have been signed out."), "success")
    return redirect(url_for(ONE_PAGE))


@bp.post("/me/passkeys/<int(max=2147483647):key_id>/take-away")
def take_passkey_away(key_id: int) -> Any:
    """Let one of one's passkeys open nothing any more, for who says her password once more."""
    with reading() as session:
        queries.get_key(session, g.actor.user_id, key_id)
    if not security.is_present(_password()):
        return own_page({f"password-{key_id}": labels.WRONG_PASSWORD}), 422
    with transaction() as session:
        key = passkeys.take_away(session, g.actor, key_id)
        changed(session, now())
        name = key.name
    flash(
        _("The passkey %(name)s opens nothing any more. Everywhere else you have been signed out.", name=name),
        "success",
    )
    return redirect(url_for(ONE_PAGE))


def _password() -> str:
    return request.form.get("password", "")[: security.LONGEST_PASSWORD]
