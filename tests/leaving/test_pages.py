"""The pages of a library that leaves, in both languages: what is open, where books are, announcing and staying."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import lxml.html
import pytest

from library_exchange.catalogue.queries.pages import counts
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.directory.models import Library
from library_exchange.leaving.rules import PLACES, Place
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.steps import IS_DUE

PAGE = "/{}/libraries/heihe/leaving"


def day(days):
    """Return a day by the clock of Heihe."""
    return str((now() + timedelta(days=days)).astimezone(ZoneInfo("Asia/Shanghai")).date())


def is_seen(browser):
    return "Тайга" in browser.get("/ru/exchange/offers").text


@pytest.fixture
def head(web, heihe, amur, signed_in):
    """The administrator of Heihe before her browser."""
    return signed_in(web, "head@heihe.example", heihe.id, Role.LIBRARY_ADMIN)


def shown(head, language):
    return lxml.html.fromstring(head.get(PAGE.format(language)).text).find(".//main")


@pytest.mark.parametrize(("language", "stays"), [("zh", "取消退出"), ("ru", "Отменить выход")])
def test_an_administrator_announces_the_day_and_takes_it_back(head, heihe, language, stays):
    heihe.offers()
    form = {"leaves_on": day(9)}
    asked = head.post(PAGE.format(language), data=form)
    assert asked.status_code == 200, "she is told first what follows"
    assert head.post(PAGE.format(language), data=form | {"sure": "yes"}).status_code == 302
    page = shown(head, language)
    assert stays in page.text_content()
    assert page.find(".//tr[@data-thing='offers']") is not None
    public = head.get(f"/{language}/libraries/heihe").text
    assert {"zh": "退出书桥", "ru": "покидает «Книжный мост»"}[language] in public
    assert head.post(f"{PAGE.format(language)}/call_off").status_code == 302
    with reading() as session:
        assert session.get_one(Library, heihe.id).leaves_on is None


@pytest.mark.parametrize(("language", "says"), [("zh", "这一天已经过去"), ("ru", "уже прош")])
def test_a_day_that_is_past_is_refused_at_its_field_and_shown_again(head, language, says):
    answer = head.post(PAGE.format(language), data={"leaves_on": day(-9)})
    assert answer.status_code == 422
    field = lxml.html.fromstring(answer.text).get_element_by_id("leaves_on")
    assert (field.value, field.get("aria-invalid")) == (day(-9), "true")
    assert says in answer.text


def test_what_is_offered_is_seen_by_nobody_once_the_day_has_come_and_again_if_it_stays(head, heihe, visitor, web):
    heihe.offers("Тайга")
    stranger = visitor(web)
    assert is_seen(stranger)
    head.post(PAGE.format("ru"), data={"leaves_on": day(0), "sure": "yes"})
    assert not is_seen(stranger)
    head.post(f"{PAGE.format('ru')}/call_off")
    assert is_seen(stranger)


def test_every_loan_that_is_due_back_has_a_place_and_the_two_sides_are_told_apart():
    for side, states in IS_DUE.items():
        assert set(states) <= set(PLACES[side])
    assert not set(PLACES[Side.SUPPLYING].values()) & set(PLACES[Side.REQUESTING].values())
    assert {place for places in PLACES.values() for place in places.values()} == set(Place)


@pytest.mark.parametrize(("language", "back"), [("zh", "恢复该馆"), ("ru", "Вернуть библиотеку")])
def test_her_own_page_leads_who_administered_it_to_the_button_that_brings_it_back(head, heihe, language, back):
    head.post(PAGE.format(language), data={"leaves_on": day(0), "sure": "yes"})
    assert head.post(f"{PAGE.format(language)}/leave", data={"sure": "yes"}).status_code == 302
    mine = lxml.html.fromstring(head.get(f"/{language}/me").text)
    [way] = mine.xpath("//main//li//a[contains(@href, '/leaving')]")
    page = lxml.html.fromstring(head.get(way.get("href")).text).find(".//main")
    assert back in page.text_content()
    assert head.get(f"/{language}/libraries/heihe/edit").status_code == 403, "she has no other right there"
    assert "/libraries/heihe" not in head.get(f"/{language}/libraries").text
    with reading() as session:
        assert dict(counts(session, 0).libraries)["CN"] == 0
    assert head.post(f"{PAGE.format(language)}/return").status_code == 302
    with reading() as session:
        assert session.get_one(Library, heihe.id).has_left is False
    assert head.get(PAGE.format(language)).status_code == 200
