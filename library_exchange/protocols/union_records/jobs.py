"""Work after the commit: what changes of records is written anew for those who will ask."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from library_exchange.catalogue.services import index
from library_exchange.core import outbox
from library_exchange.core.db import database
from library_exchange.protocols.union_records import addresses
from library_exchange.protocols.union_records.services import writing
from library_exchange.protocols.union_records.services.night import WRITE_ALL


@outbox.follows(index.PUT)
def _write(payloads: Sequence[dict[str, Any]]) -> None:
    numbers = [record for payload in payloads for record in payload["records"]]
    writing.bring_up_to_date(database(), numbers, _pages())


@outbox.handles(WRITE_ALL, lane=outbox.LONG)
def _write_all(_payloads: Sequence[dict[str, Any]]) -> None:
    writing.bring_all_up_to_date(database(), _pages())


def _pages() -> str:
    return addresses.pages(current_app.extensions["settings"])
