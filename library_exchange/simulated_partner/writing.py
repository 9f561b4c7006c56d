"""Messages in XML, written from templates of this room."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import etree

from library_exchange.simulated_partner.editions import NAMESPACE, NEVER, SUPPLYING, V1_2

Part = tuple[str, Any]
"""The name of an element, and its text or its parts; `None` leaves it out."""
Facts = Mapping[str, str | timedelta | tuple[str, ...]]
"""What a message says beside its header; a span of time counts from the moment it is said."""
BLANKS = b"  "
"""Real peers begin an answer with blanks and without a declaration."""


@dataclass(frozen=True)
class Agency:
    """A library as it is named in a header."""

    kind: str
    symbol: str

    def parts(self) -> list[Part]:
        return [("agencyIdType", self.kind), ("agencyIdValue", self.symbol)]


@dataclass(frozen=True)
class Envelope:
    """How a message is wrapped."""

    edition: str
    version: str
    is_qualified: bool = True


@dataclass(frozen=True)
class Parties:
    """Who speaks with whom about which request."""

    supplier: Agency
    requester: Agency
    request_id: str
    supplier_request_id: str = ""


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> datetime:
    return datetime.now(UTC)


def document(envelope: Envelope, name: str, parts: Sequence[Part]) -> bytes:
    """Return a message as it goes over the wire."""
    root = etree.Element(f"{{{NAMESPACE}}}ISO18626Message", nsmap={None: NAMESPACE, "ill": NAMESPACE})
    root.set(f"{{{NAMESPACE}}}version" if envelope.is_qualified else "version", envelope.version)
    _put(root, [(name, parts)])
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=False, pretty_print=True)
    return BLANKS + written


def _put(parent: Any, parts: Sequence[Part]) -> None:
    for name, content in parts:
        if content is None:
            continue
        child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        if isinstance(content, str):
            child.text = content
        else:
            _put(child, content)


def header(edition: str, parties: Parties, timestamp: str) -> Part:
    return "header", [
        ("supplyingAgencyId", parties.supplier.parts()),
        ("requestingAgencyId", parties.requester.parts()),
        ("multipleItemRequestId", "" if edition == V1_2 else None),
        ("timestamp", timestamp),
        ("requestingAgencyRequestId", parties.request_id),
        ("supplyingAgencyRequestId", parties.supplier_request_id or None),
    ]


def supplying(envelope: Envelope, parties: Parties, facts: Facts) -> bytes:
    """Return what a supplier says; facts for which the edition has no place are left out."""
    said = now()
    known: Facts = {"dateSent": NEVER, "lastChange": timedelta(), **facts}
    parts = [header(envelope.edition, parties, instant(said))]
    for part, elements in SUPPLYING[envelope.edition]:
        inside = [(element, value) for element, fact in elements for value in _values(fact, known.get(fact), said)]
        # A date of sending alone says nothing of a delivery.
        if inside and not (part == "deliveryInfo" and len(inside) == 1):
            parts.append((part, inside))
    return document(envelope, "supplyingAgencyMessage", parts)


def _values(fact: str, value: str | timedelta | tuple[str, ...] | None, said: datetime) -> Iterator[Any]:
    if isinstance(value, timedelta):
        yield instant(said + value)
    elif isinstance(value, tuple):
        yield from value
    elif fact == "offeredCosts" and value:
        yield costs(value)
    elif value is not None:
        yield value


def costs(money: str) -> list[Part]:
    """Return the parts of an amount written as `USD 35`."""
    currency, value = money.split()
    return [("currencyCode", currency), ("monetaryValue", value)]


def requesting(envelope: Envelope, parties: Parties, action: str, note: str) -> bytes:
    """Return what a requester says after its request."""
    parts = [header(envelope.edition, parties, instant(now())), ("action", action), ("note", note or None)]
    return document(envelope, "requestingAgencyMessage", parts)


@dataclass(frozen=True)
class Wish:
    """What a request asks for."""

    record_id: str = ""
    title: str = ""
    author: str = ""
    isbn: str = ""
    service_type: str = "Loan"
    note: str = ""
    max_costs: str = ""
    request_type: str = "New"
    previous_id: str = ""


def request(envelope: Envelope, parties: Parties, wish: Wish, timestamp: str, answer_to: str) -> bytes:
    """Return a request; answers are to come to the address `answer_to`."""
    isbn = [("bibliographicItemIdentifier", wish.isbn), ("bibliographicItemIdentifierCode", "ISBN")]
    if envelope.edition != V1_2:
        isbn.reverse()
    address = [("electronicAddress", [("electronicAddressType", "URL"), ("electronicAddressData", answer_to)])]
    parts: list[Part] = [
        header(envelope.edition, replace(parties, supplier_request_id=""), timestamp),
        (
            "bibliographicInfo",
            [
                ("supplierUniqueRecordId", wish.record_id or None),
                ("title", wish.title or None),
                ("author", wish.author or None),
                ("bibliographicItemId", isbn if wish.isbn else None),
            ],
        ),
        (
            "serviceInfo",
            [
                ("requestType", wish.request_type),
                ("requestingAgencyPreviousRequestId", wish.previous_id or None),
                ("serviceType", wish.service_type),
                ("note", wish.note or None),
            ],
        ),
        ("requestingAgencyInfo", [("name", f"Simulated library {parties.requester.symbol}"), ("address", address)]),
        ("billingInfo", [("maximumCosts", costs(wish.max_costs))] if wish.max_costs else None),
    ]
    return document(envelope, "request", parts)


def confirmation(
    envelope: Envelope, kind: str, parties: Parties, received: str, echo: Part | None, error: tuple[str, str] | None
) -> bytes:
    """Return the confirmation of a message of this kind, sent at `received`; `error` is a type and a value."""
    parts: list[Part] = [
        (
            "confirmationHeader",
            [
                ("supplyingAgencyId", parties.supplier.parts()),
                ("requestingAgencyId", parties.requester.parts()),
                ("timestamp", instant(now())),
                ("requestingAgencyRequestId", parties.request_id or None),
                ("timestampReceived", received),
                ("messageStatus", "ERROR" if error else "OK"),
            ],
        ),
        *([echo] if echo else []),
        *([("errorData", [("errorType", error[0]), ("errorValue", error[1])])] if error else []),
    ]
    return document(envelope, f"{kind}Confirmation", parts)
