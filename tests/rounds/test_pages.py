"""The pages of a round: four libraries answer their statements line by line; nothing personal, few queries."""

from typing import Any

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.db import database, reading
from library_exchange.core.i18n import speaking
from library_exchange.rounds import labels
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.answers import Answer, LineState
from library_exchange.rounds.rules.clearing.ranking import Criterion
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import RoundState
from tests.rounds.test_rounds import Tour

PLACES = (("Heihe", "CN"), ("Amur", "RU"), ("Harbin", "CN"), ("Magadan", "RU"))


@pytest.fixture
def four(web, make_partner) -> list[Any]:
    """Four libraries; each offers a book that the next one wants, and wants one that nobody has."""
    found = [make_partner(name, country) for name, country in PLACES]
    for giver, taker in zip(found, [*found[1:], found[0]], strict=True):
        giver.offers(f"Книга {giver.id}", None)
        taker.wants(title=f"Книга {giver.id}")
        giver.wants(title=f"Нет такой {giver.id}")
    return found


@pytest.fixture
def tour(four, deliver) -> Tour:
    made = Tour(four[0].id, deliver)
    made.joins(*four)
    made.clears()
    return made


def test_four_libraries_answer_line_by_line_and_the_books_are_sent(four, tour, at_desk):
    address = f"/en/staff/exchange/rounds/{tour.id}"
    for partner in four:
        desk = at_desk(partner.librarian_id)
        page = lxml.html.fromstring(desk.get(address).text)
        forms = [form for form in page.xpath("//form[@action]") if "/lines/" in form.get("action")]
        waiting = sorted({form.get("action") for form in forms})
        assert len(waiting) == 2  # one book to give, one to receive
        assert "not offered" in page.text_content()
        for action in waiting:
            asked = desk.post(action, data={"answer": "accept"})
            assert (asked.status_code, "An answer is final" in asked.text) == (200, True)
            assert desk.post(action, data={"answer": "accept", "sure": "yes"}).status_code == 302
    assert tour.state is RoundState.SHIPPING
    assert len(tour.lines(LineState.CONFIRMED)) == 4


def test_everything_is_accepted_only_after_a_question(four, tour, at_desk):
    desk, page = at_desk(four[0].librarian_id), f"/en/staff/exchange/rounds/{tour.id}"
    asked = desk.post(f"{page}/accept")
    assert (asked.status_code, "An answer is final" in asked.text) == (200, True)
    assert {line.giver_answer for line in tour.lines() if line.giver_id == four[0].id} == {Answer.WAITING}
    assert desk.post(f"{page}/accept", data={"sure": "yes"}).status_code == 302
    assert {line.giver_answer for line in tour.lines() if line.giver_id == four[0].id} == {Answer.ACCEPTED}


def test_a_refusal_without_a_reason_is_asked_for_one(four, tour, at_desk):
    desk = at_desk(four[0].librarian_id)
    line = next(line for line in tour.lines() if line.giver_id == four[0].id)
    address = f"/en/staff/exchange/rounds/{tour.id}/lines/{line.id}"
    shown = desk.post(address, data={"answer": "decline"}, follow_redirects=True)
    assert "Choose a reason." in shown.text
    assert tour.lines()[0].state is LineState.PROPOSED


def test_no_page_of_a_round_names_a_person_or_anothers_want(four, tour, at_desk):
    desk = at_desk(four[0].librarian_id)
    for path in (f"/en/exchange/rounds/{tour.id}", f"/en/staff/exchange/rounds/{tour.id}"):
        text = desk.get(path).text
        assert "Kanarejka" not in text
        assert f"Нет такой {four[1].id}" not in text


def test_a_reason_is_told_once_with_all_the_wants_that_were_left_open_for_it(four, deliver, at_desk):
    for number in range(6):
        four[0].wants(title=f"Тоже нет такой {number}")
    tour = Tour(four[0].id, deliver)
    tour.joins(*four)
    tour.clears()
    page = lxml.html.fromstring(at_desk(four[0].librarian_id).get(f"/ru/staff/exchange/rounds/{tour.id}").text)
    [reasons] = page.xpath("//section[@aria-labelledby='h-why']/ul")
    assert len(reasons) == 1
    assert "7 позиций" in reasons.text_content() or "7 дезидерат" in reasons.text_content()
    assert "Ещё" in reasons.xpath(".//details/summary")[0].text_content()
    assert sum("Тоже нет такой" in title.text_content() for title in reasons.xpath(".//*[@lang='ru']")) >= 6


NAMED = {
    "ru": ("нужно разрешение", "книга без классификационного индекса", "предлагает в дар"),
    "zh": ("须经批准", "图书没有分类号", "赠书"),
}


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_a_reason_names_the_book_that_is_meant_and_what_is_offered_outside_the_round(
    four, make_partner, deliver, at_desk, language
):
    first, second = four[:2]
    second.offers("Старинный атлас", None, year=1890)
    first.wants(title="Старинный атлас")
    second.offers("Без индекса", None, language="rus", year=2001)
    first.wants(kind="profile", subject="history", language="rus", year_from=2001, year_to=2001)
    first.wants(title="Только в дар")
    tour = Tour(first.id, deliver)
    tour.joins(*four)
    tour.clears()
    make_partner("Tynda", "RU").offers("Только в дар", None, is_gift=True)
    page = lxml.html.fromstring(at_desk(first.librarian_id).get(f"/{language}/staff/exchange/rounds/{tour.id}").text)
    [reasons] = page.xpath("//section[@aria-labelledby='h-why']/ul")
    told = reasons.text_content()
    assert [words for words in NAMED[language] if words not in told] == []
    assert "Без индекса" in told
    [link] = reasons.xpath(".//a[contains(@href, '/exchange/offers?')]")
    assert link.text_content() == "Только в дар"
    assert "Только в дар" in at_desk(first.librarian_id).get(link.get("href")).text


@pytest.mark.parametrize(("language", "words"), [("ru", "в целых числах"), ("zh", "整数运算")])
def test_the_page_of_a_round_says_whether_its_result_is_proven_to_be_the_best(tour, at_desk, four, language, words):
    page = at_desk(four[0].librarian_id).get(f"/{language}/exchange/rounds/{tour.id}").text
    assert tour.bound == tour.objective
    assert words in page


def test_how_much_better_another_exchange_could_be_is_never_said_too_small(web):
    with speaking("en"):
        assert labels.proof(1_000_000, None) is None
        assert "at most 0.001 % more" in str(labels.proof(1_000_000, 1_000_001))
        assert "at most 2.5 % more" in str(labels.proof(1_000_000, 1_025_000))
        assert "No other exchange" in str(labels.proof(1_000_000, 1_000_000))


def test_every_reason_has_its_sentence_in_both_languages(web):
    told = [text for outcome in labels.OUTCOMES.values() for text in outcome[:2]] + list(labels.DECIDED_BY.values())
    said = {}
    for language in ("en", "zh", "ru"):
        with speaking(language):
            said[language] = [str(text) for text in told]
    for own, russian, english in zip(said["zh"], said["ru"], said["en"], strict=True):
        assert len({own, russian, english}) == 3
    assert set(labels.OUTCOMES) == set(Outcome)
    assert set(labels.DECIDED_BY) == set(Criterion)


def test_a_statement_costs_a_fixed_number_of_queries(four, tour):
    asked: list[str] = []
    sa.event.listen(database().engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with reading() as session:
        found = session.get_one(Round, tour.id)
        asked.clear()
        queries.statement(session, found, four[0].id, "ru")
    assert len(asked) <= 7
