"""Rows as libraries write them: several things in a cell, roles behind names, years in words, sums below."""

import pytest

from library_exchange.citations.cells import imprint, taken_apart
from library_exchange.marc.description import CopyState, TextField
from library_exchange.marc.reading import Accepted, Rejected
from library_exchange.marc.spreadsheets.cells import copy_numbers, count_of, title_of, year_of
from library_exchange.marc.spreadsheets.columns import guess_columns
from library_exchange.marc.spreadsheets.headings import Column, column_of
from library_exchange.marc.spreadsheets.people import people
from library_exchange.marc.spreadsheets.rows import describe_rows
from library_exchange.marc.verdicts import Repair


def read(*rows: str) -> list[Accepted | Rejected]:
    """Return the rows of a table, cells apart by bars, the headings first."""
    cells = [row.split("|") for row in rows]
    return list(describe_rows(cells, guess_columns(cells), taken_apart))


def names(book) -> list[tuple[str, str]]:
    return [(each.forms[0].value, each.role) for each in book.contributors]


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("书　名", Column.TITLE),
        ("题 名", Column.TITLE),
        ("作  者", Column.AUTHOR),
        ("出　版　社", Column.PUBLISHER),
        ("册 数", Column.COPIES),
        ("著作者", Column.AUTHOR),
        ("作（译）者", Column.AUTHOR),
        ("作者/译者", Column.AUTHOR),
        ("出版项", Column.IMPRINT),
        ("出版地、出版社、出版年", Column.IMPRINT),
        ("Вых. данные", Column.IMPRINT),
        ("Выход. сведения", Column.IMPRINT),
        ("Место изд., изд-во, год", Column.IMPRINT),
        ("Автор, заглавие", Column.AUTHOR_TITLE),
        ("Название и автор", Column.TITLE_AUTHOR),
        ("А в т о р", Column.AUTHOR),
        ("Инв. №№", Column.BARCODE),
        ("Место хран.", Column.BRANCH),
        ("ISBN, ББК", None),
    ],
)
def test_headings_are_known_however_they_are_spaced_and_shortened(heading, column):
    assert column_of(heading) is column


def test_the_ordinary_russian_inventory_is_read_into_its_parts():
    (book,) = read(
        "Инв. №|Автор, заглавие|Место изд., изд-во, год|Кол-во",
        "45123|Лу Синь. Подлинная история А-Кью : повести и рассказы / Лу Синь ; пер. с кит. С. Тихвинского"
        "|М., Худож. лит., 1971|1",
    )
    said = book.description
    assert said.title == "Подлинная история А-Кью"
    assert said.values(TextField.REMAINDER) == ["повести и рассказы"]
    assert names(said) == [("Лу Синь", "aut"), ("С. Тихвинский", "trl")]
    assert (said.values(TextField.PUBLISHER), said.year, said.languages) == (["Худож. лит."], 1971, ("rus",))
    assert [each.barcode for each in said.holdings] == ["45123"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("М. : Наука, 1987", ("М.", "Наука", "1987")),
        ("Москва, АСТ, 2007", ("Москва", "АСТ", "2007")),
        ("北京：人民文学出版社，1987.10", ("北京", "人民文学出版社", "1987.10")),
        ("人民文学出版社，北京，1982", ("北京", "人民文学出版社", "1982")),
        ("上海文艺出版社, 2012年", (None, "上海文艺出版社", "2012年")),
        ("Благовещенск, 1998", ("Благовещенск", None, "1998")),
        ("М. : Наука, 20l4", ("М.", "Наука", "20l4")),
    ],
)
def test_an_imprint_is_taken_apart(cell, expected):
    told = imprint(cell)
    assert (told.get("place"), told.get("publisher"), told.get("year")) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("活着 : 长篇小说 / 余华著", ("活着", "长篇小说", "余华著")),
        ("活着/余华著", ("活着", "", "余华著")),
        ("Дерсу Узала : роман / В. К. Арсеньев", ("Дерсу Узала", "роман", "В. К. Арсеньев")),
        ("《瑷珲县志》", ("瑷珲县志", "", "")),
        ("«Тихий Дон»", ("Тихий Дон", "", "")),
        ("1941: год войны", ("1941: год войны", "", "")),
        ("Ответы 2/3", ("Ответы 2/3", "", "")),
        ("《呐喊》与《彷徨》", ("《呐喊》与《彷徨》", "", "")),
    ],
)
def test_a_title_is_parted_by_the_marks_of_isbd_alone(cell, expected):
    told = title_of(cell)
    assert (told.title, told.subtitle, told.statement) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("肖洛霍夫著", [("肖洛霍夫", "aut")]),
        ("金人译", [("金人", "trl")]),
        ("王五编著", [("王五", "aut")]),
        ("赵六主编", [("赵六", "edt")]),
        ("[苏]肖洛霍夫著，金人译", [("[苏]肖洛霍夫", "aut"), ("金人", "trl")]),
        ("肖洛霍夫著 金人译", [("肖洛霍夫", "aut"), ("金人", "trl")]),
        ("张三、李四主编", [("张三", "edt"), ("李四", "edt")]),
        ("张三，李四编", [("张三", "edt"), ("李四", "edt")]),
        ("肖洛霍夫，金人译", [("肖洛霍夫", "aut"), ("金人", "trl")]),
        ("主编 王明", [("王明", "edt")]),
        ("译林出版社编", [("译林出版社", "edt")]),
        ("巴图", [("巴图", "aut")]),
        ("王玉书", [("王玉书", "aut")]),
        ("老舍", [("老舍", "aut")]),
        ("под ред. А. Б. Петрова", [("А. Б. Петров", "edt")]),
        ("отв. ред. В. В. Виноградов", [("В. В. Виноградов", "edt")]),
        ("сост. И. И. Иванов", [("И. И. Иванов", "com")]),
        ("Иванов И.И. (сост.)", [("Иванов И.И.", "com")]),
        ("пер. с кит. А. И. Ивановой", [("А. И. Иванова", "trl")]),
        ("Пер Валё", [("Пер Валё", "aut")]),
        ("Иванов И. И., Петров П. П.", [("Иванов И. И.", "aut"), ("Петров П. П.", "aut")]),
        ("Иванов, И. И.", [("Иванов, И. И.", "aut")]),
    ],
)
def test_what_somebody_did_is_read_from_the_word_beside_the_name(cell, expected):
    assert [(each.name, each.role) for each in people(cell)] == expected


