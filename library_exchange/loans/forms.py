"""The forms of a request's page: for each step that may be taken, what it asks and what there is to choose from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.catalogue.models import Item
from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, _l, _ln, _p, _pl, format_date
from library_exchange.core.money import NAMES, format_money
from library_exchange.core.regions import REGIONS, currencies
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.labels import actions, code_names
from library_exchange.loans.labels.papers import SENT_WITHOUT_PAPERS
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies, ways_to_send
from library_exchange.loans.queries.parcels import Travelling
from library_exchange.loans.queries.suppliers import Supplier, suppliers
from library_exchange.loans.rules.codes import Action, Settlement, State, SupplyingState
from library_exchange.loans.rules.inputs import Asks, input_of
from library_exchange.loans.rules.rota import SILENCE_DAYS
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import UNDOING
from library_exchange.loans.rules.tasks import SELDOM, TAKES_LOSS_BACK, asks_first, is_unasked
from library_exchange.loans.schemas import LONGEST_ANSWER, StepInput
from library_exchange.loans.services import undoing
from library_exchange.loans.services.asking_readers import why_not_asked
from library_exchange.loans.services.parcels import is_left_to_consignment
from library_exchange.loans.services.proposed_days import proposed_day
from library_exchange.loans.services.steps import is_late, why_not_recalled
from library_exchange.shipping.rules.codes import Mode

Options = list[tuple[Any, ...]]

FIELD_NAMES = {
    Asks.SUPPLIER: "supplier_id",
    Asks.ASKS_ON: "asks_on",
    Asks.DECLINE_REASON: "decline_reason",
    Asks.ITEM: "item_id",
    Asks.BARCODE: "barcode",
    Asks.REASON: "reason",
    Asks.CONDITION: "condition",
    Asks.REASON_RETRY: "reason_retry",
    Asks.RETRY_AFTER: "retry_after",
    Asks.METHOD: "method",
    Asks.DUE_ON: "due_on",
    Asks.TRACKING: "tracking",
    Asks.RENEWAL_REFUSAL: "renewal_refusal",
    Asks.DAMAGE: "damage",
    Asks.COPY_FAULT: "copy_fault",
    Asks.HOLDER: "holder_id",
    Asks.SETTLEMENT: "settlement",
    Asks.SUM: "settlement_minor",
    Asks.CURRENCY: "settlement_currency",
    Asks.NOTE: "note",
    Asks.ANSWER: "answer",
}
FIELD_LABELS = {
    Asks.SUPPLIER: _l("Library to ask"),
    Asks.ASKS_ON: _l("Then ask the others by itself"),
    Asks.DECLINE_REASON: _l("Reason"),
    Asks.ITEM: _l("Copy"),
    Asks.BARCODE: _l("Barcode or inventory number"),
    Asks.REASON: _l("Reason"),
    Asks.CONDITION: _pl("loan", "Condition"),
    Asks.REASON_RETRY: _l("Reason"),
    Asks.RETRY_AFTER: _l("Can be asked again from"),
    Asks.METHOD: _l("How it travels"),
    Asks.DUE_ON: _l("Due date"),
    Asks.TRACKING: _l("Tracking number"),
    Asks.RENEWAL_REFUSAL: _l("Reason"),
    Asks.DAMAGE: _l("Damage"),
    Asks.COPY_FAULT: _l("What is wrong"),
    Asks.HOLDER: _l("Third library"),
    Asks.SETTLEMENT: _l("How it was settled"),
    Asks.SUM: _l("Sum paid"),
    Asks.CURRENCY: _l("Currency"),
    Asks.NOTE: _l("Reason (stays in your library)"),
    Asks.ANSWER: _l("Your answer to the library"),
}
CODES: dict[Asks, Mapping[Any, Any]] = {
    Asks.DECLINE_REASON: code_names.DECLINE_REASONS,
    Asks.REASON: code_names.REASONS,
    Asks.CONDITION: code_names.CONDITIONS,
    Asks.REASON_RETRY: code_names.RETRY_REASONS,
    Asks.RENEWAL_REFUSAL: code_names.RENEWAL_REFUSALS,
    Asks.DAMAGE: code_names.DAMAGES,
    Asks.COPY_FAULT: code_names.COPY_FAULTS,
    Asks.SETTLEMENT: code_names.SETTLEMENTS,
}
"""What is chosen from a list of codes that is the same for every request."""
UNFIT: dict[State, tuple[Settlement, ...]] = {SupplyingState.LOST_CLAIMED: (Settlement.REPAIRED,)}
"""By which settlements a request cannot end from a state: nobody repairs a book that is lost."""


SCAN: dict[str, Any] = {
    "name": "file",
    "type": "file",
    "label": _l("Scan of the pages"),
    "hint": _l("PDF, TIFF, JPEG or PNG."),
    "accept": ".pdf,.tif,.tiff,.jpg,.jpeg,.png",
    "required": True,
}


@dataclass(frozen=True)
class StepForm:
    """One step on the page: its button and fields; `blocked` tells why it cannot be taken for the moment.

    One that `is_grave` asks before it is taken, and never looks like what comes next; what `is_seldom` stands apart.
    A file goes to a `url` of its own.
    """

    action: Action
    label: Any
    fields: list[dict[str, Any]]
    blocked: Any = None
    is_grave: bool = False
    is_seldom: bool = False
    url: str | None = None

    @property
    def suppliers(self) -> list[Supplier]:
        """The libraries to choose from, best first, each with the reasons of its rank; none if none is chosen here."""
        return next((field["ranked"] for field in self.fields if "ranked" in field), [])


@dataclass(frozen=True)
class Refused:
    """What was sent with a step or another form of the page that was refused, and the sentence for each field."""

    action: str
    given: Mapping[str, str]
    errors: Mapping[str, Any]


def step_forms(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    language: str,
    at: datetime,
    refused: Refused | None = None,
    found: Collection[Travelling] = (),
    lacks_papers: bool = False,
) -> list[StepForm]:
    """Return a form for each step `actor` may take now, the likeliest first; a blocked one comes last.

    A book `found` in a consignment is sent with that, so its request offers no step that sends it, nor one that takes
    it back once it is under way; one that `lacks_papers` to cross the border is sent only by who says so twice. Who
    answers for one request alone, by its link, is not asked which copy is promised: any free one is.
    """
    unasked = () if actor.row_id is None else (Asks.ITEM,)
    forms = [
        _form(session, loan, action, language, at, refused if refused and refused.action is action else None, unasked)
        for action in policy.actions_open_to(actor, loan)
        if not is_left_to_consignment(action, found, loan)
    ]
    if lacks_papers:
        without = SENT_WITHOUT_PAPERS
        forms = [replace(each, label=without.get(each.action, each.label)) for each in forms]
        forms = [replace(each, is_grave=True) if each.action in without else each for each in forms]
    told = {form.blocked: form for form in reversed(forms) if form.blocked}
    shown = [form for form in forms if not form.blocked or told[form.blocked] is form]
    return sorted(shown, key=lambda form: form.blocked is not None)


def _form(
    session: Session,
    loan: LoanRequest,
    action: Action,
    language: str,
    at: datetime,
    refused: Refused | None,
    unasked: Collection[Asks],
) -> StepForm:
    needed = [asks for asks in input_of(action, loan.service) if asks not in unasked]
    asked = [asks for asks in needed if not _is_needless(session, loan, asks)]
    fields = [_field(session, loan, action, asks, language, at) for asks in asked]
    if action is Action.DELIVER_COPY:
        fields = [SCAN | {"id": f"{action}-file"}]
    for field in fields:
        if refused is not None:
            field["value"] = refused.given.get(field["name"], field.get("value"))
            field["error"] = refused.errors.get(field["name"])
    blocked = next((field["blocked"] for field in fields if field.get("blocked")), None)
    if action in UNDOING:
        blocked = undoing.why_not(session, loan, action)
    elif action is Action.RECALL:
        blocked = why_not_recalled(session, loan, at)
    elif action is Action.ASK_READER:
        blocked = why_not_asked(session, loan)
    asks = asks_first(loan.side, loan.stands, action, is_late(session, loan, at))
    seldom = action in SELDOM or (asks and action is Action.CHECK_IN) or is_unasked(action, loan.due)
    seldom = seldom and not (loan.has_turned_up and action in TAKES_LOSS_BACK)
    url = url_for("delivery.attach", loan_id=loan.id) if action is Action.DELIVER_COPY else None
    label = actions.ATTACH if url else actions.name(action, loan.due, loan.reads_there)
    return StepForm(action, label, [] if blocked else fields, blocked, asks, seldom, url)


def _field(
    session: Session, loan: LoanRequest, action: Action, asks: Asks, language: str, at: datetime
) -> dict[str, Any]:
    name = FIELD_NAMES[asks]
    field: dict[str, Any] = {"name": name, "id": f"{action}-{name}", "label": FIELD_LABELS[asks]}
    if asks in CODES:
        unfit = UNFIT.get(loan.stands, ())
        offered = [each for each in code_names.offered(CODES[asks], loan.service) if each[0] not in unfit]
        # What the other library is told is not chosen for her.
        return field | {"options": [("", _p("list", "choose…")), *offered]}
    match asks:
        case Asks.SUPPLIER:
            field |= _supplier_choice(session, loan, language, at)
        case Asks.ASKS_ON:
            field |= {"is_check": True, "value": loan.asks_on, "hint": silence_hint()}
        case Asks.ITEM:
            field |= _copy_choice(session, loan)
        case Asks.BARCODE:
            field |= {"required": False, "maxlength": 60, "hint": _("So the book is found by scanning it.")}
        case Asks.METHOD:
            field |= _method_choice(session, loan, action)
        case Asks.DUE_ON:
            field |= {"type": "date", "value": proposed_day(session, loan, action, at).isoformat(), "required": True}
        case Asks.RETRY_AFTER:
            field |= {"type": "date", "required": False}
        case Asks.TRACKING:
            field |= {"required": False, "maxlength": 40, "hint": _("Latin letters and digits.")}
            field["value"] = _parcel_now(loan, action)[1] or ""
        case Asks.HOLDER:
            lenders = copies.other_lenders(session, session.get_one(Library, loan.library_id), [loan.partner_id or 0])
            field["options"] = [(library.id, library.name_in(language)) for library in lenders]
        case Asks.SUM:
            field |= {"required": False, "maxlength": 12, "inputmode": "decimal"}
            field["hint"] = _("What was paid for the book, or what the repair cost. Not entered in the account.")
        case Asks.CURRENCY:
            field |= _currency_choice(session, loan)
        case Asks.NOTE | Asks.ANSWER:
            field |= {"required": True, "maxlength": LONGEST_ANSWER}
            field["label"] = actions.TOLD_BY_READER if action is Action.NOTE_ANSWER else field["label"]
    return field


def chosen(session: Session, action: Action, given: StepInput, service: ServiceType, language: str) -> Options:
    """Return what was filled in for a step, each with its name, as the question asked before it repeats it."""
    told: Options = []
    for asks in input_of(action, service):
        value = getattr(given, FIELD_NAMES[asks])
        if value is None or asks in (Asks.ITEM, Asks.ASKS_ON, Asks.CURRENCY):
            continue
        if asks in (Asks.SUPPLIER, Asks.HOLDER):
            library = session.get(Library, value)
            value = library.name_in(language) if library else value
        elif asks is Asks.SUM:
            value = format_money(value, given.settlement_currency or "")
        elif isinstance(value, date):
            value = format_date(value)
        named = CODES.get(asks, code_names.METHODS if asks is Asks.METHOD else {})
        told.append((FIELD_LABELS[asks], code_names.own_word(named, value, service) if value in named else value))
    return told


def silence_hint() -> Any:
    """Return when the next library is asked by itself."""
    return _ln(
        "In this order, when one cannot supply or has not answered for %(num)s of its working days.",
        "In this order, when one cannot supply or has not answered for %(num)s of its working days.",
        SILENCE_DAYS,
    )


def _parcel_now(loan: LoanRequest, action: Action) -> tuple[Mode | None, str | None]:
    """Return how the parcel that `action` corrects was said to travel, and by which number."""
    known = {
        Action.CORRECT_SHIPPING: (loan.ship_method, loan.tracking_no),
        Action.CORRECT_RETURN: (loan.return_method, loan.return_tracking_no),
    }
    return known.get(action, (None, None))


def _method_choice(session: Session, loan: LoanRequest, action: Action) -> dict[str, Any]:
    usual = _parcel_now(loan, action)[0] or ways_to_send.usual_mode(session, loan)
    return {"value": usual, "options": [(mode, code_names.METHODS[mode]) for mode in Mode]}


def _currency_choice(session: Session, loan: LoanRequest) -> dict[str, Any]:
    """Return the currencies of all countries, that of the own one chosen."""
    own = REGIONS[session.get_one(Library, loan.library_id).country].currency
    return {"options": [(each, NAMES.get(each, each)) for each in currencies()], "value": own}


def _supplier_choice(session: Session, loan: LoanRequest, language: str, at: datetime) -> dict[str, Any]:
    ranked = suppliers(session, loan, at)
    if not ranked:
        return {"blocked": _("No other library has a free copy now.")}
    options: Options = [(one.library.id, one.library.name_in(language)) for one in ranked]
    if ranked[0].is_doubtful:
        options.insert(0, ("", _p("list", "choose…")))
    return {"options": options, "value": options[0][0], "ranked": ranked}


def _is_needless(session: Session, loan: LoanRequest, asks: Asks) -> bool:
    """Whether there is nothing to ask: a book of no catalogue is promised first, a copy with a barcode is known."""
    if asks is Asks.ITEM:
        return loan.record_id is None
    item = session.get(Item, loan.item_id) if asks is Asks.BARCODE and loan.item_id else None
    return item is not None and item.barcode is not None


def _copy_choice(session: Session, loan: LoanRequest) -> dict[str, Any]:
    found = copies.free_copies(session, loan.library_id, loan.record_id)
    if not found:
        return {"blocked": _("Your library has no free copy of this book now.")}
    return {"options": [(copy.item_id, _copy_label(copy)) for copy in found], "value": found[0].item_id}


def _copy_label(copy: copies.Copy) -> str:
    known = [text for text in (copy.call_number, copy.barcode) if text]
    return " · ".join(known) if known else _("Copy %(number)s", number=copy.number)
