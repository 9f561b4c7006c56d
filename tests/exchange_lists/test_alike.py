"""What is answered to one line may be said of all that have its pattern; other authors are nobody's question."""

import lxml.html
import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.exchange_lists.queries.alike_lines import read_alike
from library_exchange.exchange_lists.queries.list_imports import list_page
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.rules.authors import are_others
from library_exchange.exchange_lists.rules.line_pattern import line_pattern
from library_exchange.exchange_lists.schemas import ListAnswers, TakeOffers
from library_exchange.exchange_lists.services import answering_lists, list_imports
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.rules.wants import WantKind
from tests.partners import add_book, add_work, rows_of

LOOSE = ("老舍 甲书", "老舍 乙书", "《丙书》丁某 任何版本")


@pytest.fixture
def heihe(web, make_partner):
    return make_partner("Heihe", "CN")


@pytest.mark.parametrize(
    ("told", "names", "is_other"),
    [
        ("Чехов А.П.", ["老舍"], True),
        ("Чехов А.П.", ["老舍", "Лао Шэ"], True),
        ("Чехов А.П.", ["Чехов, Антон Павлович"], False),
        ("А. П. Чехова", ["Чехов, Антон Павлович"], False),
        ("Лао Шэ", ["老舍"], False),
        ("Чехов А.П.", ["契诃夫"], True),
        ("鲁迅", ["老舍"], True),
        ("〔俄〕契诃夫", ["(俄)契诃夫著"], False),
        ("鲁迅", ["Lu Xun"], False),
        (None, ["老舍"], False),
        ("Чехов А.П.", [], False),
    ],
)
def test_authors_are_others_only_where_that_is_sure(told, names, is_other):
    assert are_others(told, names) is is_other


def test_a_pattern_is_what_is_told_and_asked_whatever_the_words():
    one = {"title": "甲书", "author": "老舍", "unread": {"title": "老舍 甲书", "remark": "x"}}
    other = {"title": "乙书", "author": "鲁迅", "unread": {"title": "鲁迅 乙书"}}
    assert line_pattern("老舍 甲书", one) == line_pattern("鲁迅 乙书", other)
    assert line_pattern("乙书 鲁迅", other) != line_pattern("鲁迅 乙书", other)
    assert line_pattern("鲁迅 乙书", other | {"year": 1980}) != line_pattern("鲁迅 乙书", other)


def test_what_is_answered_to_one_line_is_said_of_all_that_have_its_pattern(heihe):
    list_id = heihe.sends("\n".join(LOOSE))
    with reading() as session:
        list_import = get_list_import(session, heihe.librarian, list_id)
        page = list_page(session, list_import, "ru", 50, 0)
        assert {row.line.number: row.alike for row in page.rows} == {1: 2, 2: 2, 3: 1}
        alike = read_alike(session, list_import, 2)
    assert alike == [1, 2]
    given = ListAnswers.from_form({"do": "as_read-like:2"})
    assert (given.number, given.is_for_alike) == (2, True)
    with transaction() as session:
        list_import = get_list_import(session, heihe.librarian, list_id)
        numbers = {"numbers": alike}
        assert answering_lists.answer(session, list_import, given.model_copy(update=numbers), now()) == 2
    assert [row.problem for row in heihe.lines(list_id)] == [None, None, Problem.UNSURE]


@pytest.mark.parametrize("word", ["skip-like:2", "as_read-like:x", "no_book-like:1"])
def test_other_answers_are_none_to_lines_alike(word):
    assert ListAnswers.from_form({"do": word}).answer is None


def test_a_line_that_says_so_becomes_a_gift_and_no_other(heihe):
    list_id = heihe.sends("《甲书》, 某某出版社, 1980年, 赠送\n《乙书》, 某某出版社, 1981年")
    with transaction() as session:
        list_import = get_list_import(session, heihe.librarian, list_id)
        answering_lists.answer(session, list_import, ListAnswers.from_form({"do": "as_read-all"}), now())
        list_imports.take(session, heihe.librarian, list_import, TakeOffers(), now())
    assert {offer.title: offer.is_gift for offer in rows_of(Offer)} == {"甲书": True, "乙书": False}


def test_another_edition_told_by_the_line_above_is_not_swept_away_with_greetings(heihe):
    list_id = heihe.sends("Иванов И. Сад. М., 1980\nто же\nСпасибо, коллеги!")
    rows = heihe.lines(list_id)
    assert [row.detail for row in rows[1:]] == ["ditto", "letter"]
    with transaction() as session:
        list_import = get_list_import(session, heihe.librarian, list_id)
        answering_lists.answer(session, list_import, ListAnswers.from_form({"do": "no_book-all"}), now())
    assert [row.is_left_out for row in heihe.lines(list_id)] == [False, False, True]


def test_a_wish_for_any_edition_is_a_want_of_the_work(heihe):
    editions = [add_book("Лягушки", None, "rus", 2012), add_book("Лягушки", None, "rus", 2020)]
    work_id = add_work(*editions)
    list_id = heihe.sends("«Лягушки» любое изд.", ListKind.WANTS)
    assert [line.problem for line in heihe.lines(list_id)] == [None]
    assert heihe.takes(list_id) == (1, 0)
    (want,) = rows_of(Want)
    assert (want.kind, want.work_id, want.record_id) == (WantKind.WORK, work_id, None)
    again = heihe.sends("«Лягушки» любое изд.", ListKind.WANTS)
    assert [line.problem for line in heihe.lines(again)] == [Problem.ALREADY_LISTED]


SHOWN = {
    "zh": ["题名", "甲书", "著者", "出版社", "册数", "2", "重量", "500", "备注", "有馆藏章"],
    "ru": ["甲书", "作家出版社", "1980", "Число экземпляров", "2", "Масса", "500", "Примечание", "有馆藏章"],
}


@pytest.mark.parametrize("language", SHOWN)
def test_how_each_line_was_read_is_shown_before_all_are_said_to_be_right(heihe, at_desk, language):
    list_id = heihe.sends("甲书 老舍 作家出版社 1980年 2本 500克 有馆藏章 丙丁\n老舍 乙书")
    desk = at_desk(heihe.librarian_id)
    shown = desk.post(f"/{language}/staff/exchange/lists/{list_id}/answers", data={"do": "as_read-all"})
    lines = lxml.html.fromstring(shown.text).xpath("//ul[contains(@class, 'stack')]/li")
    assert len(lines) == 2
    said = lines[0].text_content()
    assert [word for word in SHOWN[language] if word not in said] == []
    assert [row.problem for row in heihe.lines(list_id)] == [Problem.UNSURE] * 2
