"""A harvest that breaks off loses nothing, and a server that misbehaves is told by its reason."""

from datetime import timedelta

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.harvesting import queries
from library_exchange.harvesting.resources import DOOR, means
from library_exchange.harvesting.rules.runs import Failure, Outcome
from library_exchange.harvesting.services import collecting, running
from library_exchange.harvesting.services.pages import Pages
from library_exchange.imports.resources import uploads
from tests.harvesting.played import Book, error, page
from tests.ways_out import decide, noted

BOOKS = [Book(f"{n}", f"Том {n}", at=f"2026-11-{n + 1:02}T00:00:00Z") for n in range(9)]


@pytest.mark.parametrize("number", range(1, 6))
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_process_that_is_killed_at_any_page_is_followed_by_one_that_goes_on(harvesting, monkeypatch, number, place):
    harvesting.server.repository.books = list(BOOKS)
    keep, is_alive = Pages.keep, False

    def killed(pages: Pages, at: int, raw: bytes) -> None:
        if place == "after" or at != number or is_alive:
            keep(pages, at, raw)
        if at == number and not is_alive:
            raise KeyboardInterrupt

    monkeypatch.setattr(Pages, "keep", killed)
    harvesting.enters()
    harvesting.chooses()
    with pytest.raises(KeyboardInterrupt):
        goes_on(harvesting)
    is_alive = True
    harvesting.server.asked.clear()
    goes_on(harvesting)
    harvesting.deliver()
    assert len(harvesting.server.lists()) == 5 - number + (place == "before")
    assert (len(harvesting.rows()), harvesting.last().records) == (1, 9)
    assert harvesting.file().survey["read"] == 9


def goes_on(harvesting) -> None:
    source = harvesting.source()
    running.run(database(), source.id, source.next_at, means())


def test_a_process_that_is_killed_when_all_came_asks_for_nothing_again(harvesting, monkeypatch):
    harvesting.server.repository.books = list(BOOKS)
    harvesting.enters()
    harvesting.chooses()
    monkeypatch.setattr(collecting, "_receive", lambda *_args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        goes_on(harvesting)
    assert list(uploads().iterdir()) == []
    monkeypatch.undo()
    harvesting.server.asked.clear()
    goes_on(harvesting)
    assert harvesting.server.asked == []
    assert harvesting.last().outcome is Outcome.CHECKING


def test_a_server_that_breaks_off_is_asked_later_for_the_page_where_it_did(harvesting):
    harvesting.server.repository.books = list(BOOKS)
    answer = harvesting.server.repository.answer
    fails = (500, {}, b"")
    harvesting.server.answers = lambda told: fails if told.get("resumptionToken", "").endswith("|4") else answer(told)
    harvesting.begins(is_taken_in=False)
    broken = harvesting.last()
    assert (broken.outcome, broken.reason, broken.pages) == (Outcome.RUNNING, Failure.SERVER_ERROR, 2)
    assert harvesting.source().next_at > now()
    harvesting.server.answers = None
    harvesting.server.asked.clear()
    assert harvesting.harvests().records == 9
    assert len(harvesting.server.lists()) == 3
    assert harvesting.source().failures == 0


def test_a_token_that_expired_begins_again_at_the_last_datestamp(harvesting):
    harvesting.server.repository.books = list(BOOKS)
    harvesting.server.repository.expired = {"marc21||4"}
    harvesting.begins(is_taken_in=False)
    assert harvesting.server.lists()[3]["from"] == BOOKS[3].at
    assert (harvesting.last().restarts, harvesting.file().survey["read"]) == (1, 9)


def test_a_list_without_order_begins_anew_when_its_token_expired(harvesting):
    harvesting.server.repository.books = [Book(f"{n}", f"Том {n}", at="") for n in range(9)]
    harvesting.server.repository.expired = {"marc21||4"}
    harvesting.begins(is_taken_in=False)
    assert "from" not in harvesting.server.lists()[3]
    assert (harvesting.last().outcome, harvesting.last().reason) == (Outcome.FAILED, Failure.TOKENS_EXPIRE)


def test_a_busy_server_is_left_alone_as_long_as_it_wishes(harvesting):
    harvesting.enters()
    harvesting.server.answers = lambda _told: (503, {"Retry-After": "120"}, b"")
    harvesting.chooses()
    harvesting.deliver()
    assert timedelta(seconds=100) < harvesting.source().next_at - now() <= timedelta(seconds=120)
    assert (harvesting.last().outcome, harvesting.source().failures) == (Outcome.RUNNING, 0)
    harvesting.sets(waits=10)
    harvesting.harvests()
    harvesting.sets(waits=10)
    goes_on(harvesting)
    assert (harvesting.last().reason, harvesting.source().failures) == (Failure.BUSY, 1)


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (page(BOOKS[:2], token="again"), Failure.ENDLESS),
        (b"<!DOCTYPE html><html>", Failure.WEB_PAGE),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><OAI-PMH>&a;</OAI-PMH>', Failure.FORBIDDEN_XML),
        (b"<rss></rss>", Failure.NOT_OAI),
        (page(BOOKS[:2])[:-30], Failure.TORN),
        (error("cannotDisseminateFormat"), Failure.NO_FORMAT),
        (error("badArgument"), Failure.PROTOCOL),
    ],
)
def test_what_is_no_list_is_told_with_its_reason(harvesting, body, failure):
    harvesting.enters()
    harvesting.server.answers = lambda _told: (200, {}, body)
    harvesting.chooses()
    harvesting.deliver()
    assert (harvesting.last().outcome, harvesting.last().reason) == (Outcome.FAILED, failure)
    assert harvesting.source().next_at > now()


def test_three_failures_in_a_row_are_told_to_the_library_and_to_the_operator(harvesting):
    harvesting.enters()
    harvesting.server.answers = lambda _told: (404, {}, b"")
    harvesting.chooses()
    harvesting.deliver()
    for _again in range(2):
        assert not harvesting.is_told()
        harvesting.harvests()
    assert harvesting.is_told()
    with reading() as session:
        assert "tried 3 times (not_there)" in queries.findings(session)[0]


def test_a_harvest_waits_while_the_way_out_is_shut_and_every_stint_is_noted(harvesting):
    harvesting.enters()
    decide(DOOR, is_open=False)
    harvesting.server.asked.clear()
    harvesting.chooses()
    harvesting.deliver()
    assert (harvesting.server.asked, harvesting.rows(), noted(DOOR)) == ([], [], (0, []))
    decide(DOOR, is_open=True)
    harvesting.server.answers = lambda _told: (503, {"Retry-After": "3600"}, b"")
    harvesting.deliver()
    harvesting.server.answers = lambda _told: (404, {}, b"")
    harvesting.harvests()
    harvesting.server.answers = None
    harvesting.harvests()
    assert noted(DOOR) == (3, ["busy", "not_there"])
