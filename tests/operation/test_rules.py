"""What of the service's state calls for a person."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from library_exchange.operation.labels import WARNINGS
from library_exchange.operation.rules import LEAST_FREE, SCARCE, Seen, Trouble, kind_of, troubles

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WELL = Seen(AT, free=0.5, last_backup=AT - timedelta(hours=2), last_night=AT - timedelta(hours=9))
DAYS = timedelta(days=1)


def test_where_all_goes_as_it_should_nothing_is_told():
    assert troubles(WELL) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"is_schema_current": False}, Trouble.SCHEMA),
        ({"free": LEAST_FREE - 0.001}, Trouble.DISK_FULL),
        ({"free": LEAST_FREE}, Trouble.DISK_SCARCE),
        ({"free": SCARCE - 0.001}, Trouble.DISK_SCARCE),
        ({"overdue": {"quick": AT - timedelta(minutes=16), "mail": AT}}, Trouble.NO_WORKER),
        ({"drift": None}, Trouble.INDEX_LOST),
        ({"drift": 3, "waiting_for_index": 2}, Trouble.INDEX_DRIFT),
        ({"failing": 1}, Trouble.FAILING),
        ({"failed_nights": 1}, Trouble.NIGHT_FAILED),
        ({"last_night": AT - 2 * DAYS}, Trouble.NIGHT_LATE),
        ({"last_backup": None}, Trouble.NO_BACKUP),
        ({"last_backup": AT - 2 * DAYS}, Trouble.OLD_BACKUP),
    ],
)
def test_each_trouble_is_told_by_itself(changed, told):
    assert troubles(replace(WELL, **changed)) == [told]


@pytest.mark.parametrize(
    "changed",
    [
        {"free": SCARCE},
        {"overdue": {"quick": AT - timedelta(minutes=15)}},
        {"drift": 2, "waiting_for_index": 2},
        {"last_night": None},
        {"last_night": AT - timedelta(hours=36)},
        {"last_backup": AT - timedelta(hours=36)},
    ],
)
def test_what_is_just_so_or_cannot_be_known_is_no_trouble(changed):
    assert troubles(replace(WELL, **changed)) == []


def test_each_trouble_has_its_words():
    assert set(WARNINGS) == set(Trouble)


@pytest.mark.parametrize(
    ("endpoint", "method", "door", "kind"),
    [
        (None, "GET", None, "nowhere"),
        ("sru.answer", "GET", "sru", "sru"),
        ("web.healthz", "GET", None, "watching"),
        ("static", "GET", None, "static"),
        ("catalogue.search", "GET", None, "search"),
        ("loans.show", "GET", None, "page"),
        ("loans.show", "HEAD", None, "page"),
        ("loans.act", "POST", None, "act"),
    ],
)
def test_requests_are_counted_under_few_kinds(endpoint, method, door, kind):
    assert kind_of(endpoint, method, door) == kind
