"""What is told of where a request stands is so: days gone by, renewals, conditions, copies that are no books."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.i18n import speaking
from library_exchange.loan_printouts.labels import forms as request_form
from library_exchange.loan_printouts.labels import slips
from library_exchange.loans.labels import code_names, sentences, states
from library_exchange.loans.models import AttemptState, LoanRequest
from library_exchange.loans.rules.codes import DueState, Side
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.due_dates import may_be_recalled
from library_exchange.loans.rules.standard_codes import LoanCondition, ReasonUnfilled, ServiceType

DAY = date(2026, 11, 24)


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


@pytest.mark.parametrize(
    ("days", "zh", "ru"),
    [(-5, "已过期 5 天", "опоздание 5 дней"), (-1, "已过期 1 天", "опоздание 1 день"), (0, "今天", "сегодня")],
)
def test_a_day_that_is_past_is_not_today(web, days, zh, ru):
    for code, expected in (("zh", zh), ("ru", ru)):
        with speaking(code):
            assert str(sentences.time_left(days, is_late=False)) == expected


def test_a_step_that_is_late_is_marked_in_the_list(heihe, amur, asked, at_desk):
    with transaction() as session:
        loan = session.get_one(LoanRequest, amur.loan(asked).id)
        loan.created_at = loan.touched_at = now() - timedelta(days=30)
    page = at_desk(amur, language="zh").get("/zh/staff").text
    assert re.search(
        r'class="late">[^/]*已过期 \d+ 天', re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>", "", page, flags=re.S))
    )


@pytest.mark.parametrize("due", DueState)
def test_only_a_book_that_can_be_due_sooner_is_recalled(due):
    may = [may_be_recalled(due, DAY, DAY + timedelta(days=late)) for late in (-2, -1, 0)]
    assert may == [True, due is DueState.HOLD_RETURN, due is DueState.HOLD_RETURN]


def test_the_page_of_an_overdue_loan_offers_no_recall_and_tells_why(amur, with_reader, at_desk):
    with transaction() as session:
        session.get_one(LoanRequest, amur.loan(with_reader).id).due_on = now().date() - timedelta(days=5)
    page = at_desk(amur).get(f"/en/loans/{amur.loan(with_reader).id}")
    assert "/recall" not in page.text
    assert "reminded without your doing" in text_of(page)


@pytest.mark.parametrize("due", [DueState.RENEW_ASKED, DueState.OVERDUE, DueState.DUE_SOON])
def test_a_late_book_is_overdue_to_its_reader_whatever_she_asks(due):
    status, meaning, tone = states.reader_status(R.WITH_READER, due, True)
    assert (status, tone) == (states.OVERDUE, states.LATE)
    assert (meaning is states.READER_IS_LATE_AND_WAITS) == (due is DueState.RENEW_ASKED)


def test_a_book_to_be_fetched_is_fetched_though_a_renewal_is_asked_for():
    assert states.reader_status(R.RECEIVED, DueState.RENEW_ASKED, False) == states.READER_STATUS[R.RECEIVED]
    damaged = [
        states.reader_status(each, DueState.NONE, False, came_damaged=True) for each in (R.RECEIVED, R.WITH_READER)
    ]
    assert damaged == [states.CAME_DAMAGED, states.READER_STATUS[R.WITH_READER]]


def test_the_chips_of_a_renewal_tell_whose_turn_it_is_and_hide_no_debt():
    asked = [states.RENEWAL_ASKED[Side.REQUESTING]]
    assert states.due_chips(Side.REQUESTING, R.WITH_READER, DueState.RENEW_ASKED, False) == asked
    overdue = (states.OVERDUE, states.LATE)
    assert states.due_chips(Side.SUPPLYING, S.ON_LOAN, DueState.RENEW_ASKED, True) == [
        overdue,
        states.RENEWAL_ASKED[Side.SUPPLYING],
    ]
    assert states.due_chips(Side.SUPPLYING, S.ON_LOAN, DueState.OVERDUE, True) == [overdue]
    assert states.due_chips(Side.SUPPLYING, S.ON_LOAN, DueState.OK, False) == []


def test_nobody_waits_for_the_renewal_of_a_book_that_its_reader_has_brought():
    assert states.due_chips(Side.REQUESTING, R.TO_RETURN, DueState.RENEW_ASKED, False) == []
    recalled = [states.DUE_STATES[DueState.RECALLED]]
    assert states.due_chips(Side.REQUESTING, R.TO_RETURN, DueState.RECALLED, False) == recalled


@pytest.mark.parametrize("due", [DueState.OK, DueState.RENEW_ASKED, DueState.RECALLED, DueState.OVERDUE])
@pytest.mark.parametrize("stands", [R.RECEIVED, R.WITH_READER])
def test_a_book_that_is_read_in_the_library_is_neither_fetched_nor_brought_back(stands, due):
    taken_home = {*states.READER_STATUS[stands][:2], states.READER_IS_LATE, states.READER_IS_TO_RETURN}
    with speaking("en"):
        taken_home = {str(each) for each in taken_home if "Ready" not in str(each)}
        for is_late in (False, True):
            status, meaning, _tone = states.reader_status(stands, due, is_late, reads_there=True)
            assert not {str(status), str(meaning)} & taken_home


def test_a_condition_is_an_answer_of_the_library_that_is_asked_now_alone():
    told = {
        (now_asked, stands): states.attempt(AttemptState.ASKED, now_asked, stands)
        for now_asked in (True, False)
        for stands in (R.SENT, R.CONDITION_PENDING)
    }
    assert told.pop((True, R.CONDITION_PENDING)) is states.ON_A_CONDITION
    assert set(told.values()) == {states.ATTEMPTS[AttemptState.ASKED]}
    assert states.attempt(AttemptState.LATER, True, R.CONDITION_PENDING) is states.ATTEMPTS[AttemptState.LATER]


def test_who_accepts_a_condition_reads_which_and_is_asked(heihe, amur, asked, deliver, at_desk):
    amur.goes(asked, "set_condition", deliver)
    browser, loan = at_desk(heihe), heihe.loan(asked)
    question = browser.post(f"/en/loans/{loan.id}/accept_condition", data={"version": loan.version})
    assert "To be read in the library only" in text_of(question)
    assert heihe.state(asked) == "condition_pending"
    assert "waits for our answer" in text_of(browser.get(f"/en/loans/{loan.id}"))


def test_copies_have_reasons_and_conditions_of_their_own():
    of_copies = dict(code_names.offered(code_names.REASONS, ServiceType.COPY))
    assert ReasonUnfilled.NON_CIRCULATING not in of_copies
    assert of_copies[ReasonUnfilled.POOR_CONDITION] is not code_names.REASONS[ReasonUnfilled.POOR_CONDITION]
    of_loans = dict(code_names.offered(code_names.CONDITIONS, ServiceType.LOAN))
    assert of_loans == {code: name for code, name in code_names.CONDITIONS.items() if code is not LoanCondition.OTHER}


OF_COPIES = {
    "will_supply": ("эту книгу", "предоставит копию"),
    "reader_sent_on": ("книга придёт", "копия будет готова"),
    "condition_accepted": ("отправьте", "сделайте копию"),
    "new_request": ("на время", "копию этих страниц"),
    "reader_not_supplied": ("выдать", "скопировать"),
}
"""What a letter does not say of a copy, and what it does."""


@pytest.mark.parametrize("name", OF_COPIES)
def test_letters_about_copies_speak_of_copies(web, name):
    told = {"partner": "Хэйхэ", "home": "Амурская", "number": "R-1", "title": "Книга", "translation": "", "name": ""}
    with web.test_request_context("/"), speaking("ru"):
        letter = web.jinja_env.get_template(f"loans/mail/{name}.txt").render(
            told, pages="12-27", loan_id=1, link=lambda *_a, **_k: ""
        )
    wrong, right = OF_COPIES[name]
    assert wrong not in letter
    assert right in letter


def test_papers_call_a_condition_of_lending_no_state_of_the_book(web):
    for words in (slips.WORDS, request_form.WORDS):
        with speaking("ru"):
            assert str(words["condition"]) == "Условие"


def test_a_library_that_has_sent_the_book_has_supplied_it(heihe, amur, asked, deliver, at_desk):
    browser, page = at_desk(heihe), f"/en/loans/{heihe.loan(asked).id}"
    told = {"will_supply": "will supply", "found": "will supply", "ship": "has sent the book"}
    for action, answer in told.items():
        amur.goes(asked, action, deliver)
        assert answer in text_of(browser.get(page)), action
    heihe.goes(asked, "receive", deliver)
    assert "has supplied" in text_of(browser.get(page))


@pytest.mark.parametrize("tells_the_other", [True, False])
def test_a_request_that_was_refused_has_no_slip_and_no_fee(heihe, amur, asked, deliver, at_desk, tells_the_other):
    desk = heihe if tells_the_other else amur
    with transaction() as session:
        row = session.get_one(LoanRequest, desk.loan(asked).id)
        row.fee_minor, row.fee_currency = 3500, "RUB"
    browser, page = at_desk(desk), f"/en/loans/{desk.loan(asked).id}"
    assert "A fee is entered when the book is back" in browser.get(page).text
    amur.goes(asked, "refuse", deliver)
    for action in ("", *(("close_unfilled",) if tells_the_other else ())):
        if action:
            desk.goes(asked, action, deliver)
        told = browser.get(page).text
        assert "A fee is entered when the book is back" not in told
        assert "<dt>Fee</dt>" not in told
        assert f"{page}/slip" not in told


def test_the_slip_is_offered_where_the_book_is_to_travel(heihe, amur, asked, deliver, at_desk):
    ours, theirs = ((at_desk(desk), f"/en/loans/{desk.loan(asked).id}") for desk in (heihe, amur))

    def offered():
        return tuple(f"{page}/slip" in browser.get(page).text for browser, page in (ours, theirs))

    assert offered() == (False, False)
    for desk, action, expected in (
        (amur, "will_supply", (False, True)),
        (amur, "found", (False, True)),
        (amur, "ship", (False, True)),
        (heihe, "receive", (True, False)),
        (heihe, "check_out", (True, False)),
        (heihe, "patron_returned", (True, False)),
        (heihe, "ship_return", (True, False)),
    ):
        desk.goes(asked, action, deliver)
        assert offered() == expected, action


def test_a_damaged_book_says_so_on_top_and_what_to_do_next(heihe, shipped, deliver, at_desk):
    heihe.goes(shipped, "receive report_damage", deliver)
    browser, page = at_desk(heihe), f"/en/loans/{heihe.loan(shipped).id}"
    for action, told in (("", "hand it to the reader; if not"), ("check_out", "when the book is back")):
        if action:
            heihe.goes(shipped, action, deliver)
        shown = browser.get(page).text
        assert ">damaged</span>" in re.sub(r"\s+", " ", shown)
        assert told in text_of(browser.get(page))
    assert "Damage is reported to" in browser.get(f"/en/staff?group=open&open={heihe.loan(shipped).id}").text
