"""Plain lines in which author and title stand in the loose ways of people, and authors who stand alone."""

import re
from html import unescape

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.schemas import ListAnswers
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services import reading
from library_exchange.list_reading.services.loose_titles import splits
from library_exchange.offers.models import ListKind
from tests.exchange_lists.test_manners import known
from tests.partners import Partner, add_book

ASKED = {
    "Мо Янь - Лягушки": ("Лягушки", "Мо Янь"),
    "Мо Янь — Лягушки": ("Лягушки", "Мо Янь"),
    "Мо Янь, Лягушки": ("Лягушки", "Мо Янь"),
    "Мо Янь: Лягушки": ("Лягушки", "Мо Янь"),
    "Лао Шэ. Чайная": ("Чайная", "Лао Шэ"),
    "Михаил Шолохов. Тихий Дон": ("Тихий Дон", "Михаил Шолохов"),
    "Лао Шэ, «Чайная» (любое изд.)": ("Чайная", "Лао Шэ"),
    "Лу Синь, «Повесть о себе» (любой перевод)": ("Повесть о себе", "Лу Синь"),
    "Ба Цзинь Осень": ("Осень", "Ба Цзинь"),
    "Ба Цзинь - Семья": ("Семья", "Ба Цзинь"),
    "Юй Хуа, «Жить»": ("Жить", "Юй Хуа"),
    "Юй Хуа «Жить»": ("Жить", "Юй Хуа"),
    "лю цысинь - задача трёх тел, нужна срочно!": ("задача трёх тел", "лю цысинь"),
    "гао синцзянь: чудотворные горы, очень нужно!!": ("чудотворные горы", "гао синцзянь"),
    "Лягушки - Мо Янь": ("Лягушки", "Мо Янь"),
    "Лягушки, Мо Янь": ("Лягушки", "Мо Янь"),
    "«Лягушки» Мо Янь": ("Лягушки", "Мо Янь"),
    "Лев Толстой - Воскресение": ("Воскресение", "Лев Толстой"),
    "Михаил Шолохов, «Тихий Дон»": ("Тихий Дон", "Михаил Шолохов"),
    "«Тихий Дон», Михаил Шолохов": ("Тихий Дон", "Михаил Шолохов"),
    "Шолохов М.А. – Тихий Дон (любое изд.)": ("Тихий Дон", "Шолохов М.А."),
    "Тихий Дон (любое издание)": ("Тихий Дон", None),
    "Тихий Дон, срочно": ("Тихий Дон", None),
    "Нужна: Мо Янь - Лягушки": ("Лягушки", "Мо Янь"),
    "莫言《蛙》": ("蛙", "莫言"),
    "莫言《蛙》上海文艺 2009 一版一印": ("蛙", "莫言"),
    "莫言 - 蛙": ("蛙", "莫言"),
    "莫言—蛙": ("蛙", "莫言"),
    "莫言：蛙": ("蛙", "莫言"),
    "莫言，蛙": ("蛙", "莫言"),
    "莫言 蛙": ("蛙", "莫言"),
    "莫言. 蛙": ("蛙", "莫言"),
    "莫言/蛙": ("蛙", "莫言"),
    "老舍 茶馆": ("茶馆", "老舍"),
    "茶馆 - 老舍": ("茶馆", "老舍"),
    "茶馆 老舍": ("茶馆", "老舍"),
    "余华 活着": ("活着", "余华"),
    "求：莫言《蛙》": ("蛙", "莫言"),
    "莫言《蛙》（任何版本）": ("蛙", "莫言"),
    "莫言《蛙》，急需": ("蛙", "莫言"),
    "《蛙》，版本不限": ("蛙", None),
    "围城（版本不限）": ("围城", None),
}
"""Lines that can be read in another way too, with the title and the author that are asked about."""
SURE = {
    "Пушкин А. С. - Сказки": ("Сказки", "Пушкин А. С."),
    "Пушкин А.С., Сказки": ("Сказки", "Пушкин А.С."),
    "Пушкин А.С.: Сказки": ("Сказки", "Пушкин А.С."),
    "Пушкин А.С. «Сказки»": ("Сказки", "Пушкин А.С."),
    "«Сказки» - Пушкин А. С.": ("Сказки", "Пушкин А. С."),
    "Сказки / Пушкин А. С.": ("Сказки", "Пушкин А. С."),
}
WHOLE = (
    *("Москва - Петушки", "Москва — Петушки", "Преступление и наказание", "Бесы, роман", "Земля, люди, хлеб"),
    *("Анна Каренина", "Дон Кихот", "Тихий Дон", "Том Сойер за границей", "Вишнёвый сад, Чайка", "Дети, книги, мир"),
    *("Сказки Пушкина", "Пушкин - Сказки", "Срочно в номер", "Что делать?", "Любое желание", "Ищу человека"),
    *("白鹿原", "人民 - 历史", "中国 历史", "急就章", "需要的艺术", "三国演义", "求是"),
)
"""Titles with dashes, commas and names of their own."""
NAMES = (
    *("Белов В.", "Шмелёв И. С.", "В. Белов", "И. С. Шмелёв", "Белов, В. И.", "Ильф И., Петров Е.", "Мо Янь"),
    "Цянь Чжуншу",
)


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


def answers(partner: Partner, list_id: int, **form: str) -> None:
    given = ListAnswers.from_form({name.replace("_", "-", 1): value for name, value in form.items()})
    with transaction() as session:
        answering_lists.answer(session, get_list_import(session, partner.librarian, list_id), given, now())


def asks_title(line: str) -> bool:
    return "title" in reading.one(line).entry.unread


