"""Lists as libraries keep them in spreadsheets: rows above the headings, several things in a cell, sums below."""

from pathlib import Path

import lxml.html
import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading as looking
from library_exchange.core.db import transaction
from library_exchange.exchange_lists.queries.list_imports import list_page, outlined
from library_exchange.exchange_lists.queries.lookups import get_line, get_list_import
from library_exchange.exchange_lists.rules.answers import Section
from library_exchange.exchange_lists.schemas import ListAnswers, TakeOffers
from library_exchange.exchange_lists.services import answering_lists, list_imports
from library_exchange.list_reading.rules import headings
from library_exchange.list_reading.rules.lines import Problem, read_line
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind, Offer
from tests.exchange_lists.sent_files import sent
from tests.partners import ISBN, Partner, rows_of

RUSSIAN = """Список книг, предлагаемых на обмен\t\t\t\t\t
№ п/п\tАвтор, заглавие\tГод изд.\tКол-во экз.\tЦена, руб.\tВес, кг
1\t2\t3\t4\t5\t6
1.\tРаспутин В. Г. Прощание с Матёрой : повесть. – Москва : АСТ, 2015. – 256 с.\t2015 г.\t2\t350,50\t0,32
2.\tБахтин М. М. Проблемы поэтики Достоевского\t1979\t1 экз.\t\t400 г
3.\tФёдор Достоевский "Идиот"\t2009\tдва\t120-00\t1
4.\tАрсеньев В. К. Дерсу Узала. ISBN 978-7-02-000220-7\t2011\t3\t\t0.45
"""
CHINESE = """黑河市图书馆复本清单
序号\t作者/书名\t出版社、出版年\t册数\t重量（公斤）\t定价
1\t曹雪芹/红楼梦\t人民文学出版社，1982\t两册\t1.2\t59.70元
2\t余华《活着》\t作家出版社,2012年5月\t1\t300克\t
"""


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


def told(line: reading.Read) -> tuple[object, ...]:
    entry = line.entry
    return entry.author, entry.title, entry.publisher, entry.year, entry.quantity, entry.weight_g


def test_a_russian_list_is_read_below_its_title_with_author_and_title_in_one_column():
    lines = reading.pasted(RUSSIAN)
    assert [line.problem for line in lines] == [Problem.NOT_A_BOOK, Problem.NOT_A_BOOK, None, None, None, None]
    assert lines[0].text == "Список книг, предлагаемых на обмен"
    assert [told(line) for line in lines[2:]] == [
        ("Распутин В. Г.", "Прощание с Матёрой : повесть", "АСТ", 2015, 2, 320),
        ("Бахтин М. М.", "Проблемы поэтики Достоевского", None, 1979, 1, 400),
        ("Фёдор Достоевский", "Идиот", None, 2009, 2, 1000),
        ("Арсеньев В. К.", "Дерсу Узала", None, 2011, 3, 450),
    ]
    assert lines[5].entry.isbn == ISBN
    assert reading.unused(reading.rows_pasted(RUSSIAN)) == ("Цена, руб.",)


def test_a_chinese_list_is_read_the_same_way():
    title, *lines = reading.pasted(CHINESE)
    assert (title.text, title.problem) == ("黑河市图书馆复本清单", Problem.NOT_A_BOOK)
    assert [told(line) for line in lines] == [
        ("曹雪芹", "红楼梦", "人民文学出版社", 1982, 2, 1200),
        ("余华", "活着", "作家出版社", 2012, 1, 300),
    ]
    assert reading.unused(reading.rows_pasted(CHINESE)) == ("定价",)


def test_of_a_file_with_titles_above_its_headings_no_heading_becomes_a_book(shared_data: Path):
    lines = sent((shared_data / "cases" / "list_title_rows_above.xlsx").read_bytes())[1]
    *above, _one, _other, _total = lines
    assert above
    assert {line.problem for line in above} <= {Problem.NOT_A_BOOK, Problem.PERHAPS_NOT_A_BOOK}
    assert [(line.problem, line.entry.title, line.entry.year, line.entry.quantity) for line in lines[-3:]] == [
        (None, "Евгений Онегин", 1987, 2),
        (None, "Мёртвые души", 1985, 1),
        (Problem.PERHAPS_NOT_A_BOOK, "Итого", None, 3),
    ]


