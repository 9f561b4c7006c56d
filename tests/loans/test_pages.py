"""The pages of loans, used as people use them: by links and forms, in three languages."""

import contextvars
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.reader_requests.queries import requests_of_reader
from library_exchange.work_queue.queries import lists
from tests.counting import count_queries
from tests.loans.conftest import add_record

TITLE = "История Амура"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.text)[1]


def test_a_reader_asks_for_a_book_and_finds_it_in_her_list(heihe, amur, at_desk):
    reader = at_desk(heihe, Role.READER)
    record = heihe.records[TITLE]
    form = reader.get(f"/en/loans/new?record={record}")
    assert form.status_code == 200
    assert "stay in your library" in text_of(form)
    answer = reader.post("/en/loans/new", data={"record_id": record, "note": "for my thesis"}, follow_redirects=True)
    assert answer.status_code == 200
    assert "Your library is looking at it" in text_of(answer)
    assert TITLE in text_of(reader.get("/en/loans"))
    again = reader.post("/en/loans/new", data={"record_id": record}, follow_redirects=True)
    assert "You have already asked for this book" in text_of(again)
    assert again.request.path == answer.request.path


def test_a_reader_may_ask_for_a_book_that_is_in_no_catalogue(heihe, amur, at_desk):
    reader = at_desk(heihe, Role.READER)
    empty = reader.post("/en/loans/new", data={"title": " "})
    assert empty.status_code == 422
    assert 'href="#title"' in empty.text
    answer = reader.post("/en/loans/new", data={"title": "Записки о Харбине", "year": "1927"}, follow_redirects=True)
    assert "Записки о Харбине" in text_of(answer)


def test_a_form_with_a_mistake_keeps_what_was_typed(heihe, amur, at_desk, in_days):
    reader = at_desk(heihe, Role.READER)
    given = {"record_id": heihe.records[TITLE], "needed_by": in_days(2).isoformat(), "note": "для доклада"}
    answer = reader.post("/ru/loans/new", data=given)
    assert answer.status_code == 422
    assert "для доклада" in answer.text
    assert in_days(2).isoformat() in answer.text


def test_the_reader_is_warned_when_her_own_library_has_the_book(heihe, at_desk):
    heihe.holds(TITLE)
    page = at_desk(heihe, Role.READER).get(f"/en/loans/new?record={heihe.records[TITLE]}")
    assert "has this book itself" in text_of(page)


def test_a_librarian_works_from_the_queue_to_the_end(heihe, amur, at_desk, deliver):
    no = heihe.is_asked_for(TITLE)
    ours, theirs = at_desk(heihe), at_desk(amur)

    def act(browser, desk, action, **given):
        loan = desk.loan(no)
        page = browser.get(f"/en/loans/{loan.id}")
        assert f"/en/loans/{loan.id}/{action}" in page.text
        given = {"version": hidden(page, "version")} | given
        answer = browser.post(f"/en/loans/{loan.id}/{action}", data=given)
        assert answer.status_code == 302, text_of(answer)
        deliver()

    assert "1 thing to do" in text_of(ours.get("/en/staff"))
    act(ours, heihe, "send", supplier_id=amur.id)
    assert "New request" in text_of(theirs.get("/en/staff")).replace("new request", "New request")
    act(theirs, amur, "will_supply", item_id=amur.free_copy(no))
    act(theirs, amur, "found", back="queue")
    act(theirs, amur, "ship", method="post", due_on="2099-01-31", tracking="rb123456789cn", sure="yes")
    assert heihe.loan(no).tracking_no == "RB123456789CN"
    act(ours, heihe, "receive")
    act(ours, heihe, "check_out")
    act(ours, heihe, "patron_returned")
    act(ours, heihe, "ship_return", method="gateway", sure="yes")
    act(theirs, amur, "check_in")
    assert (heihe.state(no), amur.state(no)) == ("completed", "completed")
    for browser in (ours, theirs):
        assert "Nothing waits for" in text_of(browser.get("/en/staff"))
        assert TITLE in text_of(browser.get(f"/en/staff?q={no.lower()}"))
        assert TITLE in text_of(browser.get("/en/staff?q=амура история"))


