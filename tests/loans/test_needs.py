"""What each step still needs, and the days between which it takes a due date: who leaves it out reads which field."""

from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue import followers
from library_exchange.catalogue.models import Item
from library_exchange.core.actor import Actor, Role, clock
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import speaking
from library_exchange.core.models import AuditEntry
from library_exchange.directory.queries import day_at
from library_exchange.loans.forms import step_forms
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Outgoing
from library_exchange.loans.services.reminders import remind
from library_exchange.loans.services.transitions import compose
from library_exchange.new_requests import title_followers
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.services import offers

PROMISED = "amur.will_supply amur.found"
OF_WHO_ASKED = (Outgoing.SHIPPED_FORWARD, Outgoing.SHIPPED_RETURN, Outgoing.LOST, Outgoing.REQUEST_CLOSED)
SHIPPED = f"{PROMISED} amur.ship"
ON_LOAN = f"{SHIPPED} heihe.receive heihe.check_out"
TO_RETURN = f"{ON_LOAN} heihe.patron_returned"


@pytest.fixture
def brought(heihe, amur, deliver):
    """Bring a request of Heihe at Amur through the steps named, each with its library; return its number."""

    def bring(way):
        no = heihe.requests("История Амура", of=amur)
        deliver()
        for step in way.split():
            library, action = step.split(".")
            {"heihe": heihe, "amur": amur}[library].goes(no, action, deliver)
        return no

    return bring


def administrator(desk):
    return Actor("person", library_id=desk.id, user_id=desk.librarian_id, roles=frozenset({Role.LIBRARY_ADMIN}))


NEEDS = [
    ("", "amur.will_supply", "item_id"),
    ("", "amur.set_condition", "item_id"),
    ("", "amur.set_condition", "condition"),
    ("", "amur.retry_later", "reason_retry"),
    ("", "amur.refuse", "reason"),
    ("amur.will_supply", "amur.retry_later", "reason_retry"),
    (PROMISED, "amur.refuse", "reason"),
    (PROMISED, "amur.ship", "method"),
    (SHIPPED, "amur.correct_shipping", "method"),
    (f"{SHIPPED} heihe.receive", "heihe.report_damage", "damage"),
    (f"{SHIPPED} heihe.receive", "heihe.ship_return", "method"),
    (TO_RETURN, "heihe.ship_return", "method"),
    (f"{TO_RETURN} heihe.ship_return", "heihe.correct_return", "method"),
    (f"{TO_RETURN} heihe.ship_return", "amur.check_in_damaged", "damage"),
    (f"{TO_RETURN} heihe.ship_return amur.check_in_damaged", "amur.settle", "settlement"),
    (f"{ON_LOAN} heihe.report_lost", "amur.settle", "settlement"),
    (f"{ON_LOAN} heihe.renew", "amur.renew_no", "renewal_refusal"),
    (ON_LOAN, "heihe.close_request", "note"),
    (ON_LOAN, "amur.close_loan", "note"),
]


@pytest.mark.parametrize(("way", "step", "field"), NEEDS)
def test_a_step_that_is_not_told_what_it_needs_names_the_field_and_changes_nothing(
    heihe, amur, brought, way, step, field
):
    no = brought(way)
    library, action = step.split(".")
    desk = {"heihe": heihe, "amur": amur}[library]
    before = (desk.loan(no).state, desk.loan(no).version)
    actor = administrator(desk) if action.startswith("close") else desk.librarian
    with pytest.raises(InvalidInput) as refused:
        desk.does(action, no, actor=actor, **{field: None})
    assert set(refused.value.fields) == {field}
    assert (desk.loan(no).state, desk.loan(no).version) == before


@pytest.mark.parametrize(
    ("way", "step", "field"), [each for each in NEEDS if each[2] in ("condition", "reason", "damage", "settlement")]
)
def test_what_the_other_library_is_told_is_never_chosen_beforehand(heihe, amur, brought, way, step, field):
    library, action = step.split(".")
    desk = {"heihe": heihe, "amur": amur}[library]
    no = brought(way)
    with reading() as session, speaking("en"):
        forms = step_forms(session, desk.librarian, desk.loan(no), "en", now())
    [asked] = [each for form in forms if form.action == action for each in form.fields if each["name"].endswith(field)]
    assert (asked["options"][0][0], asked.get("value")) == ("", None)


def test_a_request_that_is_declined_needs_a_reason(heihe, amur):
    no = heihe.is_asked_for(next(iter(amur.records)))
    with pytest.raises(InvalidInput) as refused:
        heihe.does("decline", no, decline_reason=None)
    assert set(refused.value.fields) == {"decline_reason"}
    heihe.does("decline", no)
    assert (heihe.state(no), heihe.loan(no).decline_reason) == ("declined", "held_here")
    assert heihe.loan(no).answered_at is not None


def due_in(desk, days):
    """The day in so many days, from the day that it is at the library now."""
    with reading() as session:
        return day_at(session, desk.id, now()) + timedelta(days=days)


