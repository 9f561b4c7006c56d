"""The desk of who runs the platform tells how the service is: its queues, its nightly work."""

from datetime import timedelta

import pytest

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.models import NightlyRun, OutboxMessage


@pytest.fixture
def platform(web, signed_in):
    return signed_in(web, "platform@bridge.example", is_platform_admin=True)


def wait(lane, age, **more):
    with transaction() as session:
        values = {"kind": "a.kind", "lane": lane, "created_at": now() - age, "due_at": now() + timedelta(days=1)}
        session.add(OutboxMessage(**values, **more))


@pytest.mark.parametrize(
    ("language", "empty", "label"),
    [("zh", "队列为空", "发往其他系统的消息"), ("ru", "Очереди пусты", "Сообщения в другие системы")],
)
def test_the_queues_say_how_much_waits_and_what_was_tried_in_vain(platform, language, empty, label):
    page = f"/{language}/platform"
    assert empty in platform.get(page).text
    wait(outbox.WIRE, timedelta(days=2), attempts=3)
    for _each in range(2):
        wait(outbox.WIRE, timedelta(hours=1))
    wait(outbox.LONG, timedelta(hours=1), done_at=now())
    seen = platform.get(page).text
    row = seen[seen.index(label) :].partition("</tr>")[0]
    assert row.count(">3</td>") == 1
    assert row.count(">1</td>") == 1
    assert empty not in seen


@pytest.mark.parametrize(
    ("language", "failed", "late"),
    [("zh", "夜间任务失败", "近期没有夜间任务"), ("ru", "Ночная обработка не удалась", "давно не выполнялась")],
)
def test_nightly_work_that_failed_or_was_left_out_is_told(platform, language, failed, late):
    page = f"/{language}/platform"
    with transaction() as session:
        session.add(NightlyRun(name="joining.forget", tried_at=now(), error="ValueError"))
    seen = platform.get(page).text
    assert failed in seen
    assert "joining.forget" in seen
    with transaction() as session:
        session.get_one(NightlyRun, "joining.forget").tried_at = now() - timedelta(days=3)
    seen = platform.get(page).text
    assert failed not in seen
    assert late in seen
