"""Holdings of a library that has left leave the catalogue after the commit, some at a time."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.leaving.services import ending


@outbox.handles(ending.WITHDRAW, lane=outbox.LONG)
def _withdraw(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        with transaction() as session:
            ending.withdraw_some(session, payload["library"], now())
