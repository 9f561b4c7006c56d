"""Who was asked to complete an address, which of them a library has still to see to, and what waits for that."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.address_requests.models import AddressRequest, EnteredAddress
from library_exchange.core.i18n import _, current, format_date, format_list
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.models import Library
from library_exchange.directory.queries import lacks_for_post, not_reached_by_post
from library_exchange.shipping.models import Consignment, ConsignmentLine, Leg
from library_exchange.shipping.queries.addressed import posted_to
from library_exchange.shipping.rules.addressed import BEFORE_LEAVING
from library_exchange.shipping.rules.codes import DROPPED, ShipmentState

PACKING = (ShipmentState.READY, ShipmentState.PACKED)
"""Where a consignment stands that is packed and handed over next."""


def asked_for(session: Session, consignment: Consignment) -> dict[int, AddressRequest]:
    """Return what libraries were asked for the sake of a consignment, by the id of the library; one query."""
    wanted = sa.select(AddressRequest).where(col(AddressRequest.consignment_id) == consignment.id)
    return {row.library_id: row for row in session.scalars(wanted)}


def entered_for(session: Session, consignment: Consignment) -> dict[int, EnteredAddress]:
    """Return what was entered of addresses for a consignment, by the id of the library; one query."""
    wanted = sa.select(EnteredAddress).where(col(EnteredAddress.consignment_id) == consignment.id)
    return {row.library_id: row for row in session.scalars(wanted)}


def entered_parts(session: Session, consignment: Consignment) -> Mapping[int, Mapping[str, str]]:
    """Return by library the parts that were entered for a consignment, as its papers take them; one query."""
    return {each: row.parts for each, row in entered_for(session, consignment).items()}


def to_take_over(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds what others entered of the library's address, while its own lacks that."""
    found = entries(
        EnteredAddress,
        col(EnteredAddress.library_id) == library_id,
        col(Consignment.state) != ShipmentState.CANCELLED,
        lacks_for_post(col(EnteredAddress.library_id), col(EnteredAddress.latin_street) != ""),
        since=col(EnteredAddress.entered_at),
        partner=col(EnteredAddress.entered_by_id),
    )
    return found.join(Consignment, col(Consignment.id) == col(EnteredAddress.consignment_id))


