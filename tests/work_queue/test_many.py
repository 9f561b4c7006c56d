"""Many open requests: the list of work costs the same, and its pages give each request once, in its turn."""

from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from benchmarks import open_requests
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.tasks import Task
from library_exchange.work_queue.queries import lists
from tests.counting import count_queries
from tests.makers import Visitor

FEW, MANY = 20, 120
PAGES = ("", "?group=receive", "?group=pick", "?group=open", "?state=requesting.received", "?waits=week", "?open=22")


@pytest.fixture
def desks(app):
    """Two libraries with some open requests."""
    made = open_requests.open_desks()
    open_requests.add_open_requests(made, FEW)
    return made


def in_turn(row):
    return not row.is_late, row.act_by or date.max, row.touched_at, row.id


def test_the_list_of_work_costs_as_many_queries_with_many_open_requests_as_with_few(app, desks):
    browsers = []
    for actor in (desks.borrower, desks.lender):
        browser = Visitor(app)
        email = f"librarian.{actor.library_id}@x.example"
        assert browser.sign_in(email, open_requests.PASSWORD).status_code == 302
        browsers.append(browser)

    def costs():
        found = {}
        for at, browser in enumerate(browsers):
            for page in PAGES:
                assert browser.get(f"/ru/staff{page}").status_code == 200
                found[at, page] = count_queries(lambda b=browser, p=page: b.get(f"/ru/staff{p}"))
        return found

    few = costs()
    open_requests.add_open_requests(desks, MANY - FEW, FEW + 1)
    assert costs() == few


def test_the_pages_of_the_queue_give_each_request_once_in_its_turn(desks):
    open_requests.add_open_requests(desks, MANY - FEW, FEW + 1)
    with transaction() as session:
        for days in range(5):
            fresh = sa.update(LoanRequest).where(LoanRequest.id % 11 == days)
            session.execute(fresh.values(touched_at=now() - timedelta(days=days)))
    for library_id in (desks.requesting, desks.supplying):
        with reading() as session:
            library, at = session.get_one(Library, library_id), now()
            every = lists.requests_waiting_for(session, library, at, "ru", places=slice(0, MANY), all_open=True).rows
            assert [row.id for row in every] == [row.id for row in sorted(every, key=in_turn)]
            groups = Counter(row.task for row in every if row.task)
            assert len(groups) >= 4
            assert any(row.task is Task.OVERDUE and not row.is_late for row in every), "a step that is late"
            assert all((row.task is Task.OVERDUE) == row.is_past for row in every if row.task)
            for group in (None, *groups):
                asked = sorted((row for row in every if row.task and group in (None, row.task)), key=in_turn)
                pages = [
                    row.id
                    for start in range(0, MANY, 15)
                    for row in lists.requests_waiting_for(
                        session, library, at, "ru", group, places=slice(start, start + 15)
                    ).rows
                ]
                assert pages == [row.id for row in asked], group
            counts = lists.requests_waiting_for(session, library, at, "ru")
        assert counts.counts == counts.unsifted == groups
        assert counts.to_fetch == sum(row.asked is Task.PICK for row in every)
        assert counts.open_count == len(every)
        assert counts.total == sum(row.task is not None for row in every)
