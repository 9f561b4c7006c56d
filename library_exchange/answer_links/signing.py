"""The token of a link: it names the letter, the library, the request row and its state, signed with our key."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from library_exchange.answer_links.schemas import Terms
from library_exchange.core import security_log
from library_exchange.core.errors import NotFound
from library_exchange.core.security_log import Defence, LinkKind
from library_exchange.core.settings import Settings

LONGEST = 300


def sign(link_id: int, library_id: int, loan_id: int, state: str) -> str:
    """Return the token of a link."""
    return str(_signer().dumps([link_id, library_id, loan_id, state]))


def read(token: str) -> tuple[int, int, int, str]:
    """Return what a token names, as given to `sign`; raises NotFound for one that we have not signed."""
    try:
        told = _signer().loads(token) if len(token) <= LONGEST else None
    except BadData as error:
        security_log.note_defence(Defence.FORGED_LINK, LinkKind.ANSWER)
        raise NotFound("answer-link") from error
    match told:
        case [int(link_id), int(library_id), int(loan_id), str(state)]:
            return link_id, library_id, loan_id, state
    raise NotFound("answer-link")


def terms() -> Terms:
    """Return what the operator has set."""
    settings: Settings = current_app.extensions["settings"]
    return Terms(settings.answer_link_days, settings.answer_wait_days)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="answer-link")
