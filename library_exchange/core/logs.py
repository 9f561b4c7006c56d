"""Logs: JSON lines in production, readable lines in a demonstration; never personal data, never query texts."""

import logging

import structlog

from library_exchange.core.settings import Settings


def init_app(settings: Settings) -> None:
    """Set up logging for the process."""
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.dev.ConsoleRenderer(colors=False)
            if settings.is_demo
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if settings.is_demo else logging.INFO),
        cache_logger_on_first_use=False,
    )
