"""How long books are under way between two libraries: the one estimate, for orders, shipments and due dates alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.shipping.models import CarrierService
from library_exchange.shipping.rules.codes import Mode

WITHIN_A_COUNTRY_DAYS = 7
"""Days of the post that no parcel takes longer for where it crosses no border, whatever a library says of its post."""


def modes_between(consignor: Library, consignee: Library) -> list[Mode]:
    """Return how books may go, the usual way first; through a gateway only over the border, and if a side has one."""
    has_gateway = consignor.country != consignee.country and bool(consignor.gateway_id or consignee.gateway_id)
    return [*([Mode.GATEWAY] if has_gateway else []), Mode.POST, Mode.DELEGATION]


@dataclass(frozen=True)
class Carriers:
    """The services on offer, by which days under way are estimated."""

    offered: Sequence[CarrierService]

    def days(
        self,
        consignor: Library,
        consignee: Library,
        mode: Mode | None = None,
        used: Iterable[CarrierService] = (),
    ) -> int:
        """Return the days from handing over to arrival by `mode`, or by the usual one.

        The consignor knows its post abroad best; a service that is `used` and slower than the first on offer takes so
        much longer. Of gateways and delegations the platform tells the days.
        """
        told = consignor.transit_days
        if consignor.country == consignee.country:
            return min(told, WITHIN_A_COUNTRY_DAYS)
        by = mode or modes_between(consignor, consignee)[0]
        fitting = (each for each in self.offered if _fits(each, by, consignor.country))
        first = next(fitting, None)
        usual = first.usual_days if first else told
        slowest = max((each.usual_days for each in used), default=usual)
        return told + max(0, slowest - usual) if by is Mode.POST else slowest


def _fits(service: CarrierService, mode: Mode, country: str) -> bool:
    return service.mode == mode and not service.is_inland and service.country in (None, country)


def carriers(session: Session) -> Carriers:
    """Return what days under way are estimated by; one query."""
    offered = sa.select(CarrierService).where(col(CarrierService.is_offered)).order_by(col(CarrierService.id))
    return Carriers(session.scalars(offered).all())
