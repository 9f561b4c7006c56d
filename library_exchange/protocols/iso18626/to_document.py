"""What one of our libraries says, as a document in the partner's edition and manner."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from library_exchange.core.bounds import in_units
from library_exchange.core.money import VOUCHERS
from library_exchange.loan_messages.rules import Confirmation
from library_exchange.loans.rules.standard_codes import (
    AgencyAction,
    MessageStatus,
    MessageType,
    Notice,
    PaymentMethod,
    ReasonForMessage,
    ServiceType,
    Status,
)
from library_exchange.loans.schemas import BibliographicInfo, LoanMessage, Part
from library_exchange.protocols.iso18626.from_document import BY_NODES, RETRY, Agency, Heard
from library_exchange.protocols.iso18626.rules import shims
from library_exchange.protocols.iso18626.rules.layouts import REQUEST, REQUESTING, SUPPLYING, Edition
from library_exchange.protocols.iso18626.rules.reading import Document
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.rules.writing import write
from library_exchange.shipping.rules.codes import Mode

UNKNOWN_TO_2017 = {
    Status.HOLD_RETURN: ("Please keep the item until we write again.", Status.LOANED),
    Status.RELEASE_HOLD_RETURN: ("Please return the item now.", Status.LOANED),
}
"""Statuses that came with 2021: for older systems a Notification in words, with the status that is nearest."""
VOUCHERS_IN_WORDS = "Fee in IFLA vouchers: {number:g}."
"""Neither edition has a place for how many."""
LOST_IN_WORDS = "The item is lost."
SENT_VIA = {Mode.POST: "Mail", Mode.GATEWAY: "Courier", Mode.DELEGATION: "Courier"}


@dataclass(frozen=True)
class Envelope:
    """What a document says beside the message: how both sides are named, by which numbers, and how it is written.

    `name`, `mailbox` and `answer_to` are the requesting library's, which `pays_by_voucher` where both have agreed on
    that; `zone` is where days end.
    """

    edition: Edition
    shim: Shim
    supplying: Agency
    requesting: Agency
    request_id: str
    supplier_request_id: str | None = None
    previous_id: str | None = None
    is_reminded: bool = False
    pays_by_voucher: bool = False
    name: str = ""
    mailbox: str = ""
    answer_to: str = ""
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


def say(message: LoanMessage, envelope: Envelope) -> tuple[str, bytes]:
    """Return what `message` says in one word, as its action or status, and the document."""
    if message.form.type is MessageType.REQUEST:
        return "New" if message.previous_no is None else RETRY, _request(message, envelope)
    if message.form.type is MessageType.REQUESTING:
        return _requesting(message, envelope)
    return _supplying(message, envelope)


def _header(message: LoanMessage, envelope: Envelope) -> dict[str, Any]:
    return {
        "supplyingAgencyId": _agency(envelope.supplying),
        "requestingAgencyId": _agency(envelope.requesting),
        "multipleItemRequestId": "",
        "timestamp": instant(message.sent_at),
        "requestingAgencyRequestId": envelope.request_id,
        "supplyingAgencyRequestId": envelope.supplier_request_id,
    }


def _agency(agency: Agency) -> dict[str, str]:
    return {"agencyIdType": agency.type, "agencyIdValue": agency.value}


def instant(at: datetime) -> str:
    """Return `at` as an `xs:dateTime` in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day(day: date | None, zone: ZoneInfo) -> str | None:
    """Return noon of `day` in `zone`, None for no day: a date on the wire is an instant.

    Noon is the same day at a partner that lives some hours to the east or west.
    """
    return instant(datetime.combine(day, time(12), zone)) if day else None


def _request(message: LoanMessage, envelope: Envelope) -> bytes:
    content = {
        "header": _header(message, envelope),
        **_described(message.book),
        "serviceInfo": {
            "requestType": "New" if message.previous_no is None else RETRY,
            "requestingAgencyPreviousRequestId": envelope.previous_id,
            "serviceType": str(message.service_type or ServiceType.LOAN),
            "needBeforeDate": _day(message.needed_by, envelope.zone),
            "copyrightCompliance": "Other" if message.service_type is ServiceType.COPY else None,
            "note": _note("", message, envelope),
        },
        "requestingAgencyInfo": {
            "name": envelope.name,
            "address": [
                _electronic("Email", envelope.mailbox),
                _electronic("URL", envelope.answer_to) if envelope.answer_to else None,
            ],
        },
        "billingInfo": {"paymentMethod": str(PaymentMethod.IFLA_VOUCHER)} if envelope.pays_by_voucher else None,
    }
    return write(envelope.edition, REQUEST, content)