def to_fill_in(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds what the library was asked for and its address lacks, while parcels wait for it."""
    found = entries(
        AddressRequest,
        col(AddressRequest.library_id) == library_id,
        col(Consignment.state).in_(BEFORE_LEAVING),
        lacks_for_post(col(AddressRequest.library_id), col(AddressRequest.abroad)),
        ~_is_entered(col(AddressRequest.consignment_id), col(AddressRequest.library_id)),
        since=col(AddressRequest.asked_at),
        partner=col(AddressRequest.asker_id),
    )
    return found.join(Consignment, col(Consignment.id) == col(AddressRequest.consignment_id))


def _is_entered(consignment_id: Any, library_id: Any) -> sa.ColumnElement[bool]:
    same = (col(EnteredAddress.consignment_id) == consignment_id, col(EnteredAddress.library_id) == library_id)
    return sa.exists().where(*same)


def lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how these requests stand on the list of work; one query."""
    return _lines(session, AddressRequest, ids, _("Fill in the address of your library"))


def entered_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how addresses that others entered stand on the list of work of the library; one query."""
    return _lines(session, EnteredAddress, ids, _("Look at the address that was entered for your library"))


def _lines(
    session: Session, kind: type[AddressRequest] | type[EnteredAddress], ids: Sequence[int], step: str
) -> Mapping[int, Line]:
    rows = session.execute(
        sa.select(kind, Consignment)
        .join(Consignment, col(Consignment.id) == col(kind.consignment_id))
        .where(col(kind.id).in_(ids))
    )
    return {
        each.id: Line(
            as_written(_("Consignment %(number)s", number=it.number)),
            step,
            "address_requests.show",
            {"consignment_id": it.id},
        )
        for each, it in rows
    }


# What consignments wait for -------------------------------------------------------------------------------------------


def kept(session: Session, consignments: Collection[Consignment]) -> dict[int, Any]:
    """Return, by their ids, which consignments lack nothing but an address: for whose they wait, since when.

    None where a library was not asked yet. Seven queries at most, however many there are.
    """
    packed = _packed(session, [each for each in consignments if each.state in PACKING])
    legs = _legs(session, [each.id for each in packed])
    ahead = {each.id: posted_to(session, each, legs[each.id]) for each in packed}
    lacking = {
        abroad: {each.id for each in not_reached_by_post(session, _ends(session, ahead, abroad), abroad=abroad)}
        for abroad in sorted({crosses for found in ahead.values() for crosses in found.values()})
    }
    known = _entered_for(session, list(ahead)) if any(lacking.values()) else set()
    lacks = {
        number: [end for end, abroad in ends.items() if end in lacking[abroad] and (number, end) not in known]
        for number, ends in ahead.items()
    }
    asked = _asked_for(session, [number for number, ends in lacks.items() if ends])
    return {
        each.id: _awaited(session, each, [asked.get((each.id, end)) for end in lacks[each.id]])
        for each in packed
        if lacks[each.id]
    }


def _packed(session: Session, consignments: Sequence[Consignment]) -> list[Consignment]:
    """Return those of which every title lies in a parcel."""
    line = ConsignmentLine
    open_ = sa.select(col(line.consignment_id)).where(
        col(line.consignment_id).in_([each.id for each in consignments]),
        col(line.state).not_in(DROPPED),
        col(line.parcel_id).is_(None),
    )
    left = set(session.scalars(open_)) if consignments else set()
    return [each for each in consignments if each.id not in left]


def _legs(session: Session, ids: Sequence[int]) -> Mapping[int, list[Leg]]:
    """Return the stretches of consignments, with the libraries at their ends at hand."""
    found: dict[int, list[Leg]] = defaultdict(list)
    legs = session.scalars(sa.select(Leg).where(col(Leg.consignment_id).in_(ids))).all() if ids else ()
    for leg in legs:
        found[leg.consignment_id].append(leg)
    ends = {end for leg in legs for end in (leg.from_id, leg.to_id)}
    session.scalars(sa.select(Library).where(col(Library.id).in_(ends))).all() if ends else ()
    return found


def _ends(session: Session, ahead: Mapping[int, Mapping[int, bool]], abroad: bool) -> list[Library]:
    ids = {end for ends in ahead.values() for end, crosses in ends.items() if crosses is abroad}
    return [session.get_one(Library, each) for each in sorted(ids)]


def _asked_for(session: Session, ids: Sequence[int]) -> dict[tuple[int, int], AddressRequest]:
    wanted = sa.select(AddressRequest).where(col(AddressRequest.consignment_id).in_(ids))
    return {(row.consignment_id, row.library_id): row for row in session.scalars(wanted)} if ids else {}


def _entered_for(session: Session, ids: Sequence[int]) -> set[tuple[int, int]]:
    wanted = sa.select(col(EnteredAddress.consignment_id), col(EnteredAddress.library_id))
    rows = session.execute(wanted.where(col(EnteredAddress.consignment_id).in_(ids)))
    return {(consignment_id, library_id) for consignment_id, library_id in rows}


def _awaited(session: Session, consignment: Consignment, asked: Sequence[AddressRequest | None]) -> Any:
    """Return since when a consignment waits for addresses, and for whose; None if one of them was not asked for."""
    requests = [each for each in asked if each is not None]
    if len(requests) < len(asked):
        return None
    zone = session.get_one(Library, consignment.consignor_id).zone
    names = [session.get_one(Library, each.library_id).name_in(current().code) for each in requests]
    return _(
        "Asked on %(date)s to complete the address: %(libraries)s. You can go on as soon as it is complete.",
        date=format_date(min(each.asked_at for each in requests).astimezone(zone).date()),
        libraries=format_list(names),
    )
