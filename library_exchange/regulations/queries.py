"""Reading everything that was ever set: thresholds, customs codes, carriers' services."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.shipping.models import CarrierService, CustomsCode, Threshold


def thresholds(session: Session) -> list[Threshold]:
    """Return every threshold that was ever set, by code, the newest first."""
    order = (col(Threshold.code), col(Threshold.valid_from).desc())
    return list(session.scalars(sa.select(Threshold).order_by(*order)))


def customs_codes(session: Session) -> list[CustomsCode]:
    """Return every customs code that was ever set, by material, the newest first."""
    order = (col(CustomsCode.code), col(CustomsCode.valid_from).desc())
    return list(session.scalars(sa.select(CustomsCode).order_by(*order)))


def services(session: Session) -> list[CarrierService]:
    """Return all services of carriers."""
    return list(session.scalars(sa.select(CarrierService).order_by(col(CarrierService.id))))
