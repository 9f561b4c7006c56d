"""Invitations: a link by which an invited person sets her first password."""

from datetime import timedelta

from flask import current_app
from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from library_exchange.accounts.models import User
from library_exchange.core import security_log
from library_exchange.core.security_log import Defence, LinkKind

LASTS = timedelta(days=7)


def token_for(user: User) -> str:
    """Return what the link to `user` carries; it is worthless once a password has been set."""
    return str(_serializer().dumps(user.fs_uniquifier))


def find_uniquifier(token: str) -> str | None:
    """Return whom the token of a link speaks of, or None if it is forged or older than a week."""
    try:
        return str(_serializer().loads(token, max_age=int(LASTS.total_seconds())))
    except SignatureExpired:
        return None
    except BadSignature:
        security_log.note_defence(Defence.FORGED_LINK, LinkKind.INVITATION)
        return None


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="invitation")