HEADINGS = {
    **dict.fromkeys(("Вес", "Вес, г", "Масса (г)", "Вес 1 экз., г", "重量(g)", "单册重量（克）"), "weight_g"),
    **dict.fromkeys(("Вес, кг", "Вес (кг)", "Масса, кг", "重量（公斤）", "重量(kg)", "Weight, kg"), "weight_kg"),
    **dict.fromkeys(("Вес (фунты)", "Вес, фунты", "Общий вес", "总重量", "Цена", "定价（元）"), None),
    **dict.fromkeys(("Год изд.", "Год издания", "Год вып.", "出版年月"), "year"),
    **dict.fromkeys(("Кол-во экз.", "Кол.", "Кол-во (шт.)", "К-во", "复本量", "套数"), "quantity"),
    **dict.fromkeys(("Автор, заглавие", "Автор и название", "Автор. Заглавие", "作者/书名"), "author_title"),
    **dict.fromkeys(("题名/责任者", "Название, автор"), "title_author"),
    **dict.fromkeys(("Место изд., год", "Место, издательство", "出版社、出版年"), "imprint"),
    "Количество (страниц)": "pages",
    "Кол-во (томов)": None,
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_are_known_as_libraries_write_them_and_never_with_another_unit(heading):
    assert headings.field_of(heading) == HEADINGS[heading]


def test_a_column_in_a_unit_we_do_not_know_is_told_and_not_read():
    rows = [["Заглавие", "Вес (фунты)", "№"], ["Бесы", "2", "1"]]
    assert reading.table(rows)[0].entry.weight_g is None
    assert reading.unused(rows) == ("Вес (фунты)",)


# What is no book ------------------------------------------------------------------------------------------------------

COLUMNS = ["№", "Автор", "Заглавие", "Год", "Кол-во"]
NO_BOOKS = {
    ("", "", "Итого:", "", "3"): (Problem.NOT_A_BOOK, Stray.HEADING),
    ("", "", "ИТОГО: 7 экз.", "", ""): (Problem.NOT_A_BOOK, Stray.HEADING),
    ("", "", "合计：", "", "7"): (Problem.NOT_A_BOOK, Stray.HEADING),
    ("1", "2", "3", "4", "5"): (Problem.NOT_A_BOOK, Stray.HEADING),
    ("№", "Автор", "Заглавие", "Год", "Кол-во"): (Problem.NOT_A_BOOK, Stray.HEADING),
    ("", "", "......", "", ""): (Problem.NOT_A_BOOK, Stray.NO_LETTERS),
    ("Всего", "", "", "", "7"): (Problem.PERHAPS_NOT_A_BOOK, Stray.HEADING),
    ("", "", "合 计", "", "7"): (Problem.PERHAPS_NOT_A_BOOK, Stray.HEADING),
    ("5", "", "То же", "2013", "1"): (Problem.PERHAPS_NOT_A_BOOK, Stray.DITTO),
    ("5", "", "同上", "", "1"): (Problem.PERHAPS_NOT_A_BOOK, Stray.DITTO),
    ("5", "", "〃", "", "1"): (Problem.PERHAPS_NOT_A_BOOK, Stray.DITTO),
    ("", "", "Уважаемые коллеги!", "", ""): (Problem.PERHAPS_NOT_A_BOOK, Stray.LETTER),
    ("", "", "С уважением, отдел комплектования", "", ""): (Problem.PERHAPS_NOT_A_BOOK, Stray.LETTER),
    ("", "", "您好！", "", ""): (Problem.PERHAPS_NOT_A_BOOK, Stray.LETTER),
    # Books may be called so.
    ("8", "Евтушенко Е.", "Итого", "1998", "1"): (Problem.PERHAPS_NOT_A_BOOK, Stray.HEADING),
    ("8", "", "Содержание", "1998", "1"): (Problem.PERHAPS_NOT_A_BOOK, Stray.HEADING),
    ("9", "", "451", "", "1"): (Problem.PERHAPS_NOT_A_BOOK, Stray.PAGE_NUMBER),
}
BOOKS = (
    *(
        ("1", "Брэдбери Р.", "451", "1953", "1"),
        ("2", "", "Итоги века", "2001", "1"),
        ("3", "Оруэлл Д.", "1984", "", "1"),
    ),
    *(("4", "", "То же солнце", "", "1"), ("5", "", "Спасибо за всё", "", ""), ("6", "Блок А.", "12", "", "")),
)


@pytest.mark.parametrize("cells", NO_BOOKS)
def test_a_row_that_names_no_book_is_set_aside_or_asked_about(cells):
    line = reading.table([COLUMNS, ["1", "", "Бесы", "", ""], list(cells)])[1]
    assert (line.problem, line.detail) == NO_BOOKS[cells]
    assert line.text


@pytest.mark.parametrize("cells", BOOKS)
def test_a_book_with_figures_or_such_words_in_its_title_is_a_book(cells):
    line = reading.table([COLUMNS, ["1", "", "Бесы", "", ""], list(cells)])[1]
    assert (line.problem, line.entry.title) == (None, cells[2])


@pytest.mark.parametrize("text", ["Итого", "合计", "То же", "同上", "Здравствуйте!", "此致", "С уважением, библиотека"])
def test_a_plain_line_of_the_same_kind_is_asked_about_too(text):
    assert read_line(text).problem is Problem.PERHAPS_NOT_A_BOOK


def test_sums_never_become_offers_unasked(heihe):
    table = "Заглавие\tКол-во\nБесы\t2\nИтого:\t2\nВсего\t2\n"
    list_id = heihe.sends(table)
    assert heihe.takes(list_id, TakeOffers(weight_g=300, publish=True)) == (1, 1)
    assert [offer.title for offer in rows_of(Offer)] == ["Бесы"]
    answers(heihe, list_id, do="as_it_stands-3")
    assert heihe.takes(list_id) == (1, 0)
    assert sorted(offer.title for offer in rows_of(Offer)) == ["Бесы", "Всего"]


def test_a_list_that_waits_is_told_by_its_first_book_and_not_by_its_heading(heihe):
    ids = [heihe.sends("Список дублетов:\nБесы\nИдиот"), heihe.sends("Итого:")]
    with looking() as session:
        firsts = [outline.first.value for _list, outline in outlined(session, ids)]
    assert firsts == ["Бесы", "Итого"]


# Numbers --------------------------------------------------------------------------------------------------------------


def answers(partner: Partner, list_id: int, **form: str) -> int:
    with transaction() as session:
        found = get_list_import(session, partner.librarian, list_id)
        return answering_lists.answer(session, found, ListAnswers.from_form(form), now())


def corrects(partner: Partner, list_id: int, number: int, text: str) -> None:
    with transaction() as session:
        found, line = get_line(session, partner.librarian, list_id, number)
        list_imports.correct(session, found, line, text, now())


UNSURE = "Автор\tЗаглавие\tГод\tКол-во\tВес\nШолохов\tТихий Дон\t1975\t2\t0,65\n"
UNSURE += "\tАмурская правда\t1998-2001\tкомплект\t\n"


def test_what_was_not_read_for_sure_is_asked_and_never_published(heihe):
    list_id = heihe.sends(UNSURE)
    assert [line.problem for line in heihe.lines(list_id)] == [Problem.UNSURE] * 2
    assert heihe.takes(list_id, TakeOffers(weight_g=300, publish=True)) == (0, 2)
    with looking() as session:
        page = list_page(session, get_list_import(session, heihe.librarian, list_id), "ru", 50, 0, Section.ALL)
    assert [dict(row.asked) for row in page.rows] == [
        {"weight_g": "0,65"},
        {"quantity": "комплект", "year": "1998-2001"},
    ]
    assert page.unsure == 2
    answers(heihe, list_id, do="as_read-all")
    heihe.takes(list_id)
    assert [(offer.title, offer.year, offer.quantity, offer.weight_g) for offer in rows_of(Offer)] == [
        ("Тихий Дон", 1975, 2, 650),
        ("Амурская правда", 1998, 1, None),
    ]


def test_a_row_that_is_corrected_keeps_its_columns(heihe):
    list_id = heihe.sends(UNSURE)
    corrects(heihe, list_id, 1, "Шолохов | Тихий Дон | 1975 | 2 | 0,7 кг")
    line = heihe.lines(list_id)[0]
    assert (line.problem, line.told["author"], line.told["title"]) == (None, "Шолохов", "Тихий Дон")
    assert (line.told["year"], line.told["quantity"], line.told["weight_g"]) == (1975, 2, 700)
    corrects(heihe, list_id, 1, "Тихий Дон ×3")
    line = heihe.lines(list_id)[0]
    assert (line.told["title"], line.told["quantity"]) == ("Тихий Дон", 3)


def test_a_list_of_wants_asks_only_for_what_a_want_has(heihe):
    lines = heihe.lines(heihe.sends(UNSURE, ListKind.WANTS))
    assert [line.problem for line in lines] == [None, Problem.UNSURE]


def test_an_isbn_that_the_spreadsheet_has_rounded_is_asked_about(heihe, shared_data: Path):
    rows = reading.rows_sent((shared_data / "cases" / "list_isbn_scientific.csv").read_bytes())
    text = "\n".join("\t".join(row) for row in rows)
    line = heihe.lines(heihe.sends(text))[0]
    assert (line.problem, line.told["unread"]) == (Problem.UNSURE, {"isbn": "9,78502E+12"})


def test_one_isbn_with_several_titles_is_asked_about_and_never_joined(heihe, shared_data: Path):
    rows = reading.rows_sent((shared_data / "cases" / "list_same_isbn_different_titles.csv").read_bytes())
    list_id = heihe.sends("\n".join("\t".join(row) for row in rows))
    assert [(line.problem, line.joined_to) for line in heihe.lines(list_id)] == [
        (None, None),
        (Problem.OTHER_TITLE, None),
        (Problem.OTHER_TITLE, None),
    ]
    answers(heihe, list_id, do="apart-2")
    answers(heihe, list_id, do="same_book-3")
    assert heihe.takes(list_id) == (2, 0)
    assert sorted((offer.title, offer.quantity) for offer in rows_of(Offer)) == [("Animals", 2), ("Time", 1)]


def test_a_span_of_years_in_a_title_is_no_issn():
    for years in ("1941-1945", "1941-1944"):
        line = read_line(f"Великая Отечественная война {years}")
        assert (line.title, line.issn, line.wrong_number) == (f"Великая Отечественная война {years}", None, None)
    assert read_line("ISSN 1941-1944").issn == "1941-1944"


def test_a_set_of_volumes_in_a_plain_line_is_asked_about(heihe):
    line = heihe.lines(heihe.sends("红楼梦 1套（4册）"))[0]
    assert (line.problem, line.told["title"], line.told["unread"]) == (
        *(Problem.UNSURE, "红楼梦"),
        {"quantity": "1套(4册)"},
    )


# Pages ----------------------------------------------------------------------------------------------------------------

SAID = {
    "ru": ("1 200 г", "хорошая", "Масса: «0,65» прочитано как 650 г.", "Не используются столбцы", "Цена"),
    "zh": ("1,200 克", "良好", "重量：“0,65”读作 650 克。", "以下各栏未采用", "Цена"),
}


@pytest.mark.parametrize("language", SAID)
def test_the_page_shows_weight_condition_and_year_as_read_and_says_what_is_not_used(heihe, at_desk, language):
    desk = at_desk(heihe.librarian_id)
    table = "Заглавие\tГод\tВес\tСостояние\tЦена\nТихий Дон\t1975\t1 200\tхор.\t100\nБесы\t1980\t0,65\tхор.\t\n"
    shown = desk.post(
        f"/{language}/staff/exchange/lists", data={"kind": "offers", "lines": table}, follow_redirects=True
    )
    said = " ".join(lxml.html.fromstring(shown.text).text_content().split())
    for sentence in (*SAID[language], "1975"):
        assert sentence in said, sentence


def test_headings_below_a_title_are_left_out_when_columns_have_to_be_named(heihe, at_desk):
    desk, address = at_desk(heihe.librarian_id), "/ru/staff/exchange/lists"
    table = "Список\t\t\t\nЧто\tГод\tКол-во экз.\tВес\nСказки\t1998\tдва\t0,32 кг\nБесы\t1985\t1 экз.\t400 г\n"
    asked = desk.post(address, data={"kind": "offers", "lines": table})
    form = lxml.html.fromstring(asked.text).xpath("//form[.//textarea[@name='lines']]")[0]
    fields = {name: value for name, value in form.form_values() if name not in ("csrf_token", "once")}
    named = [fields[f"column-{at}"] for at in range(4)]
    assert (named, fields["first_rows"], fields["without_first"]) == (
        ["title", "year", "quantity", "weight_g"],
        "2",
        "y",
    )
    desk.post(address, data=fields)
    title, *books = heihe.lines(1)
    assert (title.text, title.problem) == ("Список", Problem.NOT_A_BOOK)
    assert [(line.told["title"], line.told["quantity"], line.told["weight_g"]) for line in books] == [
        ("Сказки", 2, 320),
        ("Бесы", 1, 400),
    ]


SPACED = "序　号\t书　名\t著作者\t出版项\t册　数\n1\t围城\t钱钟书\t北京：人民文学出版社，1991\t共2册\n"


def test_headings_with_spaces_inside_are_those_of_any_list():
    (line,) = reading.pasted(SPACED)
    assert told(line) == ("钱钟书", "围城", "人民文学出版社", 1991, 2, None)
    assert reading.unused(reading.rows_pasted(SPACED)) == ()


def test_a_list_with_numbers_is_asked_about_where_a_strange_heading_may_hide_the_titles():
    strange = reading.rows_pasted("ISBN\t品名\t册数\n9787020002207\t红楼梦\t1\n9787020008728\t三国演义\t2\n")
    assert reading.has_unnamed(strange)
    for known in ("ISBN\t定价\t册数\n9787020002207\t59元\t1\n", "ISBN\t品相说明码\t册数\n9787020002207\t12\t1\n"):
        assert not reading.has_unnamed(reading.rows_pasted(known))


def test_an_imprint_in_one_cell_gives_publisher_and_year():
    (line,) = reading.pasted(
        "Автор\tЗаглавие\tВых. данные\tКол-во\nШолохов М. А.\tТихий Дон. Кн. 2\tМ. : Худож. лит., 1980\t1\n"
    )
    assert told(line) == ("Шолохов М. А.", "Тихий Дон. Кн. 2", "Худож. лит.", 1980, 1, None)


def test_a_mark_for_the_author_above_is_that_author():
    lines = reading.pasted(
        'Автор\tЗаглавие\tГород\tИздательство\nБунин И. А.\tЯблоки\tЧита\tНаука\n-"-\tАллеи\t-"-\t〃\n'
        "то же\tДеревня\t\t\n"
    )
    assert [(line.entry.title, line.entry.author, line.entry.publisher) for line in lines] == [
        ("Яблоки", "Бунин И. А.", "Наука"),
        ("Аллеи", "Бунин И. А.", "Наука"),
        ("Деревня", "Бунин И. А.", None),
    ]


def test_a_column_of_places_is_known_and_asks_nothing():
    rows = reading.rows_pasted("Заглавие\tМесто издания\tГод\nЯблоки\tЧита\t1990\nАллеи\tОмск\t1991\n")
    assert reading.unused(rows) == ()
    assert [line.entry.publisher for line in reading.table(rows)] == [None, None]


def test_digits_of_two_cells_are_no_number_together():
    (line, _other) = reading.pasted("3\tНейронные сети\tМосква\t2015\t1\t500,00\n4\tОсновы\tЧита\t2013\t3\t410,00")
    assert line.entry.issn is None
    assert "Нейронные сети" in line.entry.title
