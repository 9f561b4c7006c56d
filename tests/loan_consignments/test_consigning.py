"""The book of a loan gets its border papers like any other parcel, as an export for a time."""

import pytest
import sqlalchemy as sa
from lxml import html
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Item, TextForm
from library_exchange.consignment_papers.words import category
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.directory.models import Library
from library_exchange.loan_consignments.services import consigning
from library_exchange.loans.labels.papers import GOES_WITHOUT_PAPERS, WITHOUT_PAPERS
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.search.analysis.keyboards import CYRILLIC_KEYS, LATIN_KEYS
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import Mode, Purpose
from library_exchange.shipping.schemas import NewConsignment, NewLine, NewParcel, Scanned
from library_exchange.shipping.services import packing, permits, planning, transit
from library_exchange.shipping.texts import TEXTS
from tests.loans.sent_parcels import act, got_ready


@pytest.fixture
def app(web):
    return web


def consigned(desk, no, way=Mode.POST):
    with transaction() as session:
        return consigning.consign(session, desk.librarian, desk.loan(no), way, now()).id


def plan(desk, receiver_id, *lines):
    with transaction() as session:
        new = NewConsignment(consignee_id=receiver_id)
        return planning.plan(session, desk.librarian, desk.id, new, [NewLine(title=line) for line in lines], now()).id


def read(consignment_id):
    with reading() as session:
        line = sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == consignment_id)
        return session.get_one(Consignment, consignment_id), session.scalars(line).one()


def promised_and_found(amur, borrower, deliver):
    no = borrower.is_asked_for("История Амура")
    borrower.does("send", no, supplier_id=amur.id)
    deliver()
    for action in ("will_supply", "found"):
        amur.does(action, no)
        deliver()
    return no


def test_the_book_travels_as_an_export_for_a_time_with_its_titles(heihe, amur, to_ship):
    consignment, line = read(consigned(amur, to_ship))
    assert (consignment.consignor_id, consignment.consignee_id) == (amur.id, heihe.id)
    assert consignment.purpose is Purpose.TEMPORARY
    assert consignment.return_by > now().date()
    assert (line.title, line.language) == ("История Амура", "rus")


def test_the_papers_name_authors_year_and_isbn_as_the_request_and_the_catalogue_tell(amur, to_ship):
    authors = [[{"value": name, "lang": lang}] for name, lang in (("Ван Хун", "ru"), ("李华", "zh-Hans"))]
    with transaction() as session:
        loan = session.get_one(LoanRequest, amur.loan(to_ship).id)
        loan.book = {**loan.book, "authors": authors, "isbn": "978-7-5063-6543-7"}
        session.get_one(BibliographicRecord, loan.record_id).year = 2003
    _consignment, line = read(consigned(amur, to_ship))
    assert (line.author, line.year, line.isbn) == ("Ван Хун; 李华", 2003, "9787506365437")


def test_the_papers_take_publisher_and_year_from_the_request(heihe, amur, to_ship):
    with transaction() as session:
        row = session.get_one(LoanRequest, amur.loan(to_ship).id)
        imprint = [
            {"value": "Москва", "lang": "ru"},
            {"value": "Прогресс", "lang": "ru"},
            {"value": "1989", "lang": ""},
        ]
        row.book = {**row.book, "imprint": imprint}
    _consignment, line = read(consigned(amur, to_ship))
    assert (line.publisher, line.year) == ("Прогресс", 1989)


def test_what_the_request_does_not_tell_the_papers_take_from_the_record_and_name_authors_in_both_languages(
    amur, to_ship
):
    forms = [("鲁迅", "zh-Hans", "original"), ("Лу Синь", "ru", "translation")]
    with transaction() as session:
        row = session.get_one(LoanRequest, amur.loan(to_ship).id)
        author = [{"value": value, "lang": lang, "kind": kind} for value, lang, kind in forms]
        row.book = {**row.book, "authors": [author], "imprint": [{"value": "人民文学出版社", "lang": "zh-Hans"}]}
        text = {"value": "人民文学出版社", "script": "Hans", "kind": "original", "position": 0}
        session.add(TextForm(record_id=row.record_id, field="publisher", library_id=amur.id, **text))
    _consignment, line = read(consigned(amur, to_ship))
    assert (line.author, line.publisher) == ("鲁迅 / Лу Синь", "人民文学出版社")


