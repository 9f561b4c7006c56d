"""What events say, how they are signed, what an answer means and when it is tried again."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook, WebhookVerificationError

from library_exchange.core.outgoing import Unreached
from library_exchange.rest_api.rules.happenings import SUBJECTS
from library_exchange.rest_api.rules.paging import number_of
from library_exchange.webhooks import labels
from library_exchange.webhooks.rules import signing
from library_exchange.webhooks.rules.delivering import (
    LONGEST_WAIT,
    PAUSES,
    SPARED,
    STOPPED,
    STOPPED_AFTER,
    TRANSITIONS,
    Action,
    Outcome,
    State,
    Verdict,
    asked_to_wait,
    is_to_stop,
    next_try,
    plain,
    spared_until,
    verdict,
)
from library_exchange.webhooks.rules.kinds import (
    SUBJECTS_OF,
    Kind,
    in_order,
    of_many,
    of_one,
    of_test,
    subjects_of,
)

AT = datetime(2026, 11, 30, 1, 2, 3, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BASE = "https://bridge.example"


# What is told ---------------------------------------------------------------------------------------------------------


def test_the_kinds_tell_of_all_that_programs_read_as_events_each_thing_once():
    told = [subject for subjects in SUBJECTS_OF.values() for subject in subjects]
    assert sorted(told) == sorted(SUBJECTS)
    assert set(SUBJECTS_OF) == set(Kind) == set(labels.KINDS)


def test_nothing_of_people_is_among_them():
    assert {"user", "membership", "reader", "reader_request"}.isdisjoint(SUBJECTS)


def test_kinds_come_once_and_in_one_order_and_unknown_ones_do_not_count():
    assert in_order(["wants", "loans", "wants", "readers"]) == ["loans", "wants"]
    assert subjects_of(["wants", "holdings"]) == ("item", "source_record", "import", "want")


def test_an_event_says_what_it_is_and_where_the_thing_is_read():
    event = of_one(BASE, 4711, AT, "loan.ship", "loan", 17)
    assert (event.message_id, event.type) == ("evt_4711", "loan.ship")
    assert json.loads(event.body) == {
        "type": "loan.ship",
        "timestamp": "2026-11-30T01:02:03Z",
        "data": {"id": 4711, "thing": "loan", "thing_id": 17, "href": f"{BASE}/api/v1/loans/17"},
    }


@pytest.mark.parametrize(
    ("event", "behind"),
    [
        (of_one(BASE, 4711, AT, "offer.add", "offer", 5), 4710),
        (of_many(BASE, 100, 4711, AT), 100),
    ],
)
def test_what_has_no_address_of_its_own_leads_to_the_events_behind_a_cursor(event, behind):
    cursor = json.loads(event.body)["data"]["href"].partition("cursor=")[2].partition("&")[0]
    assert number_of(cursor) == behind


def test_one_event_for_many_has_a_name_of_its_own_and_a_test_says_nothing():
    assert of_many(BASE, 100, 4711, AT).message_id == "many_100_4711"
    assert of_test(BASE, "ab", AT).body == (
        '{"type":"webhook.test","timestamp":"2026-11-30T01:02:03Z","data":{"href":"https://bridge.example/api/v1/events"}}'
    )


# How it is signed -----------------------------------------------------------------------------------------------------

VECTOR = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The secret of the example that implementations of Standard Webhooks are tried by."""


def test_the_example_of_the_standard_is_signed_as_it_says():
    secret = b"1\xf2\x90\xf6\xbf\x06)\x8a\xabO\x08\xd4<?\x08,\xf6H\xa3b\xda-\xa4\xb0"
    assert signing.as_shown(secret) == VECTOR
    at = datetime.fromtimestamp(1614265330, UTC)
    told = signing.signatures([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, '{"test": 2432232314}')
    assert told == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@given(st.text(min_size=1), st.text())
def test_another_implementation_of_the_standard_believes_what_is_signed_here(key, text):
    body = json.dumps({"said": text})
    new, old = (signing.secret_from(key, signing.new_seed()) for _secret in range(2))
    at = datetime.now(UTC)
    headers = signing.headers([new, old], "evt_1", at, body)
    for secret in (new, old):
        assert Webhook(signing.as_shown(secret)).verify(body, headers) == {"said": text}
    for wrong in (headers | {"webhook-id": "evt_2"}, headers | {"webhook-timestamp": str(int(at.timestamp()) - 1)}):
        with pytest.raises(WebhookVerificationError):
            Webhook(signing.as_shown(new)).verify(body, wrong)


def test_a_secret_follows_from_the_key_and_the_seed_and_from_nothing_else():
    assert signing.secret_from("key", "seed") == signing.secret_from("key", "seed")
    assert len({signing.secret_from(*each) for each in (("key", "seed"), ("key", "sees"), ("kez", "seed"))}) == 3
    assert len(signing.secret_from("key", "seed")) == 32
    assert signing.new_seed() != signing.new_seed()


# What an answer means -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "means"),
    [
        *((status, Verdict.DELIVERED) for status in (200, 201, 202, 204, 299)),
        (410, Verdict.GONE),
        *((status, Verdict.AGAIN) for status in (None, 199, 300, 302, 307, 400, 401, 404, 429, 500, 503)),
    ],
)
def test_any_2xx_is_success_and_410_ends_it(status, means):
    assert verdict(status) is means