def test_the_years_of_an_author_are_no_part_of_the_name():
    (book,) = read("Название|Автор", "Подлинная история А-Кью|Лу Синь (1881-1936)")
    assert [(each.forms[0].value, each.dates) for each in book.description.contributors] == [("Лу Синь", "1881-1936")]


def test_a_translator_of_a_column_of_its_own_is_a_translator():
    (book,) = read("书名|作者|译者", "静静的顿河|肖洛霍夫著|金人")
    assert names(book.description) == [("肖洛霍夫", "aut"), ("金人", "trl")]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1987.10", "1987"),
        ("二〇〇三年", "2003"),
        ("2018г.", "2018"),
        ("1981年5月", "1981"),
        ("[1954]", "1954"),
        ("1987", "1987"),
        ("1987-1990", "1987-1990"),
    ],
)
def test_a_year_is_kept_as_a_year_and_what_was_given_stays_readable(cell, expected):
    (book,) = read("书名|出版年", f"呐喊|{cell}")
    assert (book.description.year_text, book.description.year) == (expected, int(expected[:4]))
    assert cell in book.raw.decode()
    assert Repair.DOUBTFUL_YEAR not in book.repairs


@pytest.mark.parametrize(
    ("cell", "is_told"), [("20l4", True), ("2918", True), ("б. г.", False), ("不详", False), ("", False)]
)
def test_a_year_that_is_none_is_told(cell, is_told):
    (book,) = read("Название|Год", f"Слесарное дело|{cell}")
    assert (Repair.DOUBTFUL_YEAR in book.repairs) is is_told
    assert year_of(cell).text == cell


@pytest.mark.parametrize(
    ("isbn", "is_told"),
    [("978-7-02-000220-7", False), ("978-7-02-000220-8", True), ("978-7-02-0002", True), ("нет", False)],
)
def test_an_isbn_with_a_wrong_check_digit_or_cut_short_is_told(isbn, is_told):
    (book,) = read("Название|ISBN", f"Слесарное дело|{isbn}")
    assert (Repair.DOUBTFUL_NUMBER in book.repairs) is is_told
    assert [each.as_given for each in book.description.identifiers] == ([isbn] if any(map(str.isdigit, isbn)) else [])


