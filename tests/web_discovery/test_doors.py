"""Feed readers, browsers and crawlers find the titles: by the address of the settings, in every script."""

import json
from datetime import UTC, datetime

import lxml.html
import pytest
from lxml import etree

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.db import database, transaction
from library_exchange.search.errors import IndexDamaged
from library_exchange.web_discovery import rules
from tests.catalogue.books import book, give
from tests.counting import count_queries
from tests.makers import Visitor

HOST = "http://127.0.0.1:8000"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LISTED = {"s": rules.SITEMAPS}
SEARCH = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
ELSEWHERE = {"Host": "elsewhere.example"}


@pytest.fixture
def shelf(web, make_library, deliver, worlds):
    """Four books, the last of them a Chinese one."""
    return worlds.given(database(), "four books of which programs are told", lambda: filled(make_library, deliver), web)


def filled(make_library, deliver):
    library = make_library("Amur", "RU")
    books = [
        book("Мосты через Амур", "Рекин, Иван", number="1"),
        book("Сад", "Мостова, Анна", number="2"),
        book("Река и мост", number="3"),
        book("黑龙江的桥", "江大桥", number="4", language="chi"),
    ]
    found = [give(library, each) for each in books]
    deliver()
    return found


@pytest.fixture
def get(web):
    """Ask as a program does, which claims another host."""
    return lambda path, **headers: Visitor(web).get(path, headers=ELSEWHERE | headers)


def titles(answer):
    return etree.fromstring(answer.data).xpath("//a:entry/a:title/text()", namespaces=ATOM)


# Feeds ----------------------------------------------------------------------------------------------------------------


def test_a_feed_has_what_the_search_finds_and_the_last_first(shelf, get):
    assert titles(get("/feeds/search.atom?q=мост")) == ["Река и мост", "Мосты через Амур"]
    assert titles(get("/feeds/search.atom?q=мост&sort=year_old")) == ["Река и мост", "Мосты через Амур"]
    assert titles(get("/feeds/search.atom")) == ["黑龙江的桥", "Река и мост", "Сад", "Мосты через Амур"]
    assert titles(get("/feeds/search.atom?language=chi")) == ["黑龙江的桥"]


def test_a_feed_leads_to_our_own_address_in_every_language(shelf, get):
    answer = get("/feeds/search.atom?q=桥")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert "elsewhere" not in answer.text
    feed = etree.fromstring(answer.data)
    ways = {way.get("hreflang"): way.get("href") for way in feed.xpath("a:link[@rel='alternate']", namespaces=ATOM)}
    assert ways == {
        tag: f"{HOST}/{code}/search?q=%E6%A1%A5" for code, tag in (("zh", "zh-Hans"), ("ru", "ru"), ("en", "en"))
    }
    [entry] = feed.xpath("a:entry", namespaces=ATOM)
    assert entry.xpath("a:link/@href", namespaces=ATOM) == [f"{HOST}/r/{shelf[3]}"]
    assert entry.xpath("string(a:title/@xml:lang)", namespaces=ATOM) == "zh-Hans"
    assert entry.xpath("string(a:id)", namespaces=ATOM) == f"tag:127.0.0.1,2026:record:{shelf[3]}"
    assert "江大桥" in entry.xpath("string(a:summary)", namespaces=ATOM)


def test_what_only_resembles_the_words_is_no_news(shelf, get):
    assert titles(get("/feeds/search.atom?q=мост+самолёт+qqqq")) == []
    assert titles(get("/feeds/search.atom?q=qqqq")) == []


def test_a_reader_that_has_the_feed_gets_none_of_it_again(shelf, get):
    first = get("/feeds/search.atom?q=мост")
    again = get("/feeds/search.atom?q=мост", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_while_the_index_is_out_of_order_no_feed_says_that_all_is_gone(web, shelf, get, monkeypatch):
    def damaged(*_args):
        raise IndexDamaged("torn")

    monkeypatch.setattr(type(web.extensions["search"]), "search", damaged)
    answer = get("/feeds/search.atom?q=мост")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "300")


def test_a_long_feed_costs_as_many_queries_as_a_short_one(web, shelf, get):
    get("/feeds/search.atom")
    costs = {
        count_queries(lambda path=path: get(path))
        for path in ("/feeds/search.atom?language=chi", "/feeds/search.atom?language=rus")
    }
    assert len(costs) == 1
    assert max(costs) <= 4


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_the_page_of_a_search_leads_to_its_feed(web, shelf, visitor, lang):
    page = lxml.html.fromstring(visitor(web).get(f"/{lang}/search?q=мост&sort=title&language=rus").text)
    [address] = page.xpath("//head/link[@type='application/atom+xml']/@href")
    assert address in page.xpath("//main//a/@href")
    assert len(titles(visitor(web).get(address))) == 2


