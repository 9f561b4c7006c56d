"""Browsers in which somebody has signed in before: guesses made elsewhere do not lock her out there.

The cookie holds, signed, a random number for each account and a mark that only the service can compare with an address;
it names nobody and opens nothing. Tries from a known browser are counted for that browser alone, so that one that was
copied gains as many tries as any other, and no more.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

LASTS = timedelta(days=90)
MOST = 6
"""Accounts that one browser remembers: at a shared computer those that signed in last."""
NAME = "known"


def find(account: str) -> str | None:
    """Return the number of this browser for an account, by its hash, if it has signed in here before."""
    return next((number for number, mark in _kept() if hmac.compare_digest(mark, _mark(number, account))), None)


def remember(answer: Response, account: str) -> None:
    """Have the browser that gets `answer` be known for an account."""
    others = [(number, mark) for number, mark in _kept() if mark != _mark(number, account)]
    number = find(account) or secrets.token_urlsafe(9)
    kept = [*others[-(MOST - 1) :], (number, _mark(number, account))]
    answer.set_cookie(
        _name(),
        _signer().dumps(kept),
        max_age=int(LASTS.total_seconds()),
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )


def _kept() -> list[tuple[str, str]]:
    try:
        found = _signer().loads(request.cookies.get(_name(), ""), max_age=int(LASTS.total_seconds()))
        return [(str(number), str(mark)) for number, mark in found]
    except (BadSignature, TypeError, ValueError):
        return []


def _name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-{NAME}"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="known-device")


def _mark(number: str, account: str) -> str:
    key = str(current_app.secret_key or "").encode()
    return hmac.new(key, f"{number} {account}".encode(), hashlib.sha256).hexdigest()[:32]
