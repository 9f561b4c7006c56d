"""The token of the link by which somebody confirms her address and looks up the answer, signed with our key."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from library_exchange.core.errors import NotFound

LONGEST = 200


def sign(application_id: int) -> str:
    """Return the token of the link to what somebody asked."""
    return str(_signer().dumps(application_id))


def read(token: str) -> int:
    """Return which row a token names; raises NotFound for one that we have not signed."""
    try:
        told = _signer().loads(token) if len(token) <= LONGEST else None
    except BadData as error:
        raise NotFound("application-link") from error
    if not isinstance(told, int):
        raise NotFound("application-link")
    return told


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="reader-application")
