"""Work after the commit: what changes of titles is written down for those who harvest."""

from collections.abc import Sequence
from typing import Any

from library_exchange.catalogue.services import index
from library_exchange.core import outbox
from library_exchange.core.db import database
from library_exchange.protocols.oai_pmh.services import telling
from library_exchange.protocols.oai_pmh.services.night import TELL_ALL


@outbox.follows(index.PUT)
def _tell(payloads: Sequence[dict[str, Any]]) -> None:
    telling.bring_up_to_date(database(), [record for payload in payloads for record in payload["records"]])


@outbox.handles(TELL_ALL, lane=outbox.LONG)
def _tell_all(_payloads: Sequence[dict[str, Any]]) -> None:
    telling.bring_all_up_to_date(database())
