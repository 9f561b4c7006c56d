"""The desk sends a file of readers: it is looked at first, then they are added at once, and never twice."""

import re
from html import unescape
from io import BytesIO

import lxml.html
import pytest
from sqlmodel import select

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden
from library_exchange.core.models import AuditEntry
from library_exchange.mail.models import Mail
from library_exchange.reader_files import file_rows, services
from library_exchange.reader_files.rules import MOST_ROWS
from tests.counting import count_queries

TABLE = """ФИО;№ билета;Эл. почта;Телефон;Год рождения
Анна Пробная;Б-1;an@amur.example;+7 4162 22-22-22;1990
Борис Пробный;Б-2;;;1980
Вера Пробная;Б-2;;;1981
Григорий Пробный;Б-4;не адрес;;
;Б-5;;;
"""


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.fixture
def amur(web, make_library):
    return make_library("Amur")


@pytest.fixture
def desk(web, amur, signed_in):
    """A librarian of the Amur library in front of her browser."""
    return signed_in(web, "olga@amur.example", amur, Role.LIBRARIAN)


def looked_at(desk, content=TABLE, language="ru"):
    sent = {"file": (BytesIO(content if isinstance(content, bytes) else content.encode()), "readers.csv")}
    return desk.post(f"/{language}/readers/file", data=sent | {"language": "ru"}, content_type="multipart/form-data")


def kept_on(page):
    return lxml.html.fromstring(page.text).xpath("//input[@name='rows']/@value")[0]


def added(desk, page, answers=None, **more):
    """Add what a page shows, with the ticks and answers that stand on it, changed as told."""
    form = lxml.html.fromstring(page.text).xpath("//form[.//input[@name='rows']]")[0]
    sent = dict(form.form_values()) | (answers or {}) | more
    return desk.post("/ru/readers/file/add", data=sent)


def told_of(desk, page, **answers):
    """Say what columns hold on the page of a file, and have it looked at again."""
    form = lxml.html.fromstring(page.text).get_element_by_id("columns")
    sent = dict(form.form_values()) | {name.replace("_", "-"): value for name, value in answers.items()}
    return desk.post(form.get("action"), data=sent)


def part_of(page, code):
    """Return the rows of a part of the page, in words."""
    found = lxml.html.fromstring(page.text).xpath(f"//section[@aria-labelledby='part-{code}']//tbody/tr")
    return [" ".join(row.text_content().split()) for row in found]


def readers():
    with reading() as session:
        found = select(User.name, Membership.card_no, Membership.phone, User.email, Membership.is_open)
        found = found.join(Membership, Membership.user_id == User.id).where(Membership.role == Role.READER)
        return sorted(tuple(row) for row in session.execute(found))


def letters():
    with reading() as session:
        return [letter.recipient for letter in session.scalars(select(Mail))]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("ru", ["Ничего ещё не записано", "В строке 3 уже есть этот номер билета.", "Имя: Заполните это поле."]),
        ("zh", ["尚未写入任何内容", "第3行已有此证号。", "姓名：请填写此项。"]),
    ],
)
def test_a_file_is_shown_with_what_is_wrong_and_nothing_is_written(desk, language, told):
    page = looked_at(desk, language=language)
    assert page.status_code == 200
    for each in told:
        assert each in text_of(page)
    for code in ("refused", "new"):
        assert "1990" not in str(part_of(page, code)), "what no reader's row has is not read"
    assert readers() == []


@pytest.mark.parametrize(("language", "told"), [("ru", "Здесь несколько адресов"), ("zh", "此处有多个邮箱")])
def test_of_two_addresses_in_a_cell_it_is_said_that_one_is_meant(desk, language, told):
    page = looked_at(desk, 'Name,E-mail\nAnna Proba,"an@amur.example, proba@amur.example"\n', language=language)
    assert told in str(part_of(page, "refused"))


def test_rows_with_errors_stop_no_other_and_the_same_file_adds_nobody_twice(desk, amur, deliver):
    page = looked_at(desk)
    assert added(desk, page).location == "/ru/readers"
    first = readers()
    assert first == [
        ("Анна Пробная", "Б-1", "+7 4162 22-22-22", "an@amur.example", True),
        ("Борис Пробный", "Б-2", None, None, False),
    ]
    deliver()
    assert letters() == ["an@amur.example"]
    assert "Добавлен" in text_of(desk.get("/ru/readers"))
    again = looked_at(desk)
    assert "В этом файле некого добавить." in text_of(again)
    added(desk, again)
    assert readers() == first
    with reading() as session:
        actions = [entry.action for entry in session.scalars(select(AuditEntry)).all()]
    assert sorted(actions) == ["add_reader", "invite"]


def test_a_namesake_is_added_only_if_the_desk_ticks_her(desk):
    added(desk, looked_at(desk, "Name,Card\nAnna Proba,1\n"))
    page = looked_at(desk, "Name,Card\nAnna Proba,2\n")
    assert "Читатель с таким именем уже есть: 1." in text_of(page)
    added(desk, page)
    assert len(readers()) == 1
    added(desk, page, {"doubt-2": "add"})
    assert [card for _name, card, *_rest in readers()] == ["1", "2"]


