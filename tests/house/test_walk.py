"""A walk through every door with what nobody should send: whatever it is, the house answers and does not fall."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import product
from typing import Self
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from pydantic import BaseModel, model_validator

from library_exchange.core.db import transaction
from library_exchange.core.settings import CHECKOUT
from library_exchange.programmes.models import BookList, Programme
from library_exchange.web import forms
from tests.house.conftest import ROLES, World
from tests.house.test_pages import LOOKS
from tests.house.test_rights import TABLE, address
from tests.house.walking import (
    ADDRESSES,
    BAD,
    EVERYWHERE,
    Door,
    Watch,
    endpoint_of,
    forms_on,
    path_of,
    refuses_alone,
    send,
    told,
    watching,
)

OPENS = ("200", "302", "409", "422")
"""What a door answers to whom it opens, as far as the table of rights tells."""
READ_ALIKE = ("once", "stands_on", "sure", "back", "next", "page", "handed_on", "csrf_token", "made_for", "kept_form")
"""Fields that one function of the house reads for every door, before the view reads any: bad or lacking at some doors
only."""
SOME = 5
MANY = 30
"""So many kinds of forms, at least, are refused when they are empty."""
VIEWS = sorted((CHECKOUT / "library_exchange").rglob("views/*.py"))
VIEWS += sorted((CHECKOUT / "library_exchange").rglob("views.py"))


def doors_of_table(world: World) -> Iterator[Door]:
    """Yield every door of the table of rights, for each role to which it opens; else for a librarian who knocks."""
    for endpoint, method, path, form, expected in TABLE:
        given = {name: value.format_map(world.ids) for name, value in form.items()}
        for role, answer in zip(ROLES, expected.split(), strict=True):
            is_first = role == "librarian" and not set(OPENS) & set(expected.split())
            if (answer in OPENS or is_first) and endpoint != "static":
                yield Door(role, endpoint, method, address(world, path), given)


@pytest.fixture(scope="module")
def doors(walked_world: World) -> list[Door]:
    """Every door for each role to which it opens, with the largest form that leads to it."""
    found: dict[tuple[str, str, str], Door] = {}
    shown = (door for role, path in LOOKS for door in forms_on(walked_world, role, address(walked_world, path)))
    for door in (*shown, *doors_of_table(walked_world)):
        same = (door.role, door.endpoint, door.method)
        if same not in found or len(door.given) > len(found[same].given):
            found[same] = door
    return list(found.values())


@pytest.fixture
def watch(walked_world: World) -> Iterator[Watch]:
    with watching(walked_world) as made:
        yield made


@dataclass(frozen=True)
class Heard:
    """What came of a form: the answer, the fields that it or a schema marks, what the house did wrong (see `hear`)."""

    status: int
    marked: frozenset[str] = frozenset()
    wrong: str | None = None


def hear(world: World, watch: Watch, door: Door, given: dict[str, str]) -> Heard:
    """Send `given`; return what came of it: it is wrong to fall, to hide that, and to refuse and mark no field."""
    before = len(watch.failures)
    watch.refused.clear()
    with send(world, door, given) as answer:
        status = answer.status_code
        if status >= 500 or len(watch.failures) > before:
            return Heard(status, wrong=" ".join([str(status), *map(told, watch.failures[before:])]))
        if status == 422 and door.method == "POST":
            tree = lxml.html.fromstring(answer.text)
            if not tree.xpath("//*[@aria-invalid='true' or @role='alert' or contains(@class, 'err')]"):
                return Heard(status, wrong="422 without a sentence at a field")
            return Heard(status, frozenset({*watch.refused, *map(str, tree.xpath("//*[@aria-invalid='true']/@name"))}))
    return Heard(status, frozenset(watch.refused))


def all_bad(
    world: World, watch: Watch, door: Door, row: dict[str, str], usual: Callable[[], Heard]
) -> Iterator[tuple[dict[str, str], str | None]]:
    """Send the fields of `row` all at once; then those again that were not read, for another was refused before them.

    Whatever was marked is left out. Where nothing was, the one that was refused is looked for by halves. Nothing bad
    was refused if the form is taken, or answered as is `usual` when there is nothing bad in it.
    """
    heard = hear(world, watch, door, door.given | row)
    yield row, heard.wrong
    rest = {name: value for name, value in row.items() if name not in heard.marked}
    if heard.status < 400 or not rest or len(row) == 1 or heard == usual():
        return
    if len(rest) < len(row):
        yield from all_bad(world, watch, door, rest, usual)
        return
    names = list(row)
    for half in (names[: len(names) // 2], names[len(names) // 2 :]):
        yield from all_bad(world, watch, door, {name: row[name] for name in half}, usual)


@pytest.mark.parametrize(("marks", "falls"), [("ab", "e"), ("ab", "de"), ("", "c"), ("abcd", "e"), ("e", "a")])
def test_a_field_is_sent_without_those_that_are_refused_before_it_is_read(monkeypatch, marks, falls):
    """Of five bad fields some are marked, `c` is refused without a mark, and the house falls once it reads these."""

    def answer(_world, _watch, _door, given):
        if marked := given.keys() & set(marks):
            return Heard(422, frozenset(marked))
        if "c" in given and falls != "c":
            return Heard(422)
        return Heard(500, wrong="fallen") if given.keys() >= set(falls) else Heard(302)

    monkeypatch.setitem(all_bad.__globals__, "hear", answer)
    row = dict.fromkeys("abcde", "bad")
    sent = all_bad(None, None, Door("", "", "POST", ""), row, lambda: Heard(302))
    assert "fallen" in {wrong for _given, wrong in sent}


class _Numbers(BaseModel):
    copies: int
    pages: int = 1

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.copies > self.pages:
            raise ValueError("more copies than pages")
        return self


@pytest.mark.parametrize(
    ("copies", "pages", "refused"), [("x", "2", ["copies"]), ("1", "y", ["pages"]), ("3", "2", [])]
)
def test_a_schema_refuses_alone_what_is_wrong_whatever_else_is_sent(copies, pages, refused):
    form = {"copies": copies, "pages": pages}
    assert [name for name in form if refuses_alone(forms.parse, _Numbers, form, name)] == refused


def faults(world: World, watch: Watch, sent: Iterator[tuple[Door, dict[str, str], str]]) -> list[str]:
    """Return each kind of fault once, with the first example of it."""
    found: dict[str, str] = {}
    for door, given, what in sent:
        if (wrong := hear(world, watch, door, given).wrong) is not None:
            found.setdefault(f"{door.method} {door.endpoint}: {wrong}", f"{door.role}, {door.url}, {what}")
    return [f"{wrong} ({example})" for wrong, example in found.items()]


ASKED_FOR: dict[tuple[str, str], list[str]] = {}
"""Which fields a view asks for, by route and method: the same whatever the database, so that each is asked once."""


def known_of(world: World, watch: Watch, door: Door) -> Door:
    """Return the door with every field that its page shows or its view asks for, found by going through it once."""
    view = door.endpoint, door.method
    if view not in ASKED_FOR:
        send(world, door, door.given).close()
        ASKED_FOR[view] = watch.of(*view)
    return replace(door, given=dict.fromkeys(ASKED_FOR[view], "") | door.given)


def of_each_kind(doors: list[Door]) -> list[Door]:
    return list({(door.endpoint, door.method): door for door in reversed(doors)}.values())


def test_no_field_of_any_form_brings_the_house_down(walked_world, watch, doors):
    bad = BAD[walked_world.app.extensions["database"].engine.dialect.name]
    found, alone = {}, Counter()

    def note(door, given, wrong):
        if wrong is not None:
            found.setdefault(f"{door.method} {door.endpoint}: {wrong}", f"{door.role}, {given!a:.200}")

    for door in of_each_kind(doors):
        known = known_of(walked_world, watch, door)
        usual = cache(partial(hear, walked_world, watch, known, known.given))
        columns = {name: bad[door.kinds.get(name, "unseen")] for name in known.given}
        for number in range(max(map(len, columns.values()), default=0)):
            row = {name: values[number] for name, values in columns.items() if number < len(values)}
            for name in row.keys() & set(READ_ALIKE):
                alone[name, number] += 1
                given = {name: row.pop(name)}
                if alone[name, number] <= SOME:
                    note(known, given, hear(walked_world, watch, known, known.given | given).wrong)
            for given, wrong in all_bad(walked_world, watch, known, row, usual) if row else ():
                note(known, given, wrong)
    assert found == {}


@pytest.mark.alike_on_both
def test_no_form_that_lacks_a_field_brings_the_house_down(walked_world, watch, doors):
    alone = Counter()

    def sent():
        for door in of_each_kind(doors):
            if door.method == "POST":
                yield door, {}, "nothing"
                alone.update(door.given.keys() & set(READ_ALIKE))
                for name in (each for each in door.given if alone[each] <= SOME):
                    yield door, {each: value for each, value in door.given.items() if each != name}, f"no {name}"

    assert faults(walked_world, watch, sent()) == []


def test_nobody_brings_the_house_down_with_a_form_full_of_nonsense(walked_world, watch, doors):
    """As everybody to whom the door opens, and as one to whom it does not."""

    def sent():
        openers = {}
        for number, door in enumerate(doors):
            openers.setdefault((door.endpoint, door.method), set()).add(door.role)
            if door.method == "POST":
                value = EVERYWHERE[number % len(EVERYWHERE)]
                yield door, dict.fromkeys(door.given, value), f"all {value[:20]!a}"
        for door in of_each_kind(doors):
            others = [role for role in ROLES if role not in openers[door.endpoint, door.method]]
            if others and door.method == "POST":
                yield replace(door, role=others[0]), dict.fromkeys(door.given, EVERYWHERE[0]), "all digits"

    assert faults(walked_world, watch, sent()) == []


def test_no_address_brings_the_house_down(walked_world, watch, doors):
    """What no route takes for an address is answered alike from wherever: some of those are tried for each value."""
    rules = {(rule.endpoint, method): rule for rule in walked_world.app.url_map.iter_rules() for method in rule.methods}
    adapter = walked_world.app.url_map.bind("localhost")
    bad_values = ADDRESSES[walked_world.app.extensions["database"].engine.dialect.name]
    strayed = Counter()

    def sent():
        for door in of_each_kind(list(doors_of_table(walked_world))):
            _endpoint, values = adapter.match(urlsplit(door.url).path, door.method)
            for name, bad in product(values, bad_values):
                url = path_of(rules[door.endpoint, door.method], {**values, name: bad})
                leads_nowhere = endpoint_of(walked_world, unquote(url), door.method) is None
                strayed[bad] += leads_nowhere
                if not leads_nowhere or strayed[bad] <= SOME:
                    yield replace(door, url=url), door.given, f"{name}={bad[:20]!a}"

    assert faults(walked_world, watch, sent()) == []
    assert strayed.total() > SOME * len(bad_values)


def test_the_walk_passes_through_every_door(walked_world, doors):
    routes = {
        (rule.endpoint, method)
        for rule in walked_world.app.url_map.iter_rules()
        for method in rule.methods & {"GET", "POST"}
        if rule.endpoint != "static"
    }
    assert {(door.endpoint, door.method) for door in doors} >= routes


# After a refusal ------------------------------------------------------------------------------------------------------


def _read_in_a_transaction(body: list[ast.stmt]) -> set[str]:
    """Return the names that `with transaction()` gives anywhere in `body`."""
    blocks = [each for statement in body for each in ast.walk(statement) if isinstance(each, ast.With)]
    acts = [block for block in blocks if "transaction()" in ast.unparse(block.items[0])]
    names = [each for act in acts for part in act.body for each in ast.walk(part) if isinstance(each, ast.Name)]
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


@pytest.mark.parametrize("path", VIEWS, ids=lambda path: f"{path.parts[-3]}/{path.parts[-2]}/{path.name}")
def test_a_refused_form_shows_nothing_that_was_read_in_the_act_that_is_undone(path):
    """The rows of a transaction that was rolled back cannot be read any more."""
    for tried in (each for each in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(each, ast.Try)):
        gone = _read_in_a_transaction(tried.body)
        for handler in tried.handlers:
            names = [each for part in handler.body for each in ast.walk(part) if isinstance(each, ast.Name)]
            anew = {name.id for name in names if isinstance(name.ctx, ast.Store)}
            used = {name.id for name in names if isinstance(name.ctx, ast.Load)}
            assert (used & gone) - anew == set(), f"line {handler.lineno}"


def _languages_of(page: str) -> list[str]:
    return [str(link) for link in lxml.html.fromstring(page).xpath("//ul[@class='langs']//a/@href")]


@pytest.mark.alike_on_both
def test_a_refused_form_leads_to_the_page_it_stood_on_in_every_language(walked_world, watch, doors):
    """However often it is refused: empty, and again as it was shown after that."""
    walked = set()
    for door in (door for door in doors if door.method == "POST" and door.page.startswith("/ru/")):
        rest = door.page.removeprefix("/ru")
        given = {"stands_on": door.given.get("stands_on", "")}
        for _time in range(2):
            with send(walked_world, door, given) as answer:
                if answer.status_code < 400 and not (answer.status_code == 200 and "langs" in answer.text):
                    break
                page = answer.text
            assert _languages_of(page) == [f"/{code}{rest}" for code in ("zh", "ru", "en")], door
            shown = lxml.html.fromstring(page).xpath(f"//form[@action='{door.url}']//input[@name='stands_on']/@value")
            given = {"stands_on": shown[0] if shown else given["stands_on"]}
            walked.add(door.endpoint)
    assert len(walked) > MANY


def test_who_is_refused_reads_the_form_in_the_other_language_behind_the_link(walked_world, watch):
    """The list of rounds lies at the address to which a new round is sent, and is not its form."""
    platform = walked_world.visitors["platform"]
    answer = platform.post("/ru/exchange/rounds", data={"stands_on": "/exchange/rounds/new"})
    assert answer.status_code == 422
    chinese, _russian, _english = _languages_of(answer.text)
    assert 'name="name_zh"' in platform.get(chinese).text


@pytest.mark.parametrize(
    "page", ["//evil.example", "https://evil.example", "/../../evil", "\\\\evil.example", "/nowhere", "é" * 999]
)
def test_a_form_that_says_it_stands_elsewhere_leads_nowhere_else(walked_world, watch, page):
    answer = walked_world.visitors["platform"].post("/ru/exchange/rounds", data={"stands_on": page})
    assert _languages_of(answer.text) == [f"/{code}/exchange/rounds" for code in ("zh", "ru", "en")]


def _say_in_one_language(world: World) -> dict[str, str]:
    """Let a programme and a list of Heihe be drafts in one language; return where each is made known.

    The other organiser of the programme knows no Chinese, so that nobody could be asked for what lacks. Who an
    agreement is made with always reads a language that it may lack.
    """
    ids = world.ids
    with world.app.app_context(), transaction() as session:
        session.get_one(Programme, ids["programme draft"]).name_zh = None
        session.get_one(BookList, ids["list draft"]).name_ru = None
    return {
        "programme": f"/programmes/{ids['programme draft']}/steps/propose",
        "list": f"/book-lists/{ids['list draft']}/steps/publish",
    }


def test_what_is_said_in_one_language_comes_back_with_the_other_one_marked(walked_world):
    for kind, path in _say_in_one_language(walked_world).items():
        answer = walked_world.visitors["librarian"].post(f"/ru{path}")
        marked = lxml.html.fromstring(answer.text).xpath("//*[@aria-invalid='true']/@name")
        assert (kind, answer.status_code) == (kind, 422)
        assert marked == {"programme": ["name_zh"], "list": ["name_ru"]}[kind]