def test_a_step_with_something_missing_says_what(heihe, amur, at_desk, deliver):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    browser, loan = at_desk(amur), amur.loan(no)
    answer = browser.post(f"/en/loans/{loan.id}/ship", data={"method": "post", "due_on": "tomorrow"})
    assert answer.status_code == 422
    assert 'href="#ship-due_on"' in answer.text
    assert 'id="ship-due_on"' in answer.text
    assert amur.state(no) == "to_ship"


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_what_was_typed_with_a_step_that_came_too_late_is_still_on_the_page(heihe, amur, at_desk, deliver, language):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    amur.goes(no, "will_supply found", deliver)
    amur.does("ship", no)
    browser, loan, typed = at_desk(amur, language=language), amur.loan(no), "RB 123 456 789 CN"
    deliver()
    heihe.goes(no, "receive", deliver)
    given = {"version": loan.version, "method": "post", "tracking": typed}
    answer = browser.post(f"/{language}/loans/{loan.id}/correct_shipping", data=given)
    assert answer.status_code == 409
    assert typed in answer.text


def test_a_step_that_came_too_late_is_answered_on_the_page_of_the_request(heihe, amur, at_desk, deliver):
    no = heihe.requests(TITLE, of=amur)
    deliver()
    browser, loan = at_desk(amur), amur.loan(no)
    old = browser.get(f"/en/loans/{loan.id}")
    amur.does("will_supply", no)
    answer = browser.post(f"/en/loans/{loan.id}/refuse", data={"version": hidden(old, "version"), "reason": "NotHeld"})
    assert answer.status_code == 409
    assert "This request changed meanwhile" in text_of(answer)
    assert amur.state(no) == "to_pick"


def test_strangers_find_nothing_at_any_door(heihe, amur, khabarovsk, shipped, at_desk):
    stranger, outsider, colleague = at_desk(khabarovsk), at_desk(khabarovsk, Role.READER), at_desk(heihe, Role.READER)
    for desk in (heihe, amur):
        number = desk.loan(shipped).id
        for browser in (stranger, outsider, colleague):
            assert browser.get(f"/en/loans/{number}").status_code == 404
            assert browser.post(f"/en/loans/{number}/cancel").status_code == 404
        assert stranger.get(f"/en/loans/{number}/slip").status_code == 404
    partner = at_desk(amur)
    assert partner.get(f"/en/loans/{heihe.loan(shipped).id}").status_code == 404
    assert partner.get(f"/en/loans/{amur.loan(shipped).id}").status_code == 200


def test_visitors_are_led_to_sign_in(app, heihe, shipped):
    visitor = app.test_client()
    for path in ("/zh/loans", "/zh/staff", "/zh/loans/new", f"/zh/loans/{heihe.loan(shipped).id}"):
        answer = contextvars.Context().run(visitor.get, path)
        assert answer.status_code == 302
        assert "/zh/login" in answer.location
    path = f"/zh/loans/{heihe.loan(shipped).id}/receive"
    assert contextvars.Context().run(visitor.post, path).status_code == 403


def test_readers_have_no_queue(heihe, at_desk):
    assert at_desk(heihe, Role.READER).get("/en/staff").status_code == 403


@pytest.mark.parametrize("path", ["/en/loans/99999999999999999999", "/en/loans/new?record=99999999999999999999"])
def test_absurd_numbers_do_no_harm(heihe, at_desk, path):
    assert at_desk(heihe).get(path).status_code in (200, 404)


def test_an_unknown_action_is_not_found(heihe, amur, at_desk):
    no = heihe.is_asked_for(TITLE)
    assert at_desk(heihe).post(f"/en/loans/{heihe.loan(no).id}/burn").status_code == 404


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_every_page_of_every_state_is_shown_in_every_language(heihe, amur, at_desk, deliver, language):
    ours, theirs = at_desk(heihe), at_desk(amur)
    reader = at_desk(heihe, Role.READER)
    reader_id = next(iter(_ids_of_readers(heihe)))
    heihe.reader_id = reader_id
    no = heihe.is_asked_for(TITLE, note="мой номер 12")

    def look():
        for desk, browser in ((heihe, ours), (amur, theirs), (heihe, reader)):
            if desk.loan(no) is not None:
                assert browser.get(f"/{language}/loans/{desk.loan(no).id}").status_code == 200
            if browser is not reader:
                assert browser.get(f"/{language}/staff").status_code == 200
        assert reader.get(f"/{language}/loans").status_code == 200

    look()
    heihe.does("send", no, supplier_id=amur.id)
    deliver()
    for desk, action in [
        (amur, "will_supply"),
        (amur, "found"),
        (heihe, "cancel"),
        (amur, "cancel_no"),
        (amur, "ship"),
    ]:
        desk.does(action, no)
        look()
        deliver()
        look()
    for action in ("receive", "check_out", "patron_returned", "ship_return"):
        heihe.goes(no, action, deliver)
        look()
    for desk, browser in ((heihe, ours), (amur, theirs)):
        slip = browser.get(f"/{language}/loans/{desk.loan(no).id}/slip")
        assert slip.status_code == 200
        assert 'lang="zh-Hans"' in slip.text
        assert 'lang="ru"' in slip.text
    amur.goes(no, "check_in", deliver)
    look()


