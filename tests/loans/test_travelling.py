"""The book of a loan gets its border papers like any other parcel, as an export for a time."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.loans.services import travelling
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import Purpose


@pytest.fixture
def app(web):
    return web


def consigned(desk, no):
    with transaction() as session:
        return travelling.consign(session, desk.librarian, desk.loan(no), now()).id


def read(consignment_id):
    with reading() as session:
        line = sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == consignment_id)
        return session.get_one(Consignment, consignment_id), session.scalars(line).one()


@pytest.fixture
def to_ship(heihe, amur, deliver):
    """A request that the Amur is to ship to Heihe."""
    no = heihe.is_asked_for("История Амура")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    for action in ("will_supply", "found"):
        amur.does(action, no)
        deliver()
    return no


def test_the_book_travels_as_an_export_for_a_time_with_its_titles(heihe, amur, to_ship):
    consignment, line = read(consigned(amur, to_ship))
    assert (consignment.giver_id, consignment.receiver_id) == (amur.id, heihe.id)
    assert consignment.purpose is Purpose.TEMPORARY
    assert consignment.return_by > now().date()
    assert (line.title, line.language) == ("История Амура", "rus")


def test_it_is_planned_once_however_often_asked(amur, to_ship, at_desk):
    first = consigned(amur, to_ship)
    assert consigned(amur, to_ship) == first
    page = at_desk(amur).get(f"/ru/loans/{amur.loan(to_ship).id}").text
    assert f"/ru/staff/shipments/{first}" in page


def test_a_librarian_prepares_the_papers_from_the_page_of_the_request(amur, to_ship, at_desk):
    desk, loan_id = at_desk(amur), amur.loan(to_ship).id
    assert f"/staff/loans/{loan_id}/consignment" in desk.get(f"/ru/loans/{loan_id}").text
    answer = desk.post(f"/ru/staff/loans/{loan_id}/consignment")
    assert answer.status_code == 302
    assert "История Амура" in desk.get(answer.location).text


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
