"""Holdings of a library that has left leave the catalogue after the commit, some at a time; and stand there again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.leaving.services import holdings


@outbox.handles(holdings.WITHDRAW, lane=outbox.LONG)
def _withdraw(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        with transaction() as session:
            holdings.withdraw_some(session, payload["library"], now())


@outbox.handles(holdings.LIST_AGAIN, lane=outbox.LONG)
def _list_again(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        with transaction() as session:
            since = datetime.fromisoformat(payload["since"])
            holdings.list_some_again(session, payload["library"], since, now())
