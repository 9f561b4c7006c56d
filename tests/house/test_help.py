"""The help as readers and librarians come to it: from every page, in their language, with the figures of this house."""

import re

import lxml.html
import pytest

from library_exchange.help_pages.rules import FOR_READERS, FOR_STAFF, TASKS
from tests.house.conftest import ROLES
from tests.house.test_pages import FILES
from tests.house.test_rights import TABLE, address


def header_links(text):
    """Return where the top of a page leads for help."""
    return lxml.html.fromstring(text).xpath("//header//a[contains(@href, '/help')]/@href")


def pages_of_staff():
    """Every page of the table of rights that opens to librarians or administrators and not to readers."""
    _nobody, reader, librarian, admin = list(ROLES)[:4]
    for endpoint, method, path, _form, expected in TABLE:
        answers = dict(zip(ROLES, expected.split(), strict=True))
        opens = [role for role in (librarian, admin) if answers[role] == "200"]
        if method == "GET" and opens and answers[reader] != "200" and endpoint not in FILES:
            yield endpoint, opens[0], path


def test_every_page_that_is_for_staff_leads_to_the_help_of_its_task(world):
    seen = set()
    for endpoint, role, path in pages_of_staff():
        text, headers = world.look(role, address(world, path))
        if headers["Content-Type"].startswith("text/html"):
            seen.add(endpoint)
            (help_of_page,) = header_links(text)
            assert help_of_page.removeprefix("/ru/help/") in TASKS, f"{endpoint} leads to {help_of_page}"
    assert len(seen) > 60


def test_no_help_is_promised_for_a_page_that_is_gone(web):
    pages = {rule.endpoint for rule in web.url_map.iter_rules() if "GET" in rule.methods}
    assert {*FOR_STAFF, *FOR_READERS} <= pages


@pytest.mark.parametrize(
    ("role", "path", "task"),
    [
        ("nobody", "/", "find"),
        ("nobody", "/login", "become-a-reader"),
        ("reader", "/loans", "renew"),
        ("reader", "/loans/{asked}", "order"),
        ("librarian", "/staff", "work-queue"),
        ("librarian", "/loans/{asked}", "request-out"),
        ("librarian", "/loans/{to answer}", "request-in"),
        ("admin", "/people", "readers"),
        ("librarian", "/staff/imports", "imports"),
    ],
)
def test_a_page_leads_to_the_help_of_its_task(world, role, path, task):
    assert header_links(world.visitors[role].get(address(world, path)).text) == [f"/ru/help/{task}"]


@pytest.mark.parametrize("path", ["/", "/staff", "/figures", "/no-such-page"])
def test_the_foot_of_every_page_leads_to_help_and_to_what_is_kept_about_people(world, path):
    foot = lxml.html.fromstring(world.visitors["librarian"].get(f"/zh{path}").text).xpath("//footer//a/@href")
    assert {"/zh/help", "/zh/about", "/zh/privacy", "/zh/whom-to-ask"} <= set(foot)


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_help_lists_every_task_those_of_staff_first_for_staff(world, language):
    for role, first in (("librarian", "work-queue"), ("reader", "find")):
        page = lxml.html.fromstring(world.visitors[role].get(f"/{language}/help").text)
        listed = [each.rpartition("/")[2] for each in page.xpath("//main//a[contains(@href, '/help/')]/@href")]
        assert listed[0] == first
        assert sorted(listed) == sorted(TASKS)


@pytest.mark.parametrize("name", TASKS)
def test_a_page_of_help_names_the_buttons_in_the_words_of_its_language(world, name):
    russian, chinese = (world.visitors["nobody"].get(f"/{code}/help/{name}") for code in ("ru", "zh"))
    assert (russian.status_code, chinese.status_code) == (200, 200)
    for answer, letters in ((russian, r"[А-Яа-яЁё]"), (chinese, r"[一-鿿]")):
        main = lxml.html.fromstring(answer.text).get_element_by_id("main")
        words = [each.text_content() for each in main.xpath(".//strong")]
        assert words
        assert all(re.search(letters, each) for each in words), words
        assert "[[" not in main.text_content()


def test_help_sends_nobody_to_a_page_that_is_closed_to_them(world):
    assert 'href="/ru/staff"' not in world.visitors["reader"].get("/ru/help/work-queue").text
    assert 'href="/ru/staff"' in world.visitors["librarian"].get("/ru/help/work-queue").text
    assert world.visitors["nobody"].get("/ru/help/no-such-task").status_code == 404


def test_the_page_on_data_tells_the_days_that_hold_in_this_house(world):
    settings = world.app.extensions["settings"]
    page = world.visitors["nobody"].get("/en/privacy").text
    assert f"for {settings.copy_days} days and {settings.copy_openings} times" in page
    assert f"ends after {settings.idle_minutes // 60} hours without use" in page
    assert "{" not in lxml.html.fromstring(page).get_element_by_id("main").text_content()
    assert "mailto:platform@bridge.example" in page
