"""Files are looked through, taken in and taken back after the commit that says so."""

from collections.abc import Sequence
from typing import Any

from library_exchange.catalogue.models import DoubtKind
from library_exchange.core import kept_files, outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.core.errors import Conflict
from library_exchange.imports.models import DoubtState
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import doubts, files, parts, surveying, taking_in, undoing


@outbox.handles(files.SURVEY, lane=outbox.LONG)
def _survey(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        surveying.run(database(), payload["import"], payload["version"], uploads())


@outbox.handles(files.RUN, lane=outbox.LONG)
def _import(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        try:
            taking_in.run(database(), payload["import"], uploads())
        except Conflict as elsewhere:
            raise outbox.NotYet from elsewhere
        except Exception:
            with transaction() as session:
                taking_in.fail(session, payload["import"])
            raise


@outbox.handles(files.UNDO, lane=outbox.LONG)
def _undo(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        undoing.run(database(), payload["import"])


@outbox.handles(doubts.ANSWER_ALL, lane=outbox.LONG)
def _answer_all(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        kind, answered = DoubtKind(payload["kind"]), DoubtState(payload["answered"])
        doubts.answer_all(database(), payload["import"], kind, answered, now())


@outbox.handles(parts.REMOVE)
def _remove_parts(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        for name in payload["names"]:
            kept_files.remove(uploads() / name)
