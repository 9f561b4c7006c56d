"""A wrong ISBN that stands so in a book is kept as printed at every door, with a mark, and nobody looks for it."""

import re
from collections.abc import Iterator
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import lxml.html
import pytest
import sqlalchemy as sa
from pydantic import BaseModel
from pymarc import Field, Indicators, Record, Subfield
from sqlmodel import SQLModel, col

import library_exchange
from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.citations.numbers import as_printed, read_isbn
from library_exchange.citations.schemas import IsbnAsPrinted
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.holdings.schemas import Book
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.new_requests.schemas import Correction, NewRequest
from library_exchange.offers.models import Offer, Want, WantProposal
from library_exchange.offers.schemas import OfferInput, ProposalInput, WantInput
from library_exchange.programmes.models import ListTitle
from library_exchange.programmes.schemas import TitleInput
from library_exchange.rest_api.schemas.inputs import NewRecord, RecordChange
from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.schemas import NewLine
from tests.house.conftest import World
from tests.rest_api.api_program import ask

RIGHT, WRONG = "978-5-04-010272-3", "978-5-04-010272-8"
TITLE = "Записки без номера"
MARK = f"ISBN as printed, not verified {WRONG}"
FORMS: dict[type[IsbnAsPrinted], tuple[str, str, dict[str, str], type[SQLModel]]] = {
    NewRequest: ("reader", "/loans/new", {"isbn": WRONG}, LoanRequest),
    Correction: ("librarian", "/loans/{typed}/correction", {"isbn": WRONG}, LoanRequest),
    WantInput: ("librarian", "/staff/exchange/wants/new", {"kind": "edition", "number": WRONG}, Want),
    ProposalInput: ("reader", "/exchange/propose", {"isbn": WRONG}, WantProposal),
    NewLine: ("librarian", "/staff/shipments/{sending}/lines", {"language": "rus", "isbn": WRONG}, ConsignmentLine),
    TitleInput: (
        "librarian",
        "/book-lists/{book list}/titles",
        {"language": "rus", "title_zh": "无号笔记", "wanted": "1", "isbn": WRONG},
        ListTitle,
    ),
}
"""Every form that takes an ISBN: who fills it in where, and what becomes of it."""
CHANGED: dict[type[IsbnAsPrinted], tuple[str, str]] = {
    OfferInput: ("/staff/exchange/offers/{offer}", "/staff/exchange/offers/{offer}/change")
}
"""Forms that change what is there, and take an ISBN for it: where they stand and where they lead."""
CATALOGUED: dict[type[IsbnAsPrinted], str] = {Book: "/staff/holdings/new"}
"""Forms by which a book is catalogued: a wrong number is the title's, marked as wrong."""
TOLD: dict[type[IsbnAsPrinted], tuple[str, str, int]] = {
    NewRecord: ("POST", "/records", 201),
    RecordChange: ("PATCH", "/holdings/{record h1}", 200),
}
"""What programs tell of a book that they catalogue, and where: as in the form by which people do."""
WALKED = {*FORMS, *CHANGED, *CATALOGUED, *TOLD}
NOT_TYPED = {
    *("BibliographicInfo", "Entry", "EntryAsRead", "AdvancedInput", "LineTold", "LookFor", "Offer", "Want"),
    "LineFields",
}
"""What has an ISBN and is filled in by no form: a request's book, a line that was read, what programs tell and
are told; searches; and the fields of a line of a list, which are tried with the lists."""
SHARE_A_FIELD = {Correction}
"""What is filled in by fields of a form above."""
SEARCHES = {"offers/wanted.html", "catalogue/advanced.html", "holdings/new.html", "copy_cataloguing/look.html"}
"""Pages that take an ISBN to look for and keep nothing."""
SHOWN = {
    Want: ("librarian", "/staff/exchange/wants"),
    WantProposal: ("librarian", "/staff/exchange"),
    ConsignmentLine: ("librarian", "/staff/shipments/{sending}"),
    ListTitle: ("librarian", "/book-lists/{book list}/titles/3"),
}


@pytest.fixture
def place(world) -> Iterator[World]:
    """The world with a book that has the wrong number in print, catalogued under another title."""
    with world.app.app_context(), transaction() as session:
        at = now()
        card = {"titles": [["Другая книга", "ru", "original", False]], "authors": [], "imprint": []}
        record = BibliographicRecord(
            title_key="другая книга", languages=["rus"], card=card, created_at=at, updated_at=at
        )
        session.add(record)
        session.flush()
        digits = WRONG.replace("-", "")
        session.add(Identifier(record_id=record.id, kind="isbn", value=digits, as_given=WRONG, is_valid=False))
    typed = world.visitors["librarian"].post("/en/loans/new", data={"title": "Набрано от руки"})
    world.ids["typed"] = int(typed.location.rpartition("/")[2])
    yield world
    world.restore()


def said(text: str) -> str:
    return " ".join(lxml.html.fromstring(text).text_content().split())


