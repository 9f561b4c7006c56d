"""How partners answer: what became of requests, how long it took by whose calendar, and who may read of it."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt, attempt_no
from library_exchange.loans.rules.codes import Incoming, Side, SupplyingState
from library_exchange.loans.rules.standard_codes import MessageStatus, ReasonUnfilled
from library_exchange.statistics import turnaround
from library_exchange.statistics.rules.turnaround import (
    Case,
    Outcome,
    by_partner,
    middle,
    ninth_tenth,
    outcome_asked,
    outcome_asking,
    summed,
)
from library_exchange.statistics.turnaround import Span
from tests.counting import count_queries

FRIDAY = datetime(2026, 9, 25, 3, tzinfo=UTC)
"""In China work rests from this day (Mid-Autumn) to Sunday, and from 1 to 7 October; in Russia it does not."""
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CANARY = "Канарейкина"
BOOK = {"title": [{"value": "История Амура"}]}
_numbers = iter(range(10_000))


# Rules ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "is_open", "is_refused", "was_shipped", "outcome"),
    [
        ((), True, False, False, Outcome.OPEN),
        (("says_condition",), True, False, False, Outcome.SUPPLIED),
        (("says_will_supply", "says_loaned"), False, False, True, Outcome.SUPPLIED),
        (("says_unfilled",), False, True, False, Outcome.REFUSED),
        (("says_retry",), False, True, False, Outcome.REFUSED),
        (("says_will_supply", "says_unfilled"), False, True, False, Outcome.REFUSED),
        (("says_condition",), False, True, False, Outcome.ENDED),
        ((), False, True, False, Outcome.SILENT),
        ((), False, False, False, Outcome.ENDED),
    ],
)
def test_what_became_of_asking_a_library(said, is_open, is_refused, was_shipped, outcome):
    assert outcome_asking(frozenset(said), is_open, is_refused, was_shipped) is outcome


@pytest.mark.parametrize("state", SupplyingState)
def test_a_request_that_nobody_looked_at_before_it_was_withdrawn_was_never_answered(state):
    assert outcome_asked(state, False, False, was_given_up=True) is Outcome.SILENT


def test_in_every_state_of_a_library_that_is_asked_it_is_known_what_became_of_the_request():
    found = {state: outcome_asked(state, True, False, False) for state in SupplyingState}
    others = {state: outcome for state, outcome in found.items() if outcome is not Outcome.SUPPLIED}
    assert others == {
        SupplyingState.NEW: Outcome.OPEN,
        SupplyingState.CANCEL_ASKED: Outcome.OPEN,
        SupplyingState.UNFILLED: Outcome.REFUSED,
        SupplyingState.RETRY: Outcome.REFUSED,
        SupplyingState.CANCELLED: Outcome.ENDED,
        SupplyingState.CLOSED: Outcome.ENDED,
    }
    assert outcome_asked(SupplyingState.CLOSED, True, True, False) is Outcome.SUPPLIED


def test_nine_in_ten_and_the_middle_of_days():
    assert (middle(()), ninth_tenth(())) == (None, None)
    assert (middle((1, 2)), ninth_tenth((1, 2))) == (1.5, 2)
    assert (middle(range(1, 11)), ninth_tenth(range(1, 11))) == (5.5, 9)


def test_what_is_not_answered_yet_is_not_held_against_a_partner():
    row = summed([Case(1, Outcome.SUPPLIED), Case(1, Outcome.OPEN), Case(1, Outcome.ENDED)])
    assert (row.requests, row.settled) == (3, 2)


def test_partners_with_most_requests_come_first_and_reasons_are_counted():
    rows = by_partner([Case(1, Outcome.REFUSED, "later"), *(Case(2, Outcome.REFUSED, code) for code in ("bb", "bb"))])
    assert [(row.partner_id, row.requests) for row in rows] == [(2, 2), (1, 1)]
    assert rows[1].reasons == (("later", 1),)


# Rows -----------------------------------------------------------------------------------------------------------------


def _loan(side, library_id, partner_id, **more):
    values = {"state": "completed", "book": BOOK, "created_at": FRIDAY, "touched_at": FRIDAY} | more
    if values["state"] in ("completed", "unfilled", "cancelled"):
        values.setdefault("closed_at", values.get("return_shipped_at") or values["touched_at"])
    return LoanRequest(
        side=side, library_id=library_id, partner_id=partner_id, request_no=f"N{next(_numbers)}", **values
    )


def asks(library_id, partner_id, stands, said=(), reason=None, at=FRIDAY, **of_the_loan):
    """Let a library have asked a partner, which has `said` things (word, instant)."""
    with transaction() as session:
        loan = _loan(Side.REQUESTING, library_id, partner_id, attempt=1, created_at=at, touched_at=at, **of_the_loan)
        session.add(loan)
        session.flush()
        session.add(
            SupplierAttempt(
                request_id=loan.id,
                library_id=partner_id,
                rank=1,
                number=1,
                state=stands,
                asked_at=at,
                reason=reason,
            )
        )
        for seq, (word, heard_at) in enumerate(said, start=1):
            session.add(
                ReceivedMessage(
                    sender_library_id=partner_id,
                    recipient_library_id=library_id,
                    request_no=attempt_no(loan.request_no, 1),
                    side=Side.REQUESTING,
                    seq=seq,
                    said=str(word),
                    confirmation=MessageStatus.OK,
                    received_at=heard_at,
                )
            )


def is_asked(library_id, partner_id, done=(), **of_the_loan):
    """Let a partner have asked the library, which has `done` things (act, instant)."""
    with transaction() as session:
        loan = _loan(Side.SUPPLYING, library_id, partner_id, **of_the_loan)
        session.add(loan)
        session.flush()
        for act, at in done:
            session.add(
                AuditEntry(
                    at=at, actor_kind="person", door="page", action=f"loan.{act}", subject="loan", subject_id=loan.id
                )
            )


def told(library_id, side, first=YEAR[0], last=YEAR[1]):
    with reading() as session:
        return turnaround.gather(session, library_id, Span(side, first, last), date(2026, 11, 28))


@pytest.fixture
def heihe(app, make_library):
    return make_library("Heihe", "CN", timezone="Asia/Shanghai")


@pytest.fixture
def amur(app, make_library):
    return make_library("Amur", "RU", timezone="Asia/Yakutsk")


def test_the_first_answer_is_counted_in_working_days_of_the_library_that_had_to_act(heihe, amur):
    at = FRIDAY + timedelta(days=14)
    asks(heihe, amur, AttemptState.REFUSED, [(Incoming.UNFILLED, at)], ReasonUnfilled.NOT_HELD, state="refused")
    assert told(heihe, Side.REQUESTING).total.answer_days == (10,)
    asks(amur, heihe, AttemptState.REFUSED, [(Incoming.UNFILLED, at)], ReasonUnfilled.NOT_HELD, state="refused")
    (days,) = told(amur, Side.REQUESTING).total.answer_days
    assert days < 10, "Chinese holidays must not count against the library in China"
    is_asked(heihe, amur, [("refuse", at)], state="unfilled", reason=ReasonUnfilled.NOT_HELD)
    assert told(heihe, Side.SUPPLYING).total.answer_days == (days,)


def test_the_first_answer_counts_and_not_what_was_said_after_it(heihe, amur):
    soon, late = FRIDAY + timedelta(days=3), FRIDAY + timedelta(days=30)
    asks(
        *(heihe, amur, AttemptState.REFUSED, [(Incoming.WILL_SUPPLY, soon), (Incoming.UNFILLED, late)]),
        *(ReasonUnfilled.NOT_ON_SHELF,),
        state="refused",
    )
    found = told(heihe, Side.REQUESTING).total
    assert (found.answer_days, found.reasons) == ((1,), (("NotOnShelf", 1),))
    is_asked(amur, heihe, [("will_supply", soon), ("refuse", late)], state="unfilled")
    found = told(amur, Side.SUPPLYING).total
    assert (found.answer_days, found.reasons) == ((1,), (("no_reason", 1),))


def test_a_library_that_never_answered_is_told_from_one_that_said_no(heihe, amur):
    asks(heihe, amur, AttemptState.REFUSED, state="refused")
    assert told(heihe, Side.REQUESTING).total.outcomes == Counter({Outcome.SILENT: 1})
    is_asked(amur, heihe, [("says_withdrawn", FRIDAY + timedelta(days=9))], state="cancelled")
    assert told(amur, Side.SUPPLYING).total.outcomes == Counter({Outcome.SILENT: 1})


def test_how_long_a_book_takes_and_whether_it_was_kept_too_long(heihe, amur):
    journey = {
        "shipped_at": FRIDAY + timedelta(days=4),
        "received_at": FRIDAY + timedelta(days=20),
        "due_on": (FRIDAY + timedelta(days=50)).date(),
    }
    answers = [(Incoming.WILL_SUPPLY, FRIDAY), (Incoming.LOANED, FRIDAY + timedelta(days=4))]
    for kept in (50, 51):
        back = {"return_shipped_at": FRIDAY + timedelta(days=kept)}
        asks(heihe, amur, AttemptState.ENDED, answers, **journey, **back)
        is_asked(amur, heihe, [("will_supply", FRIDAY)], item_id=None, **journey, **back)
    for library, side in ((heihe, Side.REQUESTING), (amur, Side.SUPPLYING)):
        found = told(library, side).total
        assert (found.arrival_days, found.way_days) == ((20, 20), (16, 16))
        assert (found.overdue, found.lent, found.outcomes[Outcome.SUPPLIED]) == (1, 2, 2)


def test_a_book_that_is_out_past_its_day_is_late_already(heihe, amur):
    there = {"shipped_at": FRIDAY, "received_at": FRIDAY, "due_on": FRIDAY.date()}
    asks(heihe, amur, AttemptState.SUPPLYING, [(Incoming.LOANED, FRIDAY)], state="received", due="overdue", **there)
    found = told(heihe, Side.REQUESTING).total
    assert (found.overdue, found.lent) == (1, 1)


def test_only_requests_of_the_span_and_of_the_own_library_are_told(heihe, amur, make_library):
    harbin = make_library("Harbin", "CN")
    asks(harbin, amur, AttemptState.REFUSED, state="refused")
    asks(heihe, amur, AttemptState.REFUSED, state="refused")
    day = date(2026, 9, 25)
    assert told(heihe, Side.REQUESTING, day, day).total.requests == 1
    assert told(heihe, Side.REQUESTING, day - timedelta(days=9), day - timedelta(days=1)).total.requests == 0
    assert told(heihe, Side.REQUESTING, day + timedelta(days=1)).total.requests == 0


# The page -------------------------------------------------------------------------------------------------------------

ROUTE = "/staff/figures/partners?first=2026-01-01&last=2026-12-31"


@pytest.fixture
def page(web, make_library, signed_in):
    """The librarian of Heihe, and the two libraries."""
    heihe = make_library("Heihe", "CN", timezone="Asia/Shanghai")
    amur = make_library("Amur", "RU", timezone="Asia/Yakutsk")
    return signed_in(web, "li@heihe.example", heihe, Role.LIBRARIAN, name=CANARY, card_no=CANARY), heihe, amur


def _refuses(heihe, amur, times):
    for _ in range(times):
        asks(
            *(heihe, amur, AttemptState.REFUSED, [(Incoming.UNFILLED, FRIDAY + timedelta(days=4))]),
            *(ReasonUnfilled.NOT_HELD,),
            state="refused",
        )


def test_few_requests_are_told_one_by_one_and_many_in_percent(page):
    li, heihe, amur = page
    _refuses(heihe, amur, 4)
    few = li.get(f"/en{ROUTE}").text
    assert "0 of 4" in few
    assert "2, 2, 2, 2" in few
    assert " %" not in few
    _refuses(heihe, amur, 1)
    many = li.get(f"/en{ROUTE}").text
    assert "0 % (0 of 5)" in many
    assert "usually 2; nine in ten within 2" in many


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_the_table_for_excel_bears_the_sums_of_the_page(page, language):
    li, heihe, amur = page
    _refuses(heihe, amur, 3)
    answer = li.get(f"/{language}{ROUTE.replace('partners', 'partners.csv')}")
    separator = ";" if language == "ru" else ","
    heads, row, total = csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), delimiter=separator)
    assert len(heads) == len(row) == len(total)
    assert row[2:9] == total[2:9] == ["3", "0", "3", "0", "0", "0", "3"]
    assert CANARY not in answer.text


def test_where_nobody_was_asked_the_page_says_so_and_leads_on(page):
    li, *_libraries = page
    assert "No library was asked in this time" in li.get(f"/en{ROUTE}").text
    assert "No library has asked for a book in this time" in li.get(f"/en{ROUTE}&side=supplying").text


def test_a_span_that_cannot_be_read_is_the_usual_year_and_crossed_ends_are_turned(page):
    li, heihe, amur = page
    _refuses(heihe, amur, 1)
    assert li.get("/en/staff/figures/partners?first=x&last=9999-12-31&side=y").status_code == 200
    assert "0 of 1" in li.get("/en/staff/figures/partners?last=2026-01-01&first=2026-12-31").text


def test_the_page_costs_as_many_queries_for_many_requests_as_for_one(page):
    li, heihe, amur = page
    found = []
    for times in (1, 20):
        _refuses(heihe, amur, times)
        for side in ("requesting", "supplying"):
            for _ in range(times):
                is_asked(heihe, amur, [("refuse", FRIDAY)], state="unfilled")
            found.append(count_queries(lambda side=side: li.get(f"/en{ROUTE}&side={side}")))
    assert found[:2] == found[2:]
    assert max(found) <= 10


def test_no_reader_stands_on_the_page(page):
    li, heihe, amur = page
    asks(heihe, amur, AttemptState.REFUSED, state="refused", reader_note=CANARY)
    text = li.get(f"/ru{ROUTE}").text
    assert CANARY not in text.partition("<main")[2]
