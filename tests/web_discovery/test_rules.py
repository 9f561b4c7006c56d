"""What crawlers are told, without the application."""

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from library_exchange.core.i18n import LANGUAGES
from library_exchange.web_discovery import rules


def test_a_part_has_no_more_addresses_than_a_sitemap_may_have():
    assert rules.SPAN * len(LANGUAGES) <= rules.MOST_ADDRESSES


@given(last=st.integers(1, 3_000_000))
def test_every_row_is_in_one_part(last):
    parts = rules.parts(last)
    bounds = [rules.bounds(part) for part in parts]
    assert [after for after, _until in bounds] == [0, *(until for _after, until in bounds[:-1])]
    assert bounds[-1][0] < last <= bounds[-1][1]


def test_where_there_is_no_row_there_is_no_part():
    assert list(rules.parts(None)) == []


def test_a_demonstration_is_closed_to_crawlers():
    assert rules.robots(False, LANGUAGES, "https://bridge.example/sitemap.xml") == "User-agent: *\nDisallow: /\n"


def test_crawlers_find_titles_and_are_kept_from_what_has_no_end():
    told = rules.robots(True, LANGUAGES, "https://bridge.example/sitemap.xml").splitlines()
    assert told[0] == "User-agent: *"
    assert {"Disallow: /zh/search", "Allow: /ru/search/help", "Disallow: /en/staff", "Disallow: /sru"} <= set(told)
    assert "Disallow: /" not in told
    assert told[-1] == "Sitemap: https://bridge.example/sitemap.xml"


def test_addresses_are_escaped_and_tell_when_they_changed():
    part = etree.fromstring(
        rules.part([("https://a.example/?a&b", "2026-11-30T01:02:03Z"), ("https://a.example/", None)]).encode()
    )
    assert [[child.text for child in url] for url in part] == [
        ["https://a.example/?a&b", "2026-11-30T01:02:03Z"],
        ["https://a.example/"],
    ]
    index = etree.fromstring(rules.index(["https://a.example/1.xml"]).encode())
    assert [sitemap[0].text for sitemap in index] == ["https://a.example/1.xml"]