def newest(place: World, model: type[SQLModel]) -> Any:
    with place.app.app_context(), reading() as session:
        row = session.scalars(sa.select(model).order_by(col(model.id).desc()).limit(1)).one()
        return BibliographicInfo.model_validate(row.book) if isinstance(row, LoanRequest) else row


def inputs() -> set[type[BaseModel]]:
    for module in walk_packages(library_exchange.__path__, "library_exchange."):
        if module.name.endswith("schemas"):
            import_module(module.name)
    found, waiting = set(), [BaseModel]
    while waiting:
        below = [each for each in waiting.pop().__subclasses__() if each.__module__.startswith("library_exchange.")]
        found |= set(below)
        waiting += below
    return {each for each in found if not issubclass(each, SQLModel)}


def test_every_form_that_takes_an_isbn_is_walked_here():
    known = inputs() - {IsbnAsPrinted}
    typed = {each for each in known if "isbn" in each.model_fields or issubclass(each, IsbnAsPrinted)}
    below = {each: {one.__name__ for one in each.__subclasses__()} - NOT_TYPED for each in typed}
    forms = {each for each in typed - WALKED if each.__name__ not in NOT_TYPED and not below[each]}
    assert not forms
    assert typed >= WALKED
    templates = Path(library_exchange.__file__).parent / "templates"
    pages = {str(page.relative_to(templates)): page.read_text() for page in templates.rglob("*.html")}
    own = {name for name, text in pages.items() if re.search(r'"name": "isbn"|<input[^>]*name="isbn"', text)}
    assert own == SEARCHES
    own_fields = {*FORMS, *CHANGED, *CATALOGUED} - SHARE_A_FIELD
    assert sum("ui.isbn_field(" in text for text in pages.values()) == len(own_fields)


@pytest.mark.parametrize("schema", FORMS, ids=lambda schema: schema.__name__)
def test_a_form_asks_once_about_a_wrong_isbn_and_keeps_it_as_printed(place, schema):
    role, path, given, model = FORMS[schema]
    path = f"/en{path.format_map(place.ids)}"
    given = given | {"title": TITLE}
    refused = place.visitors[role].post(path, data=given)
    assert refused.status_code == 422
    assert RIGHT in refused.text
    assert 'name="isbn_as_printed"' in refused.text
    assert "Check the ISBN, or tick that the source gives it so" in refused.text
    kept = place.visitors[role].post(path, data=given | {"isbn_as_printed": "y", "printed_isbn": "forged"})
    assert kept.status_code == 302
    row = newest(place, model)
    assert (row.isbn, row.printed_isbn) == (None, WRONG)
    assert getattr(row, "record_id", None) is None
    reader, where = SHOWN.get(model, (role, kept.location))
    where = kept.location if where is kept.location else f"/en{where.format_map(place.ids)}"
    assert MARK in said(place.visitors[reader].get(where).text)


@pytest.mark.parametrize("schema", CHANGED, ids=lambda schema: schema.__name__)
def test_a_form_that_changes_a_row_asks_once_about_a_wrong_isbn_and_keeps_it_as_printed(place, schema):
    page, door = (f"/en{path.format_map(place.ids)}" for path in CHANGED[schema])
    desk = place.visitors["librarian"]
    shown = lxml.html.fromstring(desk.get(page).text)
    given = dict(next(form for form in shown.forms if form.action == door).form_values()) | {
        "isbn": WRONG,
        "title": TITLE,
    }
    refused = desk.post(door, data=given)
    assert refused.status_code == 422
    assert 'name="isbn_as_printed"' in refused.text
    assert desk.post(door, data=given | {"isbn_as_printed": "y"}).status_code == 302
    with place.app.app_context(), reading() as session:
        row = session.get_one(Offer, place.ids["offer"])
        assert (row.title, row.isbn, row.printed_isbn) == (TITLE, None, WRONG)


@pytest.mark.parametrize("schema", CATALOGUED, ids=lambda schema: schema.__name__)
def test_a_book_is_catalogued_with_a_wrong_isbn_only_as_one_that_is_printed_so(place, schema):
    door, desk = f"/en{CATALOGUED[schema]}", place.visitors["librarian"]
    refused = desk.post(door, data={"title": TITLE, "isbn": WRONG})
    assert refused.status_code == 422
    assert 'name="isbn_as_printed"' in refused.text
    kept = desk.post(door, data={"title": TITLE, "isbn": WRONG, "isbn_as_printed": "y"})
    assert kept.status_code == 302
    number = newest(place, Identifier)
    assert (number.as_given, number.is_valid) == (WRONG, False)
    assert 'id="isbn_as_printed"' in desk.get(kept.location).text


