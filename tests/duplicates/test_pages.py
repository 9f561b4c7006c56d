"""Pages on which librarians decide about titles, in Chinese and Russian."""

import re

import pytest

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.offers.schemas import Entry, Terms
from library_exchange.offers.services import offers
from tests.catalogue.test_matching import ISBN, book, give
from tests.counting import count_queries
from tests.duplicates.test_remembered import LONG, OTHER_ISBN, doubts, record_of

WORDS = {
    "zh": {
        "listed": "疑似重复书目",
        "compare": "是同一种书吗",
        "undo": "撤销",
        "along": "随之转移：1 条有效的交换书目",
        "moved": "已转到新书目：1 条有效的交换书目",
    },
    "ru": {
        "listed": "Возможные дублеты",
        "compare": "Одно издание или два",
        "undo": "Отменить",
        "along": "Вместе с ней перейдёт: 1 открытое предложение",
        "moved": "касалось этих экземпляров: 1 открытое предложение",
    },
}


@pytest.fixture
def heihe(web, make_library):
    return make_library()


@pytest.fixture
def amur(web, make_library):
    return make_library("Amur", "RU")


@pytest.fixture
def clerk(web, signed_in, heihe):
    return signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN)


@pytest.fixture
def pair(heihe, amur):
    give(heihe, book(LONG, "h", year=1990))
    give(amur, book(LONG, "a", year=1990))
    return record_of("h"), record_of("a")


def decision(page, **given):
    seen = dict(re.findall(r'name="(one_version|other_version)" value="(\d+)"', page))
    return seen | given


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_a_librarian_compares_two_titles_joins_them_and_undoes_it(clerk, pair, lang):
    words, (one, other) = WORDS[lang], pair
    listed = clerk.get(f"/{lang}/staff/titles").text
    assert words["listed"] in listed
    address = f"/{lang}/staff/titles/{one}/{other}"
    assert address in listed
    assert f"/{lang}/staff/titles/{one}/{other}" in clerk.get(f"/{lang}/staff").text
    page = clerk.get(address).text
    assert words["compare"] in page
    answer = clerk.post(address, data=decision(page, decision="join"))
    assert answer.headers["Location"].endswith(f"/{lang}/r/{one}")
    assert clerk.get(f"/{lang}/r/{other}").headers["Location"].endswith(f"/{lang}/r/{one}")
    changes = clerk.get(f"/{lang}/staff/titles/changes").text
    assert LONG in changes
    assert words["undo"] in changes
    clerk.post(f"/{lang}/staff/titles/changes/1/undo")
    assert clerk.get(f"/{lang}/r/{other}").status_code == 200
    assert doubts() == [(one, other)]


def test_two_titles_leave_the_list(clerk, pair):
    page = clerk.get("/ru/staff/titles/{}/{}".format(*pair)).text
    answer = clerk.post("/ru/staff/titles/{}/{}".format(*pair), data=decision(page, decision="apart"))
    assert answer.headers["Location"].endswith("/ru/staff/titles")
    assert "Ничего не ждёт" in clerk.get("/ru/staff/titles").text


def test_the_slower_clerk_is_told_on_the_page(clerk, signed_in, web, amur, pair):
    address = "/ru/staff/titles/{}/{}".format(*pair)
    other = signed_in(web, "anna@amur.example", amur, Role.LIBRARIAN)
    page = clerk.get(address).text
    assert other.post(address, data=decision(page, decision="apart")).status_code == 302
    assert clerk.post(address, data=decision(page, decision="join")).status_code == 409


def test_where_the_records_speak_against_it_one_must_tick_that_one_is_sure(clerk, heihe, amur):
    give(heihe, book("Ёлка", "h", "Толстой, Лев", 1990, isbn=ISBN))
    give(amur, book("Ёлка", "a", "Толстой, Лев", 1990, isbn=OTHER_ISBN))
    address = f"/zh/staff/titles/{record_of('h')}/{record_of('a')}"
    page = clerk.get(address).text
    assert 'name="is_sure"' in page
    assert clerk.post(address, data=decision(page, decision="join")).status_code == 422
    assert clerk.post(address, data=decision(page, decision="join", is_sure="y")).status_code == 302
    assert record_of("h") == record_of("a")


def test_from_a_records_page_another_title_is_found_by_number_address_and_words(clerk, pair, deliver):
    deliver()
    one, other = pair
    way = f"/ru/staff/titles/{one}/join"
    assert way in clerk.get(f"/ru/r/{one}").text
    assert f"/ru/staff/titles/{other}/join" not in clerk.get(f"/ru/r/{other}").text
    for words in (str(other), f"https://bridge.example/ru/r/{other}", "Записки о поездке"):
        assert f"/ru/staff/titles/{one}/{other}" in clerk.get(way, query_string={"q": words}).text


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_a_record_of_another_book_becomes_a_title_of_its_own(clerk, heihe, amur, lang):
    give(heihe, book("Ёлка", "h", "Толстой, Лев", 1990, isbn=ISBN))
    give(amur, book("Ёлка", "a", "Толстой, Лев", 1990, isbn=ISBN))
    record = record_of("h")
    with transaction() as session:
        session.add(offers.offer_of(amur, Entry(title="Ёлка"), record, Terms(weight_g=300), now()))
    address = f"/{lang}/staff/titles/{record}/split"
    assert address in clerk.get(f"/{lang}/r/{record}").text
    page = clerk.get(address).text
    version = re.search(r'name="version" value="(\d+)"', page).group(1)
    assert clerk.post(address, data={"version": version}).status_code == 422
    sources = re.findall(r'name="sources" id="sources-\d+" value="(\d+)"', page)
    assert page.count(WORDS[lang]["along"]) == 1
    answer = clerk.post(address, data={"version": version, "sources": sources[1]})
    assert WORDS[lang]["moved"] in clerk.get(answer.headers["Location"]).text
    assert answer.headers["Location"].endswith(f"/{lang}/r/{record_of('a')}")
    assert record_of("h") == record


def test_the_list_costs_the_same_however_long_it_is(clerk, pair, heihe, amur):
    def cost():
        return count_queries(lambda: clerk.get("/ru/staff/titles"))

    clerk.get("/ru/staff/titles")
    few = cost()
    for number in range(12):
        give(heihe, book(f"{LONG}, часть {number} из многих", f"h{number}", year=1990))
        give(amur, book(f"{LONG}, часть {number} из многих", f"a{number}", year=1990))
    assert len(doubts()) > 10
    assert cost() == few


def test_a_title_is_not_compared_with_itself(clerk, pair):
    assert clerk.get(f"/ru/staff/titles/{pair[0]}/{pair[0]}").status_code == 409
