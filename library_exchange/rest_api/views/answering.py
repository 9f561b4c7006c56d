"""How the views of this door read what is asked and write what they answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, g, request
from pydantic import BaseModel
from sqlmodel import Session
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _
from library_exchange.rest_api.queries.own import Piece
from library_exchange.rest_api.refusals import (
    Malformed,
    NameMissing,
    PreconditionFailed,
    PreconditionMissing,
)
from library_exchange.rest_api.rules.fields import chosen, named, unknown
from library_exchange.rest_api.rules.paging import cursor_of, limit_of, number_of
from library_exchange.rest_api.rules.preconditions import names
from library_exchange.rest_api.rules.record_forms import JSON
from library_exchange.rest_api.services import once
from library_exchange.web.addresses import public_address
from library_exchange.web.forms import parse_told

Input = TypeVar("Input", bound=BaseModel)
Row = TypeVar("Row")


def told(model: BaseModel, tag: str | None = None, status: int = 200, location: str | None = None) -> Response:
    """Return what is told of something; nothing anew to who has read this version already."""
    if tag and status == 200 and names(request.headers.get("If-None-Match", ""), tag):
        return Response(status=304, headers={"ETag": tag})
    written = model.model_dump_json(include=chosen(type(model), fields_of(type(model))))
    answer = Response(written, status=status, content_type=JSON)
    if tag:
        answer.headers["ETag"] = tag
    if location:
        answer.headers["Location"] = location
    return answer


def fields_of(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the fields that the address asks for, none for all; raises InvalidInput for what is no field."""
    names = named(request.args.get("fields", "")) if request.method == "GET" else ()
    if wrong := unknown(model, names):
        raise InvalidInput({"fields": _("There is no field %(name)s here.", name=", ".join(wrong)[:200])})
    return names


def piece() -> Piece:
    """Return which piece of a list is asked for; one row more is read, to know whether there are others."""
    limit, cursor = limit_of(request.args.get("limit")), request.args.get("cursor", "")
    after = number_of(cursor) if cursor else None
    wrong = {}
    if limit is None:
        wrong["limit"] = _("Enter a whole number.")
    if cursor and after is None:
        wrong["cursor"] = _("This cursor is none of ours. Begin the list anew.")
    if limit is None or wrong:
        raise InvalidInput(wrong)
    return Piece(limit + 1, after)


def listed(of: type[BaseModel], rows: Sequence[Row], asked: Piece, number: Callable[[Row], int], tell: Any) -> Response:
    """Return a piece of a list, with the way to the next one if there is one."""
    shown = rows[: asked.limit - 1]
    following = cursor_of(number(shown[-1])) if len(rows) > len(shown) else None
    answer = told(of.model_construct(items=[tell(row) for row in shown], next=following))
    if following:
        answer.headers["Link"] = link_to(following)
    return answer


def link_to(cursor: str) -> str:
    """Return the header that leads to the next piece of this list."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return f'<{public_address(request.path)}?{urlencode([*asked, ("cursor", cursor)])}>; rel="next"'


def one_of(name: str, values: Sequence[str]) -> str:
    """Return the filter that the address names; raises InvalidInput for a value that there is not."""
    value = request.args.get(name)
    if value is not None and value not in values:
        raise InvalidInput({name: _("Choose one of the values offered.")})
    return value or ""


def whole(name: str) -> int | None:
    """Return the number that the address names; raises InvalidInput for what is none."""
    value = request.args.get(name)
    if value is not None and not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise InvalidInput({name: _("Enter a whole number.")})
    return int(value) if value else None


def body() -> bytes:
    """Return the body as it came; raises what stands for one that is too large."""
    found = request.get_data(cache=True)
    limit = request.max_content_length
    if limit is not None and len(found) > limit:
        raise RequestEntityTooLarge
    return found


def given(schema: type[Input]) -> Input:
    """Return the body as a `schema`. Raises Malformed for no JSON object, InvalidInput for what cannot be accepted."""
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        found = json.loads(body().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Malformed from error
    if not isinstance(found, dict):
        raise Malformed
    return parse_told(schema, found)


def require_version(tag: str) -> None:
    """Raise PreconditionMissing unless the change says of which version it is, PreconditionFailed if of another."""
    header = request.headers.get("If-Match")
    if header is None:
        raise PreconditionMissing
    if not names(header, tag):
        raise PreconditionFailed


Act = Callable[[Session], Response]


def carried_out_once(act: Act) -> Response:
    """Carry an act out in one transaction, or answer once more what was answered when it was."""
    name = request.headers.get("Idempotency-Key", "")
    if not name.strip():
        raise NameMissing
    key_id, name, at = g.api_key_id, once.name_of(name), now()
    asked = request.full_path.rstrip("?")
    digest = sha256(b"\n".join([request.method.encode(), asked.encode(), body()])).hexdigest()
    with reading() as session:
        found = once.find(session, key_id, name, digest, at)
        if found is not None and found.status is not None:
            headers = {"Location": found.location, "ETag": found.tag}
            return _again(found.body, found.status, headers)
    with transaction() as session:
        row = once.begin(session, key_id, name, digest, at)
        answer = act(session)
        row.status, row.body = answer.status_code, answer.get_data(as_text=True)
        row.location, row.tag = answer.headers.get("Location"), answer.headers.get("ETag")
        return answer


def _again(text: str, status: int, headers: Mapping[str, str | None]) -> Response:
    kept = {name: value for name, value in headers.items() if value}
    return Response(text, status=status, content_type=JSON, headers=kept | {"Idempotency-Replayed": "true"})
