"""What a loan costs: told before it is asked for, kept with the request, owed once it has been fulfilled."""

import shutil
import subprocess
from datetime import timedelta
from itertools import pairwise, permutations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sqlmodel import col

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Forbidden
from library_exchange.core.models import OutboxMessage
from library_exchange.deals.models import Settlement
from library_exchange.directory import fees
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import PartnerFees
from library_exchange.ledger import queries as ledger
from library_exchange.ledger import rates
from library_exchange.ledger.models import Entry, Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, RateInput, Reference
from library_exchange.ledger.services import post
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.rota import Standing, in_order
from library_exchange.loans.schemas import LoanMessage
from library_exchange.loans.services import charges
from tests.counting import count_queries

TITLE = "История Амура"
BACK = "will_supply found ship", "receive check_out patron_returned ship_return"


def asks_for(desk, loan=0, copy=0):
    with transaction() as session:
        values = {"loan_fee_minor": loan, "copy_fee_minor": copy}
        session.execute(sa.update(Library).where(col(Library.id) == desk.id).values(**values))


def agrees(desk, partner, role=Role.LIBRARY_ADMIN, **given):
    actor = Actor("person", library_id=desk.id, user_id=desk.librarian_id, roles=frozenset({role}))
    with transaction() as session:
        home, other = session.get_one(Library, desk.id), session.get_one(Library, partner.id)
        fees.agree(session, actor, home, other, PartnerFees(**given))


def fee_of(desk, no):
    loan = desk.loan(no)
    return loan.fee_minor, loan.fee_currency


def owed(desk, partner):
    with reading() as session:
        return {str(unit): sum_ for unit, sum_ in ledger.balance(session, desk.id, partner.id).items()}


def entries():
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Entry))


def there_and_back(heihe, amur, deliver):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, BACK[0], deliver)
    heihe.goes(no, BACK[1], deliver)
    return no


def test_both_libraries_keep_the_fee_as_it_was_when_the_request_was_sent(heihe, amur, deliver):
    asks_for(amur, loan=3500)
    no = heihe.requests(TITLE, of=amur)
    asks_for(amur, loan=9900)
    deliver()
    assert fee_of(heihe, no) == fee_of(amur, no) == (3500, "RUB")


NOT_CHARGED = {"zh": "未计费，包裹未寄达", "ru": "не начисляется, посылка не дошла"}
ENTERED = {"zh": "费用已计入往来账", "ru": "Плата внесена на счёт"}


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_parcel_that_did_not_arrive_costs_nothing_and_its_page_says_so(heihe, amur, at_desk, deliver, language):
    asks_for(amur, loan=3500)
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, BACK[0], deliver)
    desk, page = at_desk(amur), f"/{language}/loans/{amur.loan(no).id}"
    assert NOT_CHARGED[language] not in desk.get(page).text
    for step in ("parcel_returned", "check_in"):
        amur.goes(no, step, deliver)
        told = desk.get(page).text
        assert NOT_CHARGED[language] in told
        assert "#fees" not in told
    assert owed(amur, heihe) == {}


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_fee_that_is_entered_is_not_said_to_come(heihe, amur, at_desk, deliver, language):
    asks_for(amur, loan=3500)
    no = there_and_back(heihe, amur, deliver)
    desk, page = at_desk(amur), f"/{language}/loans/{amur.loan(no).id}"
    before = desk.get(page).text
    amur.goes(no, "check_in", deliver)
    after = desk.get(page).text
    assert (ENTERED[language] in before, ENTERED[language] in after) == (False, True)
    assert "#fees" in before
    assert owed(amur, heihe) == {"RUB": 3500}


def test_without_a_fee_nothing_is_told_and_nothing_entered(heihe, amur, deliver):
    no = there_and_back(heihe, amur, deliver)
    amur.goes(no, "check_in", deliver)
    with reading() as session:
        told = session.scalars(sa.select(col(OutboxMessage.payload))).all()
    assert not [each for each in told if "fee_minor" in each]
    assert (fee_of(heihe, no), fee_of(amur, no), entries()) == ((None, None), (None, None), 0)


