"""What a loan costs in the documents of other systems: told, read, and compared in one currency only."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library, PartnerFee
from library_exchange.ledger.models import Entry
from library_exchange.loans.models import LoanRequest
from library_exchange.protocols.iso18626.from_document import hear
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.reading import read
from library_exchange.protocols.iso18626.rules.shims import Shim
from tests.protocols.conftest import request_document, supplier_document


def costs(value, code="RUB"):
    return {"currencyCode": code, "monetaryValue": value}


def at_most(told, **more):
    """Return a request that says what is paid at most, which ours never do."""
    return request_document(billingInfo={"maximumCosts": told}, **more)


def told(raw, name):
    facts = hear(read(raw), Shim.NONE).facts
    return facts.get(f"{name}_minor"), facts.get(f"{name}_currency")


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(
    ("given", "heard"),
    [
        (costs("12.5"), (1250, "RUB")),
        (costs("0", "EUR"), (0, "EUR")),
        (costs("3.019", "USD"), (301, "USD")),
        (costs("-3"), (None, None)),
        (costs("1e9"), (None, None)),
        (costs("99999999999"), (None, None)),
        (costs("3", "roubles"), (None, None)),
        (costs("", "RUB"), (None, None)),
    ],
)
def test_what_is_paid_at_most_is_read_and_nonsense_left_out(edition, given, heard):
    assert told(at_most(given, edition=edition), "most") == heard


@pytest.mark.parametrize(
    ("edition", "more"),
    [
        (Edition.E2017, {"messageInfo": {"offeredCosts": costs("20.001", "EUR")}}),
        (
            Edition.E2021,
            {"deliveryInfo": {"dateSent": "2026-11-01T00:00:00Z", "deliveryCosts": costs("20.001", "EUR")}},
        ),
    ],
)
def test_what_a_library_asks_for_is_read_in_each_edition(edition, more):
    assert told(supplier_document("R-1", "WillSupply", edition=edition, **more), "fee") == (2001, "EUR")


def fee(library_id, minor):
    with transaction() as session:
        session.get_one(Library, library_id).loan_fee_minor = minor


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (costs("20"), "20.00\xa0roubles: less than the fee"),
        (costs("35"), "35.00\xa0roubles</dd>"),
        (costs("3", "EUR"), "3.00\xa0EUR: in another currency than the fee"),
    ],
)
def test_staff_read_what_is_paid_at_most_and_only_one_currency_is_compared(
    abroad, lends_abroad, signed_in, given, said
):
    fee(lends_abroad.id, 3500)
    abroad.post(at_most(given))
    with reading() as session:
        loan_id = session.scalars(sa.select(col(LoanRequest.id))).one()
    desk = signed_in(abroad.app, "mba@example.org", lends_abroad.id, Role.LIBRARIAN, language="en")
    page = desk.get(f"/en/loans/{loan_id}").get_data(as_text=True)
    assert "They pay at most" in page
    assert said in page


def test_what_we_ask_for_is_told_with_the_promise(abroad, lends_abroad, system, deliver):
    fee(lends_abroad.id, 3500)
    abroad.post(request_document())
    deliver()
    with transaction() as session:
        loan = session.scalars(sa.select(LoanRequest)).one()
        loan.record_id = lends_abroad.records["История Амура"]
        no = loan.request_no
    lends_abroad.goes(no, "will_supply", deliver)
    promised = system.got[-1].body
    assert promised.text("messageInfo/offeredCosts/currencyCode") == "RUB"
    assert promised.text("messageInfo/offeredCosts/monetaryValue") == "35.00"


@pytest.mark.parametrize(("code", "entries"), [("CNY", 1), ("EUR", 0)])
def test_what_a_library_abroad_asks_for_is_kept_and_entered_where_accounts_are_kept(
    heihe, abroad, system, deliver, code, entries
):
    no = heihe.is_asked_for_unknown("Фауст")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    number = system.got[-1].body.text("header/requestingAgencyRequestId")
    abroad.post(supplier_document(number, "WillSupply", messageInfo={"offeredCosts": costs("21", code)}))
    assert (heihe.loan(no).fee_minor, heihe.loan(no).fee_currency) == (2100, code)
    abroad.post(supplier_document(number, "Loaned", at="2026-03-06T00:00:00Z"))
    heihe.goes(no, "receive check_out patron_returned ship_return", deliver)
    abroad.post(supplier_document(number, "LoanCompleted", at="2026-03-09T00:00:00Z"))
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count(col(Entry.id)))) == entries


# Vouchers -------------------------------------------------------------------------------------------------------------

DATED = {"dateSent": "2026-11-01T00:00:00Z"}


def by_voucher(session, library, partner):
    session.add(
        PartnerFee(library_id=library, partner_id=partner, loan_fee_minor=50, copy_fee_minor=50, in_vouchers=True)
    )


@pytest.mark.parametrize("edition", Edition)
@pytest.mark.parametrize(
    ("said", "heard"), [("IFLAVoucher", "IFLAVoucher"), ("EFTS", "EFTS"), ("Barter", "Other"), (None, None)]
)
def test_how_is_paid_is_read_in_each_edition(edition, said, heard):
    asks = request_document(edition=edition, billingInfo={"paymentMethod": said})
    assert hear(read(asks), Shim.NONE).facts["payment_method"] == heard


@pytest.mark.parametrize("place", [{"deliveryInfo": DATED}, {"retryInfo": {}}])
def test_how_a_library_wants_to_be_paid_is_read_where_the_new_edition_says_it(place):
    told = {name: content | {"paymentMethod": "IFLAVoucher"} for name, content in place.items()}
    answer = supplier_document("R-1", "RetryPossible", edition=Edition.E2021, **told)
    assert hear(read(answer), Shim.NONE).facts["payment_method"] == "IFLAVoucher"


@pytest.mark.parametrize(("language", "said"), [("zh", "国际图联代金券"), ("ru", "ваучер ИФЛА")])
def test_staff_read_how_a_library_abroad_pays(abroad, lends_abroad, signed_in, language, said):
    abroad.post(request_document(billingInfo={"paymentMethod": "IFLAVoucher"}))
    with reading() as session:
        loan_id = session.scalars(sa.select(col(LoanRequest.id))).one()
    desk = signed_in(abroad.app, "mba@example.org", lends_abroad.id, Role.LIBRARIAN, language=language)
    assert f"{said}</dd>" in desk.get(f"/{language}/loans/{loan_id}").get_data(as_text=True)


@pytest.mark.parametrize(("is_agreed", "said"), [(True, "IFLAVoucher"), (False, None)])
def test_we_say_that_we_pay_by_voucher_where_both_have_agreed_on_it(heihe, abroad, system, deliver, is_agreed, said):
    if is_agreed:
        with transaction() as session:
            by_voucher(session, heihe.id, abroad.id)
    no = heihe.is_asked_for_unknown("Фауст")
    heihe.does("send", no, supplier_id=abroad.id)
    deliver()
    assert system.got[-1].body.text("billingInfo/paymentMethod") == said
    number = system.got[-1].body.text("header/requestingAgencyRequestId")
    wants = {"deliveryInfo": DATED | {"paymentMethod": "IFLAVoucher"}}
    abroad.post(supplier_document(number, "WillSupply", edition=Edition.E2021, **wants))
    assert heihe.loan(no).payment_method == "IFLAVoucher"
