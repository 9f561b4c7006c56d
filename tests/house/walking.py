"""Going from door to door: forms as pages show them, filled in with care or with what nobody should send."""

import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

import lxml.html
from flask import request
from pydantic import BaseModel
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from library_exchange.core.errors import InvalidInput
from library_exchange.web import forms, pages
from tests.house.conftest import World

HOST = "http://localhost"
WORD, DAY, MAILBOX = "Book", "2027-03-01", "new@heihe.example"
"""What a careful librarian writes into an empty field."""
DIGITS, LONG, UNWRITABLE = "9" * 5000, "書" * 10 + "x" * 9_990, "a\0b\ud800"
WIDE, HUGE, OF_NOTHING, NO_CHOICE = str(2**31), str(2**63), "999999999", "nonsense"
SUMS = ("20 руб", "20元", "abc", "Infinity", "NaN", "1e999999")
DAYS = ("0001-01-01", "9999-12-31")
BAD = {
    "sqlite": {
        "text": (DIGITS,),
        "number": (DIGITS, HUGE, "20 руб"),
        "sum": (DIGITS, *SUMS),
        "date": DAYS,
        "choice": (HUGE, NO_CHOICE),
        "unseen": (DIGITS, HUGE, SUMS[3], *DAYS),
    },
    "postgresql": {
        "text": (UNWRITABLE, LONG),
        "number": (WIDE, UNWRITABLE),
        "sum": (WIDE, UNWRITABLE),
        "date": (UNWRITABLE,),
        "choice": (WIDE, OF_NOTHING),
        "unseen": (UNWRITABLE, LONG, WIDE),
    },
}
"""What to write into a field of each kind, by the database that could fall over it.

A number of thousands of digits is refused by Python, one beyond 64 bits by SQLite, one beyond 32 by PostgreSQL, which
also refuses texts that are too long or hold what is no character. A field is unseen that a view asks for and no page
shows.
"""
EVERYWHERE = (DIGITS, UNWRITABLE, LONG, HUGE, WIDE, OF_NOTHING)
"""What is written into all fields at once."""
ADDRESSES = {"sqlite": (DIGITS, HUGE, OF_NOTHING), "postgresql": (UNWRITABLE, LONG, WIDE)}
"""What is written into addresses, by the database that could fall over it."""
CHOICES = ("select", "radio", "checkbox", "hidden", "button", "submit")


@dataclass(frozen=True)
class Door:
    """A form that a page shows: who stands before it, where it leads, what it holds once it is filled in, the page."""

    role: str
    endpoint: str
    method: str
    url: str
    given: dict[str, str] = field(default_factory=dict, compare=False)
    kinds: dict[str, str] = field(default_factory=dict, compare=False)
    page: str = field(default="", compare=False)


@dataclass
class Watch:
    """What the views ask of an address or a form, by route and method, as far as they were opened."""

    asked: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """The fields that a schema has refused, each of which it refuses whatever else is sent."""
    failures: list[BaseException] = field(default_factory=list)

    def note(self, name: object) -> None:
        if isinstance(name, str) and request.endpoint:
            self.asked.setdefault((request.endpoint, request.method), {})[name] = None

    def of(self, endpoint: str, method: str) -> list[str]:
        return list(self.asked.get((endpoint, method), {}))


@contextmanager
def watching(world: World) -> Iterator[Watch]:
    """Note what views ask for and which schema they parse; undo whatever they write when it is committed."""
    watch = Watch()

    class Noted(world.app.request_class.parameter_storage_class):  # type: ignore[misc,name-defined]
        def get(self, key: Any, *more: Any, **named: Any) -> Any:
            watch.note(key)
            return super().get(key, *more, **named)

        def getlist(self, key: Any, *more: Any, **named: Any) -> Any:
            watch.note(key)
            return super().getlist(key, *more, **named)

    def parse(schema: type[BaseModel], form: Any, *more: Any) -> Any:
        for name in schema.model_fields:
            watch.note(name)
        try:
            return parse_in_earnest(schema, form, *more)
        except InvalidInput as error:
            watch.refused |= {name for name in error.fields if refuses_alone(parse_in_earnest, schema, form, name)}
            raise

    parse_in_earnest, kept_log = forms.parse, pages.log.error
    storage = world.app.request_class.parameter_storage_class
    parsing = [module for module in list(sys.modules.values()) if getattr(module, "parse", None) is parse_in_earnest]
    dialect = world.app.extensions["database"].engine.dialect
    try:
        for module in parsing:
            module.parse = parse  # type: ignore[attr-defined]
        pages.log.error = lambda _event, exc_info: watch.failures.append(exc_info)
        world.app.request_class.parameter_storage_class = Noted
        dialect.do_commit = _undoing(dialect)
        yield watch
    finally:
        for module in parsing:
            module.parse = parse_in_earnest  # type: ignore[attr-defined]
        pages.log.error = kept_log
        world.app.request_class.parameter_storage_class = storage
        del dialect.do_commit


