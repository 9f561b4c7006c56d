"""A second click makes no second thing, whichever form it is: it leads to what the first made."""

import re

import lxml.html
import pytest

from library_exchange.core.settings import CHECKOUT
from library_exchange.web import once
from tests.house.conftest import World
from tests.house.test_rights import TABLE, address, named

PACKAGE = CHECKOUT / "library_exchange"
TOKEN = {once.FIELD: "a-token-of-one-page.3"}
POSITION = 3
"""Where the answer to an administrator of a library stands; she may do all that librarians may."""
WRITING = [
    row
    for row in TABLE
    if row[1] == "POST" and row[4].split()[POSITION] == "302" and not row[0].startswith(("security.", "web."))
]


def sent(world: World, row: tuple, **more: str):
    _endpoint, _method, path, form, _expected = row
    given = {name: value.format_map(world.ids) for name, value in form.items()} | {"sure": "yes"} | more
    return world.visitors["admin"].post(address(world, path), data=given)


def rows(world: World) -> dict[str, list]:
    return {table: found for table, found in world.content().items() if table != "sent_form"}


@pytest.mark.parametrize("row", WRITING, ids=named)
def test_a_form_sent_twice_does_what_it_does_once(world, row):
    try:
        first = sent(world, row, **TOKEN)
        made = rows(world)
        second = sent(world, row, **TOKEN)
        assert (first.status_code, second.status_code) == (302, 302)
        assert second.location == first.location
        assert rows(world) == made
    finally:
        world.restore()


def test_nearly_every_way_to_write_is_tried_here():
    assert len({row[0] for row in WRITING}) > 45


def test_a_form_that_was_changed_before_it_is_sent_again_is_another_one(world):
    row = next(row for row in WRITING if row[0] == "offers.send_list")
    try:
        first, changed = sent(world, row, **TOKEN), sent(world, row, **TOKEN, lines="9785170382293")
        assert (first.status_code, changed.status_code) == (302, 302)
        assert first.location != changed.location
    finally:
        world.restore()


def test_a_form_without_a_token_is_carried_out_each_time(world):
    row = next(row for row in WRITING if row[0] == "offers.send_list")
    try:
        assert sent(world, row).location != sent(world, row).location
    finally:
        world.restore()


def test_every_form_of_ours_that_is_posted_carries_a_token():
    whole = re.compile(r'<form[^>]*method="post".*?(?:</form>|\Z)', re.DOTALL)
    pages = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.html")}
    forms = [(path.name, form) for path, page in pages.items() for form in whole.findall(page)]
    assert len(forms) > 60
    without = [name for name, form in forms if "csrf()" not in form and "hidden_tag()" not in form]
    assert without == []


@pytest.mark.parametrize("path", ["/staff/exchange", "/staff/shipments/{sending}", "/loans/{asked}", "/people"])
def test_each_form_of_a_page_has_a_token_of_its_own(world, path):
    page = lxml.html.fromstring(world.visitors["admin"].get(address(world, path)).get_data())
    forms = [form for form in page.forms if form.method.upper() == "POST" and "csrf_token" in form.fields]
    tokens = [form.fields[once.FIELD] for form in forms]
    assert len(tokens) > 1
    assert len(set(tokens)) == len(tokens)
    assert all(tokens)
