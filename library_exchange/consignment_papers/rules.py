"""Which form of customs a parcel bears."""

from enum import StrEnum

from library_exchange.shipping.rules.codes import ParcelKind
from library_exchange.shipping.rules.customs_rules import ValueLimit


class CustomsForm(StrEnum):
    """Which form a parcel bears."""

    CN22 = "CN22"
    CN23 = "CN23"


def customs_form(kind: ParcelKind, value_minor: int, limit: ValueLimit) -> CustomsForm:
    """Return the form: CN22 for letter-post (small packets, M-bags) below the limit, CN23 at it and for parcels."""
    if kind is ParcelKind.PARCEL or value_minor >= limit.minor:
        return CustomsForm.CN23
    return CustomsForm.CN22
