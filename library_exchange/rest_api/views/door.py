"""The door itself: who comes in by which key, how often, and how everything is answered that went wrong."""

from http import HTTPStatus
from typing import Any

import structlog
from flask import Blueprint, Response, current_app, g, request
from flask.sansio.blueprints import BlueprintSetupState
from sqlalchemy.exc import DataError, IntegrityError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from library_exchange.accounts.rates import place
from library_exchange.api_keys import queries as keys
from library_exchange.api_keys import services as key_services
from library_exchange.core import doors, i18n
from library_exchange.core.actor import ANONYMOUS, by_key
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.doors import Door, Limit
from library_exchange.core.errors import STALE, Conflict, ExchangeError, InvalidInput, NotFound
from library_exchange.core.i18n import _
from library_exchange.core.outages import outage_of
from library_exchange.door_keeping.guarding import count
from library_exchange.rest_api import labels, policy
from library_exchange.rest_api.addresses import PREFIX, at
from library_exchange.rest_api.refusals import PreconditionFailed, ScopeMissing, Unauthorized
from library_exchange.rest_api.rules.costs import FAILED_PER_MINUTE, PER_MINUTE, Cost
from library_exchange.rest_api.schemas.answers import Problem

log = structlog.get_logger(__name__)
bp = Blueprint("api", __name__, url_prefix=PREFIX)
PROBLEM = "application/problem+json"
LARGEST = 1024 * 1024
"""Bytes of a body."""


@bp.before_request
def admit() -> None:
    """Find out by its key for which library a program comes; a sign-in of a browser counts for nothing here."""
    _begin()
    request.max_content_length = LARGEST
    name = (request.endpoint or "").rpartition(".")[2]
    if name in policy.OPEN:
        count(DOOR, OPEN, place())
        return
    at, shown = now(), request.headers.get("Authorization", "")
    scheme, _blank, text = shown.partition(" ")
    key = None
    if scheme.lower() == "bearer":
        with reading() as session:
            key = keys.find_shown(session, text.strip(), at)
    if key is None:
        count(DOOR, FAILED, place())
        raise Unauthorized
    g.api_key_id, g.api_scopes = key.id, key.scopes
    doors.tell(client=doors.KEY, key_id=key.id)
    count(DOOR, policy.COSTS.get(name, Cost.READ), str(key.id), key.id)
    g.actor = by_key(key.library_id, key.id)
    if key_services.is_use_to_note(key.last_used_at, at):
        with transaction() as session:
            key_services.note_use(session, key.id, at)
    needed = policy.SCOPES[name]
    if needed is not None and needed not in key.scopes:
        raise ScopeMissing(needed.value)


def _begin() -> None:
    """Have nobody but the key say who comes, and answer in the language that the request asks for."""
    g.actor = ANONYMOUS
    i18n.answer_in(i18n.preferred(request))


@bp.after_request
def finish(answer: Response) -> Response:
    """Tell every answer what all of them say."""
    answer.headers.setdefault("Cache-Control", "private, no-cache")
    answer.headers["Vary"] = "Accept-Language, Authorization"
    answer.headers["Content-Language"] = i18n.current().tag
    g.lang = None  # else a cookie would be set
    return answer


# What went wrong ------------------------------------------------------------------------------------------------------


def problem(status: int, code: str, detail: Any, reason: str = "", fields: Any = None, headers: Any = None) -> Response:
    """Return what was refused and why, as RFC 9457 has it."""
    doors.tell(fault=code)
    told = Problem(
        type="about:blank",
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        reason=reason or code,
        detail=str(detail),
        request=g.get("request_id", ""),
        errors=[{"field": name, "detail": str(sentence)} for name, sentence in (fields or {}).items()],
    )
    return Response(told.model_dump_json(), status=status, content_type=PROBLEM, headers=headers)


