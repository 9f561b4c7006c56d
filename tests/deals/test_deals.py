"""Two libraries agree, fill a box, send it and keep an account: what is promised, what counts, what is settled."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from io import BytesIO

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from pypdf import PdfReader
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from library_exchange.core.actor import clock
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, ExchangeError, InvalidInput, NotFound
from library_exchange.core.models import OutboxMessage
from library_exchange.deals.act import act_pdf, said
from library_exchange.deals.models import Agreement, AgreementVersion, Box, BoxLine, Settlement
from library_exchange.deals.queries import accounts, acts, boxes
from library_exchange.deals.queries.agreements import get_agreement
from library_exchange.deals.rules import agreements as agreement_rules
from library_exchange.deals.rules import boxes as box_rules
from library_exchange.deals.rules import settling as settling_rules
from library_exchange.deals.rules.agreements import AgreementEvent, AgreementState, Mode
from library_exchange.deals.rules.boxes import BoxEvent, LineState, is_within, weight_of, worth
from library_exchange.deals.rules.settling import Remedy
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements, settling
from library_exchange.deals.services.boxes import answering, selecting
from library_exchange.directory.models import Library
from library_exchange.documents.fonts import font_file
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Line as LedgerLine
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.subjects import Subject
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import ClaimEvent
from library_exchange.shipping.services import planning
from tests.local_hours import after_midnight, before_midnight
from tests.pairs import Pair, books, line_of
from tests.partners import rows_of

AGREEMENTS = {
    "draft": {"propose": "proposed", "discard": "closed"},
    "proposed": {"accept": "active", "counter": "proposed", "decline": "closed", "silence": "closed"},
    "active": {"suspend": "suspended", "end": "settling"},
    "suspended": {"resume": "active", "end": "settling"},
    "settling": {"settle": "closed"},
    "closed": {},
}
BOXES = {
    "ticking": {"propose": "proposed", "cancel": "cancelled"},
    "proposed": {
        "accept": "proposed",
        "counter": "proposed",
        "withdraw": "proposed",
        "agree": "accepted",
        "reopen": "ticking",
        "cancel": "cancelled",
    },
    "accepted": {"send": "under_way", "settle": "settled"},
    "under_way": {"settle": "settled"},
    "settled": {},
    "cancelled": {},
}
LINES = {
    "ticked": {"choose": "in", "leave": "out"},
    "in": {"leave": "out", "tick_again": "ticked", "agree": "agreed"},
    "out": {"choose": "in", "tick_again": "ticked"},
    "agreed": {"send": "sent", "fail": "failed"},
    "sent": {"receive": "received", "fail": "failed"},
    "received": {"fail": "failed"},
    "failed": {"turn_up": "received"},
}
SETTLEMENTS = {
    "sent": {
        "confirm": "closed",
        "dispute": "disputed",
        "silence": "closed",
        "on_paper": "closed",
        "withdraw": "withdrawn",
    },
    "disputed": {"confirm": "closed", "withdraw": "withdrawn"},
    "closed": {},
    "withdrawn": {},
}


def walked(table):
    found = {}
    for (state, event), step in table.steps.items():
        found.setdefault(str(state), {})[str(event)] = str(step.leads_to(state))
    return found


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (agreement_rules.AGREEMENT, AGREEMENTS),
        (box_rules.BOX, BOXES),
        (box_rules.LINE, LINES),
        (settling_rules.SETTLEMENT, SETTLEMENTS),
    ],
    ids=["agreements", "boxes", "books of a box", "settlements"],
)
def test_deals_go_where_the_tables_say_and_nowhere_else(table, expected):
    assert walked(table) == {state: events for state, events in expected.items() if events}


def test_a_book_counts_as_the_agreement_says():
    counted = {mode: worth(mode, 2, 3, 100, 400, False) for mode in Mode}
    assert counted == {"open": 0, "piece": 2, "priced": 6, "page": 200, "gift_only": 0}
    assert worth(Mode.PIECE, 2, 3, 100, 400, True) == 0
    assert worth(Mode.PAGE, 1, 1, None, 320, False) == 200
    assert [weight_of(None, 200), weight_of(500, 200), weight_of(None, None)] == [320, 500, 0]


def test_a_debt_past_the_credit_may_shrink_but_not_grow():
    assert [is_within(*case) for case in ((5, 0, 5), (6, 0, 5), (-6, 0, 5))] == [True, False, False]
    assert [is_within(*case) for case in ((8, 9, 5), (10, 9, 5), (-8, 9, 5))] == [True, False, False]


# Making deals ---------------------------------------------------------------------------------------------------------


# Agreements -----------------------------------------------------------------------------------------------------------


def test_an_agreement_is_countered_and_accepted_by_both(pair):
    heihe, amur = pair.heihe.librarian, pair.amur.librarian
    with transaction() as session:
        made = agreements.draft(session, heihe, AgreementInput(partner_id=pair.amur.id, credit=30), pair.at)
        with pytest.raises(NotFound):
            get_agreement(session, amur, made.id)
        agreements.take(session, heihe, made, AgreementEvent.PROPOSE, pair.at)
        with pytest.raises(Conflict):
            agreements.take(session, heihe, made, AgreementEvent.ACCEPT, pair.at)
        with pytest.raises(Conflict):
            agreements.change(session, amur, made, AgreementInput(credit=30), pair.at)
        agreements.change(session, amur, made, AgreementInput(credit=10), pair.at)
        assert (made.terms_version, made.turn_id) == (2, pair.heihe.id)
        agreements.take(session, heihe, made, AgreementEvent.ACCEPT, pair.at)
        assert made.state is AgreementState.ACTIVE
    first, second = rows_of(AgreementVersion)
    assert agreement_rules.differences(first.terms, second.terms) == ("credit",)
    with reading() as session:
        assert ledger.balance(session, pair.heihe.id, pair.amur.id) == {}


def test_terms_in_words_need_the_language_that_only_their_author_can_write(pair):
    with transaction() as session:
        given = AgreementInput(partner_id=pair.amur.id, note_ru="Дважды в год.")
        made = agreements.draft(session, pair.heihe.librarian, given, pair.at)
        with pytest.raises(InvalidInput) as refused:
            agreements.take(session, pair.heihe.librarian, made, AgreementEvent.PROPOSE, pair.at)
        assert list(refused.value.fields) == ["note_zh"]


def test_an_agreement_is_not_to_be_looked_at_on_a_day_that_is_past_but_old_terms_may_keep_theirs(pair):
    with pytest.raises(InvalidInput) as refused:
        pair.agrees(review_on=date(2020, 1, 6))
    assert set(refused.value.fields) == {"review_on"}
    made = pair.agrees(review_on=pair.at.date() + timedelta(days=400))
    assert pair.agreement(made).state is AgreementState.ACTIVE


def test_silence_of_sixty_days_closes_a_proposal(pair):
    with transaction() as session:
        made = agreements.draft(session, pair.heihe.librarian, AgreementInput(partner_id=pair.amur.id), pair.at)
        agreements.take(session, pair.heihe.librarian, made, AgreementEvent.PROPOSE, pair.at)
        last = session.get_one(Library, pair.amur.id).day_at(pair.at) + timedelta(days=60)
        assert agreements.end_silence(session, clock(), before_midnight(last, "Asia/Yakutsk")) == 0
        assert agreements.end_silence(session, clock(), after_midnight(last, "Asia/Yakutsk")) == 1
        assert (made.state, made.ending) == ("closed", "silence")


def test_a_stranger_knows_of_no_agreement_and_no_box(pair, make_partner):
    number, stranger = pair.agrees(), make_partner("Harbin", "CN")
    box = pair.opens()
    with reading() as session:
        for ask in (get_agreement, boxes.get_box):
            with pytest.raises(NotFound):
                ask(session, stranger.librarian, number if ask is get_agreement else box)


def test_one_agreement_in_force_for_two_libraries_whatever_the_code_does(pair):
    pair.agrees()
    first, second = sorted((pair.heihe.id, pair.amur.id))
    twin = Agreement(
        first_id=first,
        second_id=second,
        author_id=first,
        state=AgreementState.ACTIVE,
        created_at=pair.at,
        touched_at=pair.at,
        active_at=pair.at,
    )
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(twin)


# Boxes ----------------------------------------------------------------------------------------------------------------


def test_a_box_of_five_for_four_is_agreed_line_by_line(pair):
    pair.agrees(credit=1)
    ours, theirs = books(pair.heihe, 6, "chi"), books(pair.amur, 4, "rus")
    want = pair.heihe.wants(title=f"Book {pair.amur.id} 2", priority=5)
    box = pair.opens()
    assert [(line.offer_id, line.kind) for line in pair.lines(box)] == [(theirs[2], "exact")]
    pair.ticks(box, pair.heihe, *theirs)
    pair.ticks(box, pair.amur, *ours)
    pair.does(box, "propose", pair.amur)
    states = pair.states(box)
    assert ([states[each] for each in theirs], sum(states[each] == "in" for each in ours)) == (["in"] * 4, 5)
    assert {str(line.why) for line in pair.lines(box, pair.amur)} == {"chosen", "balance"}
    left_out = next(each for each in ours if states[each] == "out")
    with pytest.raises(Conflict):
        pair.counters(box, pair.amur, *theirs, *ours)
    swapped = [each for each in ours if each != ours[0]]
    pair.counters(box, pair.amur, *theirs, *swapped, left_out) if left_out != ours[0] else None
    pair.does(box, "accept", pair.heihe)
    assert pair.box(box).state == "accepted"
    assert [str(pair.amur.offer(each).state) for each in theirs] == ["committed"] * 4
    assert pair.heihe.want(want).state == "committed"


def test_consent_is_to_one_proposal_only(pair):
    ours, theirs = books(pair.heihe, 2, "chi"), books(pair.amur, 1, "rus")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    pair.ticks(box, pair.heihe, *theirs)
    pair.does(box, "propose", pair.heihe)
    pair.counters(box, pair.amur, ours[0], *theirs)
    assert pair.box(box).state == "proposed"
    assert pair.heihe.offer(ours[1]).state == "open"
    pair.does(box, "accept", pair.heihe)
    assert pair.box(box).state == "accepted"


@pytest.fixture
def changed(pair):
    """A box that Heihe proposed and of which Amur changed a book out and a book in."""
    pair.agrees(credit=1)
    ours, theirs = books(pair.heihe, 3, "chi"), books(pair.amur, 1, "rus")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    pair.ticks(box, pair.heihe, *theirs)
    pair.does(box, "propose", pair.heihe)
    before = pair.states(box)
    (left_out,) = [each for each in ours if before[each] == "out"]
    swapped = next(each for each in ours if before[each] == "in")
    pair.counters(box, pair.amur, *(each for each in (*ours, *theirs) if each not in (swapped,)))
    assert pair.states(box) == before | {left_out: "in", swapped: "out"}
    return box, before, swapped


def test_who_changed_a_proposal_goes_back_to_the_one_before_and_then_agrees_to_it(pair, changed):
    box, before, swapped = changed
    pair.does(box, "withdraw", pair.amur)
    assert pair.states(box) == before
    assert pair.box(box).consent_of(pair.heihe.id) == pair.box(box).round_no
    assert pair.heihe.offer(swapped).state == "reserved"
    assert [each.why for each in pair.lines(box, pair.amur) if each.state == "in"] == ["chosen", "chosen"]
    pair.does(box, "accept", pair.amur)
    assert pair.box(box).state == "accepted"


def test_only_who_made_the_change_goes_back_and_only_once(pair, changed):
    box, _before, _swapped = changed
    with pytest.raises(Conflict, match="no-change"):
        pair.does(box, "withdraw", pair.heihe)
    pair.does(box, "withdraw", pair.amur)
    for who in (pair.heihe, pair.amur):
        with pytest.raises(Conflict, match="no-change"):
            pair.does(box, "withdraw", who)


def test_what_was_promised_elsewhere_meanwhile_does_not_come_back(pair, changed):
    box, _before, swapped = changed
    now_on = pair.states(box)
    with transaction() as session:
        offer = session.get_one(Offer, swapped)
        offer.state, offer.closed_at = OfferState.WITHDRAWN, pair.at
    with pytest.raises(Conflict, match="promised-elsewhere"):
        pair.does(box, "withdraw", pair.amur)
    assert pair.states(box) == now_on


def test_who_takes_out_what_it_wanted_has_declined_it(pair):
    theirs = books(pair.amur, 2, "rus")
    want = pair.heihe.wants(title=f"Book {pair.amur.id} 0")
    box = pair.opens()
    pair.ticks(box, pair.heihe, *theirs)
    pair.does(box, "propose", pair.heihe)
    assert pair.heihe.want(want).state == "pending"
    pair.counters(box, pair.heihe, theirs[1])
    assert (pair.heihe.want(want).state, pair.heihe.want(want).declines) == ("open", 1)


def test_a_book_is_promised_to_one_library_only(pair, make_partner):
    third = Pair(pair.heihe, make_partner("Khabarovsk", "RU"))
    ours = books(pair.heihe, 2, "chi")
    first, second = pair.opens(), third.opens()
    pair.ticks(first, pair.amur, *ours)
    third.ticks(second, third.amur, *ours)
    pair.does(first, "propose", pair.heihe)
    with pytest.raises(Conflict):
        third.does(second, "propose", third.amur)
    pair.does(first, "cancel", pair.amur)
    third.does(second, "propose", third.amur)
    assert set(third.states(second).values()) == {"in"}


def test_a_lot_gives_one_copy_and_keeps_the_others(pair):
    lot = pair.heihe.offers("三体", None, quantity=3)
    box = pair.opens()
    pair.ticks(box, pair.amur, lot)
    pair.agrees_on(box)
    assert (pair.heihe.offer(lot).quantity, pair.heihe.offer(lot).state) == (2, "open")
    assert [line.offer_id != lot for line in pair.lines(box)] == [True]


def test_the_database_promises_no_offer_twice(pair, make_partner):
    ours = books(pair.heihe, 1, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    pair.agrees_on(box)
    third = make_partner("Khabarovsk", "RU")
    other = Pair(pair.heihe, third).opens()
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            BoxLine(
                box_id=other,
                offer_id=ours[0],
                state=LineState.IN,
                giver_id=pair.heihe.id,
                receiver_id=third.id,
            )
        )


def test_under_an_agreement_for_gifts_only_gifts_are_ticked(pair):
    pair.agrees(mode=Mode.GIFT_ONLY)
    plain, gift = pair.heihe.offers("Plain", None), pair.heihe.offers("Gift", None, is_gift=True)
    box = pair.opens()
    pair.ticks(box, pair.amur, plain, gift)
    assert [line.offer_id for line in pair.lines(box)] == [gift]


def test_what_one_library_ticks_leaves_the_ticks_of_the_other_alone(pair):
    pair.agrees()
    ours, theirs = pair.heihe.offers("Ours", None), pair.amur.offers("Theirs", None)
    box = pair.opens()
    with transaction() as session:
        seen = session.get_one(Box, box)
        session.expunge(seen)
    pair.ticks(box, pair.amur, ours)
    with transaction() as session:
        selecting.tick(session, pair.heihe.librarian, session.merge(seen, load=False), [theirs], [theirs], pair.at)
    assert {line.offer_id for line in pair.lines(box)} == {ours, theirs}


def test_no_box_is_begun_while_the_agreement_rests(pair):
    number = pair.agrees()
    pair.moves_agreement(number, AgreementEvent.SUSPEND, pair.amur)
    with pytest.raises(Conflict):
        pair.opens()
    pair.moves_agreement(number, AgreementEvent.RESUME, pair.heihe)
    assert pair.opens() == pair.opens(pair.amur)


def test_a_giver_who_does_not_find_the_book_says_so(pair):
    ours = books(pair.heihe, 1, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    pair.agrees_on(box)
    with transaction() as session:
        line = session.get_one(BoxLine, pair.lines(box)[0].id)
        with pytest.raises(NotFound):
            answering.not_found(session, pair.amur.librarian, session.get_one(Box, box), line, pair.at)
        answering.not_found(session, pair.heihe.librarian, session.get_one(Box, box), line, pair.at)
    assert (pair.box(box).state, pair.heihe.offer(ours[0]).state) == ("settled", "withdrawn")


# On the way -----------------------------------------------------------------------------------------------------------


def test_only_what_was_received_counts(sent):
    assert [str(sent.heihe.offer(each).state) for each in sent.ours] == ["shipped"] * 2
    assert sent.balance() == 0
    sent.receives(sent.out)
    assert (sent.balance(), sent.amur.want(sent.want).state) == (2, "filled")
    assert [str(sent.heihe.offer(each).state) for each in sent.ours] == ["transferred"] * 2
    sent.receives(sent.back)
    assert (sent.balance(), sent.box(sent.id).state) == (1, "settled")


def test_a_missing_book_that_is_credited_never_debits_and_is_wanted_again(sent):
    sent.receives(sent.out, **{f"n{line_of(sent, sent.ours[0])}": "missing"})
    assert (sent.balance(), sent.amur.want(sent.want).state) == (1, "committed")
    sent.argues(sent.out, "credit", sent.heihe)
    wanted = sent.amur.want(sent.want)
    assert (sent.balance(), wanted.state, wanted.priority) == (1, "open", 4)
    assert sent.heihe.offer(sent.ours[0]).state == "withdrawn"


def test_a_damaged_book_that_stays_counts_when_the_claim_fails(sent):
    sent.receives(sent.out, **{f"n{line_of(sent, sent.ours[0])}": "damaged"})
    sent.argues(sent.out, "refuse", sent.heihe)
    assert sent.balance() == 1
    sent.argues(sent.out, "agree", sent.amur)
    assert (sent.balance(), sent.amur.want(sent.want).state) == (2, "filled")


def test_a_book_taken_for_good_and_credited_later_is_taken_off_the_account(sent):
    sent.receives(sent.out)
    sent.complains(sent.out)
    assert sent.balance() == 2
    sent.argues(sent.out, "credit", sent.heihe)
    assert (sent.balance(), sent.amur.want(sent.want).state) == (1, "open")
    assert "failed" in sent.states(sent.id).values()


def test_a_lost_parcel_never_debits_the_receiver(sent):
    sent.loses(sent.out)
    assert (sent.balance(), sent.amur.want(sent.want).state) == (0, "open")
    sent.argues(sent.out, "credit", sent.heihe)
    assert sent.balance() == 0


def test_a_consignment_that_is_cancelled_frees_its_books_for_another(pair):
    ours = books(pair.heihe, 1, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    pair.agrees_on(box)
    (number,) = pair.consigns(box)
    with pytest.raises(Conflict):
        pair.consigns(box)
    with transaction() as session:
        planning.cancel(session, pair.heihe.librarian, session.get_one(Consignment, number), pair.at)
    assert len(pair.consigns(box)) == 1


def test_without_an_agreement_nothing_is_counted(pair):
    ours = books(pair.heihe, 1, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    pair.agrees_on(box)
    (number,) = pair.consigns(box)
    pair.sends(number)
    pair.receives(number)
    with reading() as session:
        gone, came = accounts.copies_between(session, pair.heihe.id, pair.amur.id)
    assert (pair.balance(), gone, came) == (0, accounts.Copies(1, 1), accounts.Copies())


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs", "asked"), [(0, 1, "You give nothing"), (1, 0, "You get nothing"), (1, 1, None)]
)
def test_who_proposes_a_box_of_one_way_is_told_so_first(web, make_partner, at_desk, ours, theirs, asked):
    pair = Pair(make_partner("Heihe", "CN"), make_partner("Amur", "RU"))
    pair.agrees()
    given, got = books(pair.heihe, 1, "chi")[:ours], books(pair.amur, 1, "rus")[:theirs]
    box = pair.opens()
    pair.ticks(box, pair.amur, *given)
    sent = {"shown": got, "offer": got, "then": "propose"}
    page = at_desk(pair.heihe.librarian_id).post(f"/en/staff/exchange/boxes/{box}/ticks", data=sent)
    assert page.status_code == (200 if asked else 302)
    assert asked is None or asked in page.text
    assert rows_of(Box)[0].state == ("ticking" if asked else "proposed")


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_both_sides_work_through_the_pages(web, make_partner, at_desk, language):
    heihe, amur = make_partner("Heihe", "CN"), make_partner("Amur", "RU")
    pair = Pair(heihe, amur)
    pair.agrees()
    theirs = books(amur, 2, "rus", subject=Subject.HISTORY)
    desk, across = at_desk(heihe.librarian_id), at_desk(amur.librarian_id)
    assert desk.post(f"/{language}/staff/exchange/boxes", data={"partner_id": amur.id}).status_code == 302
    box = f"/{language}/staff/exchange/boxes/{rows_of(Box)[0].id}"
    is_open = {"zh": "就是本箱", "ru": "уже есть открытый ящик"}[language]
    assert is_open not in desk.get(box).text
    again = across.post(f"/{language}/staff/exchange/boxes", data={"partner_id": heihe.id}, follow_redirects=True).text
    assert is_open in again, "it is said that no other box was begun"
    assert f"Book {amur.id} 1" in desk.get(box).text
    assert f"<span>{ {'zh': '历史', 'ru': 'История'}[language] }</span>" in desk.get(box).text
    ticks = {"shown": theirs, "offer": theirs[:1], "then": "propose"}
    asked = desk.post(f"{box}/ticks", data=ticks)
    nothing = {"zh": "贵馆没有给出任何书", "ru": "ничего не даёте"}[language]
    assert (asked.status_code, 'class="asking ' in asked.text, nothing in asked.text) == (200, True, True)
    assert rows_of(Box)[0].state == "ticking", "nothing goes out before the yes"
    assert desk.post(f"{box}/ticks", data=ticks | {"sure": "yes"}).status_code == 302
    first, last, sure = desk.post(f"{box}/accept"), across.post(f"{box}/accept"), {"sure": "yes"}
    assert [first.status_code, last.status_code, 'class="asking ' in last.text] == [302, 200, True]
    assert across.post(f"{box}/accept", data=sure).status_code == 302
    agreed = {"zh": "双方均已同意，交换已商定", "ru": "книги обещаны. Составьте"}[language]
    assert agreed in across.get(box).text
    assert agreed not in desk.get(box).text, "who agreed first was told then, and what"
    address = f"/{language}/staff/exchange/boxes/{rows_of(Box)[0].id}"
    assert [address in each.get(f"/{language}/staff").text for each in (desk, across)] == [True, True]
    assert across.post(f"{box}/send").status_code == 302
    assert [address in each.get(f"/{language}/staff").text for each in (desk, across)] == [False, False]
    number = rows_of(Consignment)[0].id
    assert desk.get(f"/{language}/staff/exchange/acts/{number}").data.startswith(b"%PDF")
    assert f"/staff/shipments/{number}" in desk.get(box).text
    code = rows_of(Library)[-1].code
    assert desk.get(f"/{language}/staff/exchange/account/{code}").status_code == 200


def test_the_list_of_boxes_asks_the_same_number_of_questions_however_long_it_is(web, make_partner, at_desk):
    heihe = make_partner("Heihe", "CN")
    counts = []
    for n in range(3):
        partner = make_partner(f"Partner {n}", "RU")
        Pair(heihe, partner).opens()
        asked = []

        def note(*told, asked=asked):
            asked.append(told[2])

        with reading() as session:
            sa.event.listen(session.get_bind(), "before_cursor_execute", note)
            boxes.boxes_of(session, heihe.id, 50, 0)
            sa.event.remove(session.get_bind(), "before_cursor_execute", note)
        counts.append(sum(each.startswith("SELECT") for each in asked))
    assert counts == [2, 2, 2]


# Settling -------------------------------------------------------------------------------------------------------------


def test_a_debt_is_forgiven_when_both_say_so(sent):
    sent.receives(sent.out)
    number = sent.settles(Remedy.FORGIVE, 1, sent.amur)
    with pytest.raises(ExchangeError):
        sent.answers(number, "confirm", sent.amur)
    sent.answers(number, "confirm", sent.heihe)
    assert sent.balance() == 1
    with pytest.raises(InvalidInput) as told:
        sent.settles(Remedy.IN_KIND, 2, sent.heihe)
    assert str(told.value.fields["amount"]) == "Owed: 1 copy. Enter no more than that."
    sent.answers(sent.settles(Remedy.IN_KIND, 1, sent.heihe), "confirm", sent.amur)
    with pytest.raises(Conflict):
        sent.settles(Remedy.IN_KIND, 1, sent.heihe)


def test_an_agreement_that_ends_is_closed_once_the_account_is_even(sent):
    sent.receives(sent.out)
    sent.receives(sent.back)
    sent.moves_agreement(sent.number, AgreementEvent.END, sent.amur)
    assert sent.agreement(sent.number).state == "settling"
    number = sent.settles(Remedy.IN_KIND, 1, sent.amur)
    sent.answers(number, "confirm", sent.heihe)
    assert (sent.balance(), sent.agreement(sent.number).ending) == (0, "settled")


def test_a_disputed_settlement_posts_nothing_and_silence_only_carries(sent):
    sent.receives(sent.out)
    number = sent.settles(Remedy.FORGIVE, 2, sent.amur)
    with transaction() as session:
        assert settling.end_silence(session, clock(), sent.at + timedelta(days=40)) == 0
    sent.answers(number, "dispute", sent.heihe)
    sent.answers(number, "withdraw", sent.amur)
    sent.settles(Remedy.CARRY, 2, sent.amur)
    with transaction() as session:
        assert settling.end_silence(session, clock(), sent.at + timedelta(days=40)) == 1
    assert (sent.balance(), str(rows_of(Settlement)[-1].state)) == (2, "closed")


# Whatever happens -----------------------------------------------------------------------------------------------------


def test_no_order_of_events_promises_twice_or_debits_what_did_not_come(web, make_partner):
    names = iter(range(1000))

    class Two(RuleBasedStateMachine):
        """Two libraries that do whatever comes to their minds."""

        def __init__(self):
            super().__init__()
            n = next(names)
            self.pair = Pair(make_partner(f"Heihe {n}", "CN"), make_partner(f"Amur {n}", "RU"))
            self.pair.agrees(credit=3)
            self.sides = [self.pair.heihe, self.pair.amur]
            self.offers = [each for side in self.sides for each in books(side, 3, "chi", quantity=2)]
            self.wants = [self.sides[0].wants(title=f"Book {self.sides[1].id} 0", cap=2)]
            self.consignments = []
            self.box = self.pair.opens()

        def tries(self, verb, *args, **more):
            try:
                return verb(*args, **more)
            except (ExchangeError, StopIteration):
                return None

        @rule(side=st.integers(0, 1), which=st.sets(st.integers(0, 5)))
        def ticks(self, side, which):
            self.tries(self.pair.ticks, self.box, self.sides[side], *[self.offers[n] for n in which])

        @rule(side=st.integers(0, 1), event=st.sampled_from(BoxEvent))
        def decides(self, side, event):
            self.tries(self.pair.does, self.box, event, self.sides[side])

        @rule()
        def agree_and_send(self):
            self.tries(self.pair.agrees_on, self.box)
            for number in self.tries(self.pair.consigns, self.box) or ():
                self.consignments.append(number)
                self.tries(self.pair.sends, number)

        @rule(fault=st.sampled_from(["good", "missing", "damaged", "wrong"]))
        def receive(self, fault):
            for number in self.consignments:
                self.tries(self.pair.receives, number, n1=fault)

        @rule(event=st.sampled_from(ClaimEvent), side=st.integers(0, 1))
        def argue(self, event, side):
            for number in self.consignments:
                self.tries(self.pair.argues, number, event, self.sides[side])

        @rule()
        def complain(self):
            for number in self.consignments:
                self.tries(self.pair.complains, number)

        @rule()
        def lose(self):
            for number in self.consignments:
                self.tries(self.pair.loses, number)

        @rule()
        def begin_again(self):
            self.box = self.tries(self.pair.opens) or self.box

        @invariant()
        def what_counts_is_what_came(self):
            with reading() as session:
                sums = session.execute(sa.select(sa.func.sum(col(LedgerLine.amount)))).scalar()
                assert not sums
                mine = (col(BoxLine.giver_id).in_([each.id for each in self.sides]),)
                lines = list(session.scalars(sa.select(BoxLine).where(*mine)))
                came = {
                    line.subject_id
                    for line in session.scalars(sa.select(ConsignmentLine))
                    if line.counted_at is not None
                }
            heihe = self.sides[0].id
            counted = sum(line.amount * (1 if line.giver_id == heihe else -1) for line in lines if line.id in came)
            assert self.pair.balance() == counted
            assert {line.id for line in lines if line.state is LineState.RECEIVED} == {
                line.id for line in lines if line.id in came
            }

        @invariant()
        def nothing_is_promised_twice_or_overfilled(self):
            with reading() as session:
                held = [
                    line.offer_id for line in session.scalars(sa.select(BoxLine)) if line.state in box_rules.HOLDING
                ]
                assert len(held) == len(set(held))
                states = dict(session.execute(sa.select(col(Offer.id), col(Offer.state))).all())
                assert {str(states[each]) for each in held} <= {"reserved", "committed", "shipped"}
                assert all(want.received <= want.cap for want in session.scalars(sa.select(Want)))

    quick = settings(max_examples=6, stateful_step_count=14, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Two, settings=quick)


# The act --------------------------------------------------------------------------------------------------------------


def test_the_act_has_both_titles_of_every_book_or_says_so_and_its_sums_are_those_of_its_lines(sent):
    sent.receives(sent.out, **{f"n{line_of(sent, sent.ours[0])}": "missing"})
    with reading() as session:
        act = acts.act_of_consignment(session, sent.heihe.librarian, sent.out, sent.at.date())
        period = acts.act_of_period(
            *(session, sent.heihe.id, sent.amur.id, sent.at.date() - timedelta(1), sent.at.date() + timedelta(1)),
            sent.at.date(),
        )
        with pytest.raises(Conflict):
            acts.act_of_period(
                *(session, sent.heihe.id, sent.amur.id, sent.at.date() - timedelta(90)),
                *(sent.at.date() - timedelta(80), sent.at.date()),
            )
    (part,) = act.parts
    assert ((part.sent, part.received), sorted(line.state for line in part.lines)) == ((2, 1), ["", "act_missing"])
    assert [each.received for each in period.parts] == [1]
    bare = replace(part, lines=(replace(part.lines[0], title_ru=None, title_zh=None), *part.lines[1:]))
    text = written(act_pdf(replace(act, parts=(bare,)), font_file()))
    wanted = (
        "交接清单",
        "Акт приёма-передачи",
        "题名尚无译文",
        "перевода заглавия пока нет",
        *(n.title for n in part.lines),
    )
    assert [each for each in wanted if each not in text] == []
    assert said(act.languages).day(act.made_on) in text, "the day in both languages"
    known = replace(part.lines[0], imprint=("鲁迅, 1921", "Лу Синь"))
    assert "Лу Синь" in written(act_pdf(replace(act, parts=(replace(part, lines=(known,)),)), font_file()))


def test_the_act_tells_a_damaged_set_as_received_and_counts_its_volumes_as_the_other_papers(sent):
    damaged, missing = line_of(sent, sent.ours[0]), line_of(sent, sent.ours[1])
    with transaction() as session:
        line = session.get_one(ConsignmentLine, damaged)
        line.volumes, line.value_minor = 2, 4000
    sent.receives(sent.out, **{f"n{damaged}": "damaged", f"n{missing}": "missing"})
    with reading() as session:
        act = acts.act_of_consignment(session, sent.heihe.librarian, sent.out, sent.at.date())
    (part,) = act.parts
    told = {line.state: (line.sent, line.received, line.worth_minor) for line in part.lines}
    assert told["act_damaged"] == (2, 2, 4000), "it lies on the table of who signs"
    assert told["act_missing"][1:] == (0, 0)
    assert "комплекты × тома: 1 × 2" in written(act_pdf(act, font_file()))


def test_a_copy_that_came_damaged_is_told_with_its_claim(sent):
    def ours():
        with reading() as session:
            return accounts.copies_between(session, sent.heihe.id, sent.amur.id)[0]

    assert ours() == accounts.Copies(2, 0, 0)
    sent.receives(sent.out)
    assert ours() == accounts.Copies(2, 2, 0)
    sent.complains(sent.out)
    assert ours() == accounts.Copies(2, 2, 1)
    sent.argues(sent.out, "credit", sent.heihe)
    assert ours() == accounts.Copies(2, 2, 0), "what was credited came, and is claimed for no more"


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("2011-01", ("2011-01号协议，2026年", "Соглашение № 2011-01, 2026 год")),
        ("№ 7", ("7号协议，2026年", "Соглашение № 7, 2026 год")),
        ("Договор 5", ("Договор 5，2026年", "Договор 5, 2026 год")),
    ],
)
def test_an_act_says_of_which_agreement_and_year_it_is(pair, reference, told):
    with transaction() as session:
        session.get_one(Agreement, pair.agrees()).paper_reference = reference
    with reading() as session:
        heihe, amur = (session.get_one(Library, each.id) for each in (pair.heihe, pair.amur))
        basis = acts.basis_of(session, heihe, amur, date(2026, 1, 1))
    assert basis.said(said(("zh", "ru"))) == " · ".join(told)


def written(content):
    """Return the text of a PDF with single spaces."""
    pages = PdfReader(BytesIO(content)).pages
    return " ".join("".join(page.extract_text() for page in pages).replace("\x00", "").split())


# Who is told ----------------------------------------------------------------------------------------------------------


def mailed():
    """The mailboxes that letters were put into the outbox for, the first first."""
    with reading() as session:
        letters = sa.select(OutboxMessage).where(OutboxMessage.kind == "notifications.mail").order_by("id")
        return [letter.payload["recipient"] for letter in session.scalars(letters)]


def test_no_library_is_mailed_about_its_own_step_and_its_partner_always_is(pair):
    mine, theirs = "ill@heihe.example", "ill@amur.example"
    pair.agrees()
    assert mailed() == [theirs, mine], "proposed by the one, accepted by the other"
    ours = books(pair.heihe, 1, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *ours)
    for event, by, told in (
        *(("propose", pair.heihe, theirs), ("reopen", pair.amur, mine), ("propose", pair.amur, mine)),
        ("accept", pair.heihe, theirs),
    ):
        before = len(mailed())
        pair.does(box, event, by)
        assert set(mailed()[before:]) <= {told}, event
    assert mailed()[2:], "boxes are told of at all"


@pytest.mark.alike_on_both
def test_a_book_that_came_leads_to_the_form_that_enters_it_at_its_receiver_alone(web, sent, at_desk):
    sent.receives(sent.out)
    page = at_desk(sent.amur.librarian_id).get(f"/ru/staff/exchange/boxes/{sent.id}").text
    ways = re.findall(r'href="(/ru/staff/holdings/new\?[^"]+)"', page)
    assert len(ways) == 2
    form = at_desk(sent.amur.librarian_id).get(unescape(ways[0]))
    assert (form.status_code, 'id="title"' in form.text) == (200, True)
    theirs = at_desk(sent.heihe.librarian_id).get(f"/zh/staff/exchange/boxes/{sent.id}").text
    assert "/staff/holdings/new" not in theirs