def test_it_is_tried_again_later_and_later_and_then_given_up():
    waits = [next_try(AT, tries) - AT for tries in range(1, len(PAUSES) + 1)]
    assert waits[:2] == [timedelta(seconds=5), 5 * MINUTE]
    assert waits[2:] == [30 * MINUTE, *(hours * HOUR for hours in (2, 5, 10, 14, 20, 24))]
    assert next_try(AT, len(PAUSES) + 1) is None


@pytest.mark.parametrize(
    ("status", "told", "wait"),
    [
        (429, "120", 2 * MINUTE),
        (503, " 7 ", timedelta(seconds=7)),
        (503, format_datetime(AT + 3 * MINUTE, usegmt=True), 3 * MINUTE),
        (503, format_datetime(AT - 3 * MINUTE, usegmt=True), timedelta()),
        (503, "Mon, 30 Nov 2026 01:05:03", 3 * MINUTE),
        (429, "9999999", LONGEST_WAIT),
        (429, format_datetime(AT + timedelta(days=400), usegmt=True), LONGEST_WAIT),
        (500, "120", None),
        (429, None, None),
        (429, "", None),
        (429, "soon", None),
        (429, "-5", None),
        (429, "9" * 300, None),
    ],
)
def test_a_server_may_ask_to_be_left_alone_within_bounds(status, told, wait):
    assert asked_to_wait(status, told, AT) == wait


def test_nobody_is_asked_before_he_wants_to_be():
    assert next_try(AT, 1, 2 * MINUTE) == AT + 2 * MINUTE
    assert next_try(AT, 3, 2 * MINUTE) == AT + 30 * MINUTE


def test_a_silent_server_is_spared_by_all_that_waits_for_it_but_not_for_long():
    assert spared_until(AT, 1, True, None) == AT + timedelta(seconds=5)
    assert spared_until(AT, 20, True, None) == AT + SPARED
    assert spared_until(AT, 1, True, HOUR) == AT + HOUR
    assert spared_until(AT, 1, False, None) is None


def test_it_is_stopped_after_a_day_without_success():
    assert not is_to_stop(AT, AT + STOPPED_AFTER - timedelta(seconds=1))
    assert is_to_stop(AT, AT + STOPPED_AFTER)
    assert timedelta(hours=24) == STOPPED_AFTER


@given(st.binary(max_size=3000))
def test_an_answer_is_shown_as_one_short_line_of_text(answer):
    shown = plain(answer)
    assert len(shown) <= 200
    assert shown == "" or shown.isprintable()


# Procedure and words --------------------------------------------------------------------------------------------------

LEADS = {
    Action.PAUSE: {State.ACTIVE: State.PAUSED},
    Action.RESUME: dict.fromkeys((State.PAUSED, State.FAILING, State.GONE), State.ACTIVE),
    Action.SEND: {State.ACTIVE: State.ACTIVE},
    Action.ROLL: {state: state for state in State} | {State.UNSIGNED: State.ACTIVE},
}


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("state", State)
def test_what_may_be_done_with_an_address(state, action):
    assert TRANSITIONS.get((state, action)) == LEADS[action].get(state)


def test_everything_has_words():
    assert set(labels.STATES) == set(State)
    assert set(labels.WHAT_TO_DO) == set(State) - {State.ACTIVE}
    assert set(STOPPED) == set(State) - {State.ACTIVE, State.PAUSED}
    assert set(labels.OUTCOMES) == set(Outcome)
    assert set(labels.FAILURES) == set(Unreached)
    assert set(labels.SINCE) == set(labels.Since)