@pytest.mark.parametrize(("agreed", "fee"), [(0, (None, None)), (1200, (1200, "RUB"))])
def test_what_two_libraries_agreed_stands_before_the_rules(heihe, amur, khabarovsk, deliver, agreed, fee):
    asks_for(amur, loan=3500)
    agrees(amur, heihe, is_agreed=True, loan_fee_minor=agreed)
    no = heihe.requests(TITLE, of=amur)
    assert fee_of(heihe, no) == fee
    agrees(amur, heihe)
    with reading() as session:
        library = session.get_one(Library, amur.id)
        for desk in (heihe, khabarovsk):
            assert fees.fees_for(session, [library], desk.id, is_copy=False) == {amur.id: (3500, "RUB")}


def test_only_its_administrator_agrees_on_fees(heihe, amur):
    with pytest.raises(Forbidden):
        agrees(amur, heihe, role=Role.LIBRARIAN, is_agreed=True)


def test_a_loan_that_is_over_is_owed_once_by_who_borrowed(heihe, amur, deliver):
    asks_for(amur, loan=3500)
    no = there_and_back(heihe, amur, deliver)
    assert owed(amur, heihe) == {}
    amur.goes(no, "check_in", deliver)
    assert (heihe.state(no), entries()) == ("completed", 1)
    assert (owed(amur, heihe), owed(heihe, amur)) == ({"RUB": 3500}, {"RUB": -3500})


def test_an_ending_that_is_undone_takes_the_fee_back_and_a_new_one_enters_it_again(heihe, amur, deliver):
    asks_for(amur, loan=3500)
    no = there_and_back(heihe, amur, deliver)
    for _again in range(2):
        amur.goes(no, "check_in", deliver)
        assert owed(heihe, amur) == {"RUB": -3500}
        amur.goes(no, "undo_check_in", deliver)
        assert owed(heihe, amur) == owed(amur, heihe) == {}
    assert entries() == 4


def test_how_often_an_ending_was_undone_costs_no_more_queries(heihe, amur, deliver):
    asks_for(amur, loan=3500)
    no = there_and_back(heihe, amur, deliver)
    amur.goes(no, "check_in", deliver)

    def cost():
        with reading() as session:
            loan = session.get_one(LoanRequest, amur.loan(no).id)
            found = []
            queries = count_queries(lambda: found.extend(charges._last_entry(session, loan)))
        return queries, found[1:]

    once = cost()
    for _again in range(3):
        amur.goes(no, "undo_check_in check_in", deliver)
    assert (once, cost()) == ((1, [True, 1]), (1, [True, 4]))
    for _again in range(4):
        amur.goes(no, "undo_check_in check_in", deliver)
    amur.goes(no, "undo_check_in", deliver)
    assert cost() == (2, [False, 8])
    amur.goes(no, "check_in", deliver)
    assert (cost(), owed(amur, heihe)) == ((2, [True, 9]), {"RUB": 3500})


def test_a_loan_may_be_paid_by_half_a_voucher_which_is_given_back_when_it_is_undone(heihe, amur, at_desk, deliver):
    asks_for(amur, loan=3500)
    agrees(amur, heihe, is_agreed=True, in_vouchers=True, loan_fee_minor="0.5", copy_fee_minor="1")
    no = there_and_back(heihe, amur, deliver)
    assert fee_of(heihe, no) == fee_of(amur, no) == (50, "vouchers")
    amur.goes(no, "check_in", deliver)
    assert (owed(amur, heihe), owed(heihe, amur)) == ({"vouchers": 50}, {"vouchers": -50})
    page = at_desk(heihe).get("/en/staff/exchange/account/amur").get_data(as_text=True)
    assert "we owe them 0.5\xa0vouchers" in page
    amur.goes(no, "undo_check_in", deliver)
    assert owed(heihe, amur) == {}


@pytest.mark.parametrize("fee", ["0.3", "0.01", "1.25", "100.5"])
def test_vouchers_are_whole_or_half_ones(fee):
    PartnerFees(is_agreed=True, loan_fee_minor=fee)
    with pytest.raises(ValidationError):
        PartnerFees(is_agreed=True, in_vouchers=True, loan_fee_minor=fee)


def test_a_book_that_never_came_costs_nothing(heihe, amur, deliver):
    asks_for(amur, loan=3500)
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, "will_supply found ship", deliver)
    assert owed(amur, heihe) == {}
    if "check_in" in amur.actions_on(no):
        amur.does("check_in", no)
    assert owed(amur, heihe) == {}


