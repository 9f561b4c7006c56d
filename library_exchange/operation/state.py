"""The state of the service: one look, of which the page, the figures and the desk of the platform tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlmodel import Session

from library_exchange.core import backup, nightly, outbox, outbox_queues, upgrading
from library_exchange.core.models import NightlyRun
from library_exchange.core.settings import Settings
from library_exchange.operation.queries import free_share
from library_exchange.operation.rules import LATEST_NIGHT, Seen, troubles


@dataclass(frozen=True)
class State:
    """What was found when it was looked: by what is `seen` the service is judged, the rest is listed."""

    seen: Seen
    schema: upgrading.Found
    queues: Sequence[outbox_queues.Queue]
    failed_nights: Sequence[NightlyRun]


def look(app: Flask, session: Session, at: datetime) -> State:
    """Look at the service at the instant `at`.

    Index and schema come first: they are asked by connections of their own, and `session` holds none yet.
    """
    settings: Settings = app.extensions["settings"]
    drift, schema = app.extensions["index_look"].drift(), upgrading.look(app)
    queues, failed_nights = outbox_queues.queues(session), nightly.failed(session, at - LATEST_NIGHT)
    seen = Seen(
        at=at,
        free=free_share(settings),
        is_schema_current=schema.state is upgrading.State.CURRENT,
        overdue=outbox_queues.overdue(session, at),
        failing=sum(queue.failed for queue in queues),
        waiting_for_index=sum(queue.waiting for queue in queues if queue.lane == outbox.INDEX),
        drift=drift,
        last_backup=backup.last(settings),
        last_night=nightly.last_night(session),
        failed_nights=len(failed_nights),
    )
    return State(seen, schema, queues, failed_nights)


def count_troubles(session: Session, at: datetime) -> int:
    """Return how many things a person should see to, for the desk of who runs the platform."""
    return len(troubles(look(current_app, session, at).seen))
