"""How servers are asked, what their days and instants mean, how long is waited."""

from datetime import UTC, datetime, timedelta

import pytest

from library_exchange.harvesting import labels
from library_exchange.harvesting.rules import instants, requests, runs
from library_exchange.harvesting.rules.formats import Kind
from library_exchange.harvesting.rules.runs import Deleted, Failure, Outcome

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-29T12:00:00Z", NOON),
        ("2026-11-29T12:00:00", NOON),
        (" 2026-11-29 12:00:00 ", NOON),
        ("2026-11-29T12:00Z", NOON),
        ("2026-11-29T12:00:00.123456Z", NOON),
        ("2026-11-29T20:00:00+08:00", NOON),
        ("2026-11-29T03:00:00-0900", NOON),
        ("2026-11-29t12:00:00z", NOON),
        ("2026-11-29", datetime(2026, 11, 29, tzinfo=UTC)),
        ("2026-11-29T12:00:60Z", datetime(2026, 11, 29, 12, 0, 59, tzinfo=UTC)),
        *((bad, None) for bad in ("", None, "2026-13-01", "2026-11", "yesterday", "2026-11-29T25:00:00Z")),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_days_and_instants_are_read_as_servers_write_them(text, at):
    assert instants.read(text) == at


@pytest.mark.parametrize(
    ("base", "asked"),
    [
        ("https://a.example/oai", "https://a.example/oai?verb=Identify"),
        ("https://a.example", "https://a.example/?verb=Identify"),
        ("https://a.example/oai?verb=Identify", "https://a.example/oai?verb=Identify"),
        ("https://a.example/oai?db=2&verb=ListSets", "https://a.example/oai?db=2&verb=Identify"),
    ],
)
def test_a_base_address_is_asked_whatever_was_copied_along(base, asked):
    assert requests.address(base, requests.IDENTIFY) == asked
    assert requests.address(requests.base_of(base), requests.IDENTIFY) == asked


def test_a_list_begins_with_what_is_wanted_and_goes_on_by_its_token_alone():
    first = requests.list_from("https://a.example/oai", "marc21", "a:b", NOON, has_seconds=True)
    assert first.endswith("?verb=ListRecords&metadataPrefix=marc21&set=a%3Ab&from=2026-11-29T12%3A00%3A00Z")
    assert requests.list_from("https://a.example/oai", "x", None, NOON, has_seconds=False).endswith("&from=2026-11-29")
    assert requests.list_on("https://a.example/oai", "a&b=1").endswith("?verb=ListRecords&resumptionToken=a%26b%3D1")


@pytest.mark.parametrize(
    ("told", "times", "wait"),
    [
        ("120", 0, timedelta(seconds=120)),
        ("0", 0, runs.SHORTEST_WAIT),
        ("99999999999", 0, runs.LONGEST_WAIT),
        ("Mon, 30 Nov 2026 12:10:00 GMT", 0, timedelta(minutes=10)),
        ("Mon, 30 Nov 2026 11:00:00 GMT", 0, runs.SHORTEST_WAIT),
        (None, 0, timedelta(minutes=1)),
        ("soon", 3, timedelta(minutes=8)),
        ("-5", 0, timedelta(minutes=1)),
    ],
)
def test_a_busy_server_is_asked_when_it_wishes_within_bounds(told, times, wait):
    assert runs.wait_of(told, times, NOW) == wait


@pytest.mark.parametrize(
    ("deleted", "days", "is_due"),
    [
        *((deleted, None, True) for deleted in Deleted),
        *((Deleted.PERSISTENT, days, False) for days in (1, 1000)),
        *((deleted, 27, False) for deleted in (Deleted.NO, Deleted.TRANSIENT)),
        *((deleted, 28, True) for deleted in (Deleted.NO, Deleted.TRANSIENT)),
    ],
)
def test_all_is_harvested_where_nothing_else_tells_what_was_deleted(deleted, days, is_due):
    last = None if days is None else NOW - timedelta(days=days)
    assert runs.is_whole_due(deleted, last, NOW) is is_due


def test_a_list_in_order_goes_on_from_its_last_datestamp_and_another_one_does_not():
    later = NOON + timedelta(days=1)
    assert runs.resumes_from([[NOON, NOON], [later]]) == later
    assert runs.resumes_from([[later], [NOON]]) is None
    assert runs.resumes_from([[NOON, None]]) is None
    assert runs.resumes_from([]) is None


def test_everything_has_its_words():
    assert set(labels.FAILURES) == set(Failure)
    assert set(labels.OUTCOMES) == set(Outcome)
    assert set(labels.DELETED) == set(Deleted)
    assert set(labels.KINDS) == set(Kind) - {Kind.OTHER}
    assert all(labels.why(each) for each in Failure)