@pytest.mark.parametrize(
    ("imprint", "publisher"), [(("Пекин", "Жэньминь", "2003"), "Жэньминь"), (("Пекин", "2003"), None), ((), None)]
)
def test_a_publisher_is_told_where_place_and_publisher_are(imprint, publisher):
    told = [{"value": value, "lang": "ru"} for value in imprint]
    title = [{"value": "А", "lang": "ru", "kind": "original"}]
    assert BibliographicInfo.model_validate({"title": title, "imprint": told}).publisher == publisher


@pytest.mark.parametrize("is_applied_for", [True, False])
def test_what_only_an_authority_reads_is_not_asked_where_no_permission_is_needed(
    heihe, amur, to_ship, at_desk, is_applied_for
):
    number = consigned(amur, to_ship)
    with transaction() as session:
        rule = sa.text("UPDATE shipping_threshold SET value = :value WHERE code LIKE 'clearance_%_temporary'")
        session.execute(rule, {"value": int(is_applied_for)})
    page = at_desk(amur).get(f"/en/staff/shipments/{number}/titles").text
    missing = "annotation in Chinese" in page
    assert missing is is_applied_for


def test_it_is_planned_once_however_often_asked(amur, to_ship, at_desk):
    first = consigned(amur, to_ship)
    assert consigned(amur, to_ship) == first
    page = at_desk(amur).get(f"/ru/loans/{amur.loan(to_ship).id}").text
    assert f"/ru/staff/shipments/{first}" in page


def test_a_librarian_prepares_the_papers_from_the_page_of_the_request(amur, to_ship, at_desk):
    desk, loan_id = at_desk(amur), amur.loan(to_ship).id
    assert f"/staff/loans/{loan_id}/consignment" in desk.get(f"/ru/loans/{loan_id}").text
    answer = desk.post(f"/ru/staff/loans/{loan_id}/consignment", data={"way": "post"})
    assert answer.status_code == 302
    assert "История Амура" in desk.get(answer.location).text


def test_a_book_about_to_cross_the_border_without_papers_is_told_apart(amur, to_ship, at_desk):
    desk, page = at_desk(amur), f"/en/loans/{amur.loan(to_ship).id}"
    assert str(WITHOUT_PAPERS) in desk.get(page).text
    consigned(amur, to_ship)
    assert str(WITHOUT_PAPERS) not in desk.get(page).text


def test_papers_come_first_and_who_sends_without_them_is_asked(amur, to_ship, at_desk):
    desk, page = at_desk(amur), f"/en/loans/{amur.loan(to_ship).id}"
    shown = html.fromstring(desk.get(page).text).get_element_by_id("next-step")
    assert shown.xpath(".//button[contains(@class, 'btn-primary')]/text()") == ["Prepare the border papers"]
    assert shown.xpath(".//details/summary[.='Ship without papers']")
    given = {"method": "post"}
    question = desk.post(f"{page}/ship", data=given).text
    assert str(GOES_WITHOUT_PAPERS) in question
    assert amur.state(to_ship) == "to_ship"
    assert desk.post(f"{page}/ship", data=given | {"sure": "yes"}).status_code == 302
    assert amur.state(to_ship) == "shipped"


def test_papers_for_the_way_back_are_asked_for_once_the_book_goes_back(heihe, amur, to_ship, deliver, at_desk):
    amur.goes(to_ship, "ship", deliver)
    desk, page = at_desk(heihe), f"/en/loans/{heihe.loan(to_ship).id}"
    for action, is_told in (("receive", False), ("check_out", False), ("patron_returned", True)):
        heihe.goes(to_ship, action, deliver)
        assert (str(WITHOUT_PAPERS) in desk.get(page).text) is is_told, action
        beside = desk.get(f"/en/staff?group=open&open={heihe.loan(to_ship).id}").text
        assert (f'href="{page}#papers"' in beside) is is_told, action


def at_reader_and_back(desk, no, deliver):
    for action in ("receive", "check_out", "patron_returned"):
        desk.goes(no, action, deliver)


@pytest.mark.parametrize(("language", "told"), [("zh", "馆际互借，归还原馆"), ("ru", "МБА, возврат владельцу")])
def test_papers_of_a_book_that_goes_home_ask_nobody_to_return_it(
    heihe, amur, to_ship, deliver, at_desk, language, told
):
    amur.goes(to_ship, "ship", deliver)
    at_reader_and_back(heihe, to_ship, deliver)
    back = consigned(heihe, to_ship)
    consignment, line = read(back)
    assert (consignment.return_by, line.goes_home, line.purpose) == (None, True, Purpose.TEMPORARY)
    assert category([line]) == "category_home"
    page = at_desk(heihe).get(f"/{language}/staff/shipments/{back}").text
    assert told in page
    assert {"zh": "归还期限", "ru": "Вернуть не позднее"}[language] not in page


