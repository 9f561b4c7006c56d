"""Work of this room that is done after the commit: carrying messages to partner libraries."""

import json
from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.loan_messages.services import deliver
from library_exchange.loans.schemas import OUTBOX_KIND, LoanMessage


@outbox.handles(OUTBOX_KIND)
def carry_messages(payloads: Sequence[dict[str, Any]]) -> None:
    """Deliver each message in a transaction of its own; one that comes too early waits in the outbox."""
    for payload in payloads:
        with transaction() as session:
            raw = json.dumps(payload, ensure_ascii=False).encode()
            deliver(session, LoanMessage.model_validate(payload), now(), raw)