DAYS = {
    "ship": (PROMISED, {-1: False, 0: False, 1: True}),
    "renew_yes": (ON_LOAN, {0: False, 19: False, 20: False, 21: True}),
    "recall": (ON_LOAN, {0: False, 1: True, 19: True, 20: False}),
    "release_return": (f"{ON_LOAN} amur.hold_return", {0: False, 1: True, 50: True}),
    # Whoever called the book back may give it a sooner day than it had, as long as that is to come.
    "renew_yes after a recall": (f"{ON_LOAN} amur.recall", {0: False, 1: True, 50: True}),
}
"""Days from today that are taken as a due date or not, of a loan that is due in twenty days."""


@pytest.mark.parametrize(("step", "days"), [(step, days) for step, (_way, taken) in DAYS.items() for days in taken])
def test_a_due_date_is_taken_from_the_first_day_to_the_last_that_makes_sense(amur, brought, step, days):
    way, taken = DAYS[step]
    no = brought(way)
    with transaction() as session:
        session.get_one(LoanRequest, amur.loan(no).id).due_on = due_in(amur, 20) if step != "ship" else None
    action = step.split()[0]
    if taken[days]:
        amur.does(action, no, due_on=due_in(amur, days))
        assert amur.loan(no).due_on == due_in(amur, days)
    else:
        with pytest.raises(InvalidInput) as refused:
            amur.does(action, no, due_on=due_in(amur, days))
        assert set(refused.value.fields) == {"due_on"}


@pytest.mark.parametrize("days", [-3, 0, 1])
def test_a_book_that_is_due_already_is_not_recalled_and_keeps_its_day(amur, brought, days):
    no = brought(ON_LOAN)
    with transaction() as session:
        session.get_one(LoanRequest, amur.loan(no).id).due_on = due_in(amur, days)
    with pytest.raises(Conflict) as refused:
        amur.does("recall", no)
    assert refused.value.reason == "due-already"
    assert amur.loan(no).due_on == due_in(amur, days)


def test_a_recall_without_a_day_gives_less_time_than_there_was(amur, brought):
    no = brought(ON_LOAN)
    with transaction() as session:
        session.get_one(LoanRequest, amur.loan(no).id).due_on = due_in(amur, 2)
    amur.does("recall", no)
    assert amur.loan(no).due_on == due_in(amur, 1)


def test_a_damaged_book_that_is_settled_is_not_missing_and_a_lost_one_is(amur, heihe, brought, deliver):
    no = brought(f"{TO_RETURN} heihe.ship_return amur.check_in_damaged amur.settle")
    assert (amur.state(no), amur.loan(no).settlement, amur.loan(no).damage) == ("completed", "waived", "torn")
    assert amur.free_copy(no) == amur.loan(no).item_id
    deliver()
    again = brought(f"{ON_LOAN} heihe.report_lost amur.settle")
    assert (amur.state(again), amur.loan(again).settlement) == ("lost", "waived")
    assert amur.free_copy(again) is None


def test_what_is_offered_of_a_copy_ends_when_the_partner_has_lost_it(amur, brought):
    with reading() as session:
        item = session.scalars(sa.select(col(Item.id)).where(col(Item.library_id) == amur.id)).first()
    with transaction() as session:
        offer, _is_new = offers.offer_item(session, amur.librarian, item, now())
        offer_id = offer.id
    lost = brought(f"{ON_LOAN} heihe.report_lost amur.settle")
    assert amur.loan(lost).item_id == item
    with reading() as session:
        assert session.get_one(Offer, offer_id).state is OfferState.WITHDRAWN


def test_a_request_that_both_libraries_have_open_is_counted_once(amur, brought):
    loan = amur.loan(brought(SHIPPED))
    with reading() as session, speaking("en"):
        assert followers.open_about(session, amur.id, loan.record_id) == ["1 open request"]
        assert followers.open_about_copy(session, loan.item_id) == ["1 open request"]
        rows = session.scalars(title_followers.FOLLOWER.rows_of(loan.record_id)).all()
        assert (len(rows), followers.told_once(session, title_followers.FOLLOWER, rows)) == (2, "1 open request")


def test_a_correction_changes_the_way_and_the_number_and_nothing_else(heihe, amur, brought, deliver):
    no = brought(SHIPPED)
    before = amur.loan(no)
    amur.does("correct_shipping", no, method="delegation", tracking="RB 765 432 CN")
    after = amur.loan(no)
    assert (after.ship_method, after.tracking_no) == ("delegation", "RB 765 432 CN")
    assert (after.due_on, after.shipped_at, after.state) == (before.due_on, before.shipped_at, before.state)
    deliver()
    assert heihe.loan(no).tracking_no == "RB 765 432 CN"


@pytest.mark.parametrize(("days", "is_taken"), [(None, True), (13, False), (14, True), (15, True)])
def test_a_book_is_not_asked_for_sooner_than_it_can_come(heihe, amur, days, is_taken):
    title, day = next(iter(amur.records)), None if days is None else due_in(heihe, days)
    if is_taken:
        assert heihe.loan(heihe.is_asked_for(title, needed_by=day)).needed_by == day
    else:
        with pytest.raises(InvalidInput) as refused:
            heihe.is_asked_for(title, needed_by=day)
        assert set(refused.value.fields) == {"needed_by"}


