"""A practice loan as its pages show it: in the words and the order of a true one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from library_exchange.core.i18n import _, format_datetime
from library_exchange.directory.models import Library
from library_exchange.loans.display import shown_book
from library_exchange.loans.forms import FIELD_LABELS, FIELD_NAMES, Refused
from library_exchange.loans.labels import actions, code_names, history, sentences, states
from library_exchange.loans.rules.codes import Action, DueState, Side
from library_exchange.loans.rules.inputs import INPUT, Asks
from library_exchange.loans.rules.milestones import milestones
from library_exchange.loans.rules.steps import is_closed
from library_exchange.loans.rules.tasks import asks_first
from library_exchange.practice.books import BOOKS
from library_exchange.practice.labels import ABOUT, KINDS, PARTNER
from library_exchange.practice.models import PracticeLoan
from library_exchange.practice.rules import open_actions
from library_exchange.shipping.rules.codes import Mode

ADDRESSES = {Side.REQUESTING: "borrow", Side.SUPPLYING: "lend"}
"""How an address calls each side."""


def kinds(found: Sequence[PracticeLoan], language: str) -> list[dict[str, Any]]:
    """Return what may be practised, each with the practice loan of the library if it has begun one."""
    begun = {loan.side: loan for loan in found}
    return [
        {
            "name": ADDRESSES[side],
            "label": label,
            "about": ABOUT[side],
            "loan": line(begun[side], language) if side in begun else None,
        }
        for side, label in KINDS.items()
    ]


def line(loan: PracticeLoan, language: str) -> dict[str, Any]:
    """Return a practice loan in brief."""
    return {
        "id": loan.id,
        "version": loan.version,
        "url": url_for("practice.show", practice_id=loan.id),
        "side": states.SIDES[loan.side],
        "state": states.state(loan.side, loan.stands),
        "tone": states.tone(loan.side, loan.stands, False),
        "is_closed": is_closed(loan.side, loan.stands),
        "book": shown_book(BOOKS[loan.book], language),
    }


def whole(loan: PracticeLoan, library: Library, language: str) -> dict[str, Any]:
    """Return a practice loan as its own page shows it."""
    shown = line(loan, language)
    waits = not shown["is_closed"] and not open_actions(loan.side, loan.stands)
    return shown | {
        "partner": PARTNER,
        "is_borrowing": loan.side is Side.REQUESTING,
        "waits_for": sentences.waits_for(loan.stands, str(PARTNER)) if waits else None,
        "milestones": _milestones(loan),
        "due_on": loan.due_on,
        "facts": [(name, told) for name, told in _facts(loan).items() if told],
        "history": [_event(each, library) for each in loan.history],
    }


def _milestones(loan: PracticeLoan) -> list[dict[str, Any]]:
    crossed, here, ahead = milestones(loan.side, loan.stands)
    standing = [(each, "done") for each in crossed] + ([(here, "here")] if here else [])
    return [
        {"label": states.MILESTONES[milestone], "note": None, "state": state}
        for milestone, state in [*standing, *((each, "ahead") for each in ahead)]
    ]


def _facts(loan: PracticeLoan) -> Mapping[str, Any]:
    return {
        _("Parcel there"): _parcel(loan.ship_method, loan.tracking_no),
        _("Parcel back"): _parcel(loan.return_method, loan.return_tracking_no),
    }


def _parcel(method: Mode | None, tracking_no: str | None) -> Any:
    if method is None:
        return None
    name = code_names.METHODS[method]
    return _("%(method)s, number %(tracking)s", method=name, tracking=tracking_no) if tracking_no else name


def _event(each: Mapping[str, Any], library: Library) -> dict[str, Any]:
    at = datetime.fromisoformat(each["at"]).astimezone(library.zone)
    return {"at": format_datetime(at, rebase=False), "label": history.event(each["event"])}


def forms(loan: PracticeLoan, proposed: str, refused: Refused | None = None) -> list[dict[str, Any]]:
    """Return a form for each step that may be taken, the next one first; `proposed` is the due date filled in."""
    return [
        {
            "action": action,
            "label": actions.name(action, DueState.NONE),
            "url": url_for("practice.act", practice_id=loan.id, action=action),
            "is_grave": asks_first(loan.side, loan.stands, action),
            "fields": [
                _field(action, asks, proposed, refused if refused and refused.action == action else None)
                for asks in INPUT.get(action, ())
                if asks in (Asks.METHOD, Asks.DUE_ON, Asks.TRACKING)
            ],
        }
        for action in open_actions(loan.side, loan.stands)
    ]


def _field(action: Action, asks: Asks, proposed: str, refused: Refused | None) -> dict[str, Any]:
    name = FIELD_NAMES[asks]
    field: dict[str, Any] = {"name": name, "id": f"{action}-{name}", "label": FIELD_LABELS[asks]}
    if asks is Asks.METHOD:
        field |= {"options": [(mode, code_names.METHODS[mode]) for mode in Mode], "value": Mode.POST}
    elif asks is Asks.DUE_ON:
        field |= {"type": "date", "value": proposed, "required": True}
    else:
        field |= {"required": False, "maxlength": 40, "hint": _("Latin letters and digits.")}
    if refused is not None:
        field |= {"value": refused.given.get(name, field.get("value")), "error": refused.errors.get(name)}
    return field
