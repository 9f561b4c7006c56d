"""A library that asks for a local check is sent no request without it, and learns its day and nothing else."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.loan_printouts import services
from library_exchange.loan_printouts.schemas import LocalCheck
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.schemas import OUTBOX_KIND
from library_exchange.supplier_order.services.asking_on import ask_on


def checked(desk, no, actor=None, days=0, **given):
    with transaction() as session:
        loan = desk._find(session, no)
        values = {"checked_on": (now() + timedelta(days=days)).date(), "checked_by": "bibliographer", "own": True}
        told = LocalCheck.model_validate(values | given)
        services.record_local_check(session, actor or desk.librarian, loan, told, now())


@pytest.fixture
def strict(amur):
    """The Amur library, which asks for the certificate."""
    with transaction() as session:
        session.get_one(Library, amur.id).needs_local_check = True
    return amur


def test_without_the_check_the_request_is_not_sent_and_the_library_learns_what_to_do(heihe, strict, rows_of, deliver):
    no = heihe.is_asked_for("История Амура")
    with pytest.raises(Conflict) as refused:
        heihe.does("send", no, supplier_id=strict.id)
    assert "Local check" in str(refused.value.sentence)
    deliver()
    assert heihe.state(no) == "review"
    assert rows_of(Side.SUPPLYING) == 0


def test_a_library_that_does_not_ask_for_it_is_sent_requests_without(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    assert amur.loan(no).local_check_on is None


def test_the_supplying_library_is_told_the_day_and_not_who_or_where(heihe, strict, deliver):
    no = heihe.is_asked_for("История Амура")
    checked(heihe, no, union=True)
    heihe.does("send", no, supplier_id=strict.id)
    with reading() as session:
        (payload,) = session.scalars(
            sa.select(col(OutboxMessage.payload)).where(col(OutboxMessage.kind) == OUTBOX_KIND)
        ).all()
    assert payload["local_check_on"] == now().date().isoformat()
    assert not {"checked_by", "checked_in"} & payload.keys()
    deliver()
    theirs = strict.loan(no)
    assert (theirs.local_check_on, theirs.checked_by, theirs.checked_in) == (now().date(), None, None)
    assert heihe.loan(no).checked_in == ["own", "union"]


def test_what_was_checked_once_holds_for_the_next_library(heihe, amur, khabarovsk, deliver):
    khabarovsk.holds("История Амура")
    no = heihe.is_asked_for("История Амура")
    with transaction() as session:
        session.get_one(Library, khabarovsk.id).needs_local_check = True
    heihe.does("send", no, supplier_id=amur.id, asks_on=True)
    deliver()
    amur.does("refuse", no)
    deliver()
    with transaction() as session:
        asked = ask_on(session, heihe.loan(no).id, now())
    assert not asked, "nobody can ask by itself a library that needs a certificate"
    assert heihe.state(no) == "refused"
    checked(heihe, no)
    heihe.does("ask_next", no, supplier_id=khabarovsk.id)
    assert heihe.state(no) == "sent"


def test_only_staff_of_the_library_that_asks_record_the_check(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    for desk, actor in ((heihe, amur.librarian), (heihe, heihe.reader), (amur, amur.librarian)):
        with pytest.raises(Forbidden):
            checked(desk, no, actor)


def test_a_day_to_come_and_a_search_without_the_own_catalogue_are_refused(heihe, amur):
    no = heihe.is_asked_for("История Амура")
    with pytest.raises(InvalidInput):
        checked(heihe, no, days=2)
    with pytest.raises(InvalidInput):
        checked(heihe, no, own=False, union=True)
    heihe.does("cancel", no)
    with pytest.raises(Conflict):
        checked(heihe, no)


def test_who_saw_the_request_before_the_check_is_told_that_it_changed(heihe, amur):
    no = heihe.is_asked_for("История Амура")
    seen = heihe.loan(no).version
    checked(heihe, no)
    with pytest.raises(Conflict):
        heihe.does("send", no, supplier_id=amur.id, version=seen)


def test_the_database_keeps_who_checked_at_the_library_that_asked(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    with pytest.raises(sa.exc.IntegrityError), transaction() as session:
        session.execute(
            sa.update(LoanRequest).where(col(LoanRequest.id) == amur.loan(no).id).values(checked_by="bibliographer")
        )


def test_staff_record_the_check_on_its_page_and_print_the_certificate(heihe, strict, at_desk):
    no = heihe.is_asked_for("История Амура")
    place = f"/en/loans/{heihe.loan(no).id}/local-check"
    desk = at_desk(heihe)
    assert desk.get(f"{place}.pdf").status_code == 404
    assert f'action="{place}/record"' in desk.get(place).text
    page = desk.post(f"{place}/record", data={"checked_on": "2026-01-05", "checked_by": "loan_desk"})
    assert page.status_code == 422
    assert "Search the catalogue of your own library first." in page.text
    given = {"checked_on": "2026-01-05", "checked_by": "loan_desk", "own": "y", "regional": "y"}
    assert desk.post(f"{place}/record", data=given).status_code == 302
    assert desk.get(f"{place}.pdf").data.startswith(b"%PDF")
    assert "made on" in desk.get(f"/en/loans/{heihe.loan(no).id}").text
    assert "Local check recorded" in desk.get(f"/en/loans/{heihe.loan(no).id}").text


def test_the_page_of_a_request_tells_why_it_cannot_be_sent_and_leads_to_the_form(heihe, strict, at_desk):
    no = heihe.is_asked_for("История Амура")
    loan = heihe.loan(no)
    desk = at_desk(heihe)
    page = desk.post(f"/en/loans/{loan.id}/send", data={"version": loan.version, "supplier_id": strict.id})
    assert page.status_code == 409
    assert re.search(rf'<option value="{strict.id}" selected', page.text), "the library that was chosen stays chosen"
    assert "only with a certificate" in page.text
    assert f"/en/loans/{loan.id}/local-check" in page.text
    assert at_desk(strict).get(f"/en/loans/{loan.id}/local-check").status_code == 404
    assert at_desk(heihe, Role.READER).get(f"/en/loans/{loan.id}/local-check").status_code == 403