def test_a_copy_is_owed_once_it_is_delivered_and_not_while_it_cannot_be_read(heihe, amur, deliver):
    asks_for(amur, loan=9900, copy=1500)
    no = heihe.requests_pages(TITLE, amur)
    deliver()
    amur.goes(no, "will_supply found send_copy", deliver)
    assert owed(heihe, amur) == {"RUB": -1500}
    heihe.goes(no, "report_unreadable", deliver)
    assert owed(heihe, amur) == {}
    amur.goes(no, "send_copy", deliver)
    assert owed(heihe, amur) == {"RUB": -1500}


@pytest.mark.parametrize("told", [{"fee_minor": 5}, {"fee_currency": "RUB"}, {"fee_minor": 0, "fee_currency": "RUB"}])
def test_a_message_tells_a_sum_with_its_currency_or_none(told):
    form = {"type": "request"}
    whole = {"sender": "a", "recipient": "b", "request_no": "1", "sent_at": now(), "form": form}
    with pytest.raises(ValidationError):
        LoanMessage.model_validate(whole | told)


# The order of libraries -----------------------------------------------------------------------------------------------

TODAY = now().date()


def standing(code, minor=0, currency="RUB", *, home=False, weeks=3):
    return Standing(code, home, TODAY + timedelta(weeks=weeks), 0, 0, 0, minor, currency)


def test_free_stands_before_paid_and_the_lower_fee_first():
    each = [standing("a", 900), standing("b", 100, weeks=5), standing("c", weeks=9), standing("d", 9999, home=True)]
    for one in permutations(each):
        assert [found.code for found in in_order(one, TODAY)] == ["d", "c", "b", "a"]


def test_fees_in_two_currencies_are_never_compared():
    each = [standing("a", 900, "RUB"), standing("b", 100, "CNY"), standing("c", weeks=9)]
    for one in permutations(each):
        assert [found.code for found in in_order(one, TODAY)] == ["c", "a", "b"]


standings = st.lists(
    st.builds(
        standing,
        st.text("abc", min_size=1, max_size=4),
        st.integers(0, 3),
        st.sampled_from(["CNY", "RUB"]),
        home=st.booleans(),
        weeks=st.integers(0, 2),
    ),
    max_size=6,
    unique_by=lambda each: each.code,
)


@given(standings)
def test_the_order_does_not_depend_on_how_it_was_found_and_no_paid_one_precedes_a_free_one(each):
    found = in_order(each, TODAY)
    assert found == in_order(each[::-1], TODAY)
    for before, after in pairwise(found):
        if before.is_same_country is after.is_same_country:
            assert not (before.fee_minor and not after.fee_minor)


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "free", "name"),
    [("en", "free of charge", "\xa0roubles"), ("ru", "бесплатно", "\xa0руб."), ("zh", "免费", "\xa0卢布")],
)
def test_staff_read_what_it_costs_before_they_ask_and_afterwards(heihe, amur, at_desk, deliver, language, free, name):
    no = heihe.is_asked_for(TITLE)
    page = f"/{language}/loans/{heihe.loan(no).id}"
    desk = at_desk(heihe)
    assert free in desk.get(page).get_data(as_text=True)
    asks_for(amur, loan=3500)
    assert name in desk.get(page).get_data(as_text=True)
    heihe.does("send", no, supplier_id=amur.id)
    assert name in desk.get(page).get_data(as_text=True)


def test_each_side_reads_the_request_in_its_account_and_takes_the_statement_along(heihe, amur, at_desk, deliver):
    asks_for(amur, loan=3550)
    no = there_and_back(heihe, amur, deliver)
    amur.goes(no, "check_in", deliver)
    seats = at_desk(heihe), at_desk(amur)
    for seat, code, said in zip(seats, ("amur", "heihe"), ("we owe them 35.50", "they owe us 35.50"), strict=True):
        page = seat.get(f"/en/staff/exchange/account/{code}").get_data(as_text=True)
        assert said in page
        assert heihe.loan(no).public_no in page
        assert TITLE in page
    span = f"first_day={TODAY - timedelta(days=2)}&last_day={TODAY + timedelta(days=2)}"
    address = f"staff/exchange/account/amur/statement.csv?{span}"
    file = seats[0].get(f"/ru/{address}").get_data(as_text=True)
    assert ";35,50;-35,50" in file
    assert seats[0].get("/en/staff/exchange/account/amur/statement.csv?first_day=x").status_code == 422


