"""Ordering a book by its title in one's own language, whose copies are in another."""

import re
from html import unescape

import pytest

from library_exchange.core.actor import Role
from tests.catalogue.books import book, give


@pytest.fixture
def app(knowing_web):
    """The pages are tried on SQLite alone; the works of the product are known."""
    return knowing_web


@pytest.mark.parametrize("role", [Role.LIBRARIAN, Role.READER])
def test_who_orders_by_the_title_of_a_translation_is_shown_the_copies_that_there_are(heihe, amur, at_desk, role):
    to_live = give(heihe.id, book("活着", "余华", language="chi"))
    browser = at_desk(amur, role, "ru")
    told = {"title": "Жить", "author": "Юй Хуа", "year": "2014"}
    page = browser.post("/ru/loans/new", data=told)
    assert page.status_code == 422
    assert "В каталоге есть такая книга. Вы ищете её?" in unescape(page.text)
    assert f'name="chosen" value="{to_live}"' in page.text
    seen = re.search(r'name="seen" value="([^"]*)"', page.text)[1]
    assert browser.post("/ru/loans/new", data=told | {"seen": seen}).status_code == 302
    assert browser.post("/ru/loans/new", data=told | {"author": "Иванов, Пётр"}).status_code == 302