@pytest.mark.parametrize("line", ASKED)
def test_a_loose_line_is_parted_and_the_librarian_asked(line):
    entry = reading.one(line).entry
    assert ((entry.title, entry.author), asks_title(line)) == (ASKED[line], True)
    assert entry.whole, "all of it may be the title"


@pytest.mark.parametrize("line", SURE)
def test_initials_leave_nothing_open(line):
    entry = reading.one(line).entry
    assert ((entry.title, entry.author), entry.unread) == (SURE[line], {})


@pytest.mark.parametrize("line", WHOLE)
def test_a_title_is_not_cut(line):
    read = reading.one(line)
    assert (read.entry.title, read.entry.author, read.entry.unread, read.problem) == (line, None, {}, None)


@pytest.mark.parametrize("heading", ["Автор, заглавие", "Заглавие"])
@pytest.mark.parametrize(
    "line", [line for line in ASKED if not line.startswith(("茶馆 老舍", "莫言《", "Нужна", "求"))]
)
def test_a_cell_is_parted_as_a_line_is(heading, line):
    (row,) = reading.pasted(f"{heading}\tГод\n{line}\t1990")
    assert (row.entry.title, row.entry.author, "title" in row.entry.unread) == (*ASKED[line], True)


@pytest.mark.parametrize("name", NAMES)
def test_an_author_alone_is_no_book_and_is_asked_about(name):
    for read in (reading.one(name), *reading.pasted(f"Автор, заглавие\tГод\n{name}\t1990")):
        assert (read.problem, read.detail, read.entry.title) == (Problem.NO_TITLE, "name", name)


def test_an_author_alone_may_be_taken_as_a_title_all_the_same(heihe):
    list_id = heihe.sends("Белов В.")
    assert heihe.takes(list_id) == (0, 1)
    answers(heihe, list_id, do="as_it_stands-1")
    assert heihe.takes(list_id) == (1, 0)


@pytest.mark.parametrize(
    ("line", "title", "author"),
    [
        ("Достоевский - Бесы", "Бесы", "Достоевский, Фёдор Михайлович"),
        ("Бесы, Достоевский", "Бесы", "Достоевский, Фёдор Михайлович"),
        ("Достоевский Бесы, срочно", "Бесы", "Достоевский, Фёдор Михайлович"),
        ("Толстой, Война и мир", "Война и мир", "Толстой Л. Н."),
        ("Война и мир Толстой", "Война и мир", "Толстой Л. Н."),
        ("茶馆 老舍", "茶馆", "老舍"),
        ("莫言 - 蛙", "蛙", "莫言"),
        ("奥威尔 - 动物农场", "动物农场", "奥威尔"),
    ],
)
def test_what_the_catalogue_has_by_that_author_is_proposed_and_all_of_it_may_be_the_title(heihe, line, title, author):
    record = known(title, author)
    list_id = heihe.sends(line, ListKind.WANTS)
    row = heihe.lines(list_id)[0]
    assert (row.problem, row.record_id, row.told["title"], row.told["whole"]) == (None, record, title, line)
    answers(heihe, list_id, do="all_title-1")
    row = heihe.lines(list_id)[0]
    assert (row.problem, row.record_id, row.entry["title"]) == (None, None, line)


@pytest.mark.parametrize("line", ["Земля, люди, хлеб", "Москва - Петушки", "Пушкин и Гоголь"])
def test_a_title_of_another_author_cuts_no_line(heihe, line):
    for title in ("Земля", "люди, хлеб", "Петушки", "Москва", "Пушкин", "Гоголь"):
        known(title, "Иванов И. И.")
    row = heihe.lines(heihe.sends(f"7. {line}"))[0]
    assert (row.problem, row.record_id, row.entry["title"]) == (None, None, line)


def test_a_title_with_a_dash_that_the_catalogue_has_is_that_title(heihe):
    record = add_book("Мо Янь - Лягушки", None, "rus")
    row = heihe.lines(heihe.sends("Мо Янь - Лягушки"))[0]
    assert (row.problem, row.record_id, row.entry["title"]) == (None, record, "Мо Янь - Лягушки")


def test_of_several_editions_of_all_of_a_line_one_is_chosen_and_remembered(heihe):
    first, second = (add_book("Мо Янь. Лягушки", None, "rus", year) for year in (1990, 2000))
    list_id = heihe.sends("Мо Янь. Лягушки", ListKind.WANTS)
    assert heihe.lines(list_id)[0].problem is Problem.SEVERAL_EDITIONS
    answers(heihe, list_id, edition_1=str(second))
    assert heihe.lines(list_id)[0].record_id == second
    answers(heihe, list_id, edition_1=str(first))
    assert heihe.lines(list_id)[0].record_id == first
    assert heihe.lines(heihe.sends("Мо Янь. Лягушки", ListKind.WANTS))[0].record_id == first


def test_a_long_line_is_compared_in_a_few_ways():
    assert len(splits(", ".join(f"Слово{'а' * at}" for at in range(40)))) <= 8
    assert splits("Бесы") == []


SAID = {"ru": ("Похоже, это только имя автора.", "Всё это — заглавие"), "zh": ("这好像只是作者姓名。", "整行都是题名")}


@pytest.mark.parametrize("language", SAID)
def test_the_page_asks_for_the_title_of_an_author_and_offers_all_of_a_line_as_the_title(heihe, at_desk, language):
    known("Бесы", "Достоевский Ф. М.")
    list_id = heihe.sends("Шмелёв И. С.\nДостоевский - Бесы", ListKind.WANTS)
    page = at_desk(heihe.librarian_id).get(f"/{language}/staff/exchange/lists/{list_id}").text
    said = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    for sentence in SAID[language]:
        assert sentence in said
    assert 'value="all_title-2"' in page
    assert 'value="as_it_stands-1"' in page
