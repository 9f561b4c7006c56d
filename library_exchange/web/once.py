"""A second click makes no second thing: it leads to what the first made.

`ui.csrf()` puts a token into every form. The first transaction of the request spends it; where the answer led is noted
afterwards. A form without a token, of an old page or a script, is carried out each time it is sent.
"""

import secrets
import time
from io import SEEK_END
from typing import Any

import structlog
from flask import Flask, flash, g, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from library_exchange.core import once
from library_exchange.core.clock import now
from library_exchange.core.db import before_writing, nothing_before_writing, reading, transaction
from library_exchange.core.errors import Conflict, Unavailable
from library_exchange.core.i18n import _, _l
from library_exchange.core.once import SentBefore
from library_exchange.web import form_pages
from library_exchange.web.guard import current_actor, is_safe_next
from library_exchange.web.pages import expected_error

log = structlog.get_logger(__name__)

FIELD = "once"
TOKENS = ("csrf_token", FIELD, form_pages.AUTHOR)
NOT_DONE = _l("This form was not carried out after all. Please send it again.")
LONGEST_TOKEN = 64
WAITS, WAIT_S = 20, 0.05
"""How often, and how long each time, a second click waits until the first has its answer."""


def init_app(app: Flask) -> None:
    """Have forms of `app` be carried out once; after the guard, so that only forms of who may send them count."""
    app.jinja_env.globals["once"] = _token
    app.before_request(_look)
    app.after_request(_note)
    app.register_error_handler(SentBefore, _lead_on)


def _token() -> str:
    """Return a token for one form, none for who is not signed in; those of a page differ in their ends alone.

    So a page compresses well, and pages of strangers are alike.
    """
    if not current_actor().is_signed_in:
        return ""
    g.forms_shown = g.get("forms_shown", 0) + 1
    if "form_token" not in g:
        g.form_token = secrets.token_urlsafe(12)
    return f"{g.form_token}.{g.forms_shown}"


def _look() -> Any:
    """Answer a form that was carried out before; have the first transaction of a new one spend its token."""
    token = request.form.get(FIELD, "")[:LONGEST_TOKEN] if request.method == "POST" else ""
    actor = current_actor()
    if not token or not actor.is_signed_in:
        return None
    g.form_key = key = once.key_of(token, actor.user_id, request.path, _said())
    with reading() as session:
        form = once.find(session, key)
    if form is not None:
        return _lead_on(SentBefore(form))
    before_writing(lambda session: once.spend(session, key, g.request_id, now()))
    return None


def _said() -> str:
    """Return what the form says: its fields beside the tokens, and the names and sizes of its files."""
    fields = sorted(pair for pair in request.form.items(multi=True) if pair[0] not in TOKENS)
    files = [(name, file.filename, _size(file)) for name, file in request.files.items(multi=True)]
    return repr((fields, files))


def _size(file: FileStorage) -> int:
    size = file.stream.seek(0, SEEK_END)
    file.stream.seek(0)
    return size


def _note(answer: Response) -> Response:
    """Note where the form led; what was done stays done if that cannot be noted now."""
    key = g.pop("form_key", None)
    if key is None:
        return answer
    nothing_before_writing()
    try:
        return _noted(answer, key)
    except (SQLAlchemyError, Unavailable):
        log.exception("form.not_noted", route=request.endpoint)
        return answer


def _noted(answer: Response, key: str) -> Response:
    """Note it; a form that failed because it was carried out meanwhile by another request leads there too."""
    with reading() as session:
        form = once.find(session, key)
    if form is None:
        return answer
    if form.request_id != g.request_id:
        return answer if _is_way(answer) or form.location is None else redirect(form.location)
    with transaction() as session:
        once.led_to(session, key, g.request_id, _path(answer) if _is_way(answer) else None)
    return answer


def _is_way(answer: Response) -> bool:
    return 300 <= answer.status_code < 400 and answer.location is not None


def _path(answer: Response) -> str | None:
    return answer.location if answer.location and is_safe_next(answer.location) else None


def _lead_on(before: SentBefore) -> Any:
    """Lead to what the form made, as soon as that is known."""
    location = before.location
    for _wait in range(WAITS):
        if location is not None:
            break
        time.sleep(WAIT_S)
        with reading() as session:
            form = once.find(session, before.key)
        if form is None:
            return expected_error(Conflict("form-taken-back", NOT_DONE))
        location = form.location
    if location is None:
        return expected_error(before)
    flash(_("This form was sent before. Here is what it made; nothing was made twice."), "warn")
    return redirect(location)
