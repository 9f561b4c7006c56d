"""Work of this room that is done after the commit: letters are written as the request stands then."""

from collections.abc import Sequence
from typing import Any

from library_exchange.answer_links.schemas import ASK, REMIND
from library_exchange.answer_links.services import letters
from library_exchange.answer_links.signing import sign, terms
from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction


@outbox.handles(ASK)
def ask(payloads: Sequence[dict[str, Any]]) -> None:
    """Write the letter about each request, in a transaction of its own."""
    for payload in payloads:
        with transaction() as session:
            letters.ask(session, int(payload["loan"]), terms(), sign, now())


@outbox.handles(REMIND)
def remind(payloads: Sequence[dict[str, Any]]) -> None:
    """Write the reminder of each letter."""
    for payload in payloads:
        with transaction() as session:
            letters.remind(session, int(payload["link"]), sign)