@pytest.mark.parametrize("schema", TOLD, ids=lambda schema: schema.__name__)
def test_a_program_catalogues_a_wrong_isbn_only_as_one_that_is_printed_so(place, schema):
    method, path, done = TOLD[schema]
    key, path = place.ids["key of heihe"], path.format_map(place.ids)
    told = {"title": TITLE, "isbn": WRONG}
    refused = ask(place.app, key, method, path, told, If_Match="*")
    assert refused.status_code == 422
    assert [(each["field"], RIGHT in each["detail"]) for each in refused.json["errors"]] == [("isbn", True)]
    told |= {"isbn_as_printed": True, "printed_isbn": "forged"}
    assert ask(place.app, key, method, path, told, If_Match="*").status_code == done
    number = newest(place, Identifier)
    assert (number.as_given, number.is_valid) == (WRONG, False)


@pytest.mark.parametrize("schema", FORMS, ids=lambda schema: schema.__name__)
def test_a_right_isbn_is_never_kept_apart_and_a_longer_one_never_kept(place, schema):
    role, path, given, model = FORMS[schema]
    path = f"/en{path.format_map(place.ids)}"
    for number, status in ((RIGHT, 302), (f"{WRONG}1", 422)):
        told = {name: number if text == WRONG else text for name, text in given.items()}
        answer = place.visitors[role].post(path, data=told | {"title": TITLE, "isbn_as_printed": "y"})
        assert answer.status_code == status
    row = newest(place, model)
    assert (row.isbn, row.printed_isbn) == (RIGHT.replace("-", ""), None)


def test_a_want_made_of_a_readers_proposal_keeps_the_number_as_printed(place):
    role, path, given, model = FORMS[ProposalInput]
    place.visitors[role].post(f"/en{path}", data=given | {"title": TITLE, "isbn_as_printed": "y"})
    place.visitors["librarian"].post(f"/en/staff/exchange/proposals/{newest(place, model).id}/accept")
    want = newest(place, Want)
    assert (want.title, want.isbn, want.printed_isbn) == (TITLE, None, WRONG)


def marc() -> bytes:
    record = Record(force_utf8=True)
    record.add_field(
        Field("001", data="x1"),
        Field("008", data="260101s2003    ru            000 0 rus d"),
        Field("020", Indicators(" ", " "), [Subfield("a", WRONG)]),
        Field("245", Indicators("0", "0"), [Subfield("a", TITLE)]),
        Field("300", Indicators(" ", " "), [Subfield("a", "864 с.")]),
    )
    return bytes(record.as_marc())


LISTS = {
    "pasted": {"lines": f"{WRONG} {TITLE}\n{WRONG}"},
    "csv": {"file": (f"Заглавие;ISBN\n{TITLE};{WRONG}\n;{WRONG}\n".encode(), "list.csv")},
    "csv of a serial": {"file": (f"Заглавие;ISBN;ISSN\n{TITLE};{WRONG};0131-6095\n".encode(), "list.csv")},
    "marc": {"file": (marc(), "list.mrc")},
}


@pytest.mark.parametrize(("kind", "model"), [("offers", Offer), ("wants", Want)])
@pytest.mark.parametrize("sent", LISTS)
def test_a_list_keeps_a_wrong_isbn_with_a_warning_and_loses_no_row(place, kind, model, sent):
    desk, given = place.visitors["librarian"], LISTS[sent]
    if "file" in given:
        given = {"file": (BytesIO(given["file"][0]), given["file"][1])}
    shown = desk.post("/en/staff/exchange/lists", data=given | {"kind": kind}, follow_redirects=True)
    where, text = shown.request.path, said(shown.text)
    assert f"The ISBN {WRONG} is wrong: its check digit does not fit. It is kept as printed" in text
    assert MARK in text
    is_number_alone_too = sent in ("pasted", "csv")
    assert ("if it is printed so, add the title" in text) == is_number_alone_too
    desk.post(f"{where}/take", data={"weight_g": "300", "publish": "y"})
    row = newest(place, model)
    assert (row.title, row.isbn, row.printed_isbn, row.record_id) == (TITLE, None, WRONG, None)
    if is_number_alone_too:
        assert "if it is printed so, add the title" in said(desk.get(where).text)
    assert MARK in said(desk.get(f"/en/exchange/{kind}").text)
    assert f"ISBN, как напечатан (не проверен) {WRONG}" in desk.get(f"/feeds/{kind}.atom").text


def test_a_scanned_line_keeps_a_wrong_isbn(place):
    desk = place.visitors["librarian"]
    shown = desk.post("/en/staff/exchange/scan", data={"text": f"{WRONG} {TITLE}"}, follow_redirects=True)
    assert MARK in said(shown.text)


@pytest.mark.parametrize("text", [None, "", RIGHT, "123", "4600000000000", "统一书号 10019·2345", f"{WRONG}x"])
def test_only_an_isbn_whose_check_digit_alone_is_wrong_is_kept_as_printed(text):
    assert as_printed(text) is None


def test_a_wrong_isbn_is_kept_as_it_is_parted_in_print():
    assert as_printed(f" {WRONG} ") == WRONG
    assert read_isbn(RIGHT) == RIGHT.replace("-", "")
