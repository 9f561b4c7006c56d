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


def added(desk, page, also=()):
    return desk.post("/ru/readers/file/add", data={"rows": kept_on(page), "language": "ru", "also": list(also)})


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
    assert "1990" not in text_of(page), "what no reader's row has is not read"
    assert readers() == []


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
    added(desk, page, also=["2"])
    assert [card for _name, card, *_rest in readers()] == ["1", "2"]


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
    assert page.index("Новые") < page.index("Анна Пробная"), "she is new here, whoever knows her elsewhere"


def test_only_staff_of_the_library_adds_readers_from_a_file(amur):
    reader = Actor("person", library_id=amur, user_id=2, roles=frozenset({Role.READER}))
    rows = file_rows.parsed([(2, {"name": "Анна"})], "ru")
    with pytest.raises(Forbidden), transaction() as session:
        services.add(session, reader, rows, ())


def test_a_long_file_is_looked_at_with_as_few_questions_as_a_short_one(desk):
    def asked(n):
        table = "ФИО;Билет\n" + "".join(f"Читатель {k};{k}\n" for k in range(n))
        return count_queries(lambda: looked_at(desk, table))

    assert asked(200) == asked(2)
