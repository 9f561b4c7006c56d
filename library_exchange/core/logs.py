"""Logs: JSON lines in production, readable lines in a demonstration; never personal data, never query texts.

Each line names the request by which something was begun, also where the outbox carries it out later.
"""

import logging
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import structlog

from library_exchange.core.settings import Settings

HEADER = "X-Request-ID"
"""In which an answer, and a message to a partner's system, tells by which request it was begun."""
_TOLD = re.compile(r"[A-Za-z0-9._-]{1,64}")


def init_app(settings: Settings) -> None:
    """Set up logging for the process."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.logs_as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    if settings.logs_as_json:
        _have_libraries_write_json([*shared, renderer])
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if settings.is_demo else logging.INFO),
        cache_logger_on_first_use=False,
    )


def _have_libraries_write_json(processors: Sequence[Any]) -> None:
    """Have what libraries log by Python's own means be lines like ours, and stand among them."""
    handler = logging.StreamHandler(sys.stdout)
    theirs = [structlog.stdlib.add_logger_name, structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processors=[*theirs, *processors]))
    logging.getLogger().handlers[:] = [handler]


def request_at_work() -> str | None:
    """Return by which request what is done now was begun, None if by none or by several."""
    found: str | None = structlog.contextvars.get_contextvars().get("request")
    return found


@contextmanager
def on_behalf_of(requests: Sequence[str | None]) -> Iterator[None]:
    """Have lines logged in the block name the requests by which the work was begun."""
    named = sorted({request for request in requests if request})
    told: dict[str, Any] = {"request": named[0]} if len(named) == 1 else {"requests": named} if named else {}
    before = structlog.contextvars.get_contextvars()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(**told)
    try:
        yield
    finally:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(**before)


def note_partners_request(told: str | None) -> None:
    """Have lines of this request name that of the partner's system, too, if it told one in a usual form."""
    if told is not None and _TOLD.fullmatch(told):
        structlog.contextvars.bind_contextvars(partners_request=told)