SPAN = f"first_day={TODAY - timedelta(days=2)}&last_day={TODAY + timedelta(days=2)}"


def enters_rate(desk, told):
    actor = Actor("person", library_id=desk.id, user_id=None, roles=frozenset({Role.LIBRARY_ADMIN}))
    given = RateInput(pair="CNY RUB", millionths=told, rated_on=TODAY - timedelta(days=1), source="Bank of Russia")
    with transaction() as session:
        rates.enter(session, actor, given, TODAY)


@pytest.fixture
def in_two_currencies(heihe, amur, deliver, worlds):
    """Heihe owes 35.00 RUB for a loan, Amur 8.00 CNY for a copy of pages."""
    heihe.holds("黑河史话")

    def owe() -> str:
        asks_for(amur, loan=3500)
        asks_for(heihe, copy=800)
        no = there_and_back(heihe, amur, deliver)
        amur.goes(no, "check_in", deliver)
        copy = amur.requests_pages("黑河史话", heihe)
        deliver()
        heihe.goes(copy, "will_supply found send_copy", deliver)
        return no

    return worlds.given(database(), ("in two currencies", *heihe.ids, *amur.ids), owe)


def test_two_currencies_stand_alone_until_a_rate_is_known_and_then_beside_their_sum(in_two_currencies, amur, at_desk):
    desk, door = at_desk(amur), "/en/staff/exchange/account/heihe"
    assert owed_on(desk, door) == (True, True, False)
    enters_rate(amur, "12.5")
    assert owed_on(desk, door) == (True, True, True)
    page = desk.get(door).get_data(as_text=True)
    assert "we owe them 65.00\xa0roubles, at the rate 1\xa0yuan = 12.5\xa0roubles of" in page
    assert "(Bank of Russia)" in page


def test_while_a_proposal_about_a_sum_waits_nobody_is_asked_to_propose_it_again(in_two_currencies, amur, at_desk):
    desk, door = at_desk(amur), "/en/staff/exchange/account/heihe"
    proposed = {"remedy": "carry", "unit": "RUB", "amount": "8"}
    offered = '<option value="{}">'.format
    assert offered("RUB") in desk.get(door).text
    assert desk.post(f"{door}/settle", data=proposed | {"sure": "yes"}).status_code == 302
    page = desk.get(door).text
    assert (offered("RUB") in page, offered("CNY") in page) == (False, True)


def owed_on(desk, door):
    page = desk.get(door).get_data(as_text=True)
    return "they owe us 35.00" in page, "we owe them 8.00" in page, "The same in one currency" in page


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_the_act_of_fees_is_a_paper_in_both_languages_for_both_to_sign(
    in_two_currencies, heihe, at_desk, tmp_path, language
):
    enters_rate(heihe, "12.5")
    desk = at_desk(heihe)
    raw = desk.get(f"/{language}/staff/exchange/account/amur/fees.pdf?{SPAN}").data
    if shutil.which("pdftotext") is None:
        pytest.skip("reading papers back needs pdftotext")
    path = tmp_path / "act.pdf"
    path.write_bytes(raw)
    told = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    for word in ("对账单", "Акт сверки", "35.00", "8.00", "Bank of Russia", in_two_currencies):
        assert word in told
    assert "История Амура" in told


def test_the_act_of_fees_for_a_spreadsheet_holds_what_fees_are_counted_in_and_nothing_else(
    in_two_currencies, heihe, amur, at_desk
):
    given = Given(giver_id=heihe.id, receiver_id=amur.id, unit=Unit.PIECES, amount=7)
    about = Reference(kind="parcel", id="1")
    posting = Posting(reason=Reason.RECEIPT, reference=about, happened_on=TODAY, given=(given,))
    with transaction() as session:
        post(session, Actor("clock"), posting, now())
    desk = at_desk(heihe)
    door = "/ru/staff/exchange/account/amur"
    whole, act = (desk.get(f"{door}/{name}.csv?{SPAN}").get_data(as_text=True) for name in ("statement", "fees"))
    assert ";7;" in whole
    assert ";7;" not in act
    assert ";35,00;-35,00" in act
    assert ";8,00;;8,00" in act


