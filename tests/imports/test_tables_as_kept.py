"""Tables as libraries keep them, from the check before they are taken in to the page of the record."""

from io import BytesIO

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Contributor, Import, SourceRecord
from library_exchange.core.actor import Role
from library_exchange.core.db import reading


@pytest.fixture
def desk(app, signed_in, amur, deliver):
    """A librarian at her browser, who sends tables of which bars part the columns."""
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)

    class Desk:
        def get(self, path, language="ru"):
            answer = client.get(f"/{language}{path}", follow_redirects=True)
            assert answer.status_code == 200, path
            return answer.get_data(as_text=True)

        def text(self, path, language="ru"):
            return " ".join(lxml.html.fromstring(self.get(path, language)).text_content().split())

        def sends(self, *rows):
            content = "\n".join(rows).replace("|", "\t").encode()
            answer = client.post("/ru/staff/imports", data={"file": (BytesIO(content), "table.csv")})
            deliver()
            return answer.location.removeprefix("/ru")

        def takes(self, page):
            assert client.post(f"/ru{page}/start").status_code == 302
            deliver()

    return Desk()


def _import():
    with reading() as session:
        return session.scalars(sa.select(Import).order_by(col(Import.id).desc()).limit(1)).one()


def test_a_sum_is_no_book_and_the_check_says_so(desk):
    page = desk.sends("Название|Автор|Кол-во", "Слесарное дело|Петров П. П.|1", "Итого||1")
    assert (_import().preview["accepted"], _import().preview["read"]) == (1, 2)
    for language, told in (("ru", "Вероятно, это не книга"), ("zh", "这很可能不是图书")):
        assert told in desk.text(page, language)
    desk.takes(page)
    assert (_import().accepted, _import().rejected) == (1, 1)


def test_what_is_doubtful_is_told_before_and_after_with_the_books_it_is_about(desk):
    page = desk.sends(
        "Название|Год|ISBN|Инв. номер",
        "Слесарное дело|20l4||1-01",
        "Токарное дело|2001|978-7-02-000220-8|1-02",
        "Столярное дело|2001||1-03",
        "Кузнечное дело|2001||1-03",
    )
    for _when in ("before", "after"):
        shown = desk.text(page)
        assert "Год вызывает сомнение" in shown
        assert "ISBN или ISSN вызывает сомнение" in shown
        assert "есть и в другой строке" in shown
        for number in ("1-01", "1-02", "1-03"):
            assert f"Штрихкод или инвентарный номер {number}" in shown
        if _import().state == "uploaded":
            desk.takes(page)


def test_numbers_are_shown_as_the_table_has_them(desk):
    page = desk.sends("Название|Инв. номер", "Амур|60011-60012", "Зея|инв. 45123", "Бурея|11-1")
    desk.takes(page)
    shown = desk.text(f"{page}/records")
    for number in ("60011–60012", "инв. 45123", "11-1"):
        assert f"Штрихкод или инвентарный номер {number}" in shown
    record = _record_of("Амур", desk, page)
    assert [desk.text(record).count(f"· {number}") for number in ("60011", "60012")] == [1, 1]


def _record_of(title, desk, page):
    found = lxml.html.fromstring(desk.get(f"{page}/records")).xpath(f"//a[text()='{title}']/@href")
    return found[0].removeprefix("/ru")


def test_two_rows_of_one_book_are_one_library_and_one_author(desk):
    page = desk.sends(
        "Название|Автор|Год|Издательство|ISBN|Инв. номер",
        "Идиот|Достоевский Ф.М.|1987|Наука|978-7-02-000220-7|1",
        "Идиот|Достоевский, Федор Михайлович|1987|Наука|978-7-02-000220-7|2",
    )
    shown = desk.text(page)
    assert "которые стоят в файле выше" in shown
    assert "у других" not in shown
    desk.takes(page)
    assert (_import().created, _import().joined) == (1, 1)
    with reading() as session:
        assert len(session.scalars(sa.select(Contributor)).all()) == 1
    record = desk.text(_record_of("Идиот", desk, page))
    assert record.count("ваша библиотека") == 1
    assert "1 · 1" in record
    assert "2 · 2" in record


def test_the_check_promises_what_happens(desk):
    """Chinese titles written with the marks of ISBD meet the same books without them."""
    desk.takes(
        desk.sends("书名|作者|出版社|出版年|条码", "活着|余华|作家出版社|2012|H1", "呐喊|鲁迅|人民文学出版社|1973|H2")
    )
    page = desk.sends(
        "书名|作者|出版社|出版年|条码",
        "活着 : 长篇小说 / 余华著||作家出版社|2012|H6",
        "《呐喊》|鲁迅著|人民文学出版社|1973.3|H7",
        "彷徨|鲁迅著|人民文学出版社|1973|H8",
        "彷徨|鲁迅|人民文学出版社|1973年|H9",
    )
    outcomes = ("created", "joined", "joined_known", "joined_in_file", "held")
    promised = {name: _import().survey.get(name, 0) for name in outcomes}
    assert promised == {"created": 1, "joined": 3, "joined_known": 2, "joined_in_file": 1, "held": 0}
    desk.takes(page)
    assert (_import().created, _import().joined, _import().held) == (1, 3, 0)


def test_the_place_of_a_copy_stands_beside_it(desk):
    page = desk.sends("书名|馆藏地点|索书号|条码", "瑷珲县志|地方文献室|K29|H1")
    desk.takes(page)
    shown = desk.text(_record_of("瑷珲县志", desk, page), "zh")
    holdings, own, _fields_of_marc = shown.split("地方文献室")[:3]
    assert "馆藏" in holdings
    assert "K29" in own


def test_the_columns_that_hold_several_things_can_be_chosen(desk):
    page = desk.sends("Что|Где", "Лу Синь. Клич|М. : Наука, 1971")
    shown = desk.get(page)
    assert 'value="author_title"' in shown
    assert 'value="imprint"' in shown


def test_a_table_sent_anew_changes_nothing(desk):
    rows = ("Автор, заглавие|Место изд., изд-во, год", "Петров П. П. Слесарное дело|М. : Наука, 1971")
    desk.takes(desk.sends(*rows))
    desk.takes(desk.sends(*rows))
    assert (_import().created, _import().unchanged) == (0, 1)
    with reading() as session:
        assert len(session.scalars(sa.select(SourceRecord)).all()) == 1
