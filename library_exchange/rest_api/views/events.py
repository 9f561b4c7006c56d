"""What changed since a cursor, and the description of the door itself."""

from flask import Response, g

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.rights import library_of
from library_exchange.rest_api import openapi as description
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.queries.happenings import happened
from library_exchange.rest_api.rules.happenings import SUBJECTS, readable, type_of
from library_exchange.rest_api.rules.paging import cursor_of
from library_exchange.rest_api.rules.record_forms import JSON
from library_exchange.rest_api.schemas import answers
from library_exchange.rest_api.views.answering import link_to, piece, told
from library_exchange.rest_api.views.door import bp
from library_exchange.web.guard import current_actor


@bp.get("/events")
def events() -> Response:
    """List what happened to the library's things behind a cursor, in order; of what the key may read."""
    asked, subjects = piece(), readable(g.api_scopes)
    with reading() as session:
        rows = happened(session, library_of(current_actor()), subjects, asked, now())
    shown = rows[: asked.limit - 1]
    last = cursor_of(shown[-1][0] if shown else asked.after or 0)
    is_more = len(rows) > len(shown)
    items = [
        answers.Event.model_construct(
            id=number,
            type=type_of(subject, action),
            at=happened_at,
            thing=SUBJECTS[subject].name,
            thing_id=thing_id,
            href=at(collection, thing_id) if (collection := SUBJECTS[subject].collection) else None,
        )
        for number, happened_at, action, subject, thing_id in shown
    ]
    answer = told(answers.Events.model_construct(items=items, cursor=last, next=last if is_more else None))
    if is_more:
        answer.headers["Link"] = link_to(last)
    return answer


@bp.get("/openapi.json")
def openapi() -> Response:
    """Describe this door for programs, in OpenAPI."""
    answer = Response(description.text(), content_type=JSON)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
