"""When files are fetched, and what lets one wait for a person."""

from datetime import UTC, datetime, timedelta

import pytest

from library_exchange.core.outgoing import Unreached
from library_exchange.scheduled_imports.labels import FAILURES
from library_exchange.scheduled_imports.rules import (
    LIMITS,
    Failure,
    Often,
    Reason,
    next_night,
    next_try,
    reason_to_wait,
)

QUIET = {"read": 1000, "standing": 1000}


@pytest.mark.parametrize(
    ("often", "expected"),
    [
        (Often.NIGHTLY, datetime(2026, 3, 1, 18, tzinfo=UTC)),
        (Often.WEEKLY, datetime(2026, 3, 7, 18, tzinfo=UTC)),
        (Often.FOUR_WEEKLY, datetime(2026, 3, 28, 18, tzinfo=UTC)),
    ],
)
def test_a_file_is_fetched_at_two_at_night_where_the_library_is(often, expected):
    assert next_night(datetime(2026, 3, 1, 9, tzinfo=UTC), "Asia/Shanghai", often) == expected


def test_after_a_night_the_next_one_comes():
    at = datetime(2026, 3, 1, 18, 0, 5, tzinfo=UTC)
    assert next_night(at, "Asia/Shanghai", Often.NIGHTLY) == datetime(2026, 3, 2, 18, tzinfo=UTC)


def test_pauses_grow_after_each_failure_and_end_with_a_day():
    at = datetime(2026, 3, 1, tzinfo=UTC)
    pauses = [next_try(at, failures) - at for failures in range(1, 7)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=30)
    assert set(pauses[3:]) == {timedelta(days=1)}


def test_a_quiet_file_waits_for_nobody():
    assert reason_to_wait(QUIET | {"missing": 50, "held": 10, "updated": 250, "rejected": 50}, is_whole=True) is None


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.reason)
def test_one_more_than_each_limit_lets_a_file_wait(limit):
    most = max(limit.percent * QUIET[limit.of] // 100, limit.few)
    assert reason_to_wait(QUIET | {limit.part: most}, is_whole=True) is None
    assert reason_to_wait(QUIET | {limit.part: most + 1}, is_whole=True) is limit.reason


def test_what_additions_lack_is_no_reason():
    counts = QUIET | {"missing": 900}
    assert reason_to_wait(counts, is_whole=False) is None
    assert reason_to_wait(counts, is_whole=True) is Reason.MANY_MISSING


def test_whatever_keeps_a_server_from_answering_has_its_word_here():
    assert {Failure(why) for why in Unreached} < set(FAILURES)
