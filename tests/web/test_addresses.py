"""What the last part of an address may name."""

import re

import pytest

from library_exchange.core.errors import NotFound
from library_exchange.offers.labels import WANT_EVENTS
from library_exchange.offers.rules.wants import WantEvent
from library_exchange.web.addresses import event_named


@pytest.mark.parametrize(("accepted", "code"), [("ru-RU,ru;q=0.9", "ru"), ("zh-CN", "zh"), ("fr", "en")])
def test_an_address_without_its_language_leads_to_the_page_in_the_visitors(web, accepted, code):
    rest = "search?q=%D0%9B%D1%83+%D0%A1%D0%B8%D0%BD%D1%8C&page=2"
    answer = web.test_client().get(f"/{rest}", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.location) == (302, f"/{code}/{rest}")


@pytest.mark.parametrize("path", ["/nonsense", "/api/nonsense", "/ru/nonsense", "/login/nonsense"])
def test_an_address_of_no_page_stays_not_found(web, path):
    assert web.test_client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/ru/r/99999999999", 404),
        ("POST", "/ru/staff/titles/99999999999/split", 404),
        ("POST", "/ru/libraries", 405),
        ("DELETE", "/ru/r/7", 405),
        ("GET", "/ru/loans/7/cancel/now", 404),
    ],
)
def test_a_number_that_no_row_can_have_is_at_no_address_by_any_method(web, method, path, status):
    assert web.test_client().open(path, method=method).status_code == status


@pytest.mark.parametrize("event", list(WANT_EVENTS))
def test_an_address_names_every_event_that_has_a_button(event: WantEvent) -> None:
    assert event_named(event.value, WANT_EVENTS) is event


@pytest.mark.parametrize("name", ["", "nonsense", "PAUSE", "pause ", *sorted(set(WantEvent) - set(WANT_EVENTS))])
def test_what_nobody_may_press_is_not_found(name: str) -> None:
    with pytest.raises(NotFound):
        event_named(name, WANT_EVENTS)


@pytest.mark.parametrize(
    ("step", "page"),
    [
        ("/ru/loans/77/cancel", "/ru/loans/77"),
        ("/zh/staff/imports/17/undo", "/zh/staff/imports/17"),
        ("/zh/staff/shipments/3/addresses/4/ask", "/zh/staff/shipments/3/addresses"),
        ("/zh/platform/applications/5/admit", "/zh/platform/applications/5"),
    ],
)
def test_a_step_that_is_opened_as_a_page_leads_to_the_page_it_belongs_to(web, step, page):
    answer = web.test_client().get(step)
    assert (answer.status_code, answer.location) == (302, page)


def test_every_step_right_under_the_page_of_a_thing_leads_there(web):
    rules = [rule for rule in web.url_map.iter_rules() if "lang" in rule.arguments]
    pages = {rule.rule for rule in rules if "GET" in rule.methods}
    above = {rule.rule: rule.rule.rpartition("/")[0] for rule in rules if rule.rule not in pages}
    steps = [step for step, page in above.items() if page in pages and step.count("<") == page.count("<") == 2]
    paths = [re.sub(r"<[^>]*int[^>]*>", "7", re.sub(r"^/<[^>]*>", "/zh", step)) for step in steps]
    opened = [path for path in paths if "<" not in path]
    assert len(opened) > 30
    assert [path for path in opened if web.test_client().get(path).location != path.rpartition("/")[0]] == []