def _described(book: BibliographicInfo | None) -> dict[str, Any]:
    """Return what the standard has place for: the title in its own script, the whole imprint as its date."""
    if book is None:
        return {"bibliographicInfo": {}}
    title = next((form for form in book.title if form.kind == "original"), book.title[0])
    authors = [forms[0].value for forms in book.authors if forms]
    isbn = {"bibliographicItemIdentifier": book.isbn, "bibliographicItemIdentifierCode": "ISBN"}
    return {
        "bibliographicInfo": {
            "title": title.value,
            "author": "; ".join(authors) or None,
            "bibliographicItemId": isbn if book.isbn else None,
            **(_part(book.part) if book.part else {}),
        },
        "publicationInfo": {
            "publicationType": "Book",
            "publicationDate": "; ".join(part.value for part in book.imprint) or None,
        },
    }


def _part(part: Part) -> dict[str, str | None]:
    """Return what is to be copied."""
    return {
        "titleOfComponent": part.title,
        "authorOfComponent": part.author,
        "volume": part.volume,
        "issue": part.issue,
        "pagesRequested": part.pages,
    }


def _electronic(kind: str, data: str) -> dict[str, Any]:
    return {"electronicAddress": {"electronicAddressType": kind, "electronicAddressData": data}}


def _note(text: str, message: LoanMessage, envelope: Envelope) -> str | None:
    """Return the note: words for people, and for another node of ours what the standard has no place for."""
    if envelope.shim is not Shim.BRIDGE:
        return text or None
    told = message.model_dump(mode="json", exclude_none=True)
    facts = {name: told[name] for name in BY_NODES if name in told}
    if message.form.notice is not None:
        facts["notice"] = str(message.form.notice)
    return shims.with_facts(text, facts)


def _requesting(message: LoanMessage, envelope: Envelope) -> tuple[str, bytes]:
    form = message.form
    action, text = form.action or AgencyAction.NOTIFICATION, ""
    if form.notice is not None:
        action, text = _as_note(form.notice, envelope.shim)
    elif action is AgencyAction.LOST and envelope.edition is Edition.E2017:
        action, text = AgencyAction.NOTIFICATION, LOST_IN_WORDS
    note = _note(text, message, envelope)
    content = {"header": _header(message, envelope), "action": str(action), "note": note}
    return str(form.notice or action), write(envelope.edition, REQUESTING, content)


def _as_note(notice: Notice, shim: Shim) -> tuple[AgencyAction, str]:
    """Return the action and the note by which a partner of that kind understands `notice`."""
    if (shim, notice) in shims.WRITTEN:
        return shims.WRITTEN[shim, notice]
    # A library that is asked no more must stop; only a node of ours knows the notice for that.
    is_cancel = notice is Notice.WITHDRAWN and shim is not Shim.BRIDGE
    return AgencyAction.CANCEL if is_cancel else AgencyAction.NOTIFICATION, shims.SENTENCES[notice]


