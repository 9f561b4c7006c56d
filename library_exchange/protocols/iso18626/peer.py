"""The door `/iso18626`: one document a POST, confirmed in the answer; who speaks is told by key and address."""

from functools import partial
from typing import Any

from flask import Blueprint, Response, request

from library_exchange.core import doors, logs
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.doors import Door, Limit
from library_exchange.core.i18n import _l
from library_exchange.core.outbox import NotYet
from library_exchange.door_keeping.refusals import plainly
from library_exchange.protocols.iso18626 import queries
from library_exchange.protocols.iso18626.rules.layouts import PATH
from library_exchange.protocols.iso18626.rules.reading import Unreadable, read
from library_exchange.protocols.iso18626.services.incoming import take

LARGEST = 256 * 1024
"""Bytes of a document; the longest that were seen have 6 KB."""
TYPES = ("application/xml", "text/xml")
bp = Blueprint("iso18626", __name__)
DOOR = Door(
    "iso18626",
    _l("Messages of partners' systems (ISO 18626)"),
    PATH,
    covers=frozenset({"iso18626"}),
    limits=(Limit("partners", _l("Messages from one place"), 600),),
    counts_under=lambda: "partners",
    # Other systems send again what was answered so, as they do what comes before its time.
    refuse=partial(plainly, too_often=503),
)


@bp.post(PATH)
def receive() -> Response:
    """Take a document. 400 for what is no document, 401 for strangers, 413, 415, 503 for what comes before its time."""
    if request.mimetype not in TYPES:
        return _plain(415, f"Content-Type must be one of {', '.join(TYPES)}.")
    if (request.content_length or 0) > LARGEST:
        return _plain(413, f"A document has at most {LARGEST} bytes.")
    raw = request.stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return _plain(413, f"A document has at most {LARGEST} bytes.")
    with reading() as session:
        end_point = queries.speaking(session, _keys(), request.remote_addr or "")
        number = end_point.id if end_point else None
    if number is None:
        return _plain(401, "No partner is known by this key and address.", {"WWW-Authenticate": "Bearer"})
    doors.tell(client=doors.PARTNER)
    logs.note_partners_request(request.headers.get(logs.HEADER))
    try:
        document = read(raw)
        with transaction() as session:
            answer = take(session, queries.get_end_point(session, number), document, raw, now())
    except Unreadable as error:
        return _plain(400, f"{error}.")
    except NotYet:
        return _plain(503, "A message that comes before this one is missing.", {"Retry-After": "10"})
    return Response(answer, content_type="application/xml; charset=utf-8")


def _keys() -> list[str]:
    """Return what may be the partner's key: each header's value, because every system has a header of its own."""
    given = [value for name, value in request.headers if name.lower() not in NO_KEYS]
    return [value.removeprefix("Bearer ").strip() for value in given if 0 < len(value) <= LONGEST_KEY]


NO_KEYS = frozenset(
    ["host", "content-type", "content-length", "accept", "user-agent", "connection", "accept-encoding", "x-request-id"]
)
LONGEST_KEY = 220


def _plain(status: int, text: str, headers: dict[str, Any] | None = None) -> Response:
    return Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
