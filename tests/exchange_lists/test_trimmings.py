"""What stands around a book in a line is none of its title, and a title that looks so stays whole."""

import pytest

from library_exchange.list_reading.services import reading
from tests.partners import Partner, add_book

TITLES = (
    *("破损的心", "新青年", "Старая крепость", "Бедные люди", "Новая земля", "1984. Роман", "451 градус по Фаренгейту"),
    *("22 июня 1941 года", "Цена победы", "Цена рубля", "5元的故事", "В новой редакции", "K. 545", "Ищите женщину"),
)


@pytest.mark.parametrize("title", TITLES)
def test_a_title_that_looks_like_a_remark_stays_whole(title):
    assert reading.one(title).entry.title == title


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("heihe", "CN")


@pytest.mark.parametrize(
    ("title", "line"), [("量子力学(第二版)", "量子力学（第二版）"), ("Гунны. 2-е изд", "Гунны. 2-е изд.")]
)
def test_a_book_that_the_catalogue_has_under_its_edition_is_found(heihe, title, line):
    record_id = add_book(title)
    (found,) = heihe.lines(heihe.sends(line))
    assert found.record_id == record_id


def test_two_numbers_in_one_line_are_asked_about_and_one_number_in_two_forms_is_not():
    two = reading.one("Управление качеством ISBN 978-5-94178-313-7, ISBN 978-5-9912-0059-2").entry
    assert (two.title, two.unread) == ("Управление качеством", {"isbn": "9785941783137; 9785991200592"})
    same = reading.one("围城 978-7-02-002475-9 7-02-002475-0").entry
    assert (same.title, same.isbn, same.unread) == ("围城", "9787020024759", {})
