"""Every door that leads back where somebody came from leads nowhere else."""

import html
import re
from urllib.parse import urljoin

import pytest

from tests.house.test_rights import address

AWAY = [
    *("//evil.example", "///evil.example", "////evil.example", "//localhost@evil.example"),
    *("/\\evil.example", "/\\\\evil.example", "\\\\evil.example", "\u2028//evil.example"),
    *("https:evil.example", "https:/evil.example", "https:///evil.example", "https://evil.example/"),
    *("HTTPS://evil.example", "http://localhost@evil.example/", "javascript:alert(1)", "data:text/html,x"),
    *("\t//evil.example", "/\t/evil.example", "/\n/evil.example", " //evil.example", "/en\r\nSet-Cookie: a=b"),
    *("evil.example", "..//evil.example", "?next=//evil.example", "http://[", ""),
]
"""Where a browser would leave the site, and what is no path of it."""
DOORS = [
    ("nobody", "//theme", {"theme": "dark"}, "/"),
    ("reader", "/act-for", {"library": "{heihe}"}, "/ru/start"),
    ("librarian", "/threads/loan/{talk}/say", {"phrase": "90"}, "/ru/threads/loan/{talk}"),
    ("librarian", "/threads/loan/{talk}/read", {"last_id": "1"}, "/ru/threads/loan/{talk}"),
]


@pytest.mark.parametrize(("role", "path", "form", "usual"), DOORS, ids=lambda given: str(given))
def test_nobody_is_led_away_from_the_site(world, role, path, form, usual):
    given = {name: value.format_map(world.ids) for name, value in form.items()}
    led = {}
    for target in AWAY:
        answer = world.visitors[role].post(address(world, path), data=given | {"next": target})
        led[target] = answer.location
        assert "a=b" not in str(answer.headers)
        world.restore()
    assert led == dict.fromkeys(AWAY, usual.format_map(world.ids))


@pytest.mark.parametrize(("role", "path", "form", "usual"), DOORS, ids=lambda given: str(given))
def test_who_came_from_a_page_of_the_site_is_led_back_to_it(world, role, path, form, usual):
    given = {name: value.format_map(world.ids) for name, value in form.items()}
    for target in ("/ru/libraries", "/zh/search?q=黑龙江&page=2", "/en/r/1#copies"):
        answer = world.visitors[role].post(address(world, path), data=given | {"next": target})
        assert answer.location.startswith(target.partition("?")[0])
        world.restore()


PLACES = [
    "/evil.example",
    "//evil.example",
    "\\evil.example",
    "https:evil.example",
    "..//evil.example",
    "search?//evil",
]


@pytest.mark.parametrize("place", PLACES)
def test_the_links_to_other_languages_stay_on_the_site_whatever_the_address(world, place):
    ours = re.escape(world.app.extensions["settings"].base_url.rstrip("/"))
    with world.visitors["nobody"].get(f"/zh/{place}") as answer:
        led = [answer.location] if answer.location else []
        links = [html.unescape(link) for link in re.findall(r'href="([^"]*)"', answer.text)]
    for link in [*led, *links]:
        absolute = urljoin("http://localhost/zh/x", link)
        assert re.match(rf"(?:http://localhost|{ours})(?:/|$)", absolute.replace("\\", "/")), link