def test_a_reminder_is_counted_once_and_stands_in_the_history_of_the_loan(heihe, brought):
    no = brought(ON_LOAN)
    with transaction() as session:
        session.get_one(LoanRequest, heihe.loan(no).id).due_on = due_in(heihe, -2)
    counts = []
    for _night in range(2):
        with transaction() as session:
            counts.append(remind(session, now()))
    assert counts == [1, 0]
    with reading() as session:
        wanted = (col(AuditEntry.action) == "loan.remind", col(AuditEntry.subject_id) == heihe.loan(no).id)
        entries = session.scalars(sa.select(AuditEntry).where(*wanted)).all()
    assert [(entry.subject, entry.actor_kind, entry.facts) for entry in entries] == [("loan", "clock", {"days": 1})]
    assert heihe.loan(no).reminded_days == 1


@pytest.mark.parametrize(("days", "letters"), [(8, 0), (7, 1), (6, 1)])
def test_a_reader_is_reminded_from_the_seventh_day_before_the_due_date_on(heihe, brought, days, letters):
    no = brought(ON_LOAN)
    with transaction() as session:
        session.get_one(LoanRequest, heihe.loan(no).id).due_on = due_in(heihe, days)
    with transaction() as session:
        assert remind(session, now()) == letters


def test_a_reminder_goes_by_the_day_of_the_library_where_it_is_tomorrow_already(heihe, brought):
    no = brought(ON_LOAN)
    late = datetime.combine(now().date() + timedelta(days=1), time(20), tzinfo=UTC)
    with transaction() as session:
        session.get_one(LoanRequest, heihe.loan(no).id).due_on = late.date() + timedelta(days=8)
    with transaction() as session:
        assert remind(session, late) == 1


def test_a_message_names_the_third_library_only_where_the_book_was_sent_on_to_it(heihe, amur, khabarovsk, brought):
    no = brought(TO_RETURN)
    heihe.does("forward", no, holder_id=khabarovsk.id, method="post")
    with reading() as session:
        loan = session.get_one(LoanRequest, heihe.loan(no).id)
        holders = {said: compose(session, loan, said, now()).holder for said in OF_WHO_ASKED}
    assert {said for said, holder in holders.items() if holder} == {Outgoing.SHIPPED_FORWARD}


@pytest.mark.parametrize("who", ["librarian", "administrator", "clock", "reader nobody knows"])
def test_only_a_reader_asks_for_herself(heihe, amur, who):
    actor = {
        "librarian": heihe.librarian,
        "administrator": administrator(heihe),
        "clock": clock(),
        "reader nobody knows": Actor("person", library_id=heihe.id, roles=frozenset({Role.READER})),
    }[who]
    given = NewRequest(record_id=next(iter(amur.records.values())))
    with pytest.raises(Forbidden) as refused, transaction() as session:
        requesting.ask(session, actor, given, now())
    assert refused.value.reason == "only-readers-ask"


def attempts(heihe, no):
    with reading() as session:
        wanted = col(SupplierAttempt.request_id) == heihe.loan(no).id
        rows = session.scalars(sa.select(SupplierAttempt).where(wanted).order_by(col(SupplierAttempt.rank)))
        return [(row.rank, row.number, row.state) for row in rows]


def test_the_order_of_libraries_knows_who_supplies_who_has_ended_and_who_does_so_after_all(
    heihe, amur, brought, deliver
):
    no = brought(ON_LOAN)
    assert attempts(heihe, no) == [(1, 1, AttemptState.SUPPLYING)]
    amur.goes(no, "check_in", deliver)
    assert attempts(heihe, no) == [(1, 1, AttemptState.ENDED)]
    amur.goes(no, "undo_check_in", deliver)
    assert attempts(heihe, no) == [(1, 1, AttemptState.SUPPLYING)]


def test_a_book_of_no_catalogue_is_promised_first_and_numbered_when_found(heihe, amur, deliver):
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    amur.does("will_supply", no, item_id=None)
    assert amur.state(no) == "to_pick"
    taken = amur.holds("История Амура")
    with transaction() as session:
        session.get_one(Item, taken[0]).barcode = "И-7"
    with pytest.raises(InvalidInput) as refused:
        amur.does("found", no, barcode="И-7")
    assert set(refused.value.fields) == {"barcode"}
    amur.does("found", no, barcode=" И-8 ")
    with reading() as session:
        assert session.get_one(Item, amur.loan(no).item_id).barcode == "И-8"


def test_a_book_of_no_catalogue_is_offered_on_a_condition_without_any_number(heihe, amur, deliver):
    no = heihe.is_asked_for_unknown("Сказки таёжной реки")
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    amur.does("set_condition", no, item_id=None, condition="LibraryUseOnly")
    assert amur.state(no) == "awaiting_condition"
    assert amur.loan(no).item_id is not None