def _supplying(message: LoanMessage, envelope: Envelope) -> tuple[str, bytes]:
    form = message.form
    status, reason, text = form.status or Status.REQUEST_RECEIVED, form.reason_for_message, ""
    if form.notice is not None:
        text = shims.SENTENCES[form.notice]
    if envelope.edition is Edition.E2017 and status in UNKNOWN_TO_2017:
        text, status = UNKNOWN_TO_2017[status]
        reason = ReasonForMessage.NOTIFICATION if reason is ReasonForMessage.STATUS_CHANGE else reason
    if envelope.edition is Edition.E2017:
        # That edition has no place for the number of a parcel, nor for the address of a file.
        text = " ".join(filter(None, (text, message.tracking_no, message.delivered_url)))
    if message.fee_minor is not None and message.fee_currency == VOUCHERS and envelope.shim is not Shim.BRIDGE:
        text = f"{text} {VOUCHERS_IN_WORDS.format(number=message.fee_minor / 100)}".strip()
    if envelope.is_reminded and reason is ReasonForMessage.STATUS_REQUEST_RESPONSE:
        reason = ReasonForMessage.REQUEST_RESPONSE
    content = {
        "header": _header(message, envelope),
        "messageInfo": {
            "reasonForMessage": str(reason),
            "answerYesNo": {True: "Y", False: "N", None: None}[form.answer_yes],
            "note": _note(text, message, envelope),
            "reasonUnfilled": message.reason_unfilled,
            "reasonRetry": message.reason_retry,
            "offeredCosts": _costs(message),
            "retryAfter": _day(message.retry_after, envelope.zone),
        },
        "statusInfo": {
            "status": str(status),
            "dueDate": _day(message.due_on, envelope.zone),
            "lastChange": instant(message.sent_at),
        },
        "retryInfo": {"retryAfter": _day(message.retry_after, envelope.zone)} if message.retry_after else None,
        "deliveryInfo": _delivery(message, status, envelope.edition),
        "shippingInfo": {"trackingId": message.tracking_no} if message.tracking_no else None,
    }
    return str(form.notice or status), write(envelope.edition, SUPPLYING, content)


def _costs(message: LoanMessage) -> dict[str, Any] | None:
    """Return the fee in whole units of its currency (ISO 4217); vouchers have no code there."""
    if message.fee_minor is None or message.fee_currency in (None, VOUCHERS):
        return None
    return {"currencyCode": message.fee_currency, "monetaryValue": in_units(message.fee_minor)}


def _delivery(message: LoanMessage, status: Status, edition: Edition) -> dict[str, Any] | None:
    """Return `deliveryInfo` where something was sent, or will be on a condition; its `dateSent` must stand.

    In 2021 a fee that is promised stands there too, and that it is paid by vouchers: that edition has no other place.
    """
    costs = _costs(message)
    is_sent = status in (Status.LOANED, Status.COPY_COMPLETED)
    if not is_sent and message.loan_condition is None and (message.fee_minor is None or edition is Edition.E2017):
        return None
    via = SENT_VIA.get(message.ship_method) if message.ship_method else None
    via = "URL" if message.delivered_url else via
    return {
        "dateSent": instant(message.sent_at),
        "URL": message.delivered_url,
        "sentVia": via,
        "deliveryMethod": via,
        "loanCondition": message.loan_condition,
        "deliveryCosts": costs if is_sent or edition is Edition.E2021 else None,
        "paymentMethod": str(PaymentMethod.IFLA_VOUCHER) if message.fee_currency == VOUCHERS else None,
    }


CONFIRMED_BY = {name: f"{name}Confirmation" for name in (REQUEST, SUPPLYING, REQUESTING)}


def confirm(document: Document, heard: Heard, edition: Edition, answer: Confirmation, at: datetime) -> bytes:
    """Return the confirmation of `document`: what it answers, when it came, and what is wrong with it, if anything.

    `timestampReceived` repeats the sender's own timestamp, as systems in use expect it.
    """
    sent = heard.sent_at or at
    content: dict[str, Any] = {
        "confirmationHeader": {
            "supplyingAgencyId": _agency(heard.supplying) if heard.supplying else None,
            "requestingAgencyId": _agency(heard.requesting) if heard.requesting else None,
            "timestamp": instant(at),
            "requestingAgencyRequestId": heard.request_id or None,
            "timestampReceived": instant(sent),
            "messageStatus": str(answer.status),
        },
        "errorData": _error(answer) if answer.status is MessageStatus.ERROR else None,
    }
    content |= _echo(document)
    return write(edition, CONFIRMED_BY[document.name], content)


def _error(answer: Confirmation) -> Mapping[str, str | None]:
    return {"errorType": str(answer.error), "errorValue": answer.text}


def _echo(document: Document) -> dict[str, str]:
    """Return the action or reason that the message named, if it is one that a confirmation may repeat."""
    if document.name == REQUESTING:
        said = document.body.text("action")
        return {"action": said} if said and any(said == known for known in AgencyAction) else {}
    if document.name == SUPPLYING:
        said = document.body.text("messageInfo/reasonForMessage")
        return {"reasonForMessage": said} if said and any(said == known for known in ReasonForMessage) else {}
    return {}
