"""Files are made after the commit that orders them, and removed after the one that forgets them."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import kept_files, outbox
from library_exchange.core.db import database, transaction
from library_exchange.exports.resources import folder
from library_exchange.exports.services import ordering


@outbox.handles(ordering.MAKE, lane=outbox.LONG)
def _make(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        try:
            ordering.make(database(), payload["export"], folder())
        except Exception:
            with transaction() as session:
                ordering.fail(session, payload["export"])
            raise


@outbox.handles(ordering.REMOVE)
def _remove(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        kept_files.remove(folder() / payload["name"])