def test_the_newest_titles_are_also_an_order_of_the_page(web, shelf, visitor):
    page = lxml.html.fromstring(visitor(web).get("/ru/search?sort=added").text)
    found = [
        int(address.split("/r/")[1].split("?")[0])
        for address in page.xpath("//main//a[contains(@href, '/ru/r/')]/@href")
    ]
    assert list(dict.fromkeys(found)) == shelf[::-1]


# The bar of the browser -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_a_browser_learns_to_search_here(web, shelf, get, lang):
    page = lxml.html.fromstring(get(f"/{lang}/").text)
    [address] = page.xpath("//link[@rel='search']/@href")
    answer = get(address)
    assert answer.content_type == "application/opensearchdescription+xml; charset=utf-8"
    told = etree.fromstring(answer.data)
    assert len(told.xpath("string(o:ShortName)", namespaces=SEARCH)) <= 16
    ways = {way.get("type"): way.get("template") for way in told.xpath("o:Url", namespaces=SEARCH)}
    assert ways["text/html"] == f"{HOST}/{lang}/search?q={{searchTerms}}"
    assert ways["application/x-suggestions+json"].startswith(f"{HOST}/{lang}/search/")
    assert all(way.startswith(HOST) for way in ways.values())
    for way in ways.values():
        assert get(way.removeprefix(HOST).replace("{searchTerms}", "мост")).status_code == 200


def test_what_is_typed_is_completed(shelf, get):
    answer = get("/ru/search/suggestions.json?q=мост")
    assert answer.mimetype == "application/x-suggestions+json"
    typed, words, others, addresses = json.loads(answer.data)
    assert typed == "мост"
    assert "Мосты через Амур" in words
    assert f"{HOST}/ru/r/{shelf[0]}" in addresses
    assert len(words) == len(others) == len(addresses)
    assert json.loads(get("/ru/search/suggestions.json").data) == ["", [], [], []]


# Crawlers -------------------------------------------------------------------------------------------------------------


def addresses(answer):
    assert answer.content_type == "application/xml; charset=utf-8"
    return etree.fromstring(answer.data).xpath("//s:loc/text()", namespaces=LISTED)


def test_a_crawler_comes_to_every_title_in_every_language(shelf, get, monkeypatch):
    monkeypatch.setattr(rules, "SPAN", 3)
    parts = addresses(get("/sitemap.xml"))
    assert all(part.startswith(f"{HOST}/sitemaps/") for part in parts)
    found = [address for part in parts for address in addresses(get(part.removeprefix(HOST)))]
    assert len(found) == len(set(found))
    for code in ("zh", "ru", "en"):
        assert {f"{HOST}/{code}/r/{record}" for record in shelf} <= set(found)
        assert {f"{HOST}/{code}/", f"{HOST}/{code}/libraries/amur", f"{HOST}/{code}/exchange/offers"} <= set(found)
    assert {get(address.removeprefix(HOST)).status_code for address in found} == {200}


def test_a_title_that_became_part_of_another_is_in_no_sitemap(shelf, get):
    with transaction() as session:
        session.get_one(BibliographicRecord, shelf[1]).merged_into_id = shelf[0]
        session.get_one(BibliographicRecord, shelf[2]).updated_at = datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    answer = get("/sitemaps/titles-0.xml")
    assert f"{HOST}/zh/r/{shelf[1]}" not in addresses(answer)
    assert f"<loc>{HOST}/zh/r/{shelf[2]}</loc><lastmod>2026-02-03T04:05:06Z</lastmod>" in answer.text


def test_there_is_no_part_beyond_the_last_title(shelf, get):
    assert get("/sitemaps/titles-1.xml").status_code == 404
    assert get("/sitemaps/loans-0.xml").status_code == 404


def test_a_part_is_read_by_two_queries_and_their_list_by_one(shelf, get):
    assert count_queries(lambda: get("/sitemap.xml")) == 1
    assert count_queries(lambda: get("/sitemaps/titles-0.xml")) == 2


def test_the_demonstration_is_closed_to_crawlers(get):
    answer = get("/robots.txt")
    assert (answer.mimetype, answer.text) == ("text/plain", "User-agent: *\nDisallow: /\n")


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_a_public_page_names_itself_in_every_language_and_in_none(shelf, get, lang):
    def told(path):
        page = lxml.html.fromstring(get(path).text)
        return {way.get("hreflang"): way.get("href") for way in page.xpath("//head/link[@hreflang]")}

    rest = f"r/{shelf[0]}"
    assert told(f"/{lang}/{rest}?back=%2Fsearch%3Fq%3D1") == {
        "zh-Hans": f"{HOST}/zh/{rest}",
        "ru": f"{HOST}/ru/{rest}",
        "en": f"{HOST}/en/{rest}",
        "x-default": f"{HOST}/{rest}",
    }
    assert get(f"/{rest}").status_code == 302
    assert told(f"/{lang}/")["x-default"] == f"{HOST}/"
    assert told(f"/{lang}/libraries")["x-default"] == f"{HOST}/libraries"
    assert get("/libraries").status_code == 302
