"""The page on which a library asks its successor and the successor answers, in both languages."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import lxml.html
import pytest

from library_exchange.core.actor import Role
from library_exchange.core.clock import now

PAGE = "/{}/libraries/amur/succession"


@pytest.fixture
def app(web):
    return web


@pytest.fixture
def heads(web, shipped, khabarovsk, amur, signed_in):
    """The administrators of the Amur, which leaves and has lent a book, and of its successor before their browsers."""
    desks = (amur, khabarovsk)
    people = [signed_in(web, f"head.{desk.id}@example.org", desk.id, Role.LIBRARY_ADMIN) for desk in desks]
    today = now().astimezone(ZoneInfo("Asia/Yakutsk")).date() + timedelta(days=9)
    form = {"leaves_on": str(today), "successor_id": str(khabarovsk.id), "sure": "yes"}
    assert people[0].post("/ru/libraries/amur/leaving", data=form).status_code == 302
    return people


def shown(browser, language):
    return lxml.html.fromstring(browser.get(PAGE.format(language)).text).find(".//main")


def ticked(page):
    return page.xpath(".//input[@name='kinds' and @checked]/@value")


@pytest.mark.parametrize(
    ("language", "asked", "accepted", "take_back"),
    [("zh", "等待答复", "已同意", "撤回已同意的接管"), ("ru", "ждёт ответа", "принято", "Отозвать согласие")],
)
def test_what_is_asked_stands_before_the_successor_who_takes_it_over_after_a_question(
    heads, language, asked, accepted, take_back
):
    leaver, successor = heads
    page = shown(leaver, language)
    assert ticked(page) == ["lent", "borrowed", "consignments", "agreements", "accounts"], "lists only if wished"
    assert page.xpath(".//tr[@data-kind='lent']/td[1]")[0].text_content() == "1"
    assert leaver.post(PAGE.format(language), data={"kinds": ["lent", "holdings"]}).status_code == 302
    assert asked in shown(leaver, language).text_content()
    assert not ticked(shown(leaver, language)), "who has asked waits"
    page = shown(successor, language)
    assert ticked(page) == ["lent", "holdings"]
    [form] = page.xpath(".//form[@id='choose']")
    given = {"kinds": ["lent"], "version": form.xpath(".//input[@name='version']/@value")[0]}
    question = successor.post(form.get("action"), data=given)
    assert question.status_code == 200, "it is told first what follows"
    assert 'name="kinds" value="lent"' in question.text
    assert successor.post(form.get("action"), data=given | {"sure": "yes"}).status_code == 302
    assert accepted in shown(successor, language).text_content()
    for browser in heads:
        assert take_back in shown(browser, language).text_content(), "until it is carried over"
    [form] = shown(successor, language).xpath(".//form[contains(@action, '/withdraw')]")
    given = {"version": form.xpath(".//input[@name='version']/@value")[0]}
    assert successor.post(form.get("action"), data=given).status_code == 302
    assert take_back not in shown(leaver, language).text_content()


@pytest.mark.parametrize(("language", "says"), [("zh", "请至少选择一项"), ("ru", "Отметьте хотя бы один пункт")])
def test_without_a_tick_nothing_is_asked_and_the_page_says_so(heads, language, says):
    answer = heads[0].post(PAGE.format(language), data={})
    assert answer.status_code == 422
    assert says in answer.text


def test_a_stranger_does_not_see_what_is_taken_over(heads, heihe, web, signed_in):
    stranger = signed_in(web, "head@heihe.example", heihe.id, Role.LIBRARY_ADMIN)
    assert stranger.get(PAGE.format("ru")).status_code == 404
    assert heads[1].get("/ru/libraries/heihe/succession").status_code == 404, "it does not leave"
