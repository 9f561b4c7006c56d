"""What parcels are called, how they stand, and what is said of one that is not in order."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.shipping.rules.codes import ParcelKind, ParcelState

Text = Any

KINDS: dict[ParcelKind, Text] = {
    ParcelKind.PARCEL: _l("parcel"),
    ParcelKind.SMALL_PACKET: _l("small packet"),
    ParcelKind.M_BAG: _l("M-bag"),
}
PARCEL_STATES: dict[ParcelState, tuple[Text, str]] = {
    ParcelState.OPEN: (_pl("parcel", "being packed"), ""),
    ParcelState.IN_TRANSIT: (_pl("parcel", "on its way"), "now"),
    ParcelState.AT_GATEWAY: (_pl("parcel", "at the gateway library"), "now"),
    ParcelState.RECEIVED: (_pl("parcel", "received"), "ok"),
    ParcelState.LOST: (_pl("parcel", "lost"), "bad"),
}
PACKED_PARCEL = (_pl("parcel", "packed"), "now")
"""How a parcel stands that is closed, but has not left yet."""
PARCEL_HAS_BOOKS = _l("This parcel has books in it. Take them out first; then it can be taken away.")
