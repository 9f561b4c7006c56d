"""How addresses that get nothing more stand on the list of work."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from library_exchange.core.https_addresses import server_of
from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line
from library_exchange.webhooks import queries


def stopped(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return the line of each address; one query."""
    return {
        number: Line(
            as_written(server_of(url)), _("See why nothing is delivered"), "webhooks.show", {"webhook_id": number}
        )
        for number, url in queries.addresses(session, ids).items()
    }
