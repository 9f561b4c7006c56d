"""Files are taken in after the commit that says so."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core import outbox
from library_exchange.core.db import database, transaction
from library_exchange.core.errors import Conflict
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import imports


@outbox.handles(imports.RUN, lane=outbox.LONG)
def _import(payloads: Sequence[dict[str, Any]]) -> None:
    for payload in payloads:
        try:
            imports.run(database(), payload["import"], uploads())
        except Conflict as elsewhere:
            raise outbox.NotYet from elsewhere
        except Exception:
            with transaction() as session:
                imports.fail(session, payload["import"])
            raise
