"""Work after the commit: files are fetched, decided about once they were looked through, and removed when old."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from library_exchange.core import doors, kept_files, outbox
from library_exchange.core.db import database, transaction
from library_exchange.core.errors import Conflict
from library_exchange.door_keeping import guarding
from library_exchange.imports.resources import uploads
from library_exchange.scheduled_imports.resources import DOOR, source
from library_exchange.scheduled_imports.services import deciding, fetching, night, setting


@outbox.handles(setting.FETCH, lane=outbox.LONG)
def _fetch(payloads: Sequence[dict[str, Any]]) -> None:
    guarding.require_open(DOOR)
    for payload in payloads:
        due = datetime.fromisoformat(payload["due"])
        went = fetching.run(database(), payload["schedule"], due, uploads(), source())
        if went is not None:
            guarding.note(DOOR.name, 0, went or None, "GET", doors.SERVER)


@outbox.handles(fetching.DECIDE, lane=outbox.LONG)
def _decide(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        try:
            with transaction() as session:
                deciding.decide(session, payload["import"])
        except Conflict as overtaken:
            raise outbox.NotYet from overtaken


@outbox.handles(night.REMOVE)
def _remove(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        kept_files.remove(uploads() / payload["name"])