def _ids_of_readers(desk):
    with reading() as session:
        return list(
            session.scalars(
                sa.select(col(Membership.user_id))
                .where(col(Membership.library_id) == desk.id, col(Membership.role) == Role.READER)
                .order_by(col(Membership.id).desc())
            )
        )


def test_forms_are_guarded_against_forgery(app, heihe, amur, at_desk):
    no = heihe.is_asked_for(TITLE)
    librarian = at_desk(heihe)
    app.config["WTF_CSRF_ENABLED"] = True
    page = librarian.post(f"/en/loans/{heihe.loan(no).id}/cancel")
    assert page.status_code == 400
    assert heihe.state(no) == "review"


# The queue ------------------------------------------------------------------------------------------------------------


def fill_queue(heihe, amur, deliver, count):
    for number in range(count):
        title = f"Книга {number} {len(heihe.records)}"
        amur.holds(title)
        no = heihe.requests(title, of=amur)
        if number % 2:
            deliver()
            amur.goes(no, "will_supply found ship", deliver)
    deliver()


def test_the_queue_takes_a_query_one_for_the_calendar_and_one_for_consignments_however_long_it_is(heihe, amur, deliver):
    def read():
        with reading() as session:
            library = session.get_one(Library, amur.id)
            session.expunge_all()
            assert count_queries(lambda: lists.requests_waiting_for(session, library, now(), "ru")) == 5
            assert count_queries(lambda: requests_of_reader(session, heihe.reader_id, now(), "ru")) == 1
            assert count_queries(lambda: lists.search_requests(session, library, "книга", now(), "ru")) == 3
            return lists.requests_waiting_for(session, library, now(), "ru").total

    fill_queue(heihe, amur, deliver, 2)
    short = read()
    fill_queue(heihe, amur, deliver, 6)
    assert read() > short


def test_the_queue_shows_overdue_books_first_and_then_the_most_urgent(heihe, amur, deliver, in_days):
    fill_queue(heihe, amur, deliver, 4)
    with transaction() as session:
        out = session.scalars(
            sa.select(LoanRequest).where(LoanRequest.side == Side.SUPPLYING, LoanRequest.state == "shipped")
        ).all()
        out[-1].due_on = in_days(-3)
        late = out[-1].id
        old = session.scalars(sa.select(LoanRequest).where(LoanRequest.state == "new").order_by(sa.desc("id"))).first()
        old.created_at = old.touched_at = old.touched_at.replace(year=2020)
        oldest = old.id
    with reading() as session:
        found = lists.requests_waiting_for(session, session.get_one(Library, amur.id), now(), "en")
    assert [row.id for row in found.rows[:2]] == [late, oldest]
    assert found.rows[0].is_late
    assert [row.task for row in found.rows[:2]] == ["overdue", "overdue"]
    assert {str(task): count for task, count in found.counts.items()} == {"overdue": 2, "answer": 1}
    # The book that is abroad is for the partner to send back; every other row has its next step.
    assert [row.action is None for row in found.rows] == [True, False, False]


def test_a_library_sees_only_its_own_rows_in_its_queue(heihe, amur, khabarovsk, deliver):
    fill_queue(heihe, amur, deliver, 2)
    with reading() as session:
        for desk, expected in ((khabarovsk, 0), (heihe, 1), (amur, 1)):
            library = session.get_one(Library, desk.id)
            assert lists.requests_waiting_for(session, library, now(), "en").total == expected
            assert len(lists.requests_waiting_for(session, library, now(), "en", all_open=True).rows) == 2 * expected
        stranger = session.get_one(Library, khabarovsk.id)
        assert lists.search_requests(session, stranger, "книга", now(), "en") == []


# What waits for a reader, and the way back ----------------------------------------------------------------------------


def hand_over(desk, no, **facts):
    """Let the request `no` be one of the reader who sits at the desk's own computer."""
    with transaction() as session:
        reader = session.scalar(sa.select(User).where(col(User.email) == f"{Role.READER}.{desk.id}@example.org"))
        loan = session.get_one(LoanRequest, desk.loan(no).id)
        loan.reader_id = reader.id
        for name, value in facts.items():
            setattr(loan, name, value)


