"""One estimate of the arrival, from the reader's form to the due date; who needs the book sooner is warned."""

from datetime import timedelta

import pytest

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import format_date, speaking
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendar_of
from library_exchange.directory.rules.calendars import next_open_day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.copies import candidates
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.new_requests.arrivals import earliest, find_expected_day
from library_exchange.new_requests.rules import is_serial
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services.books import part_of_request

TITLE = "История Амура"


@pytest.fixture
def app(web):
    return web


def said(day):
    with speaking("en"):
        return format_date(day)


def test_the_form_tells_the_day_that_the_order_of_suppliers_tells(heihe, amur, at_desk):
    with reading() as session:
        home = session.get_one(Library, heihe.id)
        told = candidates(session, home, heihe.records[TITLE], now())[0].standing.arrives_on
        assert earliest(session, home, heihe.records[TITLE], now(), ServiceType.LOAN) == told
        assert earliest(session, home, None, now(), ServiceType.LOAN) == told  # the same library, of no record
    page = at_desk(heihe, Role.READER).get(f"/en/loans/new?record={heihe.records[TITLE]}").text
    assert f"can be here about {said(told)} at the earliest" in page


def test_who_needs_it_sooner_is_warned_at_the_form_and_librarians_before_and_after_it_is_sent(
    heihe, amur, at_desk, deliver, in_days
):
    reader, given = at_desk(heihe, Role.READER), {"record_id": heihe.records[TITLE]}
    answer = reader.post("/en/loans/new", data=given | {"needed_by": in_days(16)}, follow_redirects=True)
    assert "later than you need it" in answer.text
    number = answer.request.path.rpartition("/")[2]
    staff = at_desk(heihe)
    assert "is expected here before" in staff.get(f"/en/loans/{number}").text
    with reading() as session:
        no = session.get_one(LoanRequest, int(number)).request_no
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    assert "but expected from" in staff.get(f"/en/loans/{number}").text
    theirs = at_desk(amur).get(f"/en/loans/{amur.loan(no).id}").text
    assert "it is expected there only about" in theirs
    amur.goes(no, "will_supply found ship", deliver)
    heihe.goes(no, "receive", deliver)
    assert "expected" not in staff.get(f"/en/loans/{number}").text.split("History")[0].split("Next step")[1]


def test_who_has_time_is_not_warned(heihe, amur, at_desk, in_days):
    given = {"record_id": heihe.records[TITLE], "needed_by": in_days(90)}
    answer = at_desk(heihe, Role.READER).post("/en/loans/new", data=given, follow_redirects=True)
    assert "later than you need it" not in answer.text
    assert "is expected here before" not in at_desk(heihe).get(answer.request.path).text


def test_all_days_of_a_loan_are_left_from_the_expected_arrival(heihe, amur, shipped):
    loan = heihe.loan(shipped)
    with reading() as session:
        expected = find_expected_day(session, loan, now())
        home, lender = session.get_one(Library, heihe.id), session.get_one(Library, amur.id)
        assert loan.due_on == next_open_day(calendar_of(session, home), expected + timedelta(days=lender.loan_days))


@pytest.mark.parametrize(
    ("title", "issn", "is_in_issues"),
    [
        ("Огни Амура, журнал", None, True),
        ("Вестник приамурских библиотек", None, True),
        ("北方图书馆学报", None, True),
        ("Огни Амура", "0000-0000", True),
        ("Журналистика и время", None, False),
        ("Огни Амура", None, False),
    ],
)
def test_what_comes_out_in_issues_is_known_by_its_title_or_its_number(title, issn, is_in_issues):
    assert is_serial(title, issn) is is_in_issues


@pytest.mark.parametrize("told", [{"year": "2019"}, {"volume": "7"}, {"issue": "3"}])
def test_pages_of_a_journal_are_asked_for_with_the_issue_they_are_in(told):
    asked = {"title": "Огни Амура, журнал", "pages": "15-23"}
    with pytest.raises(InvalidInput) as refused:
        part_of_request(NewRequest(**asked), ServiceType.COPY)
    assert list(refused.value.fields) == ["issue"]
    assert part_of_request(NewRequest(**asked, **told), ServiceType.COPY).pages == "15-23"
    assert part_of_request(NewRequest(record_id=1, pages="15-23"), ServiceType.COPY).pages == "15-23"
