"""Who has no account and asks for a book reads where to get one."""

import re
from html import unescape

import pytest

from library_exchange.core.db import transaction
from library_exchange.directory.models import AddressForm, Library, PostalAddress


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.fixture
def libraries(web, make_library):
    """Two libraries in Russia, in towns of their own, and one in China."""
    made = [
        make_library("Amur", "RU", has_address=False, city_en="Blagoveshchensk", city_ru="Благовещенск"),
        make_library("Chita", "RU", city_en="Chita", city_ru="Чита"),
        make_library("Heihe", "CN", city_en="Heihe", city_zh="黑河"),
    ]
    with transaction() as session:
        amur = session.get_one(Library, made[0])
        amur.desk_phone, amur.open_weekdays = "+7 4162 00-00-00", "236"
        address = {"street": "ул. Ленина, 139", "city": "Благовещенск", "postcode": "675000"}
        session.add(PostalAddress(library_id=amur.id, form=AddressForm.LOCAL, **address))
    return made


def test_who_asks_for_a_book_without_an_account_reads_where_to_get_one(web, libraries, visitor):
    page = visitor(web).get("/ru/loans/new?record=1", follow_redirects=True)
    text = text_of(page)
    for told in ("+7 4162 00-00-00", "ул. Ленина, 139", "вторник", "среда", "суббота", "Чита"):
        assert told in text
    assert 'href="tel:+7416200-00-00"' in page.text
    assert "黑河" not in text


def test_a_town_narrows_the_list_and_an_unknown_one_does_not(web, libraries, visitor):
    browser = visitor(web)
    at = "/ru/login?next=/ru/loans/new%3Frecord%3D1&town="
    chita = browser.get(f"{at}Chita").text
    assert "ул. Ленина" not in chita
    assert 'name="next" value="/ru/loans/new?record=1"' in chita
    assert "ул. Ленина" in browser.get(f"{at}Atlantis").text


def test_who_only_signs_in_is_not_told(web, libraries, visitor):
    browser = visitor(web)
    for path in (
        "/ru/login",
        "/ru/login?next=/ru/staff",
        "/ru/login?next=//evil.example/ru/loans/new",
        "/ru/login?next=http://[",
    ):
        assert "ул. Ленина" not in browser.get(path).text