@pytest.mark.parametrize(
    ("language", "said", "then"),
    [
        ("ru", "Не прочитаны столбцы: Проход, Год.", "Не прочитаны столбцы: Год."),
        ("zh", "未读取的列：Проход, Год。", "未读取的列：Год。"),
    ],
)
def test_a_column_that_is_not_read_is_named_and_can_be_told(desk, language, said, then):
    page = looked_at(desk, "№;ФИО;Проход;Год\n1;Анна Пробная;П-7;1990\n", language=language)
    assert said in text_of(page)
    again = told_of(desk, page, column_2="card_no")
    assert then in text_of(again)
    added(desk, again)
    assert readers() == [("Анна Пробная", "П-7", None, None, False)]


def test_a_table_of_which_no_heading_is_known_is_read_as_the_desk_says(desk):
    page = looked_at(desk, "Посетитель;Проход\nАнна Пробная;П-7\nБорис Пробный;П-8\n")
    assert page.status_code == 422
    assert "Столбец с именами не найден." in text_of(page)
    nameless = told_of(desk, page, column_1="card_no")
    assert nameless.status_code == 422
    assert "Укажите, в каком столбце имена читателей." in text_of(nameless)
    twice = told_of(desk, page, column_0="name", column_1="name")
    assert twice.status_code == 422
    added(desk, told_of(desk, page, column_0="name", column_1="card_no"))
    assert [reader[:2] for reader in readers()] == [("Анна Пробная", "П-7"), ("Борис Пробный", "П-8")]


def test_a_table_without_headings_begins_with_its_first_row(desk):
    page = looked_at(desk, "Анна Пробная;П-7\nБорис Пробный;П-8\n")
    added(desk, told_of(desk, page, column_0="name", column_1="card_no"))
    assert len(readers()) == 2


def test_a_later_file_fills_in_what_is_empty_once_the_desk_has_seen_it(desk, deliver):
    added(desk, looked_at(desk, "ФИО;Телефон\nАнна Пробная;22-22-22\nБорис Пробный;\n"))
    page = looked_at(desk, "ФИО;Телефон;Билет;Почта\nАнна Пробная;222222;Б-1;an@amur.example\n")
    (row,) = part_of(page, "fills")
    assert "Билет" in row or "билет" in row
    assert readers()[0] == ("Анна Пробная", None, "22-22-22", None, False), "nothing is written before"
    added(desk, page)
    assert readers()[0] == ("Анна Пробная", "Б-1", "22-22-22", "an@amur.example", False)
    deliver()
    assert letters() == ["an@amur.example"]
    assert "Дополнены сведения 1 читателя." in text_of(desk.get("/ru/readers"))
    again = looked_at(desk, "ФИО;Телефон;Билет;Почта\nАнна Пробная;222222;Б-1;an@amur.example\n")
    assert part_of(again, "fills") == []
    assert len(part_of(again, "known")) == 1


def test_a_reader_is_not_filled_in_whose_tick_is_taken_away(desk):
    added(desk, looked_at(desk, "ФИО;Билет\nАнна Пробная;Б-1\n"))
    page = looked_at(desk, "ФИО;Билет;Телефон\nАнна Пробная;Б-1;22-22-22\n")
    added(desk, page, fill="")
    assert readers()[0][2] is None


def test_who_is_known_by_name_alone_is_filled_in_unless_the_desk_says_otherwise(desk):
    added(desk, looked_at(desk, "ФИО\nАнна Пробная\n"))
    page = looked_at(desk, "ФИО;Билет\nАнна Пробная;Б-1\n")
    added(desk, page, {"doubt-2": ""})
    assert readers() == [("Анна Пробная", None, None, None, False)]
    desk.get("/ru/readers")
    added(desk, page)
    assert readers() == [("Анна Пробная", "Б-1", None, None, False)]
    assert "Добавлено 0" not in text_of(desk.get("/ru/readers"))


def test_who_may_be_a_namesake_is_left_where_the_desk_says_nothing(desk):
    added(desk, looked_at(desk, "ФИО;Телефон\nАнна Пробная;22-22-22\n"))
    page = looked_at(desk, "ФИО;Билет\nАнна Пробная;Б-1\n")
    added(desk, page)
    assert readers() == [("Анна Пробная", None, "22-22-22", None, False)]
    added(desk, page, {"doubt-2": "fill"})
    assert readers() == [("Анна Пробная", "Б-1", "22-22-22", None, False)]


def test_two_namesakes_are_not_filled_in_from_one_row(desk, amur, make_person):
    for letter in "ab":
        make_person(f"{letter}@amur.example", amur, name="Анна Пробная")
    page = looked_at(desk, "ФИО;Билет\nАнна Пробная;Б-1\n")
    assert len(part_of(page, "doubtful")) == 1
    assert 'value="fill"' not in page.text