def test_a_reader_sees_first_what_waits_for_her(heihe, amur, at_desk, shipped):
    reader = at_desk(heihe, Role.READER)
    hand_over(heihe, shipped)
    assert "Nothing waits for you" in text_of(reader.get("/en/me"))
    assert reader.get("/en/start").location == "/en/"
    heihe.does("receive", shipped)
    assert reader.get("/en/start").location == "/en/me"
    page = text_of(reader.get("/en/me"))
    assert page.index("Ready for you") < page.index("About me")


def test_an_answer_stands_on_the_readers_page_for_two_weeks(heihe, amur, at_desk):
    reader, no = at_desk(heihe, Role.READER), heihe.is_asked_for(TITLE)
    heihe.does("decline", no)
    hand_over(heihe, no, closed_at=now() - timedelta(days=13))
    assert "Declined by your library" in text_of(reader.get("/en/me"))
    hand_over(heihe, no, closed_at=now() - timedelta(days=15))
    assert "Nothing waits for you" in text_of(reader.get("/en/me"))


@pytest.mark.parametrize("action", ["receive", "check_out"])
def test_an_overdue_book_never_looks_well(heihe, amur, at_desk, shipped, deliver, in_days, action):
    reader, staff, partner = at_desk(heihe, Role.READER), at_desk(heihe), at_desk(amur)
    heihe.does("receive", shipped)
    deliver()
    if action == "check_out":
        heihe.does("check_out", shipped)
    hand_over(heihe, shipped, due_on=in_days(-3))
    with transaction() as session:
        session.get_one(LoanRequest, amur.loan(shipped).id).due_on = in_days(-3)
    ours, theirs = (f"/en/loans/{desk.loan(shipped).id}" for desk in (heihe, amur))
    seen = [(reader, "/en/loans"), (reader, "/en/me"), (reader, ours), (staff, "/en/staff"), (staff, ours)]
    for who, path in [*seen, (partner, "/en/staff"), (partner, theirs)]:
        main = who.get(path).text.partition("<main")[2]
        assert 'class="chip bad"' in main, path
        assert 'class="chip ok"' not in main, path


def test_a_request_just_made_leads_back_to_the_results(heihe, amur, at_desk):
    reader, record = at_desk(heihe, Role.READER), heihe.records[TITLE]
    back = "/search?q=Амур&page=2"
    form = reader.get("/en/loans/new", query_string={"record": record, "back": back})
    assert unescape(hidden(form, "back")) == back
    made = reader.post("/en/loans/new", data={"record_id": record, "back": back}, follow_redirects=True)
    assert "Back to the results" in text_of(made)
    assert 'href="/en/search?q=%D0%90%D0%BC%D1%83%D1%80&amp;page=2"' in made.text
    away = reader.post("/en/loans/new", data={"record_id": record, "back": "//evil.example"}, follow_redirects=True)
    assert "evil.example" not in away.text


def test_a_reader_reads_the_day_of_her_library_on_which_she_asked(heihe, amur):
    no = heihe.is_asked_for("История Амура")
    half_past_midnight = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    with transaction() as session:
        session.get_one(LoanRequest, heihe.loan(no).id).created_at = half_past_midnight
    with reading() as session:
        [row] = requests_of_reader(session, heihe.reader_id, half_past_midnight, "zh")
    assert row.asked_on == date(2026, 11, 21)


def test_a_reader_reads_on_her_own_page_why_her_library_declined(heihe, signed_in, app):
    reader = signed_in(app, "she@example.org", heihe.id, Role.READER, language="en")
    with reading() as session:
        reader_id = session.scalars(sa.select(col(User.id)).where(col(User.email) == "she@example.org")).one()
    heihe.records[TITLE] = heihe.records.get(TITLE) or add_record(TITLE)
    heihe.reader_id = reader_id
    no = heihe.is_asked_for(TITLE)
    heihe.does("decline", no, decline_reason="not_lent_abroad")
    assert "Books of this kind are not lent across the border" in unescape(reader.get("/en/me").text)


@pytest.mark.parametrize(
    ("language", "asker", "lender"),
    [
        ("zh", "对方馆撤销办结后，此书即视为已签收", "请撤销办结"),
        ("ru", "книга будет считаться полученной", "отмените завершение"),
    ],
)
def test_both_sides_read_what_to_do_if_a_book_that_was_written_off_comes_after_all(
    heihe, amur, shipped, deliver, at_desk, language, asker, lender
):
    amur.goes(shipped, "write_off", deliver)
    for desk, told in ((heihe, asker), (amur, lender)):
        page = at_desk(desk, language=language).get(f"/{language}/loans/{desk.loan(shipped).id}")
        assert told in page.text
