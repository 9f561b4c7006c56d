"""Lists on their way in: pasted, from spreadsheets and MARC files; nothing lost, nothing taken twice."""

import csv
import io

import pytest
import xlsxwriter
from pymarc import Field, Indicators, Record, Subfield

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.exchange_lists.models import ListImportState, Source
from library_exchange.exchange_lists.queries.lookups import get_line, get_list_import
from library_exchange.exchange_lists.schemas import TakeOffers
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.services import offers
from tests.exchange_lists.sent_files import sent
from tests.partners import ISBN, OTHER_ISBN, add_book, rows_of

PASTED = f"""{ISBN} ×2

978-7-02-000220-8
«Записки о Харбине»
20260101
"""


def test_a_pasted_list_is_shown_whole_before_anything_is_offered(heihe):
    record = add_book()
    lines = heihe.lines(heihe.sends(PASTED))
    assert [line.problem for line in lines] == [None, Problem.BAD_ISBN, None, Problem.NO_TITLE]
    assert [line.record_id for line in lines] == [record, None, None, None]
    assert lines[0].entry["title"] == "红楼梦"
    assert lines[0].entry["quantity"] == 2
    assert [line.text for line in lines][1:] == ["978-7-02-000220-8", "«Записки о Харбине»", "20260101"]
    assert rows_of(Offer) == []


def test_the_lines_without_fault_are_taken_once_and_the_others_wait(heihe):
    add_book()
    list_id = heihe.sends(PASTED)
    assert heihe.takes(list_id, TakeOffers(weight_g=350, publish=True)) == (2, 2)
    assert heihe.takes(list_id) == (0, 2)
    found = rows_of(Offer)
    assert [(offer.title, offer.quantity, offer.state) for offer in found] == [
        ("红楼梦", 2, "open"),
        ("Записки о Харбине", 1, "open"),
    ]


def test_a_line_is_corrected_in_place_and_then_taken(heihe):
    list_id = heihe.sends("978-7-02-000220-8\n«Записки о Харбине»")
    heihe.takes(list_id)
    with transaction() as session:
        found, line = get_line(session, heihe.librarian, list_id, 1)
        list_imports.correct(session, found, line, f"{ISBN} 红楼梦", now())
    assert heihe.takes(list_id) == (1, 0)
    assert [offer.isbn for offer in rows_of(Offer)] == [None, ISBN]
    with pytest.raises(Conflict):
        heihe.takes(list_id)


def test_a_line_that_is_left_out_is_not_taken_and_can_come_back(heihe):
    list_id = heihe.sends("«Первая»\nВторая")
    for expected in (True, False, True):
        with transaction() as session:
            found, line = get_line(session, heihe.librarian, list_id, 2)
            list_imports.leave_out(session, found, line, now())
        assert heihe.lines(list_id)[1].is_left_out is expected
    assert heihe.takes(list_id) == (1, 0)
    assert [offer.title for offer in rows_of(Offer)] == ["Первая"]


def test_an_offer_without_weight_or_pages_stays_a_draft(heihe):
    heihe.takes(heihe.sends("«Первая»"), TakeOffers(publish=True))
    assert [offer.state for offer in rows_of(Offer)] == ["draft"]


def test_another_librarys_list_is_not_found(heihe, amur):
    list_id = heihe.sends("Первая")
    with pytest.raises(NotFound):
        amur.takes(list_id)
    with transaction() as session, pytest.raises(NotFound):
        get_line(session, amur.librarian, list_id, 1)


def test_a_discarded_list_is_closed(heihe):
    list_id = heihe.sends("Первая")
    with transaction() as session:
        found = get_list_import(session, heihe.librarian, list_id)
        list_imports.discard(session, heihe.librarian, found, now())
        assert found.state is ListImportState.DISCARDED
    with pytest.raises(Conflict):
        heihe.takes(list_id)


def test_books_are_scanned_into_one_list(heihe):
    add_book()
    for text in (ISBN, "nonsense 123", OTHER_ISBN):
        with transaction() as session:
            list_imports.scan(session, heihe.librarian, text, now())
    with transaction() as session:
        found = list_imports.find_scanned(session, heihe.id)
    lines = heihe.lines(found.id)
    assert [line.number for line in lines] == [1, 2, 3]
    assert [line.problem for line in lines] == [None, None, Problem.NOT_IN_CATALOGUE]


def test_of_several_editions_with_one_title_the_librarys_own_is_meant(heihe):
    add_book("Анна Каренина", None, "rus", 1980)
    own = add_book("Анна Каренина", None, "rus", 2010)
    assert heihe.lines(heihe.sends("Анна Каренина"))[0].record_id is None
    heihe.holds(own)
    assert heihe.lines(heihe.sends("Анна Каренина"))[0].record_id == own


