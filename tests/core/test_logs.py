"""Lines of the log for a program are JSON, also those of the libraries that the service stands on."""

import json
import logging

import pytest
import structlog

from library_exchange.core import logs
from tests.conftest import settings_for

STRICT = {"mode": "production", "secret_key": "s" * 40, "password_salt": "s" * 40}


@pytest.fixture
def log_to(tmp_path):
    """Set up the log as settings say; it is as before afterwards."""
    handlers = logging.getLogger().handlers[:]
    yield lambda **given: logs.init_app(settings_for(tmp_path, **given))
    logging.getLogger().handlers[:] = handlers
    structlog.reset_defaults()


@pytest.mark.parametrize("given", [STRICT, {"log_format": "json"}])
def test_each_line_is_json_and_names_the_request(log_to, capsys, given):
    log_to(**given)
    with logs.on_behalf_of(["abc123def456"]):
        structlog.get_logger().warning("outbox.failed", kind="x")
        logging.getLogger("waitress").warning("queue %s", "书桥")
    ours, theirs = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (ours["event"], ours["kind"], ours["request"], ours["level"]) == (
        "outbox.failed",
        "x",
        "abc123def456",
        "warning",
    )
    assert (theirs["event"], theirs["logger"], theirs["request"]) == ("queue 书桥", "waitress", "abc123def456")


@pytest.mark.parametrize("given", [{}, STRICT | {"log_format": "lines"}])
def test_a_person_reads_lines(log_to, capsys, given):
    log_to(**given)
    structlog.get_logger().warning("outbox.failed", kind="x")
    assert not capsys.readouterr().out.startswith("{")
