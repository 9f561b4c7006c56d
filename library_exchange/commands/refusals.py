"""Expected refusals, told in a sentence instead of a traceback."""

import click

from library_exchange.app import create_app
from library_exchange.core import startup
from library_exchange.core.alike import NotAlike
from library_exchange.core.errors import ExchangeError
from library_exchange.core.worker_lock import AnotherWorkerRuns


def told(error: Exception) -> click.ClickException | None:
    """Return what to tell of a refusal; None for what nobody expected."""
    if isinstance(error, ExchangeError):
        with create_app().app_context():
            return click.ClickException(str(error.sentence))
    if isinstance(error, NotAlike):
        return click.ClickException(str(error))
    if isinstance(error, AnotherWorkerRuns):
        return click.ClickException("Another process of this service carries out the outbox already.")
    if isinstance(error, FileExistsError):
        return click.ClickException(f"{error.filename} exists already; choose another folder.")
    sentence = startup.sentence(error) if isinstance(error, startup.EXPECTED) else None
    return click.ClickException(sentence) if sentence is not None else None