def test_two_books_with_one_inventory_number_are_both_kept_and_told():
    first, second, third = read("书名|财产号", "边境札记甲|DUP001", "边境札记乙|DUP001", "边境札记丙|DUP002")
    assert [Repair.SHARED_NUMBER in each.repairs for each in (first, second, third)] == [True, True, False]
    assert [each.description.holdings[0].barcode for each in (first, second)] == ["DUP001", "DUP001"]


@pytest.mark.parametrize(
    ("cell", "stated", "expected"),
    [
        ("60011-60012", 0, ["60011", "60012"]),
        ("A0009–A0011", 0, ["A0009", "A0010", "A0011"]),
        ("70001; 70002", 0, ["70001", "70002"]),
        ("60011-13", 3, ["60011", "60012", "60013"]),
        ("60011-13", 0, ["60011-13"]),
        ("60011-60012", 5, ["60011-60012"]),
        ("11-1", 0, ["11-1"]),
        ("инв. 45123", 0, ["инв. 45123"]),
        ("778/1-778/3", 3, ["778/1", "778/2", "778/3"]),
        ("778/1-778/3", 0, ["778/1", "778/2", "778/3"]),
        ("778/1-3", 3, ["778/1", "778/2", "778/3"]),
        ("778/1-3", 0, ["778/1-3"]),
        ("12-345-400", 0, ["12-345-400"]),
        ("с 2046 по 2048", 0, ["2046", "2047", "2048"]),
        ("2046…2048", 3, ["2046", "2047", "2048"]),
        ("2046至2048", 0, ["2046", "2047", "2048"]),
        ("2051 2052", 2, ["2051", "2052"]),
        ("2051 2052", 0, ["2051 2052"]),
        ("2051 и 2052", 0, ["2051", "2052"]),
        ("2051和2052", 0, ["2051", "2052"]),
    ],
)
def test_the_first_and_the_last_of_running_numbers_are_as_many_copies(cell, stated, expected):
    assert copy_numbers(cell, stated) == expected


@pytest.mark.parametrize(
    "row",
    [
        "Итого||12",
        "|Итого:|12",
        "Всего 5 экз.||",
        "合计||12",
        "以上共计12册||",
        "共12册||",
        "Название|Автор|Кол-во",
        "Составил: Петрова||",
        "一、文学类||",
    ],
)
def test_a_sum_or_a_heading_is_refused_with_its_reason_and_its_row(row):
    book, total = read("Название|Автор|Кол-во", "Слесарное дело|Петров П. П.|1", row)
    assert isinstance(book, Accepted)
    assert (total.reason, total.detail) == ("not-a-book", "row 3")


def test_a_book_that_is_called_like_a_sum_is_a_book_if_somebody_wrote_it():
    assert all(isinstance(each, Accepted) for each in read("Название|Автор", "Итого|Иванов И. И.", "Всего хорошего|"))


@pytest.mark.parametrize(
    ("title", "languages"), [("瑷珲县志", ("chi",)), ("Тихий Дон", ("rus",)), ("Історія", ()), ("Amur", ())]
)
def test_the_language_is_taken_from_the_script_where_that_is_sure(title, languages):
    (book,) = read("Название|Автор", f"{title}|")
    assert book.description.languages == languages
    assert (Repair.LANGUAGE_BY_SCRIPT in book.repairs) is bool(languages)


def test_a_row_keeps_the_number_it_had_before_its_cells_were_taken_apart():
    (plain,) = read("Название|Автор", "《呐喊》 : 小说集|鲁迅著")
    (book,) = read("Название|Автор|Язык", "《呐喊》 : 小说集|鲁迅著|")
    assert plain.description.source_id == book.description.source_id
    assert plain.description.source_id.startswith("row:")


def test_where_a_copy_stands_is_told_of_it():
    (book,) = read("书名|馆藏地点|索书号", "呐喊|地方文献室|I210")
    assert [(each.call_number, each.note) for each in book.description.holdings] == [("I210", "地方文献室")]


