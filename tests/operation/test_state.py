"""Who runs the platform sees what to see to, and has work that failed be tried again."""

from datetime import timedelta

import pytest
import structlog

from library_exchange.catalogue.services import index
from library_exchange.core import backup, logs, outbox, outbox_queues
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import NightlyRun, OutboxMessage

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


def wait(lane, age, **more):
    with transaction() as session:
        values = {"kind": "a.kind", "lane": lane, "created_at": now() - age, "due_at": now() + timedelta(days=1)}
        session.add(OutboxMessage(**values, **more))


@pytest.mark.parametrize(("language", "label"), [("zh", "发往其他系统的消息"), ("ru", "Сообщения в другие системы")])
def test_the_queues_say_how_much_waits_and_what_was_tried_in_vain(administrator, language, label):
    def row():
        seen = administrator.get(f"/{language}/platform/state").text
        return seen[seen.index(label) :].partition("</tr>")[0]

    assert row().count(">0</td>") == 2
    wait(outbox.WIRE, timedelta(days=2), attempts=3)
    for _each in range(2):
        wait(outbox.WIRE, timedelta(hours=1))
    wait(outbox.LONG, timedelta(hours=1), done_at=now())
    assert row().count(">3</td>") == 1
    assert row().count(">1</td>") == 1


@pytest.mark.parametrize(
    ("language", "failed", "late"),
    [
        ("zh", "夜间任务失败", "夜间任务已超过一天未执行"),
        ("ru", "Ночная обработка не удалась", "Ночная обработка не выполнялась больше суток"),
    ],
)
def test_nightly_work_that_failed_or_was_left_out_is_told(administrator, language, failed, late):
    page = f"/{language}/platform/state"
    with transaction() as session:
        session.add(NightlyRun(name="joining.forget", tried_at=now(), error="ValueError"))
    seen = administrator.get(page).text
    assert failed in seen
    assert "joining.forget" in seen
    with transaction() as session:
        session.get_one(NightlyRun, "joining.forget").tried_at = now() - timedelta(days=3)
    seen = administrator.get(page).text
    assert failed not in seen
    assert "joining.forget" not in seen
    assert late in seen


@pytest.mark.parametrize(
    ("language", "well", "told"),
    [
        ("zh", "服务状态：无警告", "服务状态：2 条警告"),
        ("ru", "Состояние службы: предупреждений нет", "Состояние службы: 2 предупреждения"),
    ],
)
def test_her_desk_tells_how_many_warnings_there_are_and_leads_to_them(administrator, monkeypatch, language, well, told):
    app = administrator.application
    index.rebuild(database(), app.extensions["search"])
    monkeypatch.setattr(backup, "last", lambda _settings: now())
    desk = f"/{language}/platform"
    assert well in administrator.get(desk).text
    wait(outbox.WIRE, timedelta(days=2), attempts=3)
    with transaction() as session:
        session.add(NightlyRun(name="joining.forget", tried_at=now(), error="ValueError"))
    seen = administrator.get(desk).text
    assert f'href="/{language}/platform/state">{told}</a>' in seen
    assert "joining.forget" not in seen, "the page of the state alone says what"


def test_page_and_figures_ask_for_the_queues_once(administrator, monkeypatch):
    asked = []
    queues = outbox_queues.queues

    def counted(session):
        asked.append(session)
        return queues(session)

    monkeypatch.setattr(outbox_queues, "queues", counted)
    for path in ("/en/platform/state", "/en/platform", "/metrics"):
        asked.clear()
        assert administrator.get(path).status_code == 200
        assert len(asked) == 1, path


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
