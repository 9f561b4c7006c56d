"""The forms of a request's page: for each step that may be taken, what it asks and what there is to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, _l
from library_exchange.directory.models import Library
from library_exchange.loans import labels, policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies, requests
from library_exchange.loans.rules.codes import INPUT, Action, Asks, DeclineReason, ReasonUnfilled
from library_exchange.loans.rules.tasks import asks_first
from library_exchange.loans.services import consigning
from library_exchange.loans.services.steps import is_late, proposed_due_date, why_not_undone
from library_exchange.shipping.rules.codes import Mode

Options = list[tuple[Any, ...]]

FIELD_NAMES = {
    Asks.SUPPLIER: "supplier_id",
    Asks.DECLINE_REASON: "decline_reason",
    Asks.ITEM: "item_id",
    Asks.REASON: "reason",
    Asks.METHOD: "method",
    Asks.DUE_ON: "due_on",
    Asks.TRACKING: "tracking",
}
FIELD_LABELS = {
    Asks.SUPPLIER: _l("Library to ask"),
    Asks.DECLINE_REASON: _l("Reason"),
    Asks.ITEM: _l("Copy"),
    Asks.REASON: _l("Reason"),
    Asks.METHOD: _l("How it travels"),
    Asks.DUE_ON: _l("Due date"),
    Asks.TRACKING: _l("Tracking number"),
}


@dataclass(frozen=True)
class StepForm:
    """One step on the page: its button and fields; `blocked` tells why it cannot be taken for the moment.

    One that `is_grave` asks before it is taken, and never looks like what comes next.
    """

    action: Action
    label: Any
    fields: list[dict[str, Any]]
    blocked: Any = None
    is_grave: bool = False


@dataclass(frozen=True)
class Refused:
    """What was sent with a step that was refused, and the sentence for each field."""

    action: Action
    given: Mapping[str, str]
    errors: Mapping[str, Any]


def step_forms(
    session: Session, actor: Actor, loan: LoanRequest, language: str, at: datetime, refused: Refused | None = None
) -> list[StepForm]:
    """Return a form for each step `actor` may take now, the likeliest first; a blocked one comes last."""
    forms = [
        _form(session, loan, action, language, at, refused if refused and refused.action is action else None)
        for action in policy.actions_open_to(actor, loan)
    ]
    return sorted(forms, key=lambda form: form.blocked is not None)


def _form(
    session: Session, loan: LoanRequest, action: Action, language: str, at: datetime, refused: Refused | None
) -> StepForm:
    fields = [_field(session, loan, action, asks, language, at) for asks in INPUT.get(action, ())]
    for field in fields:
        if refused is not None:
            field["value"] = refused.given.get(field["name"], field.get("value"))
            field["error"] = refused.errors.get(field["name"])
    blocked = next((field["blocked"] for field in fields if field.get("blocked")), None)
    if action in (Action.UNDO_CHECK_IN, Action.UNDO_WRITE_OFF):
        blocked = why_not_undone(session, loan)
    is_grave = asks_first(loan.side, loan.stands, action, is_late(session, loan, at))
    return StepForm(action, labels.ACTIONS[action], [] if blocked else fields, blocked, is_grave)


def _field(
    session: Session, loan: LoanRequest, action: Action, asks: Asks, language: str, at: datetime
) -> dict[str, Any]:
    name = FIELD_NAMES[asks]
    field: dict[str, Any] = {"name": name, "id": f"{action}-{name}", "label": FIELD_LABELS[asks]}
    match asks:
        case Asks.SUPPLIER:
            field |= _supplier_choice(session, loan, language)
        case Asks.ITEM:
            field |= _copy_choice(session, loan, action)
        case Asks.DECLINE_REASON:
            field["options"] = [(reason, labels.DECLINE_REASONS[reason]) for reason in DeclineReason]
        case Asks.REASON:
            field["options"] = [(reason, labels.REASONS[reason]) for reason in ReasonUnfilled]
        case Asks.METHOD:
            usual = consigning.usual_mode(session, loan)
            field |= {"value": usual, "options": [(m, labels.METHODS[m]) for m in Mode]}
        case Asks.DUE_ON:
            field |= {"type": "date", "value": proposed_due_date(session, loan, at).isoformat(), "required": True}
        case Asks.TRACKING:
            field |= {"required": False, "maxlength": 40, "hint": _("Latin letters and digits.")}
    return field


def _supplier_choice(session: Session, loan: LoanRequest, language: str) -> dict[str, Any]:
    ranked = ranked_suppliers(session, loan)
    if not ranked:
        return {"blocked": _("No other library has a free copy now.")}
    options: Options = [(library.id, library.name_in(language)) for library, _reasons in ranked]
    return {"options": options, "value": options[0][0]}


def ranked_suppliers(session: Session, loan: LoanRequest) -> list[tuple[Library, list[Any]]]:
    """Return the libraries that may be asked now, best first, each with the reasons of its rank."""
    home = session.get_one(Library, loan.library_id)
    asked = requests.asked_library_ids(session, loan)
    if loan.record_id is None:
        return [(library, []) for library in copies.other_lenders(session, home, asked)]
    found = copies.candidates(session, home, loan.record_id, asked)
    return [(one.library, labels.rank_reasons(one.reasons())) for one in found]


def _copy_choice(session: Session, loan: LoanRequest, action: Action) -> dict[str, Any]:
    if loan.record_id is None:
        return {"name": "barcode", "id": f"{action}-barcode", "label": _("Barcode of the copy"), "required": True}
    found = copies.free_copies(session, loan.library_id, loan.record_id)
    if not found:
        return {"blocked": _("Your library has no free copy of this book now.")}
    return {"options": [(copy.item_id, _copy_label(copy)) for copy in found], "value": found[0].item_id}


def _copy_label(copy: copies.Copy) -> str:
    known = [text for text in (copy.call_number, copy.barcode) if text]
    return " · ".join(known) if known else _("Copy %(number)s", number=copy.number)
