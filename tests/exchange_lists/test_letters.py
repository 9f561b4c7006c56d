"""A list that came as the text of a letter: its words never become books, and one press leaves them out."""

import pytest

from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import says_no_more_than_words, stray
from tests.exchange_lists.test_manners import answers
from tests.partners import Partner

WORDS_OF_LETTERS = (
    *("2026年11月29日", "二〇二六年十一月二十九日", "29 ноября 2026 г.", "29.11.2026", "2026-11-29"),
    *("随信附上我馆所需图书目录,请予支持为盼。", "附上我馆可换书目。", "（一）文学类", "共计贰册", "总计：贰种贰册"),
    *("顺祝", "冬安!", "祝工作顺利！", "此致", "敬礼", "盼复。"),
    *("зав. сектором комплектования Иванова А. А.", "Ст. библиотекарь отдела обмена Иванова", "联系人 某某"),
    *("Уважаемые коллеги; шлём список; просим ответить", "Спасибо; ждём", "Коллеги, высылаю, что обещала."),
    *("Направляем вам список дублетов нашей библиотеки.", "Просим рассмотреть возможность обмена."),
)
TITLES = (
    *("围城", "春秋", "冬天", "祝福", "安娜·卡列尼娜", "Прощай, Гульсары", "Тихий Дон", "二十四史", "1984"),
    *("Библиотекарь", "Директор театра «Заря»", "Мы ждём «Зарю»"),
    *("29 февраля", "请你安静些"),
)


@pytest.mark.parametrize("line", WORDS_OF_LETTERS)
def test_words_of_a_letter_are_told_from_titles(line):
    assert stray(line) is not None


@pytest.mark.parametrize("line", TITLES)
def test_a_title_is_no_word_of_a_letter(line):
    assert stray(line) is None


@pytest.mark.parametrize(
    ("text", "told", "expected"),
    [
        ("黑河市图书馆", {"title": "黑河市图书馆"}, True),
        ("《围城》", {"title": "围城"}, False),
        ("围城 钱钟书", {"title": "围城", "author": "钱钟书"}, False),
        ("围城 1980", {"title": "围城", "year": 1980}, False),
        ("围城 2册", {"title": "围城", "quantity": 2}, False),
        ("7020024759 围城", {"title": "围城", "isbn": "9787020024759"}, False),
        ("围城 | 2", {"title": "围城", "columns": ["title", "quantity"]}, False),
    ],
)
def test_a_line_says_no_more_than_words_if_nothing_tells_a_book(text, told, expected):
    assert says_no_more_than_words(text, told) is expected


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


LETTER = "各位同仁：\n附上我馆可换书目。\n1、《呼兰河传》萧红著\n平凡的世界\n黑河市图书馆\n二〇二六年十一月二十九日"


def test_in_a_letter_what_nothing_tells_to_be_a_book_is_asked(heihe):
    list_id = heihe.sends(LETTER)
    lines = {line.text: line.problem for line in heihe.lines(list_id)}
    assert [text for text, problem in lines.items() if problem is None] == ["1、《呼兰河传》萧红著"]
    for text in ("平凡的世界", "黑河市图书馆", "二〇二六年十一月二十九日"):
        assert lines[text] is Problem.PERHAPS_NOT_A_BOOK


def test_a_plain_list_of_titles_is_no_letter_and_is_asked_about(heihe):
    assert [line.problem for line in heihe.lines(heihe.sends("平凡的世界\n呼兰河传\n边城"))] == [Problem.UNSURE] * 3
    assert [line.problem for line in heihe.lines(heihe.sends("《平凡的世界》\n2. 呼兰河传"))] == [None] * 2


def test_what_is_a_book_all_the_same_is_said_so_and_the_rest_is_left_out_by_one_press(heihe):
    list_id = heihe.sends(LETTER)
    number = next(line.number for line in heihe.lines(list_id) if line.text == "平凡的世界")
    answers(heihe, list_id, f"as_it_stands-{number}")
    answers(heihe, list_id, "no_book-all")
    left = [line.text for line in heihe.lines(list_id) if not line.is_left_out and line.problem is None]
    assert left == ["1、《呼兰河传》萧红著", "平凡的世界"]
    waiting = [line for line in heihe.lines(list_id) if line.problem is Problem.PERHAPS_NOT_A_BOOK]
    assert all(line.is_left_out for line in waiting)


@pytest.mark.parametrize(("language", "words"), [("zh", "都不是书"), ("ru", "Это не книги")])
def test_the_page_offers_to_leave_them_out(heihe, at_desk, language, words):
    list_id = heihe.sends(LETTER)
    assert words in at_desk(heihe.librarian_id).get(f"/{language}/staff/exchange/lists/{list_id}").text


WITH_PERIODICALS = "您好，现寄上书目，请查收。\n10、黑龙江日报合订本 1978—1985年 缺1980\n"
WITH_PERIODICALS += "黑龙江日报 1978—1985年\n3、以上图书均为复本。\n盼复"


def test_a_numbered_line_and_years_of_a_periodical_among_the_words_of_a_letter_are_books(heihe):
    lines = heihe.lines(heihe.sends(WITH_PERIODICALS))
    asked = Problem.PERHAPS_NOT_A_BOOK
    assert [line.problem for line in lines] == [asked, Problem.UNSURE, None, asked, asked]
    assert lines[1].told["unread"]["facts"] == "合订本"


@pytest.mark.parametrize(("language", "word"), [("zh", "第 5 行"), ("ru", "Строка 5")])
def test_all_lines_that_may_be_no_books_are_shown_before_they_are_left_out(heihe, at_desk, language, word):
    list_id, desk = heihe.sends(WITH_PERIODICALS), at_desk(heihe.librarian_id)
    where = f"/{language}/staff/exchange/lists/{list_id}/answers"
    asked = desk.post(where, data={"do": "no_book-all"})
    assert asked.status_code == 200
    assert word in asked.text
    assert "黑龙江日报" not in asked.text
    assert not any(line.is_left_out for line in heihe.lines(list_id))
    desk.post(where, data={"do": "no_book-all", "sure": "yes"})
    assert sum(line.is_left_out for line in heihe.lines(list_id)) == 3
