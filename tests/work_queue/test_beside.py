"""The list of work with one request beside it, and with the filters that librarians have named."""

import re
from datetime import timedelta
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import SavedFilter
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.tasks import Task
from library_exchange.work_queue import sieves
from library_exchange.work_queue.queries import lists
from tests.counting import count_queries
from tests.loans.conftest import add_copies, add_record

TITLE = "История Амура"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def asked(heihe, amur, deliver):
    """Have Heihe ask Amur for so many books; return the numbers."""

    def ask(count):
        numbers = []
        for at in range(count):
            title = f"Книга {len(heihe.records)}.{at}"
            heihe.records[title] = add_record(title)
            add_copies(heihe.records[title], amur.id)
            numbers.append(heihe.requests(title, of=amur))
        deliver()
        return numbers

    return ask


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def panel_of(page):
    found = re.search(r"<aside.*?</aside>", page.text, re.DOTALL)
    return found[0] if found else ""


def wait(desk, no, days):
    with transaction() as session:
        longer = {"created_at": now() - timedelta(days=days), "touched_at": now() - timedelta(days=days)}
        session.execute(sa.update(LoanRequest).where(col(LoanRequest.id) == desk.loan(no).id).values(**longer))


# Beside the list ------------------------------------------------------------------------------------------------------


def test_a_request_is_shown_beside_the_list_with_its_step_and_the_way_to_its_page(amur, asked, at_desk):
    first, second = asked(2)
    browser = at_desk(amur)
    assert panel_of(browser.get("/en/staff")) == ""
    page = browser.get(f"/en/staff?group=answer&open={amur.loan(second).id}")
    panel = panel_of(page)
    assert amur.loan(second).public_no in panel
    assert f'action="/en/loans/{amur.loan(second).id}/will_supply"' in panel
    assert f'href="/en/loans/{amur.loan(second).id}"' in panel
    assert amur.loan(first).public_no in text_of(page)


def test_a_step_taken_beside_the_list_leads_back_to_the_same_place_of_it_with_the_next_row_open(
    amur, heihe, asked, at_desk, make_library
):
    first, second = asked(2)
    browser = at_desk(amur)
    with reading() as session:
        code = session.get_one(Library, heihe.id).code
    page = browser.get(f"/en/staff?group=answer&partner={code}&open={amur.loan(first).id}")
    panel = panel_of(page)
    sent = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', panel)) | {"item_id": amur.free_copy(first)}
    answer = browser.post(f"/en/loans/{amur.loan(first).id}/will_supply", data=sent)
    assert answer.status_code == 302
    place, _hash, row = answer.location.partition("#")
    assert row == f"loan-{amur.loan(second).id}"
    assert {f"open={amur.loan(second).id}", "group=answer", f"partner={code}"} <= set(place.split("?")[1].split("&"))
    assert amur.loan(second).public_no in panel_of(browser.get(place))


def test_a_step_taken_in_the_list_keeps_its_filters(amur, heihe, at_desk, asked):
    (no,) = asked(1)
    amur.does("will_supply", no)
    browser = at_desk(amur)
    page = browser.get("/en/staff?side=supplying&group=pick")
    form = re.search(rf'<form method="post" action="/en/loans/{amur.loan(no).id}/found">.*?</form>', page.text)[0]
    sent = dict(re.findall(r'name="([a-z_]+)" value="([^"]*)"', form))
    answer = browser.post(f"/en/loans/{amur.loan(no).id}/found", data=sent)
    assert set(answer.location.split("?")[1].split("&")) == {"side=supplying", "group=pick"}


@pytest.mark.parametrize("whose", ["theirs", "nobody's", "no number"])
def test_what_is_not_the_library_s_own_is_not_shown_beside_its_list(heihe, amur, asked, at_desk, whose):
    (no,) = asked(1)
    shown = {"theirs": heihe.loan(no).id, "nobody's": 9999, "no number": "x"}[whose]
    page = at_desk(amur).get(f"/en/staff?open={shown}")
    assert page.status_code == 200
    assert panel_of(page) == ""


def test_a_reader_s_request_beside_the_list_says_what_to_look_at(heihe, at_desk):
    heihe.holds(TITLE)
    no = heihe.is_asked_for(TITLE, own_copy="lent_out")
    page = at_desk(heihe, language="ru").get(f"/ru/staff?open={heihe.loan(no).id}")
    assert "I210.6/38" in panel_of(page)


# Named filters --------------------------------------------------------------------------------------------------------


