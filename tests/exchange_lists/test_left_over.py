"""Words of a line that belong to nothing a book has become the remark of the offer; a price is told not to be kept."""

import pytest

from library_exchange.list_reading.rules.left_over import left_over
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind, Offer
from tests.partners import rows_of

IMPRINT = {"publisher": "作家出版社", "year": "2012"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("活着 余华 作家出版社 2012 28元 有馆藏章，书脊略有磨损", "有馆藏章, 书脊略有磨损"),
        ("活着 余华 作家出版社 2012年8月第1版 2册 精装", "精装"),
        ("活着 余华 作家出版社 2012年 181页 九成新", "九成新"),
        ("活着 余华 作家出版社 2012", ""),
        ("《作家》作家出版社 2012年第5期 3本", "第5期"),
        ("活着 余华著", ""),
    ],
)
def test_what_stands_behind_the_imprint_and_is_none_of_it_is_left(line, words):
    assert left_over(line, IMPRINT if "2012" in line else {}) == words


def test_words_for_the_condition_that_was_read_are_no_remark():
    line = "活着 余华 作家出版社 2012年 九成新"
    condition = reading.one(line).entry.condition
    assert condition is not None
    assert reading.one(line).entry.unread.get("remark") is None


def test_a_line_of_russian_words_keeps_what_is_said_of_the_copy():
    told = {"publisher": "Наука", "year": "1985"}
    line = "Атлас мира. – М.: Наука, 1985. – 300 с. – 2 экз. – (Серия «Карты»), есть штампы, обл. порвана"
    assert left_over(line, told) == "Серия «Карты», есть штампы, обл. порвана"


@pytest.mark.parametrize(
    ("line", "price"),
    [
        ("围城 作家出版社 1991 ¥32", "¥32"),
        ("围城 作家出版社 1991 15.80元", "15.80元"),
        ("Атлас. М.: Наука, 1985. 300 руб.", "300 руб"),
        ("围城 作家出版社 1991", None),
    ],
)
def test_a_price_is_told_not_to_be_kept(line, price):
    read = reading.one(line)
    assert read.entry.unread.get("price") == price
    assert price is None or price not in read.entry.title


def test_the_remark_comes_into_the_offer_and_copies_with_another_one_are_another_line(heihe):
    lines = (
        "ISBN 9787020002207 甲书 作家出版社 2012 有馆藏章，书脊略有磨损",
        "ISBN 9787020002207 甲书 作家出版社 2012",
        "ISBN 9787020002207 甲书 作家出版社 2012 有馆藏章，书脊略有磨损",
    )
    listed = heihe.sends("\n".join(lines))
    heihe.takes(listed)
    kept = {(offer.marks, offer.remark, offer.quantity) for offer in rows_of(Offer)}
    assert kept == {("stamps", "书脊略有磨损", 2), ("", None, 1)}
    again = heihe.sends(lines[0])
    assert heihe.lines(again)[0].same_offer_id == rows_of(Offer)[0].id, "the same copies are offered already"
    other = heihe.sends("ISBN 9787020002207 甲书 作家出版社 2012 有水渍")
    assert heihe.lines(other)[0].same_offer_id is None


@pytest.mark.parametrize("kind", list(ListKind))
def test_the_page_says_what_becomes_of_a_remark(web, heihe, at_desk, kind):
    listed = heihe.sends("甲书 作家出版社 2012 有馆藏章", kind)
    page = at_desk(heihe.librarian_id).get(f"/en/staff/exchange/lists/{listed}").text
    assert "有馆藏章" in page
    assert ("it was not kept" in page) is (kind is ListKind.WANTS)


def test_a_remark_that_concerns_a_person_is_asked_about():
    rows = "题名\t年份\t备注\n甲书\t1990\t请联系 13845678901"
    (line,) = reading.pasted(rows)
    assert line.problem == "personal"
