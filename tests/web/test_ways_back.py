"""The way back: it travels in the address of a page, and leads nowhere but to a list of this site."""

import pytest
from flask import g

from library_exchange.web.ways_back import LONGEST, from_here, passed_on, way_back

LISTS = [
    "/search?q=Толстой&country=RU&country=CN&page=2",
    "/search?q=a%26b%3D%23+c&sort=title",
    "/persons/7?language=rus&page=3",
    "/exchange/offers?q=Амур&page=2",
    "/book-lists/4#title-12",
]


def _back(web, given, language="ru"):
    with web.test_request_context("/ru/r/1", query_string={"back": given}):
        g.lang = language
        return way_back()


def _came_from(web, path):
    language, rest = path[1:3], path[3:]
    asked, _sign, place = rest.partition("#")
    with web.test_request_context(f"/{language}{asked}"):
        g.lang = language
        return from_here(place or None)


@pytest.mark.parametrize("path", LISTS)
def test_who_came_from_a_list_is_led_back_to_the_same_page_of_it(web, path):
    given = _came_from(web, f"/zh{path}")
    led = _back(web, given, "zh").url
    assert led.startswith(f"/zh{path.partition('?')[0].partition('#')[0]}")
    assert _came_from(web, led) == given


def test_the_way_back_speaks_the_language_of_the_page(web):
    given = _came_from(web, "/zh/search?q=茶&page=3")
    assert _back(web, given, "ru").url.startswith("/ru/search?q=")


AWAY = [
    *("//evil.example", "///evil.example", "/\\evil.example", "https://evil.example/search", "javascript:alert(1)"),
    *("evil.example", "//evil.example/search?q=1", "/\t/evil.example", "/../../search", "/@evil.example", ""),
    *("/people", "/me", "/start", "/logout", "/theme", "/persons/x", "/persons/99999999999", "/search/", "queue"),
    *("/search?" + "q=1&" * 200, "http://[", "/\x00", "/nothing"),
]


@pytest.mark.parametrize("given", AWAY, ids=lambda given: given[:40])
def test_what_is_no_list_of_the_site_is_no_way_back(web, given):
    found = _back(web, given)
    assert found is None
    with web.test_request_context("/ru/r/1", query_string={"back": given}):
        g.lang = "ru"
        assert passed_on() is None


def test_a_foreign_place_on_the_page_is_left_out(web):
    assert _back(web, "/search?q=1#a b<script>").url == "/ru/search?q=1"


def test_an_address_never_grows_without_end(web):
    assert _came_from(web, "/ru/search?q=" + "ж" * (LONGEST // 6)) is None
    inner = "/search?q=" + "ж" * 300
    with web.test_request_context("/ru/persons/1", query_string={"back": inner, "page": "2"}):
        g.lang = "ru"
        assert "back=" in from_here()
    with web.test_request_context("/ru/persons/1", query_string={"back": inner + "ж" * 110, "page": "2"}):
        g.lang = "ru"
        assert from_here() == "/persons/1?page=2"
    with web.test_request_context("/ru/persons/1", query_string={"back": "/persons/2?back=/search%3Fq%3D1"}):
        g.lang = "ru"
        assert from_here() == "/persons/1"