def test_a_list_of_wants_refuses_what_the_library_holds_or_wants(heihe, amur):
    held, wanted = add_book(), add_book("Анна Каренина", OTHER_ISBN, "rus")
    heihe.holds(held)
    text = f"{ISBN}\n{OTHER_ISBN}\n{OTHER_ISBN}\n«Бесы»"
    list_id = heihe.sends(text, ListKind.WANTS)
    problems = [line.problem for line in heihe.lines(list_id)]
    assert problems == [Problem.HELD, None, None, None]
    assert [line.joined_to for line in heihe.lines(list_id)] == [None, None, 2, None]
    assert heihe.takes(list_id) == (2, 0)
    assert {(want.title, want.record_id) for want in rows_of(Want)} == {("Анна Каренина", wanted), ("Бесы", None)}
    again = heihe.sends(text, ListKind.WANTS)
    assert {line.problem for line in heihe.lines(again)} == {Problem.HELD, Problem.ALREADY_LISTED}
    assert heihe.takes(again) == (0, 0)
    assert amur.lines(amur.sends(ISBN, ListKind.WANTS))[0].problem is None


def test_what_came_to_the_shelf_meanwhile_is_not_wanted(heihe):
    record = add_book()
    list_id = heihe.sends(ISBN, ListKind.WANTS)
    heihe.holds(record)
    assert heihe.takes(list_id) == (0, 0)
    assert rows_of(Want) == []
    assert heihe.lines(list_id)[0].problem is Problem.HELD


# Files ----------------------------------------------------------------------------------------------------------------

TABLES = {
    "zh": (
        ["题名", "责任者", "ISBN", "出版年", "册数", "品相", "重量（克）"],
        ["红楼梦", "曹雪芹", "978-7-02-000220-7", "2000", "3", "良好", "800"],
    ),
    "ru": (
        ["Заглавие", "Автор", "ISBN", "Год издания", "Кол-во экз.", "Состояние", "Вес (г)"],
        ["Анна Каренина", "Толстой Л. Н.", "", "1985 г.", "2", "хорошее", "650"],
    ),
    "en": (
        ["Title", "Author", "ISBN", "Year", "Copies", "Condition", "Weight"],
        ["The Cherry Orchard", "Chekhov", "", "1990", "1", "new", "200 g"],
    ),
}


