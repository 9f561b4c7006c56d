"""A book of a list, a want or a proposal by its title in another language: it is asked which edition is meant."""

import re
from html import unescape

import pytest

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.exchange_lists.queries.list_imports import list_page
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.schemas import ListAnswers
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.offers.models import ListKind, Want, WantProposal
from tests.catalogue.books import book, give
from tests.partners import rows_of


@pytest.fixture
def app(knowing_web):
    """The pages are tried on SQLite alone; the works of the product are known."""
    return knowing_web


@pytest.fixture
def heihe(app, make_partner):
    return make_partner("Heihe", "CN")


@pytest.fixture
def amur(app, make_partner):
    return make_partner("Amur", "RU")


@pytest.fixture
def to_live(heihe):
    """The record of «Жить» in Chinese, which Heihe holds."""
    return give(heihe.id, book("活着", "余华", language="chi"))


def chooses(partner, list_id, edition):
    with transaction() as session:
        found = get_list_import(session, partner.librarian, list_id)
        answering_lists.answer(session, found, ListAnswers.from_form({"edition-1": edition}), now())


def said(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize("line", ["Жить", "Юй Хуа. Жить", "Заглавие\tАвтор\nЖить\tЮй Хуа"])
def test_a_list_of_wants_asks_whether_the_edition_in_the_other_language_is_meant(amur, to_live, line):
    list_id = amur.sends(line, ListKind.WANTS)
    with reading() as session:
        page = list_page(session, get_list_import(session, amur.librarian, list_id), "ru", 50, 0)
    assert page.rows[0].line.problem is Problem.SEVERAL_EDITIONS
    assert [edition.record_id for edition in page.rows[0].editions] == [to_live]
    chooses(amur, list_id, str(to_live))
    chosen = amur.lines(list_id)[0]
    assert (chosen.problem, chosen.record_id, chosen.entry["title"]) == (None, to_live, "活着")
    assert amur.lines(amur.sends(line, ListKind.WANTS))[0].record_id == to_live, "the answer is remembered"
    chooses(amur, list_id, "none")
    assert (amur.lines(list_id)[0].record_id, amur.lines(list_id)[0].entry["title"]) == (None, "Жить")


def test_who_offers_a_translation_is_asked_only_about_an_edition_of_her_own(heihe, amur, to_live):
    assert amur.lines(amur.sends("«Жить»"))[0].problem is None
    assert heihe.lines(heihe.sends("Жить"))[0].problem is Problem.SEVERAL_EDITIONS


@pytest.mark.parametrize(
    ("role", "door", "kept", "asked"),
    [
        (Role.LIBRARIAN, "/staff/exchange/wants/new", Want, "В каталоге есть такая книга. Вы ищете её?"),
        (Role.READER, "/exchange/propose", WantProposal, "В каталоге есть такая книга. Вы ищете её?"),
    ],
)
def test_one_want_and_a_proposal_ask_before_a_title_is_taken_as_written(
    app, amur, to_live, signed_in, role, door, kept, asked
):
    browser = signed_in(app, f"{role}@example.org", amur.id, role, language="ru")
    told = {"title": "Жить", "author": "Юй Хуа"}
    page = browser.post(f"/ru{door}", data=told)
    assert page.status_code == 422
    assert asked in said(page)
    assert rows_of(kept) == []
    this_one = browser.get(re.search(rf'href="([^"]*{door}\?record={to_live})"', page.text)[1])
    assert f'name="record_id" value="{to_live}"' in this_one.text
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    assert browser.post(f"/ru{door}", data=told | {"seen": seen}).status_code == 302
    assert [(row.title, row.record_id) for row in rows_of(kept)] == [("Жить", None)]
