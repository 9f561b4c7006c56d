"""Work of this room that is done after the commit: the turn of the library that is played."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.practice_exchange.services import practising


@outbox.handles(practising.PLAY)
def play(payloads: Sequence[dict[str, Any]]) -> None:
    """Let the library that is played act in each exchange, in a transaction of its own."""
    for payload in payloads:
        with transaction() as session:
            practising.play(session, payload["practice"], payload["version"], now())
