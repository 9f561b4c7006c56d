"""A form that comes when its sender is not signed in any more: what she filled in is kept until she is again.

Each form says, signed, who it was made for. Only that person is shown it after she has signed in, and only her yes
sends it, as a new form: no token of a sign-in that has ended is accepted, and nobody else can send it or have it sent.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, current_app, g, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException

from library_exchange.core.errors import Forbidden
from library_exchange.web import form_pages
from library_exchange.web.confirming import LEFT_OUT

AUTHOR, FIELD = form_pages.AUTHOR, "kept_form"
"""The field of each form that says for whom it was made, and the field in which sign-in carries a form on."""
NEVER_KEPT = ("security", "second_factors")
"""Rooms of passwords and codes, of which nothing is kept."""
SECRET = ("password", "key_sent")
"""How names of fields begin whose content is kept nowhere."""
SHOWN_FROM = 12
"""How long a text is, at least, that is shown again: shorter ones are choices and numbers."""
CODE = re.compile(r"[!-~]+")
"""What no person writes that is as long: an address, a code, a number."""
DAMAGED = (ValueError, TypeError, RecursionError)
"""What comes of reading a text that is no form."""


class SignedOut(Forbidden):
    """Something was sent by somebody who is not signed in, or not any more."""


@dataclass(frozen=True)
class KeptForm:
    """A form as it was sent: to which path, from which page, for whom it was made, and what it says."""

    path: str
    page: str
    author: str
    fields: Sequence[tuple[str, str]]
    had_files: bool = False

    @property
    def texts(self) -> list[str]:
        """What somebody wrote, to be read again."""
        return [value for _name, value in self.fields if len(value) >= SHOWN_FROM and not CODE.fullmatch(value)]

    def written(self) -> str:
        """Return the form as a text that `read` understands."""
        return json.dumps([self.path, self.page, self.author, [list(pair) for pair in self.fields], self.had_files])


def init_app(app: Flask) -> None:
    """Let forms of `app` say for whom they were made."""
    app.jinja_env.globals["made_for"] = _made_for
    app.jinja_env.globals["kept_form"] = find


def _made_for() -> str:
    """Return the signed id of the person whose page this is; empty for a visitor. One for all forms of a page."""
    user_id = _user_id()
    if user_id is None:
        return ""
    if "made_for" not in g:
        g.made_for = _signer().dumps(user_id)
    made: str = g.made_for
    return made


def _user_id() -> int | None:
    actor = g.get("actor")
    found: int | None = actor.user_id if actor is not None else None
    return found


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="made-for")


def _lasts_s() -> int:
    """Return for how many seconds a form is of somebody: as long as the longest sign-in."""
    hours: int = current_app.extensions["settings"].longest_hours
    return hours * 3600


def _author_of(signed: str) -> int | None:
    try:
        found = _signer().loads(signed, max_age=_lasts_s())
    except BadSignature:
        return None
    return found if isinstance(found, int) else None


def find() -> KeptForm | None:
    """Return the form to be kept: the one that was just sent, or the one that the page of sign-in carries on."""
    if request.method != "POST":
        return None
    try:
        carried, author = request.form.get(FIELD), request.form.get(AUTHOR, "")
    except HTTPException:  # too large to be read
        return None
    if carried is not None:
        return _read(carried)
    if request.blueprint in NEVER_KEPT or _author_of(author) is None:
        return None
    pages = form_pages.addresses()
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in (*LEFT_OUT, AUTHOR)]
    given = request.form.get(form_pages.FIELD)
    return KeptForm(
        request.full_path.rstrip("?"),
        _in_this_language(pages),
        author,
        [pair for pair in fields if not pair[0].startswith(SECRET)] + ([(form_pages.FIELD, given)] if given else []),
        any(file.filename for file in request.files.values()),
    )


def _in_this_language(pages: list[str] | None) -> str:
    return next((page for page in pages or () if page.startswith(f"/{g.get('lang')}/")), "")


def _read(carried: str) -> KeptForm | None:
    """Return the form that a page of sign-in carries; None for what no such page has written."""
    try:
        path, page, author, fields, had_files = json.loads(carried)
        kept = KeptForm(str(path), str(page), str(author), [(str(n), str(v)) for n, v in fields], bool(had_files))
    except DAMAGED:
        return None
    return kept if _leads_to_a_form(kept.path) else None


def _leads_to_a_form(path: str) -> bool:
    """Whether `path` is one of ours to which forms are sent, so that no other site is sent anything."""
    try:
        current_app.url_map.bind("").match(path.partition("?")[0], method="POST")
    except (HTTPException, ValueError):
        return False
    return path.startswith("/") and not path.startswith("//") and "\\" not in path


def is_of(kept: KeptForm, user_id: int | None) -> bool:
    """Whether the form was made for this person."""
    return user_id is not None and _author_of(kept.author) == user_id


def asking(kept: KeptForm) -> str:
    """Return the page that shows what was filled in and sends it, as a form of the present sign-in, after a yes."""
    return render_template("layout/kept_form.html", kept=kept)
