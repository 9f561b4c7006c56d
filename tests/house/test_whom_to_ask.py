"""Who is told to ask an administrator is told how: beside the sentence, or on a page that every page leads to."""

import re

import lxml.html
import pytest
import sqlalchemy as sa
from babel.messages.pofile import read_po
from sqlmodel import col

from library_exchange.core.settings import CHECKOUT, Settings
from library_exchange.directory.models import Library

TEMPLATES = CHECKOUT / "library_exchange" / "templates"
ASKS = re.compile(
    r"(ask|write to|writes to)\b[^.]{0,60}\badministrator|administrator[^.]*\b(write to them|gives the key|enters)",
    re.I,
)
"""A sentence that sends somebody to an administrator."""
HOW = re.compile(r"ui\.(whom_to_ask|platform_address)\(\)")
SHOWN_ON_ERRORS = {
    "Your account may not do this. Ask your library's administrator.",
    "This is open only to administrators of libraries. Ask an administrator of yours.",
}
"""Sentences of the error page, which says whom to ask below each of them."""


def sentences():
    with (CHECKOUT / "translations" / "messages.pot").open("rb") as file:
        found = [each.id if isinstance(each.id, str) else each.id[0] for each in read_po(file)]
    return [each for each in found if ASKS.search(each)]


def test_a_sentence_that_sends_to_an_administrator_stands_beside_how_to_reach_one():
    pages = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}
    found = sentences()
    assert len(found) >= 6
    silent = []
    for each in found:
        if "Whom to ask" in each or each in SHOWN_ON_ERRORS:
            continue
        on = [page for page in pages.values() if each in page]
        if not on or not all(HOW.search(page[page.index(each) :][: len(each) + 200]) for page in on):
            silent.append(each)
    assert silent == []
    assert HOW.search(pages[TEMPLATES / "errors" / "error.html"])


@pytest.mark.parametrize("path", ["/ru/", "/zh/loans/new", "/ru/staff", "/zh/no-such-page"])
def test_every_page_leads_to_whom_to_ask(world, path):
    answer = world.visitors["librarian"].get(path)
    assert "/whom-to-ask" in answer.text


def test_staff_read_the_names_of_their_own_library_s_administrators_and_nobody_else_does(world):
    path = "/ru/whom-to-ask"
    for role, shown in (("librarian", True), ("nobody", False), ("reader", False), ("stranger", False)):
        page = world.visitors[role].get(path).text
        assert ("mailto:admin@heihe.example" in page) is shown, role
        assert "mailto:platform@bridge.example" in page, "the platform's address is everybody's in a demonstration"


def test_the_platform_s_address_is_a_setting_and_must_be_one(tmp_path):
    assert Settings(instance_dir=tmp_path, contact="help@bridge.example").contact == "help@bridge.example"
    with pytest.raises(ValueError, match="e-mail"):
        Settings(instance_dir=tmp_path, contact="call us")


@pytest.mark.parametrize(
    ("path", "role"), [("/ru/exchange/rounds", "librarian"), ("/zh/staff/answer-letters", "librarian")]
)
def test_pages_that_say_to_write_to_the_platform_give_its_address(world, path, role):
    assert "mailto:platform@bridge.example" in world.visitors[role].get(path).text


def test_a_reader_is_told_how_to_reach_her_library_and_a_visitor_where_all_are(world):
    with world.app.extensions["database"].transaction() as session:
        session.execute(sa.update(Library).where(col(Library.code) == "heihe").values(desk_phone="+86 456 000-00-00"))
    reader, visitor = (world.visitors[role].get("/ru/whom-to-ask").text for role in ("reader", "nobody"))
    own = lxml.html.fromstring(reader).xpath("//section[@aria-labelledby='own']")[0]
    assert own.xpath(".//a[starts-with(@href, 'tel:')]")
    assert "Дни работы" in own.text_content()
    assert "tel:" not in visitor
    assert 'href="/ru/libraries"' in visitor
