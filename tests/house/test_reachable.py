"""Every page that a role may open without an address by heart is found from where her work begins."""

from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest

from tests.house.conftest import ROLES
from tests.house.test_pages import FILES, PIECES
from tests.house.test_rights import TABLE, address

CLICKS = 2
NO_PLACE_OF_ITS_OWN = {
    "web.root": "leads on",
    "accounts.start": "leads on",
    "security.forgot_password": "for who cannot sign in",
    "joining.asked": "follows the form that was sent",
    "reader_applications.ask": "for who has no account",
    "reader_applications.asked": "follows the form that was sent",
    "accounts.filters": "opens from the queue once a filter is kept",
    "subject_browsing.show": "a class lies as deep as it is narrow, below the page of its scheme",
}
"""Addresses that nobody looks for: with the reason."""
FOR_READERS = ("offers.propose",)
"""Pages on which staff have nothing to do, though they are not refused: theirs are others."""


def _pages_of(role):
    column = list(ROLES).index(role)
    for endpoint, method, path, _form, expected in TABLE:
        if endpoint in FOR_READERS and role != "reader":
            continue
        is_page = method == "GET" and endpoint not in (*FILES, *NO_PLACE_OF_ITS_OWN) and path not in PIECES
        if (
            is_page
            and expected.split()[column] == "200"
            and not set("{?") & set(path)
            and "/heihe" not in path
            and not path.startswith("//")
        ):
            yield path


def _links_of(world, role, path):
    """Return what a page leads to by a link or by a form that only asks, without its query."""
    answer = world.visitors[role].get(path, follow_redirects=True)
    if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
        return set()
    page = lxml.html.fromstring(answer.text)
    asked = page.xpath("//a/@href | //form[not(@method) or @method='get']/@action")
    here = answer.request.path
    return {here} | {urlsplit(urljoin(here, each)).path for each in asked if not urlsplit(each).netloc}


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_every_page_of_a_role_is_found_from_its_start_within_two_clicks(world, role):
    found, new = set(), {"/ru/start"}
    for _click in range(CLICKS + 1):
        found |= new
        new = {link for path in sorted(new) for link in _links_of(world, role, path) if link.startswith("/ru/")} - found
    assert {address(world, path) for path in _pages_of(role)} - found - new == set()
