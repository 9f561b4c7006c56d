"""Which form of customs a parcel bears, and what is ticked on it."""

from enum import StrEnum

from library_exchange.shipping.rules.codes import ParcelKind
from library_exchange.shipping.rules.customs_rules import ValueLimit


class CustomsForm(StrEnum):
    """Which form a parcel bears."""

    CN22 = "CN 22"
    CN23 = "CN 23"


class Category(StrEnum):
    """What an item of the post is for customs, as the forms divide it."""

    GIFT = "gift"
    DOCUMENTS = "documents"
    SAMPLE = "sample"
    RETURNED = "returned"
    SALE = "sale"
    OTHER = "other"


CATEGORIES = tuple(Category)
"""In the order in which the forms print them."""


def customs_form(kind: ParcelKind, value_minor: int, limit: ValueLimit) -> CustomsForm:
    """Return the form: CN22 for letter-post (small packets, M-bags) below the limit, CN23 at it and for parcels."""
    if kind is ParcelKind.PARCEL or value_minor >= limit.minor:
        return CustomsForm.CN23
    return CustomsForm.CN22
