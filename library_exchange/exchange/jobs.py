"""Work of this room that is done after the commit: clearing rounds."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import actor, outbox
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.exchange.models.rounds import Round
from library_exchange.exchange.services.rounds import clearing, clock


@outbox.handles(clearing.OUTBOX_KIND, lane=outbox.LONG)
def clear_rounds(payloads: Sequence[dict[str, Any]]) -> None:
    """Clear each round that waits for it."""
    for payload in payloads:
        clearing.run(database(), payload["round_id"], actor.clock())
        with transaction() as session:
            # In the second clearing everything may have been answered before.
            clock.turn(session, session.get_one(Round, payload["round_id"]), now())
