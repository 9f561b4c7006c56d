"""A library takes its own records out: whole, in every form, and nobody else's."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from lxml import html
from pymarc import Field, Subfield

from library_exchange.catalogue.models import SourceRecord
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.documents.workbooks import rows_of
from library_exchange.exports.models import Export, ExportState
from library_exchange.exports.queries import exports as export_queries
from library_exchange.exports.rules.forms import FILES, Form
from library_exchange.exports.rules.roles import with_role
from library_exchange.exports.services import ordering
from library_exchange.marc.reading import Accepted, read
from library_exchange.marc.spreadsheets.people import people
from library_exchange.marc.writing.files import XML_END, xml, xml_head
from tests.imports.files import record

BOOKS = [record(str(n), f"Амур {n}", year=1950 + n) for n in range(5)]


@pytest.fixture
def take_out(library, tmp_path):
    """Order a file and have it made; return the row and the bytes."""

    def order(form, record_ids=None, language="ru"):
        with transaction() as session:
            export_id = ordering.order(session, library.actor, form, language, record_ids).id
        ordering.make(database(), export_id, tmp_path)
        with reading() as session:
            export = session.get_one(Export, export_id)
        return export, (tmp_path / export.stored_name).read_bytes()

    return order


@pytest.mark.parametrize("form", [form for form in Form if FILES[form].profile])
def test_every_record_goes_out_in_each_family_and_can_be_taken_in_again(library, take_out, form):
    library.sends(*BOOKS)
    export, content = take_out(form)
    found = list(read(BytesIO(content), profile=FILES[form].profile))
    assert all(isinstance(each, Accepted) for each in found)
    assert [each.description.title for each in found] == [f"Амур {n}" for n in range(5)]
    assert [each.description.source_id for each in found] == [str(n) for n in range(5)]
    assert (export.state, export.written, export.left_out) == (ExportState.DONE, 5, 0)
    assert export.size_bytes == len(content)


def test_records_are_read_a_few_at_a_time_and_none_is_missed(library, take_out, monkeypatch):
    monkeypatch.setattr(export_queries, "PER_PIECE", 2)
    library.sends(*BOOKS)
    assert take_out(Form.CSV)[0].written == 5


def test_the_table_opens_in_the_excel_of_the_country(library, take_out):
    library.sends(*BOOKS)
    _export, russian = take_out(Form.CSV, language="ru")
    assert russian.startswith(b"\xef\xbb\xbf")
    assert russian.count(b"\xef\xbb\xbf") == 1
    assert ";Амур 1;".encode() in russian
    _export, chinese = take_out(Form.CSV, language="zh")
    assert ",Амур 1,".encode() in chinese


def test_a_workbook_has_a_row_for_each_record(library, take_out):
    library.sends(*BOOKS)
    rows = rows_of(take_out(Form.XLSX)[1])
    assert [row[1] for row in rows[1:]] == [f"Амур {n}" for n in range(5)]


def test_only_the_records_chosen_go_out(library, take_out):
    library.sends(*BOOKS)
    with reading() as session:
        chosen = list(session.scalars(sa.select(SourceRecord.record_id).where(SourceRecord.source_id.in_(["1", "3"]))))
    export, content = take_out(Form.CSV, chosen)
    assert export.written == 2
    assert "Амур 1".encode() in content
    assert "Амур 2".encode() not in content


def test_another_librarys_records_never_go_out(library, other_library, take_out):
    library.sends(BOOKS[0])
    other_library.sends(BOOKS[1])
    with reading() as session:
        everything = list(session.scalars(sa.select(SourceRecord.record_id)))
    export, content = take_out(Form.CSV, everything)
    assert export.written == 1
    assert "Амур 1".encode() not in content


def test_a_record_without_place_in_the_format_is_told_and_the_others_are_in_the_file(library, take_out):
    library.sends(*BOOKS)
    long = "а" * 20_000
    with transaction() as session:
        source = session.scalars(sa.select(SourceRecord).where(SourceRecord.source_id == "2")).one()
        (kept,) = read(BytesIO(source.raw))
        kept.record.add_field(Field("330", subfields=[Subfield("a", long)]))
        source.raw = xml_head(kept.profile) + xml(kept.record, kept.profile) + XML_END
        profile = source.profile
    export, content = take_out(Form(profile))
    assert (export.written, export.left_out) == (4, 1)
    assert export.troubles == [["2", "Амур 2", "field-too-long"]]
    assert [each.description.source_id for each in read(BytesIO(content))] == ["0", "1", "3", "4"]
    export, content = take_out(Form(f"{profile}-xml"))
    assert (export.written, export.left_out) == (5, 0)
    assert long.encode() in content


def test_a_library_without_records_is_told_so(library):
    with pytest.raises(InvalidInput), transaction() as session:
        ordering.order(session, library.actor, Form.CSV, "ru")


def test_a_reader_orders_no_file(library):
    library.sends(*BOOKS)
    reader = Actor("person", library_id=library.library_id, roles=frozenset({Role.READER}))
    with pytest.raises(Forbidden), transaction() as session:
        ordering.order(session, reader, Form.CSV, "ru")


def test_a_file_is_made_anew_from_its_beginning_after_a_worker_died(library, take_out, tmp_path):
    library.sends(*BOOKS)
    export, content = take_out(Form.CSV)
    with transaction() as session:
        session.get_one(Export, export.id).state = ExportState.RUNNING
    ordering.make(database(), export.id, tmp_path)
    assert (tmp_path / export.stored_name).read_bytes() == content
    with reading() as session:
        assert session.get_one(Export, export.id).written == 5


def test_files_are_forgotten_after_a_week(library, take_out, deliver, app):
    library.sends(*BOOKS)
    export, _content = take_out(Form.CSV)
    with transaction() as session:
        assert ordering.forget(session, now() + timedelta(days=6)) == 0
        assert ordering.forget(session, now() + timedelta(days=8)) == 1
    with reading() as session:
        assert session.get(Export, export.id) is None


@pytest.mark.parametrize(
    ("name", "role", "told"),
    [
        ("王小明", "edt", "王小明 (主编)"),
        ("金人", "trl", "金人 (译)"),
        ("Иванов И. И.", "com", "Иванов И. И. (составитель)"),
        ("Петров П. П.", "ill", "Петров П. П. (худож.)"),
        ("Maude A.", "trl", "Maude A. (translator)"),
        ("Иванов И. И.", "aut", "Иванов И. И."),
        ("Иванов И. И.", "dnr", "Иванов И. И."),
    ],
)
def test_a_table_says_what_each_did_in_words_that_are_known_when_it_is_read(name, role, told):
    assert with_role(name, role) == told
    assert [(each.name, each.role) for each in people(told)] == [(name, "aut" if role == "dnr" else role)]


def test_a_row_names_the_translator_of_a_book_as_such(library, take_out):
    library.sends(record("7", "Амур", fields=[("700", "$a Пробный П. П. $4 trl")]))
    assert "Пробный П. П. (переводчик)" in take_out(Form.CSV)[1].decode()


@pytest.mark.parametrize(("lang", "told"), [("ru", "записи"), ("zh", "馆藏书目")])
@pytest.mark.parametrize("form", ["xlsx", "cnmarc"])
def test_a_file_is_called_in_the_language_of_the_page(app, library, amur, signed_in, deliver, lang, told, form):
    library.sends(BOOKS[0])
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)
    answer = client.post(f"/{lang}/staff/exports", data={"which": "all", "form": form})
    deliver()
    with client.get(f"{answer.location}/file") as file:
        called = unquote(file.headers["Content-Disposition"].partition("UTF-8''")[2])
    assert re.search(r"\d{4}-\d\d-\d\d( CNMARC)?\.(xlsx|iso)$", called), called
    with reading() as session:
        assert session.get_one(Library, amur).name_in(lang) in called
    assert told in called


@pytest.mark.parametrize(("lang", "ready"), [("ru", "Скачать файл"), ("zh", "下载文件")])
def test_a_librarian_orders_a_file_and_fetches_it(app, library, amur, signed_in, deliver, lang, ready):
    library.sends(*BOOKS)
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)
    answer = client.post(f"/{lang}/staff/exports", data={"which": "all", "form": "rusmarc"})
    assert answer.status_code == 302
    deliver()
    page = client.get(answer.location).get_data(as_text=True)
    assert ready in page
    with client.get(f"{answer.location}/file") as file:
        assert "filename*=UTF-8''" in file.headers["Content-Disposition"]
        assert len(list(read(BytesIO(file.data)))) == 5


def test_a_search_chooses_and_what_finds_nothing_is_said_at_the_field(app, library, amur, signed_in, deliver):
    library.sends(*BOOKS)
    deliver()
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)
    answer = client.post("/ru/staff/exports", data={"which": "search", "asked": "Пекин", "form": "csv"})
    assert answer.status_code == 422
    assert "Пекин" in answer.get_data(as_text=True)
    assert client.post("/ru/staff/exports", data={"which": "search", "form": "csv"}).status_code == 422
    answer = client.post("/ru/staff/exports", data={"which": "search", "asked": "Амур 3", "form": "csv"})
    assert answer.status_code == 302


def test_books_are_ticked_and_none_ticked_is_told(app, library, amur, signed_in, deliver):
    library.sends(*BOOKS)
    deliver()
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)
    page = client.get("/ru/staff/exports/choose?q=Амур").get_data(as_text=True)
    assert page.count('name="records"') == 5
    answer = client.post("/ru/staff/exports", data={"which": "ticked", "asked": "Амур", "form": "csv"})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count('name="records"') == 5
    with reading() as session:
        one = session.scalars(sa.select(SourceRecord.record_id)).first()
    answer = client.post("/ru/staff/exports", data={"which": "ticked", "records": [one], "form": "csv"})
    deliver()
    with client.get(f"{answer.location}/file") as file:
        assert file.get_data(as_text=True).count("\n") == 2


def test_another_librarys_file_is_not_found(app, library, other_library, signed_in, take_out):
    library.sends(*BOOKS)
    export, _content = take_out(Form.CSV)
    client = signed_in(app, library_id=other_library.library_id, roles=Role.LIBRARIAN)
    assert client.get(f"/zh/staff/exports/{export.id}").status_code == 404
    assert client.get(f"/zh/staff/exports/{export.id}/file").status_code == 404


def test_the_format_in_which_a_library_sends_its_records_is_proposed_first(app, library, amur, signed_in):
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)
    assert offered(client)[0] == Form.CNMARC
    library.sends(*BOOKS)
    assert offered(client)[:2] == [Form.MARC21, Form.MARC21_XML]
    assert set(offered(client)) == set(Form)


def offered(client):
    page = html.fromstring(client.get("/ru/staff/exports").get_data(as_text=True))
    return page.xpath("//select[@name='form']/option/@value")