def as_workbook(rows: list[list[str]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return stream.getvalue()


def as_text(rows: list[list[str]], delimiter: str) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue()


@pytest.mark.parametrize("language", TABLES)
def test_a_workbook_is_read_by_its_headings(language):
    headings, row = TABLES[language]
    source, lines = sent(as_workbook([["馆 / Библиотека"], [], list(headings), list(row)]))
    assert source is Source.TABLE
    title, *lines = lines
    assert (title.text, title.problem) == ("馆 / Библиотека", Problem.NOT_A_BOOK)
    assert len(lines) == 1
    entry = lines[0].entry
    assert (entry.title, entry.author, entry.weight_g) == (row[0], row[1], int(row[6].split()[0]))
    assert entry.year == int(row[3][:4])
    assert entry.quantity == int(row[4])
    assert entry.condition == {"zh": "good", "ru": "good", "en": "new"}[language]


ENCODED = [
    *((language, encoding, ",") for language in ("zh", "ru") for encoding in ("utf-8", "utf-8-sig", "utf-16")),
    *(("zh", "gb18030", "\t"), ("ru", "cp1251", ";"), ("ru", "cp1251", ",")),
]


@pytest.mark.parametrize(("language", "encoding", "delimiter"), ENCODED)
def test_delimited_text_is_read_in_the_encoding_it_came_in(language, encoding, delimiter):
    headings, row = TABLES[language]
    content = as_text([list(headings), *([list(row)] * 3)], delimiter).encode(encoding)
    _source, lines = sent(content)
    assert [(line.entry.title, line.entry.author) for line in lines] == [(row[0], row[1])] * 3


def test_columns_copied_from_a_spreadsheet_are_read_when_pasted():
    headings, row = TABLES["ru"]
    lines = reading.pasted(as_text([list(headings), list(row)], "\t"))
    assert [(line.entry.title, line.entry.quantity) for line in lines] == [("Анна Каренина", 2)]


def test_a_table_without_headings_is_read_row_by_row():
    lines = reading.table([["红楼梦", ISBN], ["", ""], ["Анна Каренина", "×2"]])
    assert [(line.entry.isbn, line.entry.title, line.entry.quantity) for line in lines] == [
        (ISBN, "红楼梦", 1),
        (None, "Анна Каренина", 2),
    ]


UNNAMED = "Пушкин А. С.\tСказки\t1998\t2\nТолстой Л. Н.\tВойна и мир\t1985\t1"


@pytest.mark.parametrize("read", [reading.pasted, lambda text: sent(text.encode())[1]])
def test_columns_that_nobody_named_are_never_ready_to_be_taken(read):
    assert [line.problem for line in read(UNNAMED)] == [Problem.COLUMNS] * 2


def test_a_row_with_columns_among_lines_is_held_back():
    lines = reading.pasted(f"Идиот\nБесы\n{UNNAMED.splitlines()[0]}")
    assert [line.problem for line in lines] == [None, None, Problem.COLUMNS]


@pytest.mark.parametrize(("isbn", "title"), [(f"{ISBN} ×2", "围城"), ("", "围城 2册"), (ISBN, "围城（2册）")])
def test_copies_told_in_another_cell_of_a_row_are_copies(isbn, title):
    entry = reading.table([["ISBN", "题名"], [isbn, title]])[0].entry
    assert (entry.isbn or "", entry.title, entry.quantity) == (ISBN if isbn else "", "围城", 2)


def test_a_number_that_a_spreadsheet_keeps_as_a_number_is_an_isbn_all_the_same():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["ISBN", "数量"])
    sheet.write_row(1, 0, [float(ISBN), 2.0])
    book.close()
    lines = sent(stream.getvalue())[1]
    assert [(line.entry.isbn, line.entry.quantity) for line in lines] == [(ISBN, 2)]


def test_records_in_marc_are_read_and_damaged_ones_stay_with_their_reason():
    record = Record(force_utf8=True)
    record.add_field(
        Field("001", data="x1"),
        Field("008", data="260101s2003    ru            000 0 rus d"),
        Field("020", Indicators(" ", " "), [Subfield("a", OTHER_ISBN)]),
        Field("245", Indicators("0", "0"), [Subfield("a", "Анна Каренина")]),
        Field("300", Indicators(" ", " "), [Subfield("a", "864 с.")]),
    )
    source, lines = sent(record.as_marc() + b"nonsense\x1d")
    assert source is Source.MARC
    assert (lines[0].entry.isbn, lines[0].entry.title, lines[0].entry.pages) == (OTHER_ISBN, "Анна Каренина", 864)
    assert lines[1].problem is Problem.UNREADABLE
    assert lines[1].detail


@pytest.mark.parametrize("before", [b"\xfe\xff", b"\xff\xfe", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<", b"?"])
def test_records_in_marc_are_known_whatever_stands_before_them(before):
    record = Record(force_utf8=True)
    record.add_field(Field("245", Indicators("0", "0"), [Subfield("a", "Анна Каренина")]))
    source, lines = sent(before + record.as_marc() * 2)
    assert source is Source.MARC
    assert lines[-1].entry.title == "Анна Каренина"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04nonsense", b"\x00\x01\x02", b"\xff\xfe\x00", b"", b"\n\n", b"\xd0\xcf\x11\xe0 nothing"]
)
def test_a_file_that_is_nothing_is_refused_with_a_sentence(content):
    with pytest.raises(InvalidInput) as refused:
        sent(content)
    assert str(refused.value.fields["file"])


def test_a_list_beyond_all_measure_is_refused():
    with pytest.raises(InvalidInput):
        reading.pasted("Книга\n" * 5001)
    assert len(reading.pasted("Книга\n" * 5000)) == 5000


# From the own catalogue -----------------------------------------------------------------------------------------------


def test_an_own_copy_is_offered_in_one_click_and_only_once(heihe, amur):
    item = heihe.holds(add_book(), copies=2)[0]
    with transaction() as session:
        offer, is_new = offers.offer_item(session, heihe.librarian, item, now())
        assert is_new
        assert (offer.title, offer.isbn, offer.state) == ("红楼梦", ISBN, "draft")
        assert offers.offer_item(session, heihe.librarian, item, now()) == (offer, False)
    with transaction() as session, pytest.raises(NotFound):
        offers.offer_item(session, amur.librarian, item, now())


@pytest.mark.parametrize("state", [LocalState.MISSING, LocalState.WITHDRAWN])
def test_a_copy_that_is_gone_is_not_offered(heihe, state):
    item = heihe.holds(add_book())[0]
    with transaction() as session:
        session.get_one(Item, item).local_state = state
    with transaction() as session, pytest.raises(Conflict):
        offers.offer_item(session, heihe.librarian, item, now())
