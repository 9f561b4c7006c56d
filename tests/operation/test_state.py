"""Who runs the platform sees what to see to, and has work that failed be tried again."""

import pytest
import structlog

from library_exchange.core import logs, outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage

HOUR = 3600


@pytest.fixture
def administrator(web, signed_in):
    return signed_in(web, "platform@example.org", None, (), is_platform_admin=True)


@pytest.fixture
def failed(web):
    """Work that failed and waits for its next try, an hour from now."""
    with transaction() as session:
        at = now()
        told = {"attempts": 3, "last_error": "TimeoutError", "request": "abc123def456"}
        row = OutboxMessage(kind="x.y", lane=outbox.QUICK, created_at=at, due_at=at.replace(year=at.year + 1), **told)
        session.add(row)
        session.flush()
        return row.id


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("The search index is missing", "library-exchange reindex", "No backup has been made yet")),
        ("ru", ("library-exchange reindex",)),
        ("zh", ("library-exchange reindex",)),
    ],
)
def test_warnings_say_what_to_do(administrator, failed, language, words):
    page = administrator.get(f"/{language}/platform/state").text
    for word in (*words, "TimeoutError", "abc123def456"):
        assert word in page


def test_work_that_failed_is_tried_at_once_when_she_says_so(administrator, failed):
    administrator.post(f"/en/platform/state/{failed}/again")
    with reading() as session:
        row = session.get_one(OutboxMessage, failed)
        assert row.due_at <= now()
        assert row.attempts == 3
    with transaction() as session:
        session.get_one(OutboxMessage, failed).done_at = now()
    assert "done meanwhile" in administrator.post(f"/en/platform/state/{failed}/again", follow_redirects=True).text


def test_what_a_request_began_names_it_in_the_log_later_too(web, monkeypatch):
    structlog.contextvars.clear_contextvars()
    seen = []

    def handle(_payloads):
        seen.append(structlog.contextvars.get_contextvars())
        with transaction() as session:
            if len(seen) == 1:
                outbox.put(session, "test.traced", {})

    monkeypatch.setitem(outbox._kinds, "test.traced", outbox._Kind(handle, 10, outbox.QUICK))
    with logs.on_behalf_of(["abc123def456"]), transaction() as session:
        outbox.put(session, "test.traced", {})
    assert outbox.drain(database()) == 2
    assert [told.get("request") for told in seen] == ["abc123def456"] * 2
    assert logs.request_at_work() is None
    with transaction() as session:
        for name in ("one", "two", None):
            outbox.put(session, "test.traced", {}).request = name
    outbox.drain(database())
    assert seen[-1] == {"requests": ["one", "two"]}


@pytest.mark.parametrize(
    ("told", "kept"), [("a-1.b_2", "a-1.b_2"), ("bad\nline", None), ("x" * 65, None), (None, None)]
)
def test_the_reference_of_a_partner_is_logged_only_in_a_usual_form(told, kept):
    with logs.on_behalf_of([]):
        logs.note_partners_request(told)
        assert structlog.contextvars.get_contextvars().get("partners_request") == kept
