"""The token of the link by which the mails of a search are ended, signed with our key."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from library_exchange.core.errors import NotFound

LONGEST = 200


def sign(alert_id: int) -> str:
    """Return the token of the link that ends the mails of a search."""
    return str(_signer().dumps(alert_id))


def read(token: str) -> int:
    """Return which search a token names; raises NotFound for one that we have not signed."""
    try:
        told = _signer().loads(token) if len(token) <= LONGEST else None
    except BadData as error:
        raise NotFound("search-alert-link") from error
    if not isinstance(told, int):
        raise NotFound("search-alert-link")
    return told


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="search-alert")
