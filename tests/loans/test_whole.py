"""What may happen to a loan beside the usual way there and back, on both sides and through all messages."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.catalogue.services import index
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.models import OutboxMessage
from library_exchange.loans.labels.states import READER_STATUS, reader_status
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import DueState, RequestingState
from library_exchange.loans.rules.milestones import WAY, Milestone, milestones
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.services import night, reminders


@pytest.fixture(autouse=True)
def forenoon():
    """Days are counted from a moment at which it is the same day at every library."""
    with time_machine.travel(datetime.now(UTC).replace(hour=3), tick=True):
        yield


@pytest.fixture
def mails(monkeypatch):
    """Who is written to, and which letter."""
    told = []
    where = "library_exchange.loans.services.notices."
    monkeypatch.setattr(where + "notify_person", lambda _s, user, name, **_more: told.append(("reader", name)))
    monkeypatch.setattr(where + "notify_library", lambda _s, library, name, **_more: told.append((library.code, name)))
    return told


def both(heihe, amur, no):
    return heihe.state(no), amur.state(no)


def dates(heihe, amur, no):
    return {(desk.loan(no).due, desk.loan(no).due_on) for desk in (heihe, amur)}


def due_in(days):
    return (now() + timedelta(days=days)).date()


def put_due(desk, no, due_on):
    with transaction() as session:
        session.get_one(LoanRequest, desk.loan(no).id).due_on = due_on


# Before the promise ---------------------------------------------------------------------------------------------------


def test_the_asking_library_learns_at_once_that_its_request_has_come(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    assert heihe.loan(no).acknowledged_at is None
    deliver()
    assert heihe.loan(no).acknowledged_at is not None
    assert both(heihe, amur, no) == ("sent", "new")


def test_a_condition_that_is_accepted_stays_with_the_loan(heihe, amur, asked, deliver, mails):
    amur.goes(asked, "set_condition", deliver)
    assert both(heihe, amur, asked) == ("condition_pending", "awaiting_condition")
    assert heihe.loan(asked).loan_condition == "LibraryUseOnly"
    heihe.goes(asked, "accept_condition", deliver)
    amur.goes(asked, "found ship", deliver)
    assert both(heihe, amur, asked) == ("shipped", "shipped")
    assert heihe.loan(asked).loan_condition == amur.loan(asked).loan_condition == "LibraryUseOnly"
    assert mails == [
        ("heihe", "loans/condition"),
        ("amur", "loans/condition_accepted"),
        ("heihe", "loans/shipped"),
    ]


def test_a_condition_that_is_rejected_frees_the_copy_and_lets_the_next_library_be_asked(
    heihe, amur, khabarovsk, asked, deliver
):
    khabarovsk.holds("История Амура")
    amur.goes(asked, "set_condition", deliver)
    heihe.goes(asked, "reject_condition", deliver)
    assert both(heihe, amur, asked) == ("refused", "unfilled")
    heihe.does("ask_next", asked, supplier_id=khabarovsk.id)
    deliver()
    assert khabarovsk.state(asked) == "new"
    assert heihe.loan(asked).loan_condition is None


def test_who_can_supply_later_is_asked_again_and_told_which_request_it_was(heihe, amur, asked, deliver):
    first = heihe.loan(asked).public_no
    amur.does("retry_later", asked, retry_after=due_in(20))
    deliver()
    assert both(heihe, amur, asked) == ("retry_pending", "retry")
    assert (heihe.loan(asked).reason_retry, heihe.loan(asked).retry_after) == ("OnLoan", due_in(20))
    heihe.goes(asked, "ask_again", deliver)
    again = amur.loan(asked)
    assert (again.state, again.request_no, again.previous_no) == ("new", f"{asked}-2", first)
    assert heihe.loan(asked).retry_after is None
    with reading() as session:
        rows = session.scalars(sa.select(SupplierAttempt).order_by(col(SupplierAttempt.number))).all()
    assert [(row.number, row.state) for row in rows] == [(1, AttemptState.LATER), (2, AttemptState.ASKED)]


def test_a_day_to_be_asked_again_that_is_past_is_refused(amur, asked):
    with pytest.raises(InvalidInput):
        amur.does("retry_later", asked, retry_after=due_in(0))


def test_a_promise_by_mistake_is_taken_back_and_the_copy_is_free(heihe, amur, asked, deliver):
    amur.goes(asked, "will_supply found undo_found undo_will_supply", deliver)
    assert both(heihe, amur, asked) == ("sent", "new")
    assert amur.loan(asked).item_id is None
    assert amur.free_copy(asked) is not None
    amur.goes(asked, "will_supply", deliver)
    assert heihe.state(asked) == "will_supply"


def test_the_index_learns_of_every_copy_that_is_promised_or_free_again(amur, asked):
    def told_to_index():
        with reading() as session:
            kinds = sa.select(sa.func.count()).where(col(OutboxMessage.kind) == index.PUT)
            return session.scalar(kinds)

    for action, learns in (("will_supply", 1), ("found", 0), ("undo_found", 0), ("undo_will_supply", 1)):
        before = told_to_index()
        amur.does(action, asked)
        assert told_to_index() - before == learns, action


def test_whoever_waits_may_ask_how_it_stands_and_is_answered_at_once(heihe, amur, shipped, deliver):
    deliver()
    heihe.goes(shipped, "ask_status", deliver)
    deliver()
    assert heihe.loan(shipped).told_status == "Loaned"
    assert both(heihe, amur, shipped) == ("shipped", "shipped")


# The due date ---------------------------------------------------------------------------------------------------------


def test_a_reader_asks_to_keep_the_book_and_the_lender_gives_a_later_day(heihe, amur, with_reader, deliver, mails):
    heihe.does("renew", with_reader, actor=heihe.reader)
    deliver()
    assert {due for due, _day in dates(heihe, amur, with_reader)} == {"renew_asked"}
    assert "renew" not in heihe.actions_on(with_reader)
    later = amur.loan(with_reader).due_on + timedelta(days=10)
    amur.does("renew_yes", with_reader, due_on=later)
    deliver()
    assert dates(heihe, amur, with_reader) == {("ok", later)}
    assert heihe.loan(with_reader).renewals == amur.loan(with_reader).renewals == 1
    assert mails == [("amur", "loans/renewal_asked"), ("heihe", "loans/renewed"), ("reader", "loans/reader_renewed")]


def test_a_renewal_is_refused_with_a_reason_and_may_be_asked_again(heihe, amur, with_reader, deliver, mails):
    before = dates(heihe, amur, with_reader)
    heihe.goes(with_reader, "renew", deliver)
    amur.goes(with_reader, "renew_no", deliver)
    assert dates(heihe, amur, with_reader) == before
    assert heihe.loan(with_reader).renewal_refusal == "wanted_here"
    assert "renew" in heihe.actions_on(with_reader)
    assert ("reader", "loans/reader_not_renewed") in mails


def test_a_renewed_loan_is_due_later_than_before_and_on_a_working_day_of_the_borrower(amur, with_reader):
    due_on = amur.loan(with_reader).due_on
    for day in (due_on, due_on - timedelta(days=1), due_in(0)):
        with pytest.raises(InvalidInput):
            amur.does("renew_yes", with_reader, due_on=day)
    amur.does("renew_yes", with_reader)
    assert amur.loan(with_reader).due_on > due_on


def test_a_recalled_book_is_due_sooner_and_may_be_given_a_later_day_again(heihe, amur, with_reader, deliver, mails):
    amur.goes(with_reader, "recall", deliver)
    [(due, day)] = dates(heihe, amur, with_reader)
    assert due == "recalled"
    assert day <= due_in(20)
    assert "renew" not in heihe.actions_on(with_reader)
    assert mails == [("heihe", "loans/recalled"), ("reader", "loans/reader_recalled")]
    amur.does("renew_yes", with_reader, due_on=due_in(60))
    deliver()
    assert dates(heihe, amur, with_reader) == {("ok", due_in(60))}


@pytest.mark.parametrize("after", ["receive", "receive check_out patron_returned"])
def test_a_reader_who_has_not_the_book_is_not_asked_to_bring_it_back(heihe, amur, shipped, deliver, mails, after):
    deliver()
    heihe.goes(shipped, after, deliver)
    told = len(mails)
    amur.goes(shipped, "recall", deliver)
    assert mails[told:] == [("heihe", "loans/recalled")]
    assert (
        reader_status(RequestingState(heihe.state(shipped)), DueState.RECALLED, False)
        == READER_STATUS[RequestingState(heihe.state(shipped))]
    )


def test_a_library_that_has_said_no_is_not_told_that_it_is_asked_no_more(heihe, amur, asked, deliver, mails):
    amur.does("refuse", asked)
    told = len(mails)
    heihe.does("withdraw", asked)  # the two cross
    deliver()
    assert ("amur", "loans/withdrawn") not in mails[told:]


def test_a_recall_never_gives_more_time(amur, with_reader):
    with pytest.raises(InvalidInput):
        amur.does("recall", with_reader, due_on=amur.loan(with_reader).due_on + timedelta(days=1))


def test_a_book_to_be_kept_stays_until_it_is_asked_for(heihe, amur, with_reader, deliver):
    amur.goes(with_reader, "hold_return", deliver)
    heihe.goes(with_reader, "patron_returned", deliver)
    assert "ship_return" not in heihe.actions_on(with_reader)
    with pytest.raises(Conflict):
        heihe.does("ship_return", with_reader)
    amur.does("release_return", with_reader, due_on=due_in(15))
    deliver()
    assert dates(heihe, amur, with_reader) == {("ok", due_in(15))}
    heihe.goes(with_reader, "ship_return", deliver)
    assert both(heihe, amur, with_reader) == ("return_shipped", "returning")


def at_night(days):
    """Let the night come after so many days."""
    at = now() + timedelta(days=days)
    for verb in (night.let_due_dates_come, reminders.remind):
        with transaction() as session:
            verb(session, at)


def test_reader_borrower_and_lender_are_reminded_step_by_step_and_never_twice(heihe, amur, with_reader, deliver, mails):
    for desk in (heihe, amur):
        put_due(desk, with_reader, due_in(7))
    written = {}
    for days in (0, 7, 8, 15, 22, 36):
        for time in ("first", "again"):
            at_night(days)
            written[days, time] = sorted(mails)
            mails.clear()
    reader, borrower = ("reader", "loans/reader_overdue"), ("heihe", "loans/overdue")
    assert {days: letters for (days, time), letters in written.items() if time == "first"} == {
        0: [("reader", "loans/reader_due_soon")],
        7: [],
        8: [borrower, reader],
        15: [("amur", "loans/lent_overdue"), reader],
        22: [borrower, reader],
        36: [("amur", "loans/lent_overdue_long"), reader],
    }
    assert not any(letters for (_days, time), letters in written.items() if time == "again")


def test_a_renewal_stops_the_reminders_and_starts_them_again(heihe, amur, with_reader, deliver, mails):
    for desk in (heihe, amur):
        put_due(desk, with_reader, due_in(1))
    at_night(0)
    heihe.goes(with_reader, "renew", deliver)
    mails.clear()
    at_night(9)
    assert mails == []  # an answer is awaited
    amur.does("renew_yes", with_reader, due_on=due_in(30))
    deliver()
    mails.clear()
    at_night(22)
    assert mails == []
    at_night(23)
    assert mails == [("reader", "loans/reader_due_soon")]


def test_nights_that_were_missed_bring_one_letter(heihe, amur, with_reader, mails):
    put_due(heihe, with_reader, due_in(-16))
    at_night(0)
    assert sorted(mails) == [("heihe", "loans/overdue"), ("reader", "loans/reader_overdue")]


def test_the_lender_says_once_that_the_book_is_overdue(heihe, amur, with_reader, deliver):
    put_due(amur, with_reader, due_in(-1))
    said = amur.loan(with_reader).sent_seq
    for _night in range(2):
        at_night(0)
    deliver()
    assert amur.loan(with_reader).sent_seq == said + 1
    assert heihe.loan(with_reader).due == "overdue"
    assert heihe.loan(with_reader).touched_at == heihe.loan(with_reader).lent_at  # nobody has done anything


# Lost, damaged, stopped -----------------------------------------------------------------------------------------------


def local_state(desk, no):
    with reading() as session:
        return session.get_one(Item, desk.loan(no).item_id).local_state


def test_a_lost_book_is_reported_and_settled(heihe, amur, with_reader, deliver, mails):
    heihe.goes(with_reader, "report_lost", deliver)
    assert both(heihe, amur, with_reader) == ("lost_claimed", "lost_claimed")
    with pytest.raises(InvalidInput):
        amur.does("settle", with_reader, settlement=None)
    amur.does("settle", with_reader, settlement="replaced")
    deliver()
    assert both(heihe, amur, with_reader) == ("lost", "lost")
    assert heihe.loan(with_reader).settlement == "replaced"
    assert local_state(amur, with_reader) is LocalState.MISSING
    assert mails == [("amur", "loans/lost_reported"), ("heihe", "loans/lost")]


@pytest.mark.parametrize(("language", "told"), [("zh", "请在下面给对方馆留言"), ("ru", "напишите ей ниже")])
def test_who_lost_a_book_reads_how_to_object_to_its_settlement(
    heihe, amur, with_reader, deliver, at_desk, language, told
):
    heihe.goes(with_reader, "report_lost", deliver)
    amur.does("settle", with_reader, settlement="replaced")
    deliver()
    page = at_desk(heihe).get(f"/{language}/loans/{heihe.loan(with_reader).id}").text
    assert (told in page, {"zh": "注销", "ru": "списал"}[language] in page) == (True, False)
    assert told not in at_desk(amur).get(f"/{language}/loans/{amur.loan(with_reader).id}").text


def test_what_was_paid_for_a_lost_book_is_told_with_its_currency(heihe, amur, with_reader, deliver, at_desk):
    heihe.goes(with_reader, "report_lost", deliver)
    given = {"settlement": "paid", "settlement_minor": "1250,50", "settlement_currency": "RUB"}
    for wrong, field in (
        ({"settlement": "replaced"}, "settlement_minor"),
        ({"settlement_currency": None}, "settlement_currency"),
        ({"settlement_minor": None}, "settlement_minor"),
    ):
        with pytest.raises(InvalidInput) as refused:
            amur.does("settle", with_reader, **given | wrong)
        assert set(refused.value.fields) == {field}
    amur.does("settle", with_reader, **given)
    deliver()
    for desk in (amur, heihe):
        row = desk.loan(with_reader)
        assert (row.settlement, row.settlement_minor, row.settlement_currency) == ("paid", 125050, "RUB")
        assert "Paid for: 1,250.50\xa0roubles" in at_desk(desk).get(f"/en/loans/{row.id}").text
    amur.goes(with_reader, "undo_settle", deliver)
    for desk in (amur, heihe):
        row = desk.loan(with_reader)
        assert (row.settlement, row.settlement_minor, row.settlement_currency) == (None, None, None)


def test_a_book_that_nothing_was_paid_for_has_no_currency_either(heihe, amur, with_reader, deliver):
    heihe.goes(with_reader, "report_lost", deliver)
    amur.does("settle", with_reader, settlement="waived", settlement_currency="RUB")
    assert amur.loan(with_reader).settlement_currency is None


@pytest.mark.parametrize("reported_at", ["", "receive", "receive check_out", "receive check_out patron_returned"])
def test_a_lost_book_that_is_found_is_in_the_library_and_due_again(heihe, amur, shipped, deliver, reported_at):
    deliver()
    heihe.goes(shipped, f"{reported_at} report_lost found_again", deliver)
    assert both(heihe, amur, shipped) == ("received", "on_loan")
    assert {due for due, _day in dates(heihe, amur, shipped)} == {"ok"}
    heihe.goes(shipped, "ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    assert both(heihe, amur, shipped) == ("completed", "completed")


def test_a_book_lost_on_its_way_back_may_be_checked_in_when_it_comes(heihe, amur, with_reader, deliver):
    heihe.goes(with_reader, "patron_returned ship_return report_lost", deliver)
    amur.goes(with_reader, "check_in", deliver)
    assert both(heihe, amur, with_reader) == ("completed", "completed")


def test_a_settled_loss_is_undone_when_the_book_is_found_after_all(heihe, amur, with_reader, deliver):
    heihe.goes(with_reader, "report_lost", deliver)
    amur.goes(with_reader, "settle", deliver)
    assert heihe.loan(with_reader).settlement == amur.loan(with_reader).settlement == "waived"
    amur.goes(with_reader, "undo_settle", deliver)
    assert both(heihe, amur, with_reader) == ("lost_claimed", "lost_claimed")
    assert heihe.loan(with_reader).settlement is amur.loan(with_reader).settlement is None
    assert local_state(amur, with_reader) is LocalState.ON_SHELF
    heihe.goes(with_reader, "found_again", deliver)
    assert both(heihe, amur, with_reader) == ("received", "on_loan")


def test_a_book_that_came_back_damaged_is_lent_to_nobody_until_that_is_settled(heihe, amur, with_reader, deliver):
    heihe.goes(with_reader, "patron_returned ship_return", deliver)
    amur.goes(with_reader, "check_in_damaged", deliver)
    assert both(heihe, amur, with_reader) == ("damage_claimed", "damage_claimed")
    assert heihe.loan(with_reader).damage == "torn"
    assert amur.free_copy(with_reader) is None
    amur.does("settle", with_reader, settlement="repaired")
    deliver()
    assert both(heihe, amur, with_reader) == ("completed", "completed")
    assert (heihe.loan(with_reader).settlement, local_state(amur, with_reader)) == ("repaired", LocalState.ON_SHELF)


@pytest.mark.parametrize(
    ("before", "letter"),
    [
        ("receive", "arrived_damaged"),
        ("receive check_out", "damaged_on_loan"),
        ("receive check_out patron_returned", "damaged_on_loan"),
    ],
)
def test_damage_moves_nothing_and_the_lender_hears_whether_it_was_there_on_arrival(
    heihe, amur, shipped, deliver, mails, before, letter
):
    deliver()
    heihe.goes(shipped, before, deliver)
    stood = both(heihe, amur, shipped)
    told = len(mails)
    heihe.does("report_damage", shipped, damage="wet")
    deliver()
    assert both(heihe, amur, shipped) == stood
    assert amur.loan(shipped).damage == "wet"
    assert mails[told:] == [("amur", f"loans/{letter}")]


def crossed(library, no):
    loan = library.loan(no)
    return list(milestones(loan.side, loan.stands, loan.service, loan.has_come)[0])


def test_a_book_that_came_and_went_home_has_crossed_the_whole_bridge(heihe, amur, with_reader, deliver):
    heihe.goes(with_reader, "patron_returned ship_return", deliver)
    amur.goes(with_reader, "check_in", deliver)
    for library in (heihe, amur):
        assert crossed(library, with_reader) == list(WAY[ServiceType.LOAN])


def test_a_parcel_that_customs_sent_back_lets_the_book_be_asked_for_again(heihe, amur, shipped, deliver, mails):
    deliver()
    amur.goes(shipped, "parcel_returned", deliver)
    assert both(heihe, amur, shipped) == ("retry_pending", "returning")
    assert (heihe.loan(shipped).due, heihe.loan(shipped).due_on) == ("none", None)
    assert mails[-2:] == [("heihe", "loans/parcel_returned"), ("reader", "loans/reader_delayed")]
    assert crossed(amur, shipped) == [Milestone.ASKED, Milestone.AGREED, Milestone.SHIPPED]
    amur.goes(shipped, "check_in", deliver)
    assert not {Milestone.RECEIVED, Milestone.IN_USE} & set(crossed(amur, shipped))
    heihe.goes(shipped, "ask_again", deliver)
    amur.goes(shipped, "will_supply found ship", deliver)
    assert both(heihe, amur, shipped) == ("shipped", "shipped")


def test_a_book_that_is_not_on_its_way_back_after_all_is_due_again(heihe, amur, with_reader, deliver):
    heihe.goes(with_reader, "patron_returned ship_return undo_ship_return", deliver)
    assert both(heihe, amur, with_reader) == ("to_return", "on_loan")
    assert {due for due, _day in dates(heihe, amur, with_reader)} == {"ok"}
    assert heihe.loan(with_reader).return_shipped_at is amur.loan(with_reader).return_shipped_at is None


def test_a_wrong_tracking_number_is_corrected_on_both_sides(heihe, amur, shipped, deliver):
    deliver()
    amur.goes(shipped, "correct_shipping", deliver)
    assert heihe.loan(shipped).tracking_no == amur.loan(shipped).tracking_no == "RB 000 000 CN"
    heihe.goes(shipped, "receive ship_return correct_return", deliver)
    rows = (heihe.loan(shipped), amur.loan(shipped))
    assert {(row.tracking_no, row.return_tracking_no) for row in rows} == {("RB 000 000 CN", "RA 000 000 RU")}


def test_a_book_is_sent_on_to_a_third_library_and_ended_by_its_owner(heihe, amur, khabarovsk, with_reader, deliver):
    heihe.goes(with_reader, "patron_returned", deliver)
    for wrong in (heihe.id, amur.id, 999):
        with pytest.raises(InvalidInput):
            heihe.does("forward", with_reader, holder_id=wrong, method="post")
    heihe.does("forward", with_reader, holder_id=khabarovsk.id, method="post")
    deliver()
    assert both(heihe, amur, with_reader) == ("forwarded", "shipped")
    assert amur.loan(with_reader).holder_id == khabarovsk.id
    amur.goes(with_reader, "check_in", deliver)
    assert both(heihe, amur, with_reader) == ("completed", "completed")


# By hand --------------------------------------------------------------------------------------------------------------


def administrator(desk):
    return Actor("person", library_id=desk.id, user_id=desk.librarian_id, roles=frozenset({Role.LIBRARY_ADMIN}))


def test_only_an_administrator_closes_by_hand_and_the_other_side_goes_on_alone(
    heihe, amur, with_reader, deliver, mails
):
    with pytest.raises(Forbidden):
        heihe.does("close_request", with_reader)
    with pytest.raises(InvalidInput):
        heihe.does("close_request", with_reader, actor=administrator(heihe), note=" ")
    heihe.does("close_request", with_reader, actor=administrator(heihe))
    deliver()
    assert both(heihe, amur, with_reader) == ("closed", "on_loan")
    assert mails == [("reader", "loans/reader_closed"), ("amur", "loans/closed_by_partner")]
    amur.goes(with_reader, "check_in", deliver)
    assert both(heihe, amur, with_reader) == ("closed", "completed")


def test_a_copy_that_is_away_when_its_loan_is_closed_counts_as_missing(heihe, amur, with_reader, asked_too, deliver):
    for no, missing in ((with_reader, LocalState.MISSING), (asked_too, LocalState.ON_SHELF)):
        item_id = amur.loan(no).item_id
        amur.does("close_loan", no, actor=administrator(amur))
        with reading() as session:
            assert session.get_one(Item, item_id).local_state is missing
    deliver()
    heihe.goes(asked_too, "cancel", deliver)
    deliver()
    assert heihe.state(asked_too) == "cancelled"  # whoever waits for a row that was closed can still end its own


@pytest.fixture
def asked_too(heihe, amur, deliver):
    """The number of a request of Heihe whose copy waits in Amur to be fetched."""
    amur.holds("Другая книга")
    no = heihe.requests("Другая книга", of=amur)
    deliver()
    amur.goes(no, "will_supply", deliver)
    return no