@pytest.mark.parametrize(
    "above",
    [
        "Шолохов М. А. Тихий Дон. Кн. 1. М., 1980",
        "978-7-02-000220-7",
        "978-5-17-118366-3",
        "1|Чехов А. П.|Степь|1985",
        "《围城》钱钟书著",
    ],
)
def test_a_book_above_the_headings_is_refused_with_its_row_and_never_passed_over(above):
    refused, book = read(
        "Каталог библиотеки, 2026", above, "№|Автор|Название|Год", "2|Петров П. П.|Слесарное дело|1990"
    )
    assert (refused.reason, refused.detail, refused.position) == ("above-headings", "row 2", 1)
    assert above.split("|")[0] in refused.raw.decode()
    assert isinstance(book, Accepted)
    assert (book.position, book.offset) == (2, refused.next_offset)


@pytest.mark.parametrize(
    "above", ["Центральная библиотека", "Список книг, составила Иванова И. И.", "Итого|12", "2026"]
)
def test_the_name_of_a_catalogue_is_no_book(above):
    assert len(read(above, "Название|Год", "Слесарное дело|1990")) == 1


@pytest.mark.parametrize("title", ["978-5-17-118366-3", "978-7-02-000220-7", "5-17-118366-X"])
def test_a_number_alone_is_no_title(title):
    (refused,) = read("Автор и заглавие|Год", f"{title}|1990")
    assert refused.reason == "no-title"


@pytest.mark.parametrize("title", ["1984", "1941-1945", "451"])
def test_figures_that_are_a_title_stay_one(title):
    assert isinstance(read("Название|Год", f"{title}|1990")[0], Accepted)


@pytest.mark.parametrize("cell", ["СПб: Питер, 20017", "Хабаровск, 19972", "北京：人民文学出版社，19987"])
def test_an_impossible_year_of_an_imprint_is_told(cell):
    (book,) = read("Название|Место изд., изд-во, год", f"Слесарное дело|{cell}")
    assert Repair.DOUBTFUL_YEAR in book.repairs
    assert not any(map(str.isdigit, "".join(book.description.values(TextField.PUBLISHER))))


@pytest.mark.parametrize(
    ("cell", "copies", "is_sure"),
    [
        ("2", 2, True),
        ("2.0", 2, True),
        ("２", 2, True),
        ("2 экз.", 2, True),
        ("2 (два)", 2, True),
        ("2册", 2, True),
        ("共3册", 3, True),
        ("×2", 2, True),
        ("два", 2, True),
        ("Две", 2, True),
        ("три экз.", 3, True),
        ("пять", 5, True),
        ("двенадцать", 12, True),
        ("两册", 2, True),
        ("三本", 3, True),
        ("叁册", 3, True),
        ("十二册", 12, True),
        ("二十", 20, True),
        ("three", 3, True),
        ("", 0, True),
        ("—", 0, True),
        ("нет", 0, True),
        ("комплект", 0, False),
        ("много", 0, False),
        ("若干", 0, False),
        ("2-3", 2, False),
        ("2 (три)", 2, False),
        ("2 компл. по 4", 2, False),
    ],
)
def test_how_many_copies_there_are_may_be_told_in_words(cell, copies, is_sure):
    assert count_of(cell) == (copies, is_sure)


@pytest.mark.parametrize(
    ("row", "expected", "is_doubtful"),
    [
        ("2051\n2052|два|", [("2051", 1, None), ("2052", 1, None)], False),
        ("2051 2052||", [("2051 2052", 1, None)], True),
        ("2046 - 2050|3|", [("2046 - 2050", 1, None), (None, 2, None)], True),
        ("|три|", [(None, 3, None)], False),
        ("|комплект|", [], True),
        ("777|1|списано", [(None, 0, CopyState.GONE)], False),
        ("777|1|В наличии", [("777", 1, CopyState.ON_SHELF)], False),
        ("777|1|в работе", [("777", 1, CopyState.NOT_LENT)], False),
        ("777|1|借出", [("777", 1, CopyState.OUT)], False),
        ("777|много|в зале", [("777", 1, CopyState.NOT_LENT)], True),
    ],
)
def test_copies_of_a_row_are_read_from_numbers_count_and_state_and_what_is_doubtful_is_told(row, expected, is_doubtful):
    headings = ["Заглавие", "Инв. №", "Кол-во", "Состояние экземпляра"]
    rows = [headings, ["Гроза", *row.split("|")]]
    (book,) = describe_rows(rows, guess_columns(rows))
    assert [(each.barcode, each.copies, each.state) for each in book.description.holdings] == expected
    assert (Repair.DOUBTFUL_COPIES in book.repairs) is is_doubtful
