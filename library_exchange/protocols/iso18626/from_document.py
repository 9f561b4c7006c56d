"""What a document says, in the terms of our procedure; nothing of a person is read from it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError
from stdnum import isbn as isbn_numbers

from library_exchange.citations.numbers import LONGEST_PRINTED
from library_exchange.core.bounds import DEAREST
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.text import one_line
from library_exchange.core.titles import Written
from library_exchange.loan_messages.rules import Confirmation, refused
from library_exchange.loans.rules.messages import MessageForm
from library_exchange.loans.rules.standard_codes import (
    AgencyAction,
    ErrorType,
    LoanCondition,
    MessageType,
    Notice,
    PaymentMethod,
    ReasonForMessage,
    ReasonRetry,
    ReasonUnfilled,
    ServiceType,
    Status,
)
from library_exchange.loans.schemas import BibliographicInfo, LoanMessage, Part, TextForm
from library_exchange.protocols.iso18626.rules.layouts import REQUEST, REQUESTING
from library_exchange.protocols.iso18626.rules.reading import Document
from library_exchange.protocols.iso18626.rules.shims import CONDITION_ADDED, Shim, facts_in, for_people, notice_in

Code = TypeVar("Code", bound=StrEnum)
RETRY, REMINDER = "Retry", "Reminder"
REQUEST_TYPES = ("New", RETRY, REMINDER)
LONGEST_TITLE, LONGEST_TRACKING, LONGEST_URL = 1000, 40, 300
LONGEST_PART = {"title": 300, "author": 200, "volume": 40, "issue": 40, "pages": 60}
ALL_PAGES = "—"
"""What stands for the pages of a request that names none: all of the article."""


class Agency(NamedTuple):
    """How a library is named on the wire: `agencyIdType` and `agencyIdValue`."""

    type: str
    value: str


@dataclass(frozen=True)
class Heard:
    """A message as it was understood; one with a `refusal` is not applied but answered with that.

    `facts` are columns of `LoanMessage`; `due_at` is an instant, because the day it falls on is that of the library.
    """

    form: MessageForm
    supplying: Agency | None
    requesting: Agency | None
    request_id: str
    supplier_request_id: str | None = None
    sent_at: datetime | None = None
    request_type: str = "New"
    previous_id: str | None = None
    note: str | None = None
    due_at: datetime | None = None
    retry_at: datetime | None = None
    needed_at: datetime | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    refusal: Confirmation | None = None

    @property
    def is_for_supplier(self) -> bool:
        """Whether it is addressed to the library that is asked."""
        return self.form.type is not MessageType.SUPPLYING


def hear(document: Document, shim: Shim) -> Heard:
    """Return what `document` says; what is wrong with it stands in `refusal`."""
    if document.name == REQUEST:
        heard = _request(document)
    elif document.name == REQUESTING:
        heard = _requesting(document)
    else:
        heard = _supplying(document)
    if heard.refusal is None and not heard.request_id:
        heard = replace(heard, refusal=_unrecognised("requestingAgencyRequestId is missing"))
    return _with_facts_of_ours(heard, document) if shim is Shim.BRIDGE else heard


def _header(document: Document, form: MessageForm) -> Heard:
    body = document.body
    return Heard(
        form=form,
        supplying=_agency(document, "supplyingAgencyId"),
        requesting=_agency(document, "requestingAgencyId"),
        request_id=body.text("header/requestingAgencyRequestId") or "",
        supplier_request_id=body.text("header/supplyingAgencyRequestId"),
        sent_at=body.instant("header/timestamp"),
    )


def _agency(document: Document, name: str) -> Agency | None:
    value = document.body.text(f"header/{name}/agencyIdValue")
    return Agency(document.body.text(f"header/{name}/agencyIdType") or "", value) if value else None


def _request(document: Document) -> Heard:
    body = document.body
    request_type = body.text("serviceInfo/requestType") or "New"
    heard = replace(
        _header(document, MessageForm(MessageType.REQUEST)),
        request_type=request_type,
        previous_id=body.text("serviceInfo/requestingAgencyPreviousRequestId"),
        note=for_people(body.text("serviceInfo/note")),
        needed_at=body.instant("serviceInfo/needBeforeDate"),
        facts={"book": _book(document), "service_type": _service(body.text("serviceInfo/serviceType"))}
        | _sum(document, "most", "billingInfo/maximumCosts")
        | _payment(document, "billingInfo"),
    )
    if request_type not in REQUEST_TYPES:
        return replace(heard, refusal=_unrecognised(f"requestType {request_type[:40]} is not supported"))
    if request_type == REMINDER:
        return replace(heard, form=MessageForm(MessageType.REQUESTING, action=AgencyAction.STATUS_REQUEST), facts={})
    return heard


def _book(document: Document) -> BibliographicInfo | None:
    """Return what the request says of the book, None if it names none."""
    body = document.body
    title = one_line(body.text("bibliographicInfo/title") or body.text("bibliographicInfo/titleOfComponent") or "")
    number = one_line(body.text("bibliographicInfo/supplierUniqueRecordId") or "")
    if not title and not number:
        return None
    subtitle = one_line(body.text("bibliographicInfo/subtitle") or "")
    whole = f"{title}: {subtitle}" if title and subtitle else title or number
    author = one_line(body.text("bibliographicInfo/author") or "")
    imprint = (
        body.text("bibliographicInfo/edition"),
        body.text("publicationInfo/placeOfPublication"),
        body.text("publicationInfo/publisher"),
        body.text("publicationInfo/publicationDate"),
    )
    return BibliographicInfo(
        title=(_form(whole),),
        authors=((_form(author),),) if author else (),
        imprint=tuple(Written(one_line(text), html_lang(script_of(text))) for text in imprint if text),
        **_number(document),
        part=_part(document),
    )


def _service(text: str | None) -> ServiceType:
    """Return what is asked for; of a loan or a copy, whichever suits the library, the book itself."""
    return ServiceType.COPY if text == ServiceType.COPY else ServiceType.LOAN


def _part(document: Document) -> Part | None:
    """Return the part of the title that is to be copied, None if the request names no pages and no article."""
    told = {
        "title": document.body.text("bibliographicInfo/titleOfComponent"),
        "author": document.body.text("bibliographicInfo/authorOfComponent"),
        "volume": document.body.text("bibliographicInfo/volume"),
        "issue": document.body.text("bibliographicInfo/issue"),
        "pages": document.body.text("bibliographicInfo/pagesRequested"),
    }
    if document.body.text("serviceInfo/serviceType") != ServiceType.COPY:
        return None
    known = {name: one_line(text)[: LONGEST_PART[name]] for name, text in told.items() if text}
    return Part(**({"pages": ALL_PAGES} | known))


def _form(text: str) -> TextForm:
    return TextForm(value=text[:LONGEST_TITLE], lang=html_lang(script_of(text)))


def _number(document: Document) -> dict[str, str]:
    """Return the first ISBN of the request, as an ISBN-13 without hyphens; one that is wrong as it is printed."""
    for one in document.body.parts("bibliographicInfo/bibliographicItemId"):
        number = one.text("bibliographicItemIdentifier")
        if number and (one.text("bibliographicItemIdentifierCode") or "").upper() == "ISBN":
            if isbn_numbers.is_valid(number):
                return {"isbn": str(isbn_numbers.compact(isbn_numbers.to_isbn13(number)))}
            return {"printed_isbn": number[:LONGEST_PRINTED]}
    return {}


def _requesting(document: Document) -> Heard:
    said = document.body.text("action") or ""
    note = document.body.text("note")
    action = _known(AgencyAction, said)
    heard = _header(document, MessageForm(MessageType.REQUESTING, action=action))
    heard = replace(heard, note=for_people(note))
    if action is None:
        return replace(heard, refusal=refused(ErrorType.UNSUPPORTED_ACTION, f"action {said[:40]} is not supported"))
    notice = notice_in(action, note)
    if notice is not None:
        form = MessageForm(MessageType.REQUESTING, action=AgencyAction.NOTIFICATION, notice=notice)
        return replace(heard, form=form, note=None)
    return heard


def _supplying(document: Document) -> Heard:
    body = document.body
    reason_text, status_text = body.text("messageInfo/reasonForMessage") or "", body.text("statusInfo/status") or ""
    reason, status = _known(ReasonForMessage, reason_text), _known(Status, status_text)
    condition = _condition(document)
    answer = body.text("messageInfo/answerYesNo")
    heard = replace(
        _header(document, MessageForm(MessageType.SUPPLYING, status=status, reason_for_message=reason)),
        note=for_people(body.text("messageInfo/note")),
        due_at=body.instant("statusInfo/dueDate"),
        retry_at=body.instant("messageInfo/retryAfter") or body.instant("retryInfo/retryAfter"),
        facts={
            "reason_unfilled": _code(ReasonUnfilled, body.text("messageInfo/reasonUnfilled")),
            "reason_retry": _code(ReasonRetry, body.text("messageInfo/reasonRetry")),
            "loan_condition": condition,
            "tracking_no": _tracking(body.text("shippingInfo/trackingId")),
            "delivered_url": _url(body.text("deliveryInfo/URL") or body.text("deliveryInfo/itemId") or ""),
        }
        | _sum(document, "fee", "deliveryInfo/deliveryCosts", "messageInfo/offeredCosts")
        | _payment(document, "deliveryInfo", "retryInfo"),
    )
    if reason is None:
        return replace(
            heard,
            refusal=refused(ErrorType.UNSUPPORTED_REASON, f"reasonForMessage {reason_text[:40]} is not supported"),
        )
    if status is None and status_text:
        return replace(heard, refusal=_unrecognised(f"status {status_text[:40]} is not known"))
    is_added = (body.text("messageInfo/note") or "").startswith(CONDITION_ADDED)
    return replace(heard, form=_supplier_form(reason, status, answer, condition is not None, is_added))


def _supplier_form(
    reason: ReasonForMessage, status: Status | None, answer: str | None, is_conditional: bool, is_added: bool
) -> MessageForm:
    """Return the coded form; answers without a yes or no, and cancellations told as a status, are read by the status.

    A Notification moves nothing, except that a condition may be added by one.
    """
    is_answer = reason in (ReasonForMessage.CANCEL_RESPONSE, ReasonForMessage.RENEW_RESPONSE)
    if status is Status.CANCELLED and not is_answer and reason is not ReasonForMessage.NOTIFICATION:
        reason, answer, is_answer = ReasonForMessage.CANCEL_RESPONSE, "Y", True
    if reason is ReasonForMessage.NOTIFICATION and is_added and is_conditional:
        reason, status = ReasonForMessage.REQUEST_RESPONSE, Status.WILL_SUPPLY
    is_yes = None
    if is_answer:
        refuses = (Status.CANCELLED,) if reason is ReasonForMessage.CANCEL_RESPONSE else (Status.LOANED,)
        is_yes = answer == "Y" if answer else status in refuses
    conditional = is_conditional and status is Status.WILL_SUPPLY and not is_answer
    return MessageForm(
        MessageType.SUPPLYING,
        status=status,
        reason_for_message=reason,
        answer_yes=is_yes,
        is_conditional=conditional or None,
    )


def _sum(document: Document, name: str, *paths: str) -> dict[str, Any]:
    """Return the first sum under `paths` as columns of a message; a fee of zero, and what is no sum, is left out."""
    for path in paths:
        code, told = document.body.text(f"{path}/currencyCode"), document.body.text(f"{path}/monetaryValue")
        if code and told and re.fullmatch(r"[A-Z]{3}", code) and re.fullmatch(r"\+?[0-9]{1,12}(\.[0-9]{0,12})?", told):
            minor = int((Decimal(told) * 100).to_integral_value(ROUND_CEILING if name == "fee" else ROUND_FLOOR))
            if (name == "most" or minor > 0) and minor <= DEAREST:
                return {f"{name}_minor": minor, f"{name}_currency": code}
    return {}


def _payment(document: Document, *places: str) -> dict[str, PaymentMethod | None]:
    """Return how is paid, by the first of `places` that says so."""
    said = next(filter(None, (document.body.text(f"{place}/paymentMethod") for place in places)), None)
    return {"payment_method": _code(PaymentMethod, said)}


def _condition(document: Document) -> LoanCondition | None:
    found = document.body.text("deliveryInfo/loanCondition") or document.body.text("retryInfo/loanCondition")
    return _code(LoanCondition, found)


def _known(codes: type[Code], text: str) -> Code | None:
    return next((code for code in codes if code == text), None)


def _code(codes: type[Code], text: str | None) -> Code | None:
    """Return the code of an open list that `text` writes: the one for all others where we do not know it."""
    if text is None:
        return None
    return _known(codes, text) or codes("Other")


def _tracking(text: str | None) -> str | None:
    """Return the number of a parcel as we keep it, None where it is none."""
    kept = "".join(char for char in (text or "").upper() if char.isascii() and (char.isalnum() or char in " -"))
    return kept.strip()[:LONGEST_TRACKING] if len(kept.strip()) > 3 and kept.strip()[0].isalnum() else None


def _url(text: str) -> str | None:
    """Return the address of a file that was delivered, None where there is none that can be opened."""
    return text if re.fullmatch(r"https?://\S+", text) and len(text) <= LONGEST_URL else None


def _unrecognised(text: str) -> Confirmation:
    return refused(ErrorType.UNRECOGNISED_VALUE, text)


BY_NODES = (
    *("seq", "book", "service_type", "local_check_on", "renewal_refusal", "damage", "settlement", "holder"),
    *(
        "ship_method",
        "tracking_no",
        "delivered_url",
        "copy_until",
        "copy_openings",
        "copy_fault",
        "fee_minor",
        "fee_currency",
        "settlement_minor",
        "settlement_currency",
    ),
)
"""The columns of a message that nodes of ours tell each other in the note."""


def _with_facts_of_ours(heard: Heard, document: Document) -> Heard:
    """Return `heard` with what another node of ours put into the note; facts that no message could have are left."""
    path = {REQUEST: "serviceInfo/note", REQUESTING: "note"}.get(document.name, "messageInfo/note")
    facts = facts_in(document.body.whole(path))
    if not facts or heard.refusal is not None:
        return heard
    notice = _known(Notice, str(facts.get("notice", "")))
    told = {name: facts[name] for name in BY_NODES if name in facts}
    try:
        whole = LoanMessage.model_validate(
            {"sender": "-", "recipient": "-", "request_no": "-", "sent_at": heard.sent_at, "form": heard.form} | told
        )
    except ValidationError:
        return heard
    known = {name: getattr(whole, name) for name in told}
    form = replace(heard.form, notice=notice)
    if notice is not None and form.type is MessageType.REQUESTING:
        form = replace(form, action=AgencyAction.NOTIFICATION)
    return replace(heard, form=form, note=None, facts={**heard.facts, **known})
