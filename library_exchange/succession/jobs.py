"""Holdings that a successor takes over go to it after the commit, some at a time."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.succession.services import holdings


@outbox.handles(holdings.CARRY, lane=outbox.LONG)
def _carry(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        with transaction() as session:
            holdings.carry_some(session, payload["succession"], now())
