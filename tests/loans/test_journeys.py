"""Loans from end to end, two libraries and the outbox between them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item
from library_exchange.catalogue.services import index
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.directory.rules.calendars import LibraryCalendar, next_open_day
from library_exchange.loan_messages import services as delivery
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.forms import step_forms
from library_exchange.loans.models import AttemptState, LoanRequest
from library_exchange.loans.queries import copies, requests
from library_exchange.loans.rules.codes import Action, Settlement, Side
from library_exchange.loans.rules.steps import STATES, TABLES
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting as asking
from library_exchange.search.port import ON_SHELF


def test_a_loan_goes_there_and_back(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    way = [
        (amur, "will_supply", "will_supply", "to_pick"),
        (amur, "found", "will_supply", "to_ship"),
        (amur, "ship", "shipped", "shipped"),
        (heihe, "receive", "received", "on_loan"),
        (heihe, "check_out", "with_reader", "on_loan"),
        (heihe, "patron_returned", "to_return", "on_loan"),
        (heihe, "ship_return", "return_shipped", "returning"),
        (amur, "check_in", "completed", "completed"),
    ]
    for library, action, requesting, supplying in way:
        assert action in library.actions_on(no)
        library.does(action, no)
        deliver()
        assert (heihe.state(no), amur.state(no)) == (requesting, supplying)
    assert (heihe.actions_on(no), amur.actions_on(no)) == ([], ["undo_check_in"])


def test_the_partner_knows_only_after_the_message_has_come(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.does("will_supply", no)
    amur.does("found", no)
    deliver()
    amur.does("ship", no)
    assert (heihe.state(no), amur.state(no)) == ("will_supply", "shipped")
    deliver()
    assert (heihe.state(no), amur.state(no)) == ("shipped", "shipped")
    assert heihe.loan(no).due_on == amur.loan(no).due_on
    assert heihe.loan(no).tracking_no == "RB 123 456 CN"


def all_messages():
    with reading() as session:
        rows = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == OUTBOX_KIND).order_by("id"))
        return [LoanMessage.model_validate(row.payload) for row in rows]


def take(message):
    with transaction() as session:
        delivery.deliver(session, message, message.sent_at)


def snapshot():
    with reading() as session:
        rows = session.execute(sa.select(LoanRequest).order_by("id")).scalars()
        heard = session.scalar(sa.select(sa.func.count()).select_from(ReceivedMessage))
        return [(row.id, row.state, row.version, row.sent_seq, row.received_seq) for row in rows], heard


def test_a_message_that_comes_twice_changes_nothing(heihe, shipped, deliver):
    heihe.goes(shipped, "receive ship_return", deliver)
    before = snapshot()
    for message in all_messages() + all_messages()[::-1]:
        take(message)
    assert snapshot() == before


def test_messages_that_come_in_the_wrong_order_wait_for_their_turn(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    for action in ("will_supply", "found", "ship"):
        amur.does(action, no)
    with transaction() as session:  # the first to come is the last that was sent
        rows = session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.kind == OUTBOX_KIND, col(OutboxMessage.done_at).is_(None))
        ).all()
        assert len(rows) == 2
        rows[0].payload, rows[1].payload = rows[1].payload, rows[0].payload
    deliver()
    assert heihe.state(no) == "shipped"
    assert heihe.loan(no).received_seq == 3  # that the request came, that it is supplied, that it is shipped


def test_a_refused_request_goes_to_the_next_library_under_a_new_number(heihe, amur, khabarovsk, deliver):
    khabarovsk.holds("История Амура")
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.does("refuse", no, reason="PoorCondition")
    deliver()
    assert (heihe.state(no), heihe.loan(no).reason) == ("refused", "PoorCondition")
    heihe.does("ask_next", no)
    deliver()
    assert amur.loan(no).request_no == f"{no}-1"
    assert khabarovsk.loan(no).request_no == f"{no}-2"
    assert (heihe.state(no), amur.state(no), khabarovsk.state(no)) == ("sent", "unfilled", "new")
    with reading() as session:
        asked = requests.attempts(session, heihe.loan(no))
    assert [(one.library.id, one.attempt.state) for one in asked] == [
        (amur.id, AttemptState.REFUSED),
        (khabarovsk.id, AttemptState.ASKED),
    ]


def test_late_words_of_a_library_asked_before_change_nothing(heihe, amur, khabarovsk, deliver):
    khabarovsk.holds("История Амура")
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.does("refuse", no)
    deliver()
    refusal = all_messages()[-1]
    heihe.does("ask_next", no)
    deliver()
    khabarovsk.does("will_supply", no)
    deliver()
    before = snapshot()[0]
    for seq in (1, 2, 7):
        take(refusal.model_copy(update={"seq": seq}))
        take(refusal.model_copy(update={"seq": seq}))
    assert snapshot()[0] == before
    assert heihe.state(no) == "will_supply"


def test_no_library_left_means_closing_the_request(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.does("refuse", no)
    deliver()
    with pytest.raises(Conflict) as refused:
        heihe.does("ask_next", no)
    assert refused.value.reason == "no-supplier"
    heihe.does("close_unfilled", no)
    assert heihe.state(no) == "unfilled"


@pytest.mark.parametrize(
    ("before", "answer", "ends"),
    [
        ("", "", ("cancelled", "cancelled")),
        ("will_supply", "cancel_yes", ("cancelled", "cancelled")),
        ("will_supply found", "cancel_yes", ("cancelled", "cancelled")),
        ("will_supply found", "cancel_no", ("will_supply", "to_ship")),
    ],
)
def test_cancelling_is_answered_at_every_stage_before_shipping(heihe, amur, deliver, before, answer, ends):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, before, deliver)
    heihe.goes(no, "cancel", deliver)
    amur.goes(no, answer, deliver)
    assert (heihe.state(no), amur.state(no)) == ends


def test_a_cancellation_that_crosses_with_the_parcel_is_answered_no(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    amur.does("ship", no)
    heihe.does("cancel", no)
    deliver()
    assert (heihe.state(no), amur.state(no)) == ("shipped", "shipped")
    with pytest.raises(Conflict) as refused:
        heihe.does("cancel", no)
    assert "Receive it and send it back" in str(refused.value.sentence)


def test_a_lost_book_ends_the_loan_on_both_sides_and_frees_the_row(heihe, amur, shipped, deliver):
    heihe.goes(shipped, "receive check_out", deliver)
    amur.goes(shipped, "write_off", deliver)
    assert (heihe.state(shipped), amur.state(shipped)) == ("lost", "lost")


def test_a_parcel_that_comes_after_it_was_written_off_is_received_once_that_is_taken_back(
    heihe, amur, shipped, deliver
):
    amur.goes(shipped, "write_off", deliver)
    assert (heihe.state(shipped), amur.state(shipped)) == ("lost", "lost")
    amur.goes(shipped, "undo_write_off", deliver)
    heihe.goes(shipped, "receive", deliver)
    assert (heihe.state(shipped), amur.state(shipped)) == ("received", "on_loan")


def test_a_damaged_book_may_be_repaired_and_a_lost_one_not(heihe, amur, shipped, deliver):
    heihe.goes(shipped, "receive check_out report_lost", deliver)
    assert Settlement.REPAIRED not in ways_to_settle(amur, shipped)
    assert Settlement.REPLACED in ways_to_settle(amur, shipped)
    heihe.goes(shipped, "found_again ship_return", deliver)
    amur.does("check_in_damaged", shipped, damage="torn")
    assert Settlement.REPAIRED in ways_to_settle(amur, shipped)


def ways_to_settle(desk, no):
    with reading() as session:
        forms = step_forms(session, desk.librarian, desk.loan(no), "ru", now())
    [settling] = [form for form in forms if form.action is Action.SETTLE]
    return [code for code, _name in settling.fields[0]["options"]]


@pytest.mark.parametrize("way", ["will_supply not_on_shelf", "will_supply found ship write_off"])
def test_a_copy_that_is_gone_is_not_promised_again(heihe, amur, deliver, way):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, way, deliver)
    with reading() as session:
        assert session.get_one(Item, amur.loan(no).item_id).local_state == "missing"
        assert copies.free_copies(session, amur.id, amur.records["История Амура"]) == []


def test_a_copy_is_free_again_once_it_is_back(heihe, amur, shipped, deliver):
    (item_id,) = [amur.loan(shipped).item_id]
    with reading() as session:
        assert copies.held_item_ids(session, [item_id]) == {item_id}
        assert copies.free_copies(session, amur.id, amur.records["История Амура"]) == []
    heihe.goes(shipped, "receive ship_return", deliver)
    amur.goes(shipped, "check_in", deliver)
    with reading() as session:
        assert [copy.item_id for copy in copies.free_copies(session, amur.id, amur.records["История Амура"])] == [
            item_id
        ]


# Who may ----------------------------------------------------------------------------------------------------------


def test_strangers_do_not_know_that_the_request_exists(heihe, amur, khabarovsk, shipped):
    ours, theirs = heihe.loan(shipped), amur.loan(shipped)
    strangers = [
        (khabarovsk.librarian, ours),
        (khabarovsk.reader, ours),
        (amur.librarian, ours),
        (heihe.librarian, theirs),
        (heihe.reader, theirs),
        (amur.reader, theirs),
    ]
    with reading() as session:
        for actor, loan in strangers:
            with pytest.raises(NotFound):
                requests.get_request(session, actor, loan.id)
        assert requests.get_request(session, heihe.reader, ours.id).id == ours.id
        assert requests.get_request(session, heihe.librarian, ours.id).id == ours.id


def test_a_book_that_lies_ready_is_not_renewed_by_its_reader(heihe, amur, deliver):
    no = heihe.is_asked_for("История Амура")
    deliver()
    heihe.goes(no, "send", deliver)
    amur.goes(no, "will_supply found ship", deliver)
    heihe.does("receive", no)
    with pytest.raises(Conflict):
        heihe.does("renew", no, actor=heihe.reader)
    heihe.does("check_out", no)
    heihe.does("renew", no, actor=heihe.reader)
    assert heihe.loan(no).due == "renew_asked"


def test_a_reader_may_only_answer_cancel_and_renew_and_only_her_own_request(heihe, amur, make_desk, deliver):
    no = heihe.is_asked_for("История Амура")
    renewing = (Action.RENEW, Action.UNDO_RENEW)
    hers = (Action.ANSWER_LIBRARY, Action.CANCEL, *renewing, Action.ACCEPT_COPY, Action.REPORT_UNREADABLE)
    for action in Action:
        if action not in hers:
            with pytest.raises(Forbidden):
                heihe.does(action, no, actor=heihe.reader)
    with pytest.raises(Conflict):
        heihe.does("renew", no, actor=heihe.reader)  # she has no book yet
    with pytest.raises(Forbidden):
        heihe.does("cancel", no, actor=amur.reader)
    heihe.does("cancel", no, actor=heihe.reader)
    assert heihe.state(no) == "cancelled"


def test_a_librarian_of_another_library_may_take_no_step(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    for action in Action:
        with pytest.raises(Forbidden):
            heihe.does(action, no, actor=amur.librarian)
        with pytest.raises(Forbidden):
            amur.does(action, no, actor=heihe.librarian)


# What a step needs ------------------------------------------------------------------------------------------------


def test_a_step_tells_what_it_still_needs(heihe, amur, deliver, in_days):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    for given, field in [
        ({"item_id": None}, "item_id"),
        ({"item_id": 999999}, "item_id"),
        ({"barcode": "no such number"}, "barcode"),
    ]:
        with pytest.raises(InvalidInput) as refused:
            amur.does("will_supply", no, **given)
        assert set(refused.value.fields) == {field}
    with pytest.raises(InvalidInput):
        amur.does("refuse", no, reason=None)
    amur.goes(no, "will_supply found", deliver)
    with pytest.raises(InvalidInput):
        amur.does("ship", no, method=None)
    with pytest.raises(InvalidInput) as refused:
        amur.does("ship", no, due_on=in_days(-1))
    assert set(refused.value.fields) == {"due_on"}


@pytest.mark.parametrize(("day", "is_taken"), [(23, False), (24, False), (25, True)])
def test_a_book_is_due_tomorrow_at_the_soonest_by_the_day_of_the_library_that_lends_it(
    heihe, amur, deliver, day, is_taken
):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    # In Yakutsk, nine hours ahead, it is the 24th already.
    late = datetime(2030, 11, 23, 16, tzinfo=UTC)
    amur.now = lambda: late
    if is_taken:
        amur.does("ship", no, due_on=date(2030, 11, day))
        assert amur.loan(no).due_on == date(2030, 11, day)
    else:
        with pytest.raises(InvalidInput) as refused:
            amur.does("ship", no, due_on=date(2030, 11, day))
        assert set(refused.value.fields) == {"due_on"}
        assert amur.state(no) == "to_ship"


# Who is told ----------------------------------------------------------------------------------------------------------


def mailed():
    """The mailboxes and persons that letters were put into the outbox for, the first first."""
    with reading() as session:
        kind = OutboxMessage.kind == "notifications.mail"
        return [
            row.payload["recipient"] for row in session.scalars(sa.select(OutboxMessage).where(kind).order_by("id"))
        ]


WALKS = [
    "Amur:will_supply Amur:found Amur:ship Heihe:receive Heihe:check_out Heihe:patron_returned"
    " Heihe:ship_return Amur:check_in",
    "Amur:will_supply Amur:found Amur:ship Heihe:receive Heihe:ship_return Amur:write_off",
    "Amur:refuse Heihe:close_unfilled",
    "Amur:will_supply Amur:not_on_shelf Heihe:close_unfilled",
    "Heihe:cancel",
    "Amur:will_supply Heihe:cancel Amur:cancel_yes",
    "Amur:will_supply Amur:found Heihe:cancel Amur:cancel_no Amur:ship",
]


@pytest.mark.parametrize("walk", WALKS)
def test_no_library_is_mailed_about_what_its_own_staff_did(heihe, amur, deliver, walk):
    desks = {"Heihe": (heihe, "ill@heihe.example"), "Amur": (amur, "ill@amur.example")}
    no = heihe.is_asked_for("История Амура")
    assert mailed() == ["ill@heihe.example"], "its reader asked: the library is told"
    for step in ["Heihe:send", *walk.split()]:
        name, action = step.split(":")
        (desk, own), before = desks[name], len(mailed())
        desk.does(action, no, **({"supplier_id": amur.id} if action == "send" else {}))
        assert own not in mailed()[before:], step
        assert [box for box in mailed()[before:] if box.startswith("ill@")] == [], "the other learns by the message"
        deliver()
        if action != "cancel":  # which the other side answers
            assert own not in mailed()[before:], step


def test_a_library_is_not_mailed_to_approve_what_its_own_librarian_typed(heihe, amur):
    with transaction() as session:
        drafted = NewRequest(record_id=amur.records["История Амура"])
        no = asking.draft(session, heihe.librarian, drafted, heihe.now()).request_no
    assert mailed() == []
    heihe.does("cancel", no)
    assert mailed() == []


def test_a_librarian_who_reads_is_not_mailed_about_her_own_steps(heihe, amur, deliver):
    both = replace(heihe.librarian, roles=frozenset({Role.LIBRARIAN, Role.READER}))
    with transaction() as session:
        no = asking.ask(session, both, NewRequest(record_id=amur.records["История Амура"]), heihe.now()).request_no
    heihe.does("send", no, actor=both, supplier_id=amur.id)
    assert mailed() == []
    deliver()
    assert mailed() == ["ill@amur.example"]


def test_each_library_is_mailed_about_what_the_other_did(heihe, amur, deliver):
    no = heihe.is_asked_for("История Амура")
    told = []
    for name, action in (("Heihe", "send"), ("Amur", "will_supply"), ("Amur", "found"), ("Amur", "ship")):
        desk, before = {"Heihe": heihe, "Amur": amur}[name], len(mailed())
        desk.does(action, no, **({"supplier_id": amur.id} if action == "send" else {}))
        deliver()
        told.append([box for box in mailed()[before:] if box.startswith("ill@")])
    assert told == [["ill@amur.example"], ["ill@heihe.example"], [], ["ill@heihe.example"]]


def test_a_copy_of_another_library_cannot_be_promised(heihe, amur, khabarovsk, deliver):
    (theirs,) = khabarovsk.holds("История Амура")
    no = heihe.requests("История Амура", of=amur)
    deliver()
    with pytest.raises(InvalidInput):
        amur.does("will_supply", no, item_id=theirs)


def test_a_copy_may_be_named_by_its_barcode(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    with reading() as session:
        (copy,) = copies.free_copies(session, amur.id, amur.records["История Амура"])
    amur.does("will_supply", no, item_id=None, barcode=copy.barcode)
    assert (amur.loan(no).item_id, amur.loan(no).call_number) == (copy.item_id, "I210.6/38")


def test_a_promised_copy_is_not_promised_again(heihe, amur, make_desk, deliver):
    harbin = make_desk("Harbin", "CN")
    first, second = heihe.requests("История Амура", of=amur), harbin.requests("История Амура", of=amur)
    deliver()
    amur.does("will_supply", first)
    with pytest.raises(Conflict) as refused:
        amur.does("will_supply", second, item_id=amur.loan(first).item_id)
    assert "already promised to another library" in str(refused.value.sentence)
    assert amur.state(second) == "new"


def test_whoever_looks_at_an_old_page_is_told_that_the_request_changed(heihe, amur, deliver):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    seen = amur.loan(no).version
    amur.does("will_supply", no, version=seen)
    with pytest.raises(Conflict) as refused:
        amur.does("found", no, version=seen)
    assert refused.value.reason == "changed-meanwhile"


def test_a_reader_is_led_to_her_earlier_request_for_the_same_book(heihe, amur):
    no = heihe.is_asked_for("История Амура")
    with pytest.raises(Conflict) as refused:
        heihe.is_asked_for("История Амура")
    assert refused.value.facts["loan"] == heihe.loan(no).id
    heihe.does("cancel", no)
    assert heihe.is_asked_for("История Амура") != no


def test_a_day_that_cannot_be_kept_is_refused(heihe, amur, in_days):
    with pytest.raises(InvalidInput):
        heihe.is_asked_for("История Амура", needed_by=in_days(3))
    heihe.is_asked_for("История Амура", needed_by=in_days(30))


def test_the_proposed_due_date_is_transit_and_loan_days_of_the_supplying_library(heihe, make_desk, deliver, in_days):
    chita = make_desk("Chita", loan_days=20, transit_days=10)
    chita.holds("Забайкалье")
    no = heihe.requests("Забайкалье", of=chita)
    deliver()
    chita.goes(no, "will_supply found ship", deliver)
    requesting = LibraryCalendar("CN", "Asia/Shanghai")
    may_be_tomorrow_in_chita = {next_open_day(requesting, in_days(days)) for days in (29, 30, 31)}
    assert chita.loan(no).due_on in may_be_tomorrow_in_chita


# What is kept ---------------------------------------------------------------------------------------------------------


def walk_everything(heihe, amur, deliver):
    for ending in ("check_in", "write_off"):
        title = f"Книга {ending}"
        amur.holds(title)
        no = heihe.requests(title, of=amur)
        deliver()
        amur.goes(no, "will_supply found ship", deliver)
        heihe.goes(no, "receive check_out patron_returned ship_return", deliver)
        amur.goes(no, ending, deliver)
    amur.holds("Отказ")
    no = heihe.requests("Отказ", of=amur)
    deliver()
    amur.goes(no, "will_supply not_on_shelf", deliver)
    heihe.goes(no, "close_unfilled", deliver)


def test_every_step_has_its_audit_row_and_lies_on_the_table(heihe, amur, deliver):
    walk_everything(heihe, amur, deliver)
    with reading() as session:
        loans = session.scalars(sa.select(LoanRequest)).all()
        assert len(loans) == 6
        for loan in loans:
            entries = session.scalars(
                sa.select(AuditEntry)
                .where(AuditEntry.subject == "loan", AuditEntry.subject_id == loan.id)
                .order_by(col(AuditEntry.id))
            ).all()
            assert len(entries) == loan.version
            allowed = {(at, step.leads_to(at, at)) for (at, _), step in TABLES[loan.side].steps.items()}
            assert {(e.facts["from"], e.facts["to"]) for e in entries[1:]} <= allowed
            assert [e.facts["to"] for e in entries[:-1]] == [e.facts["from"] for e in entries[1:]]
            assert {e.user_id for e in entries if e.actor_kind == "partner"} == {None}


def test_a_step_that_fails_leaves_nothing_behind(heihe, amur, deliver, monkeypatch):
    no = heihe.requests("История Амура", of=amur)
    deliver()
    before = snapshot()

    def break_down(*_args, **_kwargs):
        raise RuntimeError("the mail room is on fire")

    monkeypatch.setattr("library_exchange.loans.services.notices.tell", break_down)
    with reading() as session:
        rows = session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage))
        audit = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    with pytest.raises(RuntimeError):
        amur.does("will_supply", no)
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == rows
        assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == audit
    assert snapshot() == before


def test_nothing_is_overtaken_when_the_clock_is_set_back(heihe, amur, shipped, deliver):
    earlier = amur.loan(shipped).created_at
    heihe.now = amur.now = lambda: earlier
    heihe.goes(shipped, "receive ship_return", deliver)
    loan = heihe.loan(shipped)
    assert loan.shipped_at <= loan.received_at <= loan.return_shipped_at <= loan.touched_at


def test_every_state_of_both_machines_fits_the_table(app):
    longest = max(len(state) for side in Side for state in STATES[side])
    assert longest <= LoanRequest.__table__.c.state.type.length


def test_the_list_of_what_can_be_lent_follows_a_loan(app, heihe, amur, deliver):
    engine = app.extensions["search"]
    no = heihe.requests("История Амура", of=amur)
    record = heihe.loan(no).record_id
    index.rebuild(database(), engine)
    deliver()
    assert record in engine.having("availability", ON_SHELF)
    amur.does("will_supply", no)
    deliver()
    assert record not in engine.having("availability", ON_SHELF)
    for library, action in [
        (amur, "found"),
        (amur, "ship"),
        (heihe, "receive"),
        (heihe, "ship_return"),
        (amur, "check_in"),
    ]:
        library.does(action, no)
        deliver()
    assert record in engine.having("availability", ON_SHELF)