@pytest.mark.parametrize("nothing", ["б/н", "нет", "—", "-", "无", "n/a"])
def test_a_word_for_no_number_is_no_card_address_or_telephone(desk, nothing):
    table = f"ФИО;Билет;Почта;Телефон\nАнна;{nothing};{nothing};{nothing}\nБорис;{nothing};;\n"
    added(desk, looked_at(desk, table))
    assert readers() == [("Анна", None, None, None, False), ("Борис", None, None, None, False)]


@pytest.mark.parametrize(
    ("table", "left"),
    [
        ("ФИО;Билет\nАнна;1\nВсего: 9;\n", "Всего: 9"),
        ("ФИО;Билет\nАнна;1\nИтого;1\n", "Итого 1"),
        ("序号,姓名,证号\n1,Анна,1\n合计,7人,\n", "合计 7人"),
        ("序号,姓名,证号\n1,Анна,1\n,合计：3人,\n", "合计：3人"),
        ("ФИО;Билет\nАнна;1\nФИО;Билет\n", "ФИО Билет"),
        ("ФИО;Билет\nАнна;1\nИсп. Пробная О. И.;\n", "Исп. Пробная О. И."),
    ],
)
def test_sums_and_headings_are_no_readers_and_the_page_says_so(desk, table, left):
    page = looked_at(desk, table)
    assert "Эти строки — не читатели, они пропущены:" in text_of(page)
    assert left in text_of(page)
    added(desk, page)
    assert readers() == [("Анна", "1", None, None, False)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "В строке 2 тот же читатель, но отличается: Телефон. Берётся строка 2."),
        ("zh", "第2行是同一名读者，但不同之处为：电话。以第2行为准。"),
    ],
)
def test_two_rows_of_one_card_that_differ_are_told_as_such_and_the_rows_left_are_named(desk, language, said):
    page = looked_at(desk, "ФИО;Билет;Телефон\nАнна;1;22-22-22\nАнна;1;33-33-33\n", language=language)
    assert said in text_of(page)
    added(desk, page)
    assert "Не добавлена 1 строка файла: 3." in text_of(desk.get("/ru/readers"))


def test_a_telephone_that_differs_from_the_list_is_told_and_stays(desk):
    added(desk, looked_at(desk, "ФИО;Билет;Телефон\nАнна;1;22-22-22\n"))
    page = looked_at(desk, "ФИО;Билет;Телефон\nАнна;1;33-33-33\n")
    assert "В списке читателей записано другое: Телефон 22-22-22." in text_of(page)
    added(desk, page)
    assert readers() == [("Анна", "1", "22-22-22", None, False)]


def test_a_file_in_an_old_encoding_and_one_of_excel_are_read(desk):
    assert "张试" in text_of(looked_at(desk, "姓名,借书证号,电话\n张试,A1,13900000000\n李试,A2,\n".encode("gb18030")))
    assert "Борис" in text_of(looked_at(desk, TABLE.encode("windows-1251")))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\x00\x01\x02", "Этот файл не читается."),
        ("Билет;Телефон\n1;2\n", "Столбец с именами не найден."),
        ("ФИО;Билет\n", "Под заголовками нет ни одного читателя."),
        ("ФИО\n" + "Анна\n" * (MOST_ROWS + 1), "больше 500 читателей"),
    ],
)
def test_a_file_that_is_no_list_of_readers_is_refused_with_what_to_do(desk, content, told):
    page = looked_at(desk, content)
    assert page.status_code == 422
    assert told in text_of(page)


def test_a_form_without_a_file_asks_for_one(desk):
    for path in ("/ru/readers/file", "/ru/readers/file/add"):
        page = desk.post(path, data={"rows": "nonsense"})
        assert page.status_code == 422
        assert "Выберите файл." in text_of(page)


def test_readers_of_other_libraries_are_not_compared_with_and_not_told_of(desk, make_library, make_person):
    make_person("an@amur.example", library_id=make_library("Heihe"), name="Somebody")
    page = text_of(looked_at(desk))
    assert "Somebody" not in page
    assert "Анна Пробная" in part_of(looked_at(desk), "new")[0], "she is new here, whoever knows her elsewhere"


def test_only_staff_of_the_library_adds_readers_from_a_file(amur):
    reader = Actor("person", library_id=amur, user_id=2, roles=frozenset({Role.READER}))
    rows = file_rows.parsed([(2, {"name": "Анна"})], "ru")
    with pytest.raises(Forbidden), transaction() as session:
        services.add(session, reader, rows, (), ())


def test_a_long_file_is_looked_at_with_as_few_questions_as_a_short_one(desk):
    def asked(n):
        table = "ФИО;Билет\n" + "".join(f"Читатель {k};{k}\n" for k in range(n))
        return count_queries(lambda: looked_at(desk, table))

    assert asked(200) == asked(2)