def refuses_alone(parse: Callable[..., Any], schema: type[BaseModel], form: Mapping[str, str], name: str) -> bool:
    """Whether a schema refuses a field of a form whatever is in the others."""
    try:
        parse(schema, {name: form[name]} if name in form else {})
    except InvalidInput as error:
        return name in error.fields
    return False


def _undoing(dialect: Any) -> Callable[[Any], None]:
    """Return what a commit does in a walk: whatever the database would check then, and nothing of it is kept."""

    def undo(connection: Any) -> None:
        if dialect.name == "postgresql":
            connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        dialect.do_rollback(connection)

    return undo


def send(world: World, door: Door, given: dict[str, str]) -> TestResponse:
    """Send `given` to a door, whatever of it could not be written in Unicode too; nobody's sign-in is changed by it."""
    visitor, body = world.visitors[door.role], urlencode(given, errors="surrogatepass")
    if door.method == "GET":
        answer = visitor.get(f"{door.url}{'&' if '?' in door.url else '?'}{body}")
    else:
        answer = visitor.post(door.url, data=body, content_type="application/x-www-form-urlencoded")
    if answer.headers.get("Set-Cookie"):
        visitor.set_cookie("bridge", world.cookies[door.role])
    return answer


def forms_on(world: World, role: str, url: str) -> Iterator[Door]:
    """Yield every form of a page, filled in as a careful librarian would fill it in."""
    with world.visitors[role].get(url) as answer:
        if answer.status_code != 200 or answer.mimetype != "text/html":
            return
        tree = lxml.html.fromstring(answer.text, base_url=HOST + url)
    for form in tree.forms:
        parts = urlsplit(urljoin(HOST + url, form.get("action") or url))
        endpoint = endpoint_of(world, parts.path, form.method)
        if endpoint is not None:
            address = parts.path + (f"?{parts.query}" if parts.query and form.method != "GET" else "")
            found = list(_filled(form))
            given, kinds = {name: value for name, _, value in found}, {name: kind for name, kind, _ in found}
            yield Door(role, endpoint, form.method, address, given, kinds, url)


def endpoint_of(world: World, path: str, method: str) -> str | None:
    """Return the route that a path leads to."""
    try:
        return str(world.app.url_map.bind("localhost").match(path, method)[0])
    except HTTPException:
        return None


def _filled(form: Any) -> Iterator[tuple[str, str, str]]:
    """Yield name, kind and value of each control, the first value offered of a choice that was not made yet."""
    for control in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]"):
        name, kind = control.get("name"), control.get("type", "text") if control.tag == "input" else control.tag
        if kind == "select":
            options = [option.get("value", option.text or "") for option in control.iter("option")]
            yield name, "choice", control.value or next((option for option in options if option), "")
        elif kind in CHOICES and name != "csrf_token":
            yield name, "choice", control.get("value") or "1"
        elif kind == "textarea":
            yield name, "text", control.value or WORD
        elif kind == "date":
            yield name, "date", control.get("value") or DAY
        elif control.get("inputmode") == "decimal":
            yield name, "sum", control.get("value") or "1"
        elif control.get("inputmode") == "numeric" or kind == "number":
            yield name, "number", control.get("value") or "1"
        elif kind not in ("file", "hidden"):
            yield name, "text", control.get("value") or (MAILBOX if kind == "email" else WORD)


def path_of(rule: Any, values: dict[str, Any]) -> str:
    """Return the address of a route with `values` in it as they are, good or bad."""

    def put(found: re.Match[str]) -> str:
        return quote(str(values[found["name"]]), safe="", errors="surrogatepass")

    return re.sub(r"<(?:[^<>]*:)?(?P<name>\w+)>", put, rule.rule)


def told(error: BaseException) -> str:
    """Return where in the house an error arose, and what it is."""
    places = [each for each in traceback.extract_tb(error.__traceback__) if "library_exchange/" in each.filename]
    last = places[-1] if places else None
    where = f"{last.filename.partition('library_exchange/')[2]}:{last.lineno} " if last else ""
    return f"{where}{type(error).__name__}: {str(error)[:100]!r}"
