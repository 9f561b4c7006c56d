"""Who was asked to complete an address, and which of them a library has still to see to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.address_requests.models import AddressRequest
from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.queries import lacks_for_post
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.addressed import BEFORE_LEAVING


def asked_for(session: Session, consignment: Consignment) -> dict[int, AddressRequest]:
    """Return what libraries were asked for the sake of a consignment, by the id of the library; one query."""
    wanted = sa.select(AddressRequest).where(col(AddressRequest.consignment_id) == consignment.id)
    return {row.library_id: row for row in session.scalars(wanted)}


def to_fill_in(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds what the library was asked for and its address lacks, while parcels wait for it."""
    found = entries(
        AddressRequest,
        col(AddressRequest.library_id) == library_id,
        col(Consignment.state).in_(BEFORE_LEAVING),
        lacks_for_post(col(AddressRequest.library_id), col(AddressRequest.abroad)),
        since=col(AddressRequest.asked_at),
        partner=col(AddressRequest.asker_id),
    )
    return found.join(Consignment, col(Consignment.id) == col(AddressRequest.consignment_id))


def lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how these requests stand on the list of work; one query."""
    rows = session.execute(
        sa.select(AddressRequest, Consignment)
        .join(Consignment, col(Consignment.id) == col(AddressRequest.consignment_id))
        .where(col(AddressRequest.id).in_(ids))
    )
    return {
        each.id: Line(
            as_written(_("Consignment %(number)s", number=it.number)),
            _("Fill in the address of your library"),
            "address_requests.show",
            {"consignment_id": it.id},
        )
        for each, it in rows
    }