@bp.errorhandler(ExchangeError)
def refused(error: ExchangeError) -> Response:
    """Answer an expected failure with the code and the sentence that its page has."""
    log.info("request.refused", code=error.code, reason=error.reason)
    g.refused_for = error.reason
    if isinstance(error, Conflict) and error.reason in STALE and request.headers.get("If-Match"):
        return refused(PreconditionFailed(error.reason, error.sentence))
    fields = error.fields if isinstance(error, InvalidInput) else _alike(error)
    headers = getattr(error, "headers", None) or {}
    if isinstance(error, Unauthorized):
        headers = {"WWW-Authenticate": 'Bearer realm="library"'}
    sentence = _("There is no such thing, or it belongs to another library.") if _is_plain(error) else error.sentence
    return problem(error.status, error.code, sentence, error.reason, fields, headers)


def _alike(error: ExchangeError) -> dict[str, str]:
    """Return the record that stands in the way of a new one, by its address."""
    alike: Any = error.facts.get("alike") or ()
    first = next(iter(alike), None)
    return {} if first is None else {"holding": at("holdings", getattr(first, "source_id", first))}


def _is_plain(error: ExchangeError) -> bool:
    return isinstance(error, NotFound) and error.sentence is NotFound.sentence


@bp.errorhandler(HTTPException)
def not_understood(error: HTTPException) -> Any:
    """Answer what was refused before any verb was called."""
    status = error.code or 500
    if status < HTTPStatus.BAD_REQUEST or error.response is not None:
        return error
    allowed = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(allowed))} if allowed else None
    return problem(status, SAID.get(status, "refused"), SENTENCES.get(status, error.description or ""), headers=headers)


SAID = {
    400: "malformed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    429: "too-many-requests",
    500: "failed",
}
SENTENCES = {
    404: "There is nothing at this address.",
    405: "This address does not know that method; see the header Allow.",
    413: f"A body has at most {LARGEST} bytes.",
    415: "This address does not take that Content-Type; the description names those that it takes.",
}


@bp.errorhandler(IntegrityError)
def overtaken(error: IntegrityError) -> Response:
    """Answer what the database refused because another one was faster."""
    log.error("request.failed", exc_info=error)
    return refused(Conflict())


@bp.errorhandler(DataError)
@bp.errorhandler(OverflowError)
def not_to_be_kept(error: Exception) -> Response:
    """Answer what is too long or too large to be kept."""
    log.error("request.failed", exc_info=error)
    return refused(
        InvalidInput(sentence=_("Something in it is too long or too large to be kept. Nothing was changed."))
    )


@bp.errorhandler(Exception)
def failed(error: Exception) -> Response:
    """Answer a fault of ours, or that the ground gave way: a full disk, a database that is gone."""
    outage = outage_of(error)
    if outage is not None:
        log.warning("request.outage", reason=outage.reason, exc_info=error)
        return refused(outage)
    log.error("request.failed", exc_info=error)
    return problem(
        500, "failed", _("Nothing was changed. Please try again; if it happens again, tell us the reference.")
    )


def _shut(why: ExchangeError) -> Response:
    """Answer who found the door shut, before anybody asked for a key."""
    _begin()
    return refused(why)


OPEN, FAILED = "open", "failed"
DOOR = Door(
    "rest_api",
    labels.DOOR,
    PREFIX,
    covers=frozenset({bp.name}),
    limits=(
        *(Limit(cost, labels.COSTS[cost], PER_MINUTE[cost], is_of_keys=True) for cost in Cost),
        Limit(OPEN, labels.OPEN, PER_MINUTE[Cost.READ]),
        Limit(FAILED, labels.FAILED, FAILED_PER_MINUTE),
    ),
    refuse=_shut,
)


@bp.record_once
def _guard_the_prefix(state: BlueprintSetupState) -> None:
    state.app.before_request_funcs.setdefault(None, []).append(_nothing_there)


def _nothing_there() -> Any:
    """Answer what leads nowhere below our prefix as a problem too: no blueprint has it, so no page may."""
    if request.routing_exception is None or not request.path.startswith(f"{PREFIX}/"):
        return None
    try:
        current_app.raise_routing_exception(request)
    except RequestRedirect as way:
        return way
    except HTTPException as error:
        return not_understood(error)