def test_of_a_parcel_with_a_book_that_is_lent_and_one_that_goes_home_the_day_is_that_of_the_first(heihe, amur, to_ship):
    parcel = consigned(amur, to_ship)
    lent, line = read(parcel)
    assert category([line]) == "category_loan"
    with transaction() as session:
        home = NewLine(title="Обломов", goes_home=True)
        planning.add_loan(session, amur.librarian, session.get_one(Consignment, parcel), home, None, now())
    with reading() as session:
        assert session.get_one(Consignment, parcel).return_by == lent.return_by
        lines = session.scalars(sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == parcel)).all()
    assert sorted(line.goes_home for line in lines) == [False, True]
    assert category(lines) == "category_loans"


def test_a_book_within_one_country_needs_no_papers(khabarovsk, amur, deliver, at_desk):
    no = promised_and_found(amur, khabarovsk, deliver)
    assert str(WITHOUT_PAPERS) not in at_desk(amur).get(f"/en/loans/{amur.loan(no).id}").text


def test_it_joins_the_books_of_an_exchange_that_are_got_ready_and_the_papers_tell_it_apart(
    heihe, amur, to_ship, at_desk
):
    exchange = plan(amur, heihe.id, "Обломов")
    desk, loan_id = at_desk(amur), amur.loan(to_ship).id
    page = desk.get(f"/zh/loans/{loan_id}").text
    assert f'<option value="{exchange}">' in page
    assert "随批次" in page
    assert desk.post(f"/zh/staff/loans/{loan_id}/consignment", data={"way": str(exchange)}).status_code == 302
    with reading() as session:
        found = session.get_one(Consignment, exchange)
        lines = session.scalars(sa.select(ConsignmentLine).order_by(col(ConsignmentLine.number))).all()
    assert [(line.title, str(line.purpose)) for line in lines] == [
        ("Обломов", "permanent"),
        ("История Амура", "temporary"),
    ]
    assert (found.purpose, found.return_by) == (Purpose.PERMANENT, amur.loan(to_ship).due_on or found.return_by)
    assert found.return_by > now().date()


def way_together(page, consignment_id):
    """What the page of a request says of the choice to send the book with this consignment."""
    return html.fromstring(page).xpath(f"string(//option[@value='{consignment_id}'])")


@pytest.mark.parametrize(
    ("language", "waits"),
    [("zh", "该批次须等待审批，此书也要一起等"), ("ru", "она ждёт ответа ведомства, и книга будет ждать вместе с ней")],
)
def test_who_would_send_a_book_with_an_exchange_that_needs_a_permit_is_told_that_it_would_wait(
    heihe, amur, to_ship, deliver, at_desk, language, waits
):
    exchange = plan(amur, heihe.id, "Обломов")
    assert waits in way_together(at_desk(amur).get(f"/{language}/loans/{amur.loan(to_ship).id}").text, exchange)
    amur.goes(to_ship, "ship", deliver)
    heihe.goes(to_ship, "receive check_out patron_returned", deliver)
    exchange = plan(heihe, amur.id, "骆驼")
    assert waits in way_together(at_desk(heihe).get(f"/{language}/loans/{heihe.loan(to_ship).id}").text, exchange)


@pytest.mark.parametrize("is_alone", [True, False])
def test_a_book_that_comes_back_counts_not_among_those_without_an_annotation(heihe, amur, to_ship, at_desk, is_alone):
    exchange = plan(amur, heihe.id, "Обломов")
    url = f"/zh/staff/loans/{amur.loan(to_ship).id}/consignment"
    assert at_desk(amur).post(url, data={"way": "post" if is_alone else str(exchange)}).status_code == 302
    with reading() as session:
        mine = sa.select(ConsignmentLine.consignment_id).where(ConsignmentLine.purpose == Purpose.TEMPORARY)
        joined = session.scalars(mine).one()
        assert TEXTS.unwritten(session, str(joined)) == ({} if is_alone else {("annotation", "zh"): 1})


