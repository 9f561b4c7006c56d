"""Several own offers or wants at once: a list taken back, what is changed in those that move, the page that stays."""

import re
from datetime import timedelta
from html import unescape

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.filling import Scope
from library_exchange.core.i18n import speaking
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.wants import LEADS_TO, WantEvent, WantState
from library_exchange.offers.schemas import BulkChange, BulkTerms
from library_exchange.offers.services import offers, wants
from library_exchange.offers.services.several import Changed, change_each
from library_exchange.offers.views import bulk_words
from library_exchange.offers.views.bulk import ask_of_replaced
from library_exchange.web.confirming import Unanswered
from tests.counting import count_queries
from tests.partners import ISBN, Partner, add_book, rows_of


@pytest.fixture
def heihe(web, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


def said(page) -> str:
    return " ".join(lxml.html.fromstring(page.text).text_content().split())


def test_wants_that_came_by_a_list_are_taken_back_together_and_older_wants_stay(heihe, at_desk):
    older = heihe.wants(title="Бесы")
    desk = at_desk(heihe.librarian_id)
    # A word alone may be a heading of the list or a remark: with its author it is a book without a question.
    lines = "\n".join(("Бесы", *(f"Достоевский Ф. М. {each}" for each in ("Идиот", "Подросток", "Бедные люди"))))
    sent = desk.post("/en/staff/exchange/lists", data={"kind": "wants", "lines": lines}, follow_redirects=True)
    where = sent.request.path
    desk.post(f"{where}/answers", data={"do": "add-1"})
    desk.post(f"{where}/take", data={"priority": "3"})
    with transaction() as session:
        session.scalars(sa.select(Want).where(Want.title == "Бедные люди")).one().state = WantState.COMMITTED
    door = unescape(re.search(r'href="([^"]*/wants\?list=[^"]*)"', desk.get(where).text)[1])
    [form] = [each for each in lxml.html.fromstring(desk.get(door).text).forms if "whole" in dict(each.form_values())]
    assert "Take all 2 wants of the list back" in form.text_content(), "what is promised stays"
    sent = {"want": form.xpath(".//input[@name='want']/@value"), "whole": "list", "do": "give_up"}
    assert "2 wants" in said(desk.post(form.action, data=sent)), "it asks first"
    assert heihe.want(older).state == "open"
    done = desk.post(form.action, data=sent | {"sure": "yes"})
    assert "list=" in done.location, "the page stays that of the list"
    states = {want.title: str(want.state) for want in rows_of(Want)}
    assert states == {"Бесы": "open", "Идиот": "expired", "Подросток": "expired", "Бедные люди": "committed"}
    assert "wants of the list back" not in desk.get(door).text


@pytest.mark.parametrize("kind", ["offers", "wants"])
def test_filter_and_page_stay_after_a_step_and_after_a_line_was_opened(heihe, at_desk, kind):
    one = heihe.drafts() if kind == "offers" else heihe.wants(title="Бесы")
    desk, state = at_desk(heihe.librarian_id), "draft" if kind == "offers" else "open"
    where = f"/en/staff/exchange/{kind}?state={state}"
    page = lxml.html.fromstring(desk.get(where).text)
    bulk = page.get_element_by_id("bulk").action
    steps = [form.action for form in page.forms if f"/{one}/" in form.action]
    opened = desk.get(page.xpath(f"//a[contains(@href, '/{kind}/{one}')]/@href")[0])
    change = [form.action for form in lxml.html.fromstring(opened.text).forms if "/change" in form.action]
    assert steps
    assert change
    for door in (bulk, *change, *steps):
        assert f"state={state}" in door, door
    none = desk.post(bulk, data={"do": "change"})
    assert f"state={state}" in none.location
    assert "state=" not in desk.post(f"/en/staff/exchange/{kind}?state=<b>&page=x", data={}).location


def test_a_want_that_cannot_take_a_step_with_others_keeps_its_priority(heihe, at_desk):
    ids = [heihe.wants(title="红楼梦", number=ISBN), heihe.wants(title="Бесы")]
    desk, later = at_desk(heihe.librarian_id), (now().date() + timedelta(days=90)).isoformat()
    desk.post("/en/staff/exchange/wants", data={"want": ids[0], "do": "give_up"})
    desk.post("/en/staff/exchange/wants", data={"want": ids, "do": "renew", "priority": "5", "latest_on": later})
    assert [(want.priority, str(want.latest_on)) for want in map(heihe.want, ids)] == [(5, later), (3, "None")]


def test_a_draft_that_cannot_be_published_with_others_keeps_its_condition(heihe, at_desk):
    whole, lacking = heihe.drafts(weight_g=300), heihe.drafts("Бесы", None)
    desk = at_desk(heihe.librarian_id)
    desk.post("/en/staff/exchange/offers", data={"offer": [whole, lacking], "do": "publish", "condition": "worn"})
    assert [(offer.state, offer.condition) for offer in map(heihe.offer, (whole, lacking))] == [
        ("open", "worn"),
        ("draft", "good"),
    ]


def test_a_weight_that_a_line_told_stays_unless_all_are_asked_for_and_then_it_says_how_many(heihe, at_desk):
    heavy, lacking = heihe.drafts(weight_g=1800), heihe.drafts("Бесы", None)
    desk, door = at_desk(heihe.librarian_id), "/en/staff/exchange/offers"
    sent = {"offer": [heavy, lacking], "do": "change", "weight_g": "300"}
    page = desk.post(door, data=sent, follow_redirects=True)
    assert [heihe.offer(one).weight_g for one in (heavy, lacking)] == [1800, 300]
    assert "1 offer was changed." in said(page)
    assert "1 line kept what was filled in." in said(page)
    asked = desk.post(door, data=sent | {"scope": "all"})
    assert "1 line has something filled in that is replaced. Lines changed in all: 1." in said(asked)
    assert "1,800 g → 300 g" in said(asked)
    assert heihe.offer(heavy).weight_g == 1800, "it asks first"
    desk.post(door, data=sent | {"scope": "all", "sure": "yes"})
    assert heihe.offer(heavy).weight_g == 300


def test_what_one_act_did_is_told_in_its_own_words_and_what_stood_so_is_no_failure(heihe, at_desk):
    whole, lacking = heihe.drafts(weight_g=300), heihe.drafts("Бесы", None)
    desk, door = at_desk(heihe.librarian_id), "/en/staff/exchange/offers"
    first = said(desk.post(door, data={"offer": [whole, lacking], "do": "publish"}, follow_redirects=True))
    assert "1 offer was published." in first
    assert "1 offer was not published: enter its weight or pages first." in first
    again = said(desk.post(door, data={"offer": whole, "do": "publish"}, follow_redirects=True))
    assert "1 offer was public already." in again
    assert "could not" not in again
    desk.post(door, data={"offer": whole, "do": "withdraw", "sure": "yes"})
    gone = said(desk.post(door, data={"offer": whole, "do": "withdraw"}, follow_redirects=True))
    assert "1 offer was withdrawn already." in gone
    nothing = said(desk.post(door, data={"offer": lacking, "do": "change"}, follow_redirects=True))
    assert "You filled nothing in" in nothing


@pytest.mark.parametrize("event", ["pause", "resume", "give_up", "renew"])
def test_a_want_that_stands_where_a_step_leads_is_no_failure(heihe, at_desk, event):
    want, state = heihe.wants(title="Бесы"), LEADS_TO[WantEvent(event)]
    with transaction() as session:
        found = session.get_one(Want, want)
        found.state, found.closed_at = state, now() if state is WantState.EXPIRED else None
    data = {"want": want, "do": event}
    answer = said(at_desk(heihe.librarian_id).post("/en/staff/exchange/wants", data=data, follow_redirects=True))
    assert "already." in answer
    assert "could not" not in answer
    assert heihe.want(want).state is state


def test_a_last_day_that_is_over_is_a_gap_and_one_to_come_is_none(heihe, at_desk):
    today = now().date()
    ids, later = [heihe.wants(title=title) for title in ("Бесы", "Идиот")], today + timedelta(days=90)
    with transaction() as session:
        for want, day in zip(ids, (today - timedelta(days=9), today + timedelta(days=9)), strict=True):
            session.get_one(Want, want).latest_on = day
    data = {"want": ids, "do": "change", "latest_on": later.isoformat()}
    at_desk(heihe.librarian_id).post("/en/staff/exchange/wants", data=data)
    assert [heihe.want(want).latest_on for want in ids] == [later, today + timedelta(days=9)]


@pytest.mark.parametrize("table", [Offer, Want])
def test_to_ask_what_is_replaced_costs_as_many_queries_for_many_lines_as_for_few(web, heihe, make_partner, table):
    there = [make_partner(name, "RU").id for name in ("Amur", "Khabarovsk", "Chita", "Irkutsk")]

    def lines(count):
        books = [(f"Book {count} {number}", there[number % 3]) for number in range(count)]
        if table is Want:
            return [heihe.wants(title=title, priority=2) for title, _library in books]
        kept = {"reserve": "partner", "weight_g": 300}
        return [
            heihe.drafts(title, None, add_book(title, None), reserved_for_id=library, **kept)
            for title, library in books
        ]

    def asks(count):
        ids = lines(count)
        with web.test_request_context("/en/", method="POST"), transaction() as session:
            if table is Want:
                given = BulkTerms(priority=5, scope=Scope.ALL)
                changed = wants.change_all(session, heihe.librarian, ids, given, now())
            else:
                given = BulkChange(weight_g=500, reserve="partner", reserved_for_id=there[3], scope=Scope.ALL)
                changed = offers.change_all(session, heihe.librarian, ids, given, now())

            def ask():
                with pytest.raises(Unanswered) as raised:
                    ask_of_replaced(session, table, changed, given, "Change", "/")
                questions.append(raised.value.question)

            return count_queries(ask)

    questions = []
    assert asks(4) == asks(9)
    assert [len(each.books) for each in questions] == [4, 9]
    assert [title for title, _told in questions[0].books] == [f"Book 4 {number}" for number in range(4)]
    if table is Offer:
        assert all("300 g → 500 g" in told and "→ Irkutsk" in told for _title, told in questions[1].books)


def test_every_ticked_line_is_told_of_once_what_was_changed_kept_stood_so_or_cannot_be_changed(web):
    values = Changed(changed=10, replaced={}, kept=4, same=1, lines=15)
    with speaking("en"):
        told = [sentence for sentence, _tone in bulk_words.changed(values, bulk_words.offers_changed, True, 17)]
        all_same = bulk_words.changed(Changed(0, {}, 0, 2, 2), bulk_words.offers_changed, True, 2)
    assert [sentence.split(" ")[0] for sentence in told] == ["10", "1", "4", "2"]
    assert all_same == [("Nothing was changed: all ticked stood so already.", "ok")]


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ((None, None), (2, 0, 0)),
        ((400, None), (1, 0, 1)),
        ((300, 400), (0, 1, 1)),
    ],
)
def test_what_stood_so_is_counted_apart_from_what_was_kept(given, counted):
    told = [{"weight_g": weight} for weight in given]
    lines = [Offer(**each) for each in told]
    done = change_each(lines, lambda _line: {"weight_g": 400}, lambda _line: {}, Scope.GAPS, lambda _line, _new: None)
    assert (done.changed, done.kept, done.same) == counted
    assert done.lines == len(given)


@pytest.mark.parametrize(
    ("event", "told"), [("withdraw", "1 offer was withdrawn."), ("publish", "1 offer was published.")]
)
def test_one_offer_is_told_what_became_of_it(heihe, at_desk, event, told):
    one, desk = heihe.drafts(), at_desk(heihe.librarian_id)
    with transaction() as session:
        session.get_one(Offer, one).weight_g = 300
    page = desk.post(f"/en/staff/exchange/offers/{one}/{event}", data={"sure": "yes"}, follow_redirects=True)
    assert told in said(page)
