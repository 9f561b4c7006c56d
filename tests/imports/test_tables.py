"""Tables and files of any origin, from the page that takes them to the record that is found."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.catalogue.models import Import, ImportState, Item, LocalState, SourceRecord
from library_exchange.catalogue.services.shown_fields import fields_again
from library_exchange.catalogue.services.sources import described
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.documents.sheets import Sheet, workbook


@pytest.fixture
def desk(app, signed_in, amur, deliver, shared_data):
    """A librarian at her browser with files from the field, in the language that is asked for."""
    return _desk(signed_in(app, library_id=amur, roles=Role.LIBRARIAN), deliver, shared_data)


@pytest.fixture
def web_desk(app, signed_in, amur, deliver):
    """A librarian at her browser with files of her own."""
    return _desk(signed_in(app, library_id=amur, roles=Role.LIBRARIAN), deliver, Path())


def _desk(client, deliver, shared_data):
    class Desk:
        def get(self, path, language="ru"):
            answer = client.get(f"/{language}{path}", follow_redirects=True)
            assert answer.status_code == 200, path
            return answer.get_data(as_text=True)

        def post(self, path, **form):
            answer = client.post(f"/ru{path}", data=form, content_type="multipart/form-data")
            deliver()
            return answer

        def sends(self, given, name="file"):
            content = given if isinstance(given, bytes) else (shared_data / "cases" / given).read_bytes()
            answer = self.post("/staff/imports", file=(BytesIO(content), name))
            assert answer.status_code == 302
            return answer.location.removeprefix("/ru")

        def takes_in(self, given):
            page = self.sends(given)
            assert self.post(f"{page}/start").status_code == 302
            with reading() as session:
                return page, session.scalars(sa.select(Import).order_by(col(Import.id).desc()).limit(1)).one()

    return Desk()


def _sources():
    with reading() as session:
        return session.scalars(sa.select(SourceRecord).order_by(col(SourceRecord.id))).all()


def test_a_word_document_is_called_so_and_offers_another_file_only(desk):
    page = desk.sends("word_document.mrc")
    for language, discard in (("ru", "Удалить файл"), ("zh", "放弃")):
        shown = desk.get(page, language)
        assert "Word" in shown
        assert 'name="encoding"' not in shown
        assert f'action="/{language}{page}/start"' not in shown
        assert f'action="/{language}{page}/discard"' in shown
        assert discard in shown
        assert f'class="btn btn-primary" href="/{language}/staff/imports"' in shown
    assert desk.post(f"{page}/start", covers="whole", sure="yes").status_code == 422
    with reading() as session:
        assert session.scalars(sa.select(Import)).one().state is ImportState.UPLOADED


@pytest.mark.parametrize("content", [b"   \n\n", b"<?xml version='1.0'?><books/>", b"PK\x03\x04broken", b"%PDF-1.4"])
def test_a_file_without_any_record_is_never_passed_over(desk, content):
    page = desk.sends(content)
    assert 'name="covers"' not in desk.get(page)
    assert desk.post(f"{page}/start").status_code == 422


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("irbis_text_cp1251.txt", "Книга из ИРБИС"),
        ("aleph_sequential.seq", "Книга из Aleph"),
        ("marc_mnemonic.mrk", "Книга из MarcEdit"),
        ("catalogue_ru_cp1251.csv", "Книга из таблицы"),
    ],
)
def test_a_file_of_any_origin_comes_in_is_found_and_leaves_again(desk, name, title):
    assert title in desk.get(desk.sends(name))
    page, first = desk.takes_in(name)
    assert (first.state, first.rejected, first.created) == (ImportState.DONE, 0, first.read)
    assert title in desk.get(f"/search?q={title}")
    assert title in desk.get(f"/search?q={title}", "zh")
    _page, again = desk.takes_in(name)
    assert (again.unchanged, again.read) == (first.read, first.read)
    desk.post(f"{page}/undo", sure="yes")
    assert _sources() == []


def test_records_in_a_zip_file_come_in(desk):
    _page, found = desk.takes_in("marc_in_zip.zip")
    assert (found.state, found.rejected) == (ImportState.DONE, 0)
    assert found.created > 10


def test_a_combined_column_is_told_before_the_table_comes_in(desk):
    page = desk.sends("№;Наименование вещи;ISBN, ББК\n1;Амур;978-5-02-000001-8\n2;Зея;84\n".encode())
    for language, told in (("ru", "Столбец с заглавиями не найден"), ("zh", "没有找到题名列")):
        shown = desk.get(page, language)
        assert told in shown
        assert "Амур" in shown
        assert 'name="covers"' not in shown
    assert desk.post(f"{page}/start").status_code == 422
    desk.post(f"{page}/columns", **{"headings": "1", "column-1": "title", "column-2": "?"})
    shown = desk.get(page)
    assert "называет сразу несколько вещей" in shown
    assert 'name="covers"' not in shown
    assert desk.post(f"{page}/start").status_code == 422
    desk.post(f"{page}/columns", **{"headings": "1", "column-1": "title", "column-2": ""})
    assert 'name="covers"' in desk.get(page)
    desk.post(f"{page}/start")
    assert "Прочитано 2 записи" in desk.get(page)
    assert {described(source).title for source in _sources()} == {"Амур", "Зея"}


def test_the_sum_below_a_list_is_told_with_its_row(desk):
    page = desk.sends("list_title_rows_above.xlsx")
    desk.post(f"{page}/start")
    report = desk.get(page)
    assert "Прочитано 3 записи" in report
    assert "Строка таблицы" in report
    assert {described(source).title for source in _sources()} == {"Евгений Онегин", "Мёртвые души"}


def test_nonsense_about_columns_is_refused_and_what_was_chosen_stays(desk):
    page = desk.sends("catalogue_ru_cp1251.csv")
    twice = desk.post(f"{page}/columns", **{"headings": "1", "column-0": "title", "column-1": "title"})
    assert twice.status_code == 422
    assert twice.get_data(as_text=True).count('<option value="title" selected>') == 2
    for form in ({"column-0": "nonsense"}, {"headings": "0"}, {"headings": "x"}, {"encoding": "klingon"}):
        assert desk.post(f"{page}/columns", **form).status_code == 422
    assert "Книга из таблицы" in desk.get(page)
    no_table = desk.sends("marc_mnemonic.mrk")
    assert desk.post(f"{no_table}/columns", **{"column-0": "title"}).status_code == 409


def test_columns_without_headings_are_told_and_an_encoding_can_be_chosen(desk):
    page = desk.sends("Гоголь;Вий\nЧехов;Чайка\n".encode("cp866"))
    desk.post(f"{page}/columns", **{"encoding": "cp866", "headings": "", "column-0": "author", "column-1": "title"})
    shown = desk.get(page)
    assert "Вий" in shown
    desk.post(f"{page}/start")
    assert {described(source).title for source in _sources()} == {"Вий", "Чайка"}


CATALOGUE = (
    "题名,著者,出版年,ISBN,索书号,册数\n红楼梦,曹雪芹,1996,,I242.4/1,2\n呐喊,鲁迅,1973,,,1\n彷徨,鲁迅,1973,,,1\n"
)


def test_a_corrected_row_is_known_by_its_call_number_or_by_its_book(desk):
    _page, first = desk.takes_in(CATALOGUE.encode())
    assert first.created == 3
    corrected = CATALOGUE.replace("红楼梦,曹雪芹,1996", "红楼梦,曹雪芹; 高鹗,1996").replace(
        "呐喊,鲁迅,1973,,,1", "呐喊,鲁迅,1973,,,4"
    )
    page, again = desk.takes_in(corrected.encode())
    assert (again.created, again.updated, again.unchanged, again.held) == (0, 2, 1, 0)
    desk.post(f"{page}/undo", sure="yes")
    assert [len(described(source).contributors) for source in _sources()] == [1, 1, 1]


def test_what_several_rows_share_makes_no_book_of_them(desk):
    table = "Заглавие;ISBN;Инв. номер\nТом один;9785020000018;б/н\nДругая книга;9785020000018;б/н\nТретья;;б/н\n"
    _page, found = desk.takes_in(table.encode())
    assert (found.created + found.joined, found.held) == (3, 0)


def test_two_copies_of_a_book_in_two_rows_are_both_there(desk):
    table = "Заглавие;ISBN;Инв. номер\nАмур;9785020000018;11\nАмур;9785020000018;12\n"
    _page, found = desk.takes_in(table.encode())
    assert (found.created, found.joined, found.held) == (1, 1, 0)
    _page, again = desk.takes_in(table.encode())
    assert again.unchanged == 2


def test_a_row_is_shown_again_with_its_fields(desk):
    desk.takes_in("catalogue_ru_cp1251.csv")
    (source,) = _sources()
    assert any("Книга из таблицы" in str(field) for field in fields_again(source.raw, source.profile, source.encoding))
    assert "Книга из таблицы" in desk.get(f"/r/{source.record_id}")


def test_a_row_known_by_its_bar_code_alone_is_asked_about_by_that_and_comes_without_it(desk):
    desk.takes_in("题名,条码号\n呼兰河传,HH900010\n".encode())
    table = "题名,条码号\n生死场,HH900010\n".encode()
    page, found = desk.takes_in(table)
    assert (found.created, found.held) == (0, 1)
    asked = html.fromstring(desk.get(f"{page}/questions", "zh"))
    said = asked.xpath("string(//main)")
    assert "HH900010" in said
    assert "记录号" not in said
    [without] = asked.xpath("//button[@value='numberless']")
    assert without.text_content() == "是两种书：新书不带此条码导入"
    place = without.getparent().get("action").removeprefix("/zh")
    assert desk.post(place, answered="numberless").location.endswith(page)
    with reading() as session:
        assert sorted(session.scalars(sa.select(col(Item.barcode))), key=str) == ["HH900010", None]
    _page, again = desk.takes_in(table)
    assert (again.held, again.unchanged) == (0, 1)


def _zipped(*files):
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return packed.getvalue()


ROWS = "Заглавие;Автор;Год\nКнига в архиве;Ким;1990\nДругая книга;Ли;1991\n".encode()
BOOK = workbook(
    [Sheet("Книги", ("Заглавие", "Автор", "Год"), (("Книга в архиве", "Ким", 1990), ("Другая книга", "Ли", 1991)))],
    date(2026, 1, 1),
)


@pytest.mark.parametrize(("name", "content"), [("книги.csv", ROWS), ("книги.XLSX", BOOK)])
def test_a_table_in_a_zip_file_comes_in_like_any_other(web_desk, name, content):
    page, found = web_desk.takes_in(_zipped((name, content)))
    assert (found.state, found.accepted, found.rejected) == (ImportState.DONE, 2, 0)
    assert "Книга в архиве" in web_desk.get(f"{page}/records")


@pytest.mark.parametrize(
    "given",
    [
        _zipped(("a.csv", ROWS), ("b.csv", ROWS)),
        _zipped(("книги.csv", ROWS))[:-40],
        _zipped(("read.me", ROWS)),
    ],
    ids=["two tables", "damaged", "another ending"],
)
def test_a_zip_file_that_is_not_one_table_is_called_what_it_is(web_desk, given):
    page = web_desk.sends(given)
    assert f'action="/ru{page}/start"' not in web_desk.get(page)


def test_a_column_called_so_only_by_its_values_keeps_books_in_the_house_and_what_is_not_understood_too(web_desk):
    table = "书名,条码号,状态,备注\n甲,A1,不外借,赠书\n乙,A2,仅供阅览,不外借\n丙,A3,在架,\n丁,A4,有水渍,缺页\n"
    page = web_desk.sends(table.encode("gbk"))
    for language, unknown, lost, states in (
        ("zh", "未能识别为复本状态", "“备注”列有 3 行内容不会导入", "看起来像复本状态"),
        (
            "ru",
            "Не понято как состояние экземпляра",
            "«备注»: в 3 строках есть данные",
            "похоже на состояние экземпляра",
        ),
    ):
        shown = web_desk.get(page, language)
        assert all(each in shown for each in (unknown, lost, states))
    web_desk.post(f"{page}/start")
    assert "不外借导入" in web_desk.get(page, "zh")
    with reading() as session:
        states = {item.barcode: item.local_state for item in session.scalars(sa.select(Item))}
    not_lent = LocalState.NOT_LENT
    assert states == {"A1": not_lent, "A2": not_lent, "A3": LocalState.ON_SHELF, "A4": not_lent}
