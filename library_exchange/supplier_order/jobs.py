"""Work of this room that is done after the commit: asking the next library."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.loans.schemas import ASK_ON
from library_exchange.supplier_order.services.asking_on import ask_on


@outbox.handles(ASK_ON)
def ask_the_next(payloads: Sequence[dict[str, Any]]) -> None:
    """Ask the next library for each request, in a transaction of its own."""
    for payload in payloads:
        with transaction() as session:
            ask_on(session, int(payload["loan"]), now())