def test_without_fees_there_is_no_act_of_them(heihe, amur, at_desk):
    assert at_desk(heihe).get(f"/en/staff/exchange/account/amur/fees.pdf?{SPAN}").status_code == 409


def test_what_was_paid_outside_counts_when_the_partner_confirms(heihe, amur, at_desk, deliver):
    asks_for(amur, loan=3550)
    no = there_and_back(heihe, amur, deliver)
    amur.goes(no, "check_in", deliver)
    lender, door = at_desk(amur), "/en/staff/exchange/account/heihe"
    assert 'value="35.50"' in lender.get(door).get_data(as_text=True)
    told = {"remedy": "paid", "unit": "RUB"}
    assert lender.post(f"{door}/settle", data=told | {"amount": "35.51"}).status_code == 422
    assert lender.post(f"{door}/settle", data=told | {"amount": "35,50", "sure": "yes"}).status_code == 302
    assert owed(amur, heihe) == {"RUB": 3550}
    with reading() as session:
        proposed = session.scalars(sa.select(Settlement)).one()
    confirmed = f"/en/staff/exchange/settlements/{proposed.id}/confirm"
    borrower = at_desk(heihe)
    asked = borrower.post(confirmed, data={"version": proposed.version})
    assert (asked.status_code, "An entry cannot be taken back" in asked.text) == (200, True)
    assert owed(amur, heihe) == {"RUB": 3550}
    assert borrower.post(confirmed, data={"version": proposed.version, "sure": "yes"}).status_code == 302
    assert owed(amur, heihe) == owed(heihe, amur) == {}


def test_an_administrator_agrees_with_a_partner_by_a_form_and_nobody_else(heihe, amur, at_desk):
    door = "/en/libraries/heihe/fees"
    assert at_desk(amur).get(door).status_code == 403
    desk = at_desk(amur, Role.LIBRARY_ADMIN)
    assert "35.00" not in desk.get(door).get_data(as_text=True)
    assert desk.post(door, data={"is_agreed": "y", "loan_fee_minor": "much"}).status_code == 422
    assert desk.post(door, data={"is_agreed": "y", "loan_fee_minor": "35,00"}).status_code == 302
    assert "35.00" in desk.get(door).get_data(as_text=True)
    assert desk.get("/en/libraries/amur/fees").status_code == 403


def test_what_libraries_ask_is_found_by_one_query_however_many_they_are(heihe, amur, make_desk):
    def cost(desks):
        with reading() as session:
            libraries = [session.get_one(Library, desk.id) for desk in desks]
            found = []
            queries = count_queries(lambda: found.extend(fees.fees_for(session, libraries, heihe.id, is_copy=True)))
        assert len(found) == len(desks)
        return queries

    assert cost([amur]) == cost([amur, *(make_desk(f"Town {number}") for number in range(4))]) == 1


@pytest.mark.parametrize(("language", "sure"), [("zh", "对方馆确认后"), ("ru", "Когда она подтвердит")])
def test_nothing_is_proposed_about_an_account_before_it_is_chosen_and_said_twice(
    in_two_currencies, amur, at_desk, language, sure
):
    desk, door = at_desk(amur), f"/{language}/staff/exchange/account/heihe"
    page = desk.get(door).get_data(as_text=True)
    assert 'name="remedy"' in page
    assert " checked" not in page.split('name="remedy"', 1)[1].split("</fieldset>")[0]
    careless = desk.post(f"{door}/settle", data={"unit": "RUB", "amount": "8"})
    assert careless.status_code == 422
    told = {"remedy": "carry", "unit": "RUB", "amount": "8 руб."}
    assert sure in desk.post(f"{door}/settle", data=told).get_data(as_text=True)
    with reading() as session:
        assert session.scalars(sa.select(Settlement)).all() == []
    assert desk.post(f"{door}/settle", data=told | {"sure": "yes"}).status_code == 302


def test_a_statement_names_the_unit_of_each_sum_where_there_are_several():
    from library_exchange.ledger import display
    from library_exchange.ledger.models import Unit

    assert [unit for unit, _told in display._sums({Unit.PIECES: 2, Unit.VOUCHERS: 100})] == ["Copies", "Vouchers"]
    assert [unit for unit, _told in display._sums({Unit.PIECES: 2})] == [""]
