"""The order of elements in each edition's schema; what an edition does not know has no place in its documents."""

from collections.abc import Mapping
from enum import StrEnum

NAMESPACE = "http://illtransactions.org/2013/iso18626"
ROOT = "ISO18626Message"
PATH = "/iso18626"
"""Where systems in use expect the door of a partner."""


class Edition(StrEnum):
    """The edition of the standard a document is written in, as its `version` tells it."""

    E2017 = "1.2"
    E2021 = "2021-2"


REQUEST, SUPPLYING, REQUESTING = "request", "supplyingAgencyMessage", "requestingAgencyMessage"
MESSAGES = (REQUEST, SUPPLYING, REQUESTING)

_AGENCY = ("agencyIdType", "agencyIdValue")
_COSTS = ("currencyCode", "monetaryValue")
_BOTH: dict[str, tuple[str, ...]] = {
    "supplyingAgencyId": _AGENCY,
    "requestingAgencyId": _AGENCY,
    "returnAgencyId": _AGENCY,
    "offeredCosts": _COSTS,
    "deliveryCosts": _COSTS,
    "maximumCosts": _COSTS,
    "billingInfo": ("paymentMethod", "maximumCosts"),
    "address": ("electronicAddress", "physicalAddress"),
    "electronicAddress": ("electronicAddressType", "electronicAddressData"),
    "physicalAddress": ("line1", "line2", "locality", "postalCode", "region", "country"),
    "requestingAgencyInfo": ("name", "contactName", "address"),
    "returnInfo": ("returnAgencyId", "name", "physicalAddress"),
    "requestingAgencyMessage": ("header", "action", "note"),
    "statusInfo": ("status", "expectedDeliveryDate", "dueDate", "lastChange"),
    "errorData": ("errorType", "errorValue"),
    "requestConfirmation": ("confirmationHeader", "errorData"),
    "supplyingAgencyMessageConfirmation": ("confirmationHeader", "reasonForMessage", "errorData"),
    "requestingAgencyMessageConfirmation": ("confirmationHeader", "action", "errorData"),
    "publicationInfo": ("publisher", "publicationType", "publicationDate", "placeOfPublication"),
}
"""Elements that stand in both editions alike."""

_HEADER_2017 = (
    "supplyingAgencyId",
    "requestingAgencyId",
    "multipleItemRequestId",
    "timestamp",
    "requestingAgencyRequestId",
    "supplyingAgencyRequestId",
)
_E2017: dict[str, tuple[str, ...]] = {
    "header": _HEADER_2017,
    "confirmationHeader": (
        "supplyingAgencyId",
        "requestingAgencyId",
        "timestamp",
        "requestingAgencyRequestId",
        "multipleItemRequestId",
        "timestampReceived",
        "messageStatus",
    ),
    "request": ("header", "bibliographicInfo", "publicationInfo", "serviceInfo", "requestingAgencyInfo", "billingInfo"),
    "bibliographicInfo": (
        "supplierUniqueRecordId",
        "title",
        "author",
        "subtitle",
        "edition",
        "titleOfComponent",
        "authorOfComponent",
        "volume",
        "issue",
        "pagesRequested",
        "bibliographicItemId",
    ),
    "bibliographicItemId": ("bibliographicItemIdentifier", "bibliographicItemIdentifierCode"),
    "serviceInfo": (
        "requestType",
        "requestingAgencyPreviousRequestId",
        "serviceType",
        "needBeforeDate",
        "copyrightCompliance",
        "note",
    ),
    "supplyingAgencyMessage": ("header", "messageInfo", "statusInfo", "deliveryInfo", "returnInfo"),
    "messageInfo": (
        "reasonForMessage",
        "answerYesNo",
        "note",
        "reasonUnfilled",
        "reasonRetry",
        "offeredCosts",
        "retryAfter",
        "retryBefore",
    ),
    "deliveryInfo": ("dateSent", "itemId", "sentVia", "loanCondition", "deliveryCosts"),
}
_E2021: dict[str, tuple[str, ...]] = {
    "request/header": (
        "supplyingAgencyId",
        "requestingAgencyId",
        "timestamp",
        "requestingAgencyRequestId",
    ),
    "header": (
        "supplyingAgencyId",
        "requestingAgencyId",
        "timestamp",
        "requestingAgencyRequestId",
        "supplyingAgencyRequestId",
    ),
    "confirmationHeader": (
        "supplyingAgencyId",
        "requestingAgencyId",
        "timestamp",
        "requestingAgencyRequestId",
        "timestampReceived",
        "messageStatus",
    ),
    "request": _E2017["request"],
    "bibliographicInfo": _E2017["bibliographicInfo"],
    "bibliographicItemId": ("bibliographicItemIdentifierCode", "bibliographicItemIdentifier"),
    "serviceInfo": _E2017["serviceInfo"],
    "supplyingAgencyMessage": (
        "header",
        "messageInfo",
        "statusInfo",
        "retryInfo",
        "deliveryInfo",
        "shippingInfo",
        "returnInfo",
    ),
    "messageInfo": ("reasonForMessage", "answerYesNo", "note", "reasonUnfilled", "reasonRetry"),
    "retryInfo": ("loanCondition", "offeredCosts", "paymentMethod", "retryBefore", "retryAfter"),
    "deliveryInfo": ("dateSent", "itemId", "URL", "deliveryMethod", "loanCondition", "deliveryCosts", "paymentMethod"),
    "shippingInfo": ("courierName", "trackingId"),
}
LAYOUTS: Mapping[Edition, Mapping[str, tuple[str, ...]]] = {
    Edition.E2017: _BOTH | _E2017,
    Edition.E2021: _BOTH | _E2021,
}
"""For each element its children in the schema's order; `message/element` where one message has another order."""
