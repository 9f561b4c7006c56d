"""How administrators are brought to a second factor: asked at sign-in, reminded on each page, at last on one page only.

Nothing here asks the database on any page: when it is due stands in the sign-in.
"""

from datetime import datetime
from typing import Any

from flask import Flask, redirect, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.accounts import rates, sessions
from library_exchange.accounts.sign_in_stages import Standing
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import Forbidden
from library_exchange.core.i18n import _, _l, format_date
from library_exchange.second_factors import queries, resources, services

OPEN_BLUEPRINTS = {"help_pages", "web"}
OWN_FACTOR = {
    *("second_factors.prove", "second_factors.mine", "second_factors.begin", "second_factors.confirm"),
    *("second_factors.renew_codes", "second_factors.turn_off", "second_factors.passkey_challenge"),
    *("second_factors.prove_by_passkey", "second_factors.sign_in_by_passkey", "second_factors.new_passkey_challenge"),
    *("second_factors.add_passkey", "second_factors.take_passkey_away"),
}
"""One's own; with those of others an administrator whose time is over has nothing to do."""
OPEN_ENDPOINTS = {"static", "security.logout", *OWN_FACTOR}
"""What is open to an administrator whose time is over: where it is set up, the guides, and the way out."""
TIME_IS_OVER = _l("Set up your second factor first: administrators work with one here.")
TRIES = (("who at place", "5 per 5 minutes; 20 per hour"), ("who", "60 per hour"))
"""How many wrong codes; as with passwords, who guesses elsewhere does not lock out the one who knows."""
LIMITED = (
    *("second_factors.prove", "second_factors.renew_codes", "second_factors.turn_off"),
    *("second_factors.prove_by_passkey", "second_factors.new_passkey_challenge", "second_factors.take_passkey_away"),
)


def standing(session: Session, user_id: int, at: datetime) -> Standing:
    """Return what the second factor means for a sign-in that begins."""
    return services.standing(session, user_id, at, resources.is_asked_for())


def init_app(app: Flask) -> None:
    """Remind who must have a second factor on every page of `app`, and lead her to it when the time is over."""
    app.before_request(_lead_there)
    app.context_processor(
        lambda: {
            "second_factor_reminder": _reminder,
            "passkeys_work": lambda: resources.relying_party() is not None,
            "has_passkey": _has_passkey,
        }
    )


def limit(app: Flask) -> None:
    """Limit how many wrong codes may be tried in `app`; after its routes are added."""
    for endpoint in LIMITED:
        rates.limit_form(app, endpoint, TRIES, KEYS, _was_wrong)


def is_over() -> bool:
    """Whether who is signed in has had the time to set up the second factor that she must have."""
    found = sessions.signed_in()
    return found is not None and found.factor_due_at is not None and found.factor_due_at <= now()


def _lead_there() -> Response | None:
    if request.endpoint is None or not is_over():
        return None
    if request.blueprint in OPEN_BLUEPRINTS or request.endpoint in OPEN_ENDPOINTS:
        return None
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("second_factors.mine"))
    raise Forbidden("second-factor-first", sentence=TIME_IS_OVER)


def _has_passkey() -> bool:
    """Whether who is half signed in has a passkey to go on by."""
    half = sessions.half_signed_in()
    if half is None or resources.relying_party() is None:
        return False
    with reading() as session:
        return queries.has_keys(session, half.user.id)


def _reminder() -> str:
    """Return what who must set up a second factor is told on each page; empty for everybody else."""
    found = sessions.signed_in()
    if found is None or found.factor_due_at is None or request.endpoint in OWN_FACTOR:
        return ""
    if is_over():
        return str(TIME_IS_OVER)
    return _(
        "Administrators sign in with a second factor, too. Set up yours by %(date)s.",
        date=format_date(found.factor_due_at, "long"),
    )


def _who() -> str:
    found: Any = sessions.half_signed_in() or sessions.signed_in()
    return f"second factor of {found.user.id if found else 'nobody'}"


def _who_at_place() -> str:
    return f"{_who()} {rates.place()}"


KEYS = {"who": _who, "who at place": _who_at_place}


def _was_wrong(answer: Response) -> bool:
    return answer.status_code == 422
