"""Monitors are told whether the service is ready and how it goes; strangers are told no figures."""

import shutil
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from library_exchange.catalogue.services import index
from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.operation import readiness
from library_exchange.operation.rules import LONGEST_LAG

SECRET = "s" * 40


def _ready(app):
    app.extensions["readiness"]._looked_at = float("-inf")
    answer = app.test_client().get("/readyz")
    return answer.status_code, {name for name, told in answer.json["checks"].items() if told != "ok"}


@pytest.fixture
def ready(web):
    index.rebuild(database(), web.extensions["search"])
    assert _ready(web) == (200, set())
    return web


def test_a_service_whose_index_is_missing_is_not_ready(web):
    assert _ready(web) == (503, {"index"})


def test_a_full_disk_late_work_and_another_schema_are_told_by_name(ready, monkeypatch):
    with transaction() as session:
        late = now() - LONGEST_LAG * 2
        session.add(OutboxMessage(kind="x", lane=outbox.QUICK, created_at=late, due_at=late))
    assert _ready(ready) == (503, {"outbox"})
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=100, used=96, free=4))
    assert _ready(ready) == (503, {"outbox", "disk"})
    monkeypatch.setattr(readiness.upgrading, "look", lambda _app: SimpleNamespace(state="older"))
    assert _ready(ready) == (503, {"schema", "disk"})


def test_what_was_found_is_told_again_for_some_seconds(ready, monkeypatch):
    monkeypatch.setattr(readiness, "look", lambda _app: pytest.fail("looked again"))
    assert ready.test_client().get("/readyz").status_code == 200


def test_nobody_waits_while_another_looks(ready, monkeypatch):
    """A look takes a writer's turn: many who ask would hold every thread of the service."""
    state, ask = ready.extensions["readiness"], ready.test_client()
    monkeypatch.setattr(readiness, "look", lambda _app: pytest.fail("looked besides"))
    with state._lock:
        state._looked_at -= readiness.health.KEPT_S
        assert ask.get("/readyz").status_code == 200
        state._looked_at -= readiness.TOLD_S
        answer = ask.get("/readyz")
    assert (answer.status_code, answer.json["checks"]) == (503, {"look": "late"})


def test_a_look_that_fails_leaves_the_next_one_free(ready, monkeypatch):
    state = ready.extensions["readiness"]
    for _time in range(2):
        state._looked_at = float("-inf")
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr(readiness, "look", lambda _app: 1 // 0)
            state.checks()
    assert _ready(ready) == (200, set())


def _figures(answer):
    families = text_string_to_metric_families(answer.text)
    return {(one.name, *sorted(one.labels.values())): one.value for family in families for one in family.samples}


def test_the_figures_of_the_service_can_be_read_by_a_monitor(ready):
    client = ready.test_client()
    client.get("/en/")
    client.get("/en/search?q=secret+wish")
    with transaction() as session:
        at = now()
        failed = {"attempts": 2, "last_error": "TimeoutError"}
        session.add(OutboxMessage(kind="x", lane=outbox.MAIL, created_at=at, due_at=at, **failed))
        session.add(OutboxMessage(kind="x", lane=outbox.MAIL, created_at=at, due_at=at))
    answer = client.get("/metrics")
    found = _figures(answer)
    assert found["lx_requests_total", "200", "page"] >= 1
    assert found["lx_requests_total", "200", "search"] == 1
    assert found["lx_queue_waiting", "mail"] == 2
    assert found["lx_queue_failed", "mail"] == 1
    assert found[("lx_index_drift_records",)] == 0
    assert found[("lx_schema_is_current",)] == 1
    assert found[("lx_backup_timestamp_seconds",)] == 0
    assert 0 < found[("lx_disk_free_ratio",)] < 1
    assert found["lx_import_records", "rejected"] == 0
    assert found[("lx_write_wait_seconds_count",)] >= 1
    assert "secret" not in answer.text


def test_without_a_token_a_demonstration_tells_its_own_machine_alone(ready):
    client = ready.test_client()
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::1"}).status_code == 200


def test_with_a_token_it_opens_the_figures_from_anywhere_and_nothing_else_does(ready):
    settings = ready.extensions["settings"]
    ready.extensions["settings"] = type(settings)(**settings.model_dump() | {"metrics_token": SECRET})
    client = ready.test_client()
    for shown, status in ((f"Bearer {SECRET}", 200), (f"Bearer {SECRET}x", 404), ("", 404), ("Bearer мост", 404)):
        answer = client.get(
            "/metrics",
            headers={"Authorization": shown.encode().decode("latin-1")},
            environ_base={"REMOTE_ADDR": "192.0.2.7"},
        )
        assert answer.status_code == status, shown


def test_in_production_nobody_is_told_without_a_token(ready):
    settings = ready.extensions["settings"]
    strict = {"mode": "production", "secret_key": SECRET, "password_salt": SECRET}
    ready.extensions["settings"] = type(settings)(**settings.model_dump() | strict)
    assert ready.test_client().get("/metrics").status_code == 404