def test_a_named_filter_is_a_part_of_the_list_with_its_count(heihe, asked, at_desk):
    late, fresh = asked(2)
    wait(heihe, late, 9)
    browser = at_desk(heihe, language="ru")
    there = "/ru/staff?group=open&state=requesting.sent&waits=week"
    page = browser.get(there)
    assert heihe.loan(late).public_no in page.text
    assert heihe.loan(fresh).public_no not in page.text
    query = unescape(re.search(r'name="query" value="([^"]+)"', page.text)[1])
    name = "Ждут книгу дольше недели"
    answer = browser.post("/ru/staff/filters", data={"page": "queue", "query": query, "name": name})
    assert answer.status_code == 302
    page = browser.get(answer.location)
    assert f"{name} 1" in text_of(page)
    assert re.search(rf'aria-current="true"><span lang="ru">{name}', page.text)
    assert name in text_of(browser.get("/ru/staff"))
    assert name not in text_of(at_desk(heihe, Role.LIBRARY_ADMIN, language="ru").get("/ru/staff"))


def test_a_filter_without_a_name_is_asked_for_one_and_not_lost(heihe, at_desk):
    browser = at_desk(heihe)
    answer = browser.post("/en/staff/filters", data={"page": "queue", "query": "side=supplying", "name": " "})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text
    assert 'name="query" value="side=supplying"' in answer.text


def test_a_filter_is_renamed_shared_and_after_a_question_deleted(heihe, at_desk):
    browser, colleague = at_desk(heihe), at_desk(heihe, Role.LIBRARY_ADMIN)
    browser.post("/en/staff/filters", data={"page": "queue", "query": "side=supplying", "name": "Ours"})
    with reading() as session:
        number = session.scalar(sa.select(col(SavedFilter.id)))
    browser.post(f"/en/staff/filters/{number}/rename", data={"name": "We lend", "is_shared": "y"})
    assert "We lend" in text_of(colleague.get("/en/staff"))
    assert browser.post(f"/en/staff/filters/{number}/rename", data={"name": ""}).status_code == 422
    asked = browser.post(f"/en/staff/filters/{number}/forget")
    assert "all your colleagues" in text_of(asked)
    browser.post(f"/en/staff/filters/{number}/forget", data={"sure": "yes"})
    assert "We lend" not in text_of(colleague.get("/en/staff"))


def test_a_filter_of_a_list_that_there_is_not_is_not_found(heihe, at_desk):
    assert at_desk(heihe).get("/en/staff/filters/nothing").status_code == 404


def test_each_named_filter_counts_what_its_list_shows(heihe, amur, asked, deliver):
    numbers = asked(4)
    amur.goes(numbers[0], "will_supply", deliver)
    amur.goes(numbers[1], "will_supply found ship", deliver)
    wait(heihe, numbers[2], 40)
    heihe.is_asked_for(TITLE)
    queries = (
        "",
        "side=requesting",
        "group=open",
        "group=open&state=requesting.sent",
        "group=receive",
        "group=open&waits=month",
    )
    for desk in (heihe, amur):
        with reading() as session:
            library = session.get_one(Library, desk.id)
            parts = [sieves.part(query)[1] for query in queries]
            counts = lists.count_each(session, library, now(), parts)
            for part, count in zip(parts, counts, strict=True):
                asked = session, library, now(), "ru", part.group, part.sieve
                rows = lists.requests_waiting_for(*asked, all_open=part.is_open).rows
                assert len(rows) == count, (desk, part)
    assert sieves.part("group=receive")[1].group is Task.RECEIVE


def test_many_named_filters_and_many_requests_cost_no_further_query(heihe, asked, at_desk):
    browser = at_desk(heihe)

    def queries_with(count):
        for number in range(count):
            given = {"page": "queue", "query": f"group=open&side={Side.REQUESTING}", "name": f"{count} {number}"}
            assert browser.post("/en/staff/filters", data=given).status_code == 302
        asked(count)
        browser.get("/en/staff?group=open")
        return count_queries(lambda: browser.get("/en/staff?group=open"))

    assert queries_with(1) == queries_with(6)


def test_the_request_beside_the_list_costs_the_same_however_long_the_list_is(amur, asked, at_desk):
    browser, (first,) = at_desk(amur), asked(1)

    def look():
        return browser.get(f"/en/staff?open={amur.loan(first).id}")

    look()
    few = count_queries(look)
    asked(8)
    assert count_queries(look) == few