@pytest.mark.parametrize("way", ["999999", "balloon"])
def test_a_way_that_is_not_open_is_refused_on_the_page_of_the_request(heihe, amur, to_ship, at_desk, make_library, way):
    elsewhere = plan(amur, make_library("Chita", "RU"), "Обломов")
    desk, loan_id = at_desk(amur), amur.loan(to_ship).id
    for each in (way, str(elsewhere)):
        answer = desk.post(f"/ru/staff/loans/{loan_id}/consignment", data={"way": each})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_it_is_carried_by_a_delegation_or_through_the_gateways_of_both_sides(
    heihe, amur, to_ship, at_desk, make_library
):
    desk, loan_id = at_desk(amur), amur.loan(to_ship).id
    page = desk.get(f"/ru/loans/{loan_id}").text
    assert "отдельно: через транзитную библиотеку" not in page
    assert '<option value="post" selected>Почтой' in page
    gateway = make_library("Khabarovsk", "RU")
    with transaction() as session:
        session.get_one(Library, amur.id).gateway_id = gateway
    page = desk.get(f"/ru/loans/{loan_id}").text
    assert "отдельно: через транзитную библиотеку" in page
    assert '<option value="gateway" selected>Через транзитную' in page
    consignment, _line = read(consigned(amur, to_ship, Mode.GATEWAY))
    assert (consignment.mode, consignment.consignor_gateway_id) == (Mode.GATEWAY, gateway)
    assert consignment.purpose is Purpose.TEMPORARY


def test_when_a_consignment_was_given_up_the_book_gets_another(amur, to_ship):
    first = consigned(amur, to_ship, Mode.DELEGATION)
    with transaction() as session:
        planning.cancel(session, amur.librarian, session.get_one(Consignment, first), now())
    second = consigned(amur, to_ship)
    assert second != first
    assert read(second)[0].mode is Mode.POST


def test_a_book_that_is_not_to_be_sent_gets_no_papers(heihe, amur, to_ship):
    with pytest.raises(Conflict):
        consigned(heihe, to_ship)


def test_papers_name_no_reader(heihe, amur, to_ship):
    _consignment, line = read(consigned(amur, to_ship))
    with reading() as session:
        names = session.execute(sa.text("SELECT name FROM user")).scalars().all()
    told = " ".join(str(value) for value in line.model_dump().values())
    assert names
    assert not [name for name in names if name and name in told]


# Packing by what the book bears ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("bears", ["number", "number without the attempt", "address", "other keyboard", "barcode"])
def test_a_book_is_packed_by_what_is_printed_on_its_papers_or_stuck_on_it(amur, to_ship, bears):
    consignment_id = consigned(amur, to_ship)
    loan = amur.loan(to_ship)
    with transaction() as session:
        consignment = session.get_one(Consignment, consignment_id)
        line = session.scalars(sa.select(ConsignmentLine)).one()
        line.title_zh, line.weight_g, line.value_minor = "黑龙江史", 400, 35000
        session.flush()
        permits.make_ready(session, amur.librarian, consignment, now())
        service = services_for(session, Mode.POST, "RU")[0].id
        parcel = packing.open_parcel(session, amur.librarian, consignment, NewParcel(service_id=service), now())
        session.flush()
        barcode = session.get_one(Item, loan.item_id).barcode
        code = {
            "number": loan.request_no,
            "number without the attempt": loan.request_no.rpartition("-")[0].lower(),
            "address": f"https://bridge.example/q/{loan.request_no}",
            "other keyboard": loan.request_no.translate(str.maketrans(LATIN_KEYS, CYRILLIC_KEYS)),
            "barcode": barcode,
        }[bears]
        with pytest.raises(InvalidInput):
            packing.scan(session, amur.librarian, consignment, Scanned(code=f"{code}0", parcel_id=parcel.id), now())
        found = packing.scan(session, amur.librarian, consignment, Scanned(code=code, parcel_id=parcel.id), now())
        assert (found.id, found.parcel_id) == (line.id, parcel.id)


# Sent back without having been handed out -----------------------------------------------------------------------------


def test_a_book_in_a_parcel_home_is_not_to_be_handed_out_and_was_never_with_the_reader(heihe, amur, deliver, at_desk):
    amur.holds("История Амура")
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found ship", deliver)
    heihe.goes(no, "receive", deliver)
    browser, loan = at_desk(heihe), heihe.loan(no).id
    row = f'id="loan-{loan}"'
    assert row in browser.get("/ru/staff?group=check_out").text
    consignment = consigned(heihe, no)
    assert row not in browser.get("/ru/staff?group=check_out").text
    assert row not in browser.get("/ru/staff").text
    got_ready(heihe, consignment)
    act(heihe, transit.hand_over, consignment, None)
    crossed = html.fromstring(browser.get(f"/en/loans/{loan}").text).xpath("//ol[@class='spans']/li")
    told = [" ".join(each.text_content().split()) for each in crossed]
    assert told, "the page shows the way of the book"
    assert not any("In use" in each for each in told)
