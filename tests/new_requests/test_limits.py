"""How much a reader may ask for, what she has asked for already, and what staff look at before a request goes out."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Side
from library_exchange.new_requests import queries as same_title
from library_exchange.new_requests.schemas import ForReader, NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.notifications import services as notifications
from tests.loans.conftest import add_person, add_record

TITLE = "История Амура"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def allow(desk, **rules):
    with transaction() as session:
        library = session.get_one(Library, desk.id)
        for name, value in rules.items():
            setattr(library, name, value)
        session.add(library)


def asks(desk, reader=None, **given):
    with transaction() as session:
        return requesting.ask(session, reader or desk.reader, NewRequest(**given), now()).request_no


def catalogued(desk, title, author="Новиков", year="2003"):
    record_id = desk.records[title] = add_record(title)
    with transaction() as session:
        record = session.get_one(BibliographicRecord, record_id)
        authors = [[[author, "ru", "original", False]]] if author else []
        record.card = record.card | {"authors": authors, "imprint": [[year, ""]]}
        session.add(record)
    return record_id


def remarks_on(desk, no):
    with reading() as session:
        return same_title.remarks(session, session.get_one(LoanRequest, desk.loan(no).id))


# Limits ---------------------------------------------------------------------------------------------------------------


def test_a_reader_over_her_limit_is_told_what_to_do_and_has_no_further_request(heihe, rows_of, at_desk):
    allow(heihe, most_open_requests=2)
    reader = at_desk(heihe, Role.READER)
    for title in ("Первая", "Вторая"):
        assert reader.post("/en/loans/new", data={"title": title}).status_code == 302
    assert "your library lets a reader have 2 at once" in text_of(reader.get("/en/loans/new"))
    answer = reader.post("/en/loans/new", data={"title": "Третья"}, follow_redirects=True)
    assert answer.request.path == "/en/loans"
    assert "cancel a request that you no longer need" in text_of(answer)
    assert rows_of(Side.REQUESTING) == 2


def test_what_is_over_or_brought_back_counts_no_more(heihe, amur, deliver):
    allow(heihe, most_open_requests=1)
    first = asks(heihe, title="Первая")
    with pytest.raises(Conflict):
        asks(heihe, title="Вторая")
    heihe.does("cancel", first, heihe.reader)
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, "will_supply found ship", deliver)
    heihe.goes(no, "receive check_out", deliver)
    with pytest.raises(Conflict):
        asks(heihe, title="Вторая")
    heihe.does("patron_returned", no)
    assert asks(heihe, title="Вторая")


def test_a_library_without_a_limit_takes_every_request(heihe):
    assert len({asks(heihe, title=f"Книга {number}") for number in range(12)}) == 12


def test_staff_who_order_beyond_the_limit_are_asked_once_and_the_audit_keeps_it(heihe, at_desk, rows_of):
    allow(heihe, most_open_requests=1)
    reader_id = add_person(heihe.id, Role.READER, "Чжан Вэй")
    librarian = at_desk(heihe)
    for title in ("Первая", "Вторая"):
        answer = librarian.post("/en/loans/new", data={"title": title, "reader": "Чжан Вэй"})
    assert "Open requests of this reader: 1; your library lets a reader have 1 at once" in text_of(answer)
    assert rows_of(Side.REQUESTING) == 1
    answer = librarian.post("/en/loans/new", data={"title": "Вторая", "reader": "Чжан Вэй", "sure": "yes"})
    assert answer.status_code == 302
    with reading() as session:
        wanted = sa.select(col(AuditEntry.facts)).where(col(AuditEntry.action) == "loan.ask")
        facts = session.scalars(wanted.order_by(col(AuditEntry.id).desc())).first()
        assert same_title.count_open(session, heihe.id, reader_id) == 2
    assert (facts["open_before"], facts["limit"]) == (1, 1)


def test_what_a_reader_has_at_another_library_does_not_count(heihe, amur):
    allow(heihe, most_open_requests=1)
    with transaction() as session:
        loan = requesting.ask(session, amur.reader, NewRequest(title="Там"), now())
        loan.reader_id = heihe.reader_id
    assert asks(heihe, title="Здесь")


# The same title -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "again", "is_same"),
    [
        ({"title": "Записки о Харбине"}, {"title": "записки  о Харбине."}, True),
        ({"title": "Записки", "isbn": "978-7-02-000220-7"}, {"title": "Notes", "isbn": "9787020002207"}, True),
        ({"title": "Записки", "isbn": "978-7-02-000220-7"}, {"title": "Записки", "isbn": "9785170800346"}, False),
        ({"title": "Избранное", "author": "Бунин"}, {"title": "Избранное", "author": "Чехов"}, False),
        ({"title": "Избранное", "author": "Бунин"}, {"title": "Избранное"}, True),
        ({"title": "Атлас", "year": "1927"}, {"title": "Атлас", "year": "2003"}, False),
        ({"title": "Атлас. Том 1"}, {"title": "Атлас. Том 2"}, False),
    ],
)
def test_a_book_typed_by_hand_is_the_one_asked_for_before_if_number_or_title_say_so(heihe, first, again, is_same):
    asks(heihe, **first)
    if is_same:
        with pytest.raises(Conflict) as refused:
            asks(heihe, **again)
        assert refused.value.facts["loan"]
    else:
        assert asks(heihe, **again)


def test_a_reader_who_types_what_she_asked_for_from_the_catalogue_gets_her_request(heihe, amur):
    no = heihe.is_asked_for(TITLE)
    with pytest.raises(Conflict) as refused:
        asks(heihe, title="история амура")
    assert refused.value.facts["loan"] == heihe.loan(no).id


def test_staff_are_told_who_else_asked_what_is_held_here_and_what_is_missing(heihe, amur, at_desk):
    other = heihe.is_asked_for(TITLE)
    copy = heihe.is_asked_for(TITLE, **heihe.asks_for("12-27"))
    heihe.holds(TITLE)
    with transaction() as session:
        whom = ForReader(reader_id=add_person(heihe.id, Role.READER))
        given = NewRequest(record_id=heihe.records[TITLE], own_copy="lent_out")
        loan_id = requesting.draft(session, heihe.librarian, given, now(), whom).id
    page = at_desk(heihe).get(f"/en/loans/{loan_id}")
    said = text_of(page)
    assert f'href="/en/loans/{heihe.loan(other).id}"' in page.text
    assert "Your library has this book itself: I210.6/38" in said
    assert f'href="/en/r/{heihe.records[TITLE]}"' in page.text
    assert "The author is missing" in said
    assert f"A copy of pages of this title is already asked for at your library: {copy}" in said
    assert f"The same title is already asked for at your library: {other}" in said


def test_a_book_typed_by_hand_is_found_on_the_own_shelves_by_its_number(heihe):
    heihe.holds(TITLE)
    with transaction() as session:
        record_id = heihe.records[TITLE]
        given = {"kind": "isbn", "value": "9787020002207", "as_given": "7020002207", "is_valid": True}
        session.add(Identifier(record_id=record_id, **given))
    no = asks(heihe, title="Другое написание", isbn="7-02-000220-X")
    assert remarks_on(heihe, no).held == [(heihe.records[TITLE], "I210.6/38")]


# Without staff --------------------------------------------------------------------------------------------------------


def test_a_request_about_which_nothing_is_to_be_decided_goes_out_by_itself(heihe, amur, deliver):
    allow(heihe, sends_unreviewed=True)
    record_id = catalogued(heihe, "Повести")
    amur.holds("Повести")
    no = asks(heihe, record_id=record_id)
    deliver()
    deliver()
    assert (heihe.state(no), amur.state(no)) == ("sent", "new")
    assert heihe.loan(no).asks_on


@pytest.mark.parametrize("why", ["not allowed", "typed by hand", "no author", "held here", "asked by another"])
def test_a_request_with_something_to_decide_waits_for_staff(heihe, amur, deliver, why):
    allow(heihe, sends_unreviewed=why != "not allowed")
    record_id = catalogued(heihe, "Повести", author="" if why == "no author" else "Новиков")
    amur.holds("Повести")
    if why == "held here":
        heihe.holds("Повести")
    if why == "asked by another":
        with transaction() as session:
            requesting.draft(session, heihe.librarian, NewRequest(record_id=record_id), now())
    own_copy = "lent_out" if why == "held here" else None
    book = {"title": "Повести"} if why == "typed by hand" else {"record_id": record_id}
    no = asks(heihe, own_copy=own_copy, **book)
    deliver()
    assert heihe.state(no) == "review"


def test_one_that_no_library_can_supply_waits_for_staff_who_are_told(heihe, monkeypatch, deliver):
    told = []
    real = notifications.notify_library

    def note(*given, **more):
        told.append(given)
        return real(*given, **more)

    monkeypatch.setattr("library_exchange.loans.services.notices.notify_library", note)
    allow(heihe, sends_unreviewed=True)
    no = asks(heihe, record_id=catalogued(heihe, "Повести"))
    assert told == []
    deliver()
    assert heihe.state(no) == "review"
    assert len(told) == 1
    assert not heihe.loan(no).asks_on


# What became of a library that was asked ------------------------------------------------------------------------------


def attempts_of(desk, no):
    with reading() as session:
        mine = col(SupplierAttempt.request_id) == desk.loan(no).id
        rows = sa.select(col(SupplierAttempt.state)).where(mine, col(SupplierAttempt.number).is_not(None))
        return list(session.scalars(rows.order_by(col(SupplierAttempt.number))))


def test_a_library_that_did_not_answer_has_not_refused(heihe, amur, at_desk, deliver):
    no = heihe.requests(TITLE, of=amur)
    heihe.does("withdraw", no)
    assert attempts_of(heihe, no) == [AttemptState.SILENT]
    page = text_of(at_desk(heihe).get(f"/en/loans/{heihe.loan(no).id}"))
    assert "did not answer" in page
    assert "cannot supply" not in page.split("Libraries asked")[1].split("History")[0]


def test_one_that_sent_the_book_before_it_heard_of_that_supplies_it(heihe, amur, deliver):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, "will_supply found", lambda: 0)
    heihe.does("withdraw", no)
    amur.does("ship", no)
    deliver()
    assert heihe.state(no) == "shipped"
    assert attempts_of(heihe, no) == [AttemptState.SUPPLYING]


def test_whose_condition_was_not_accepted_has_not_refused_either(heihe, amur, deliver):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.does("set_condition", no)
    deliver()
    heihe.does("reject_condition", no)
    assert attempts_of(heihe, no) == [AttemptState.NOT_ON_TERMS]


def test_where_a_library_can_supply_later_the_others_are_shown_with_their_reasons(
    heihe, amur, khabarovsk, at_desk, deliver
):
    khabarovsk.holds(TITLE)
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.does("retry_later", no)
    deliver()
    page = text_of(at_desk(heihe).get(f"/en/loans/{heihe.loan(no).id}"))
    assert "Libraries still to be asked" in page
    assert "1 free copy" in page
    assert "can supply later" in page
