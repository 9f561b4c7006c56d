"""Which stretches of a way the post carries, so that where they end is to be written on the parcels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from library_exchange.shipping.rules.codes import Mode, ShipmentState

S = ShipmentState


@dataclass(frozen=True)
class Stretch:
    """One stretch of a way: whether a border is crossed on it, and whether an inland library stands at an end of it."""

    crosses: bool
    is_inland: bool


BY_POST: Mapping[Mode, Callable[[Stretch], bool]] = {
    Mode.POST: lambda _stretch: True,
    # An inland library posts to its gateway and is posted to by it; gateways hand over to each other.
    Mode.GATEWAY: lambda stretch: stretch.is_inland,
    Mode.DELEGATION: lambda _stretch: False,
}
"""On which stretches parcels are posted; on all others somebody hands them over."""
BEFORE_LEAVING = (S.PLANNED, S.AWAITING_CLEARANCE, S.READY, S.PACKED, S.AT_GATEWAY)
"""States in which parcels have still to leave for the next place."""
