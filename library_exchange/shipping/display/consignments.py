"""What pages show of consignments: words, dates and figures instead of codes, instants and ids."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, format_date, format_datetime, format_kilograms, reader_zone
from library_exchange.core.money import currency_name, format_money
from library_exchange.core.procedure import Part
from library_exchange.core.titles import TitleBlock
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.shipping import policy
from library_exchange.shipping.display import claim_history, next_steps
from library_exchange.shipping.display.addressing import incomplete_addresses
from library_exchange.shipping.display.cataloguing import enter_url
from library_exchange.shipping.display.claims import claim_rows, reasons
from library_exchange.shipping.display.findings import findings
from library_exchange.shipping.display.papers import papers_told
from library_exchange.shipping.display.permissions import clearance_row
from library_exchange.shipping.display.subjects import Subject, subjects_of
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import parcels as parcel_labels
from library_exchange.shipping.labels import permissions as permission_labels
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.models import CarrierService, Consignment, ConsignmentLine, Parcel
from library_exchange.shipping.queries import consignments, permissions
from library_exchange.shipping.queries.consignments import Contents
from library_exchange.shipping.queries.gaps import gaps
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.claim_reasons import OPEN
from library_exchange.shipping.rules.codes import (
    ClearanceState,
    LineState,
    ParcelState,
    Purpose,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.shipments import BEFORE_PACKING, CONSIGNMENT, MAY_GROW, NEVER_LEFT, NOT_SENT
from library_exchange.shipping.services import guards, permits, transitions
from library_exchange.shipping.services.guards import Case
from library_exchange.shipping.services.own_procedures import own_procedure
from library_exchange.web.next_steps import Next

STAGES = (
    (consignment_labels.STAGES["planned"], (ShipmentState.PLANNED,)),
    (consignment_labels.STAGES["cleared"], (ShipmentState.AWAITING_CLEARANCE,)),
    (consignment_labels.STAGES["packed"], (ShipmentState.READY, ShipmentState.PACKED)),
    (
        consignment_labels.STAGES["under_way"],
        (ShipmentState.IN_TRANSIT, ShipmentState.AT_GATEWAY, ShipmentState.OVERDUE),
    ),
    (consignment_labels.STAGES["received"], (ShipmentState.RECEIVED, ShipmentState.IN_CLAIM, ShipmentState.LOST)),
)
CLEARED = 1
"""The place of the permission among the stages."""


def list_row(row: consignments.Row, language: str) -> dict[str, Any]:
    partner = row.consignee if row.is_outgoing else row.consignor
    label, tone = consignment_labels.STATES[row.state]
    return {
        "url": url_for("shipping.show", consignment_id=row.id),
        "number": row.number,
        "side": consignment_labels.SIDES["out" if row.is_outgoing else "in"],
        "partner": partner.name_in(language),
        "country": partner.country,
        "state": label,
        "tone": tone,
        "is_our_turn": row.is_our_turn,
        "titles": row.titles,
        "weight": format_kilograms(row.weight_g) if row.weight_g else title_labels.UNKNOWN,
        "eta": format_date(row.eta_on, "medium") if row.eta_on else None,
    }


def shown(session: Session, actor: Actor, consignment: Consignment, language: str, at: datetime) -> dict[str, Any]:
    """Return everything the page of one consignment shows to `actor`."""
    case = transitions.case_of(session, consignment, at)
    libraries = {
        each: session.get_one(Library, each)
        for each in (consignment.consignor_id, consignment.consignee_id, *consignment.gateways)
    }
    parts = policy.parts(actor, consignment)
    events = CONSIGNMENT.events_from(consignment.state, parts)
    label, tone = consignment_labels.STATES[consignment.state]
    contents, titled = case.contents, titles_of(session, case.contents.lines, language)
    names = {each: library.name_in(language) for each, library in libraries.items()}
    coming, is_end = next_steps.next_step(session, actor, case, names), bool(parts & {Part.CONSIGNOR, Part.CONSIGNEE})
    return {
        "id": consignment.id,
        "number": consignment.number,
        "version": consignment.version,
        "state": label,
        "tone": tone,
        "consignor": _library(libraries[consignment.consignor_id], language),
        "consignee": _library(libraries[consignment.consignee_id], language),
        "gateways": [_library(libraries[each], language) for each in consignment.gateways],
        "stages": _stages(session, case),
        "steps": _steps(case, events, coming),
        **_next(consignment, coming),
        "is_consignor": Part.CONSIGNOR in parts,
        "is_consignee": Part.CONSIGNEE in parts,
        **_growing(session, consignment, Part.CONSIGNOR in parts, at),
        "may_complete": is_end and consignment.state in BEFORE_PACKING,
        "may_write": is_end and consignment.state in NOT_SENT,
        "is_handed_over": consignment.state not in NEVER_LEFT,
        "may_pack": Part.CONSIGNOR in parts and consignment.state is ShipmentState.READY,
        "may_weigh": Part.CONSIGNOR in parts and consignment.state in (ShipmentState.READY, ShipmentState.PACKED),
        "may_receive": ShipmentEvent.RECEIVE in events and bool(next_steps.to_receive(case)),
        "may_claim": ShipmentEvent.OPEN_CLAIM in events and next_steps.is_open(case, ShipmentEvent.OPEN_CLAIM),
        **_titles(session, actor, case, titled),
        "crosses": contents.languages.crosses,
        "parcels": [_parcel(parcel, case) for parcel in contents.parcels],
        "parcel_choices": [(each.id, _("Parcel %(number)s", number=each.number)) for each in contents.parcels],
        "clearances": [clearance_row(session, actor, each, case, titled) for each in contents.clearances],
        **_papers(session, actor, case, libraries, language),
        "services": _services(session, consignment, libraries, language),
        **_claims(session, actor, case, titled, names, language),
        **_figures(consignment, contents),
    }


def _growing(session: Session, it: Consignment, is_ours: bool, at: datetime) -> dict[str, Any]:
    """Return whether titles may still be added, and for what: a list that was closed takes less."""
    closed_to = permits.closed_to(session, it, at)
    return {
        "may_grow": is_ours and it.state in MAY_GROW and len(closed_to) < len(Purpose),
        "purposes": [(str(each), consignment_labels.PURPOSES[each]) for each in Purpose if each not in closed_to],
        "is_closed": is_ours and it.state in BEFORE_PACKING and bool(closed_to),
    }


def _papers(
    session: Session, actor: Actor, case: Case, libraries: Mapping[int, Library], language: str
) -> dict[str, Any]:
    """Return the papers, and until it is sent whose address they would bear without a street or a postcode."""
    lacking = incomplete_addresses(session, actor, case, libraries, language)
    return {"papers": papers_told(session, case, libraries), "incomplete_addresses": lacking}


def _claims(
    session: Session,
    actor: Actor,
    case: Case,
    titled: Mapping[int, TitleBlock],
    names: Mapping[int, str],
    language: str,
) -> dict[str, Any]:
    """Return the claims with what was said in each, the reasons to open one, and the history with their steps."""
    it, claims = case.consignment, case.contents.claims
    done, zone = claim_history.done_in(session, claims), ZoneInfo(reader_zone())
    back, of_claims = url_for("shipping.show", consignment_id=it.id), dict.fromkeys((each.id for each in claims), it.id)
    words = claim_history.words_in(session, actor, done, of_claims, back)
    said = {claim.id: claim_history.shown(done[claim.id], names, zone, words) for claim in claims}
    named = {claim.id: titled[claim.line_id].shown.value for claim in claims}
    return {
        "claims": claim_rows(session, actor, it, case, titled, language, said),
        "opening_reasons": reasons(OPEN),
        "history": _history(session, it, claim_history.in_history(done, named, names)),
    }


def _titles(session: Session, actor: Actor, case: Case, titled: Mapping[int, TitleBlock]) -> dict[str, Any]:
    """Return the titles, what each travels for and what is to be done about that, and those that hold the papers up."""
    contents, currency = case.contents, case.consignment.currency
    is_ours = Part.CONSIGNEE in policy.parts(actor, case.consignment)
    subjects = subjects_of(session, actor, case.consignment, contents.lines)
    return {
        "lines": [
            _line(line, contents, currency, titled[line.id], subjects)
            | {"enter_url": enter_url(line) if is_ours else None}
            for line in contents.lines
        ],
        "subject_notices": [each.notice for each in subjects.values() if each.notice],
        "gaps": _gaps(contents),
        "is_value_proposed": any(line.is_value_proposed for line in contents.going),
        "is_left_to_pack": any(line.parcel_id is None for line in contents.going),
        "old": [_line(each, contents, currency, titled[each.id], {}) for each in guards.old_unconfirmed(case)],
        "may_withdraw": case.consignment.state in NOT_SENT,
        "old_years": case.rules.number(customs_rules.OLD_BOOK_YEARS),
    }


def _library(library: Library, language: str) -> dict[str, Any]:
    url = url_for("directory.show", code=library.code)
    return {"name": library.name_in(language), "country": library.country, "url": url}


def _figures(consignment: Consignment, contents: Contents) -> dict[str, Any]:
    going = contents.going
    worth = sum((line.value_minor or 0) * line.copies for line in going)
    weight_g = sum((line.weight_g or 0) * line.copies for line in going)
    return {
        "mode": consignment_labels.MODES[consignment.mode],
        "purpose": _what_for(going, consignment),
        "purpose_code": str(consignment.purpose),
        "titles": len(going),
        "pieces": sum(line.pieces for line in going),
        "weight": format_kilograms(weight_g) if weight_g else title_labels.UNKNOWN,
        "currency": currency_name(consignment.currency),
        "value": format_money(worth, consignment.currency) if worth else title_labels.UNKNOWN,
        "handed_on": consignment.handed_on,
        "eta_on": consignment.eta_on,
        "return_by": consignment.return_by,
    }


def _what_for(going: Iterable[ConsignmentLine], consignment: Consignment) -> Any:
    """Return what a consignment is for: that of its books, if all of them go home."""
    are_home = {line.goes_home for line in going}
    return consignment_labels.GOES_HOME if are_home == {True} else consignment_labels.PURPOSES[consignment.purpose]


def _stages(session: Session, case: Case) -> list[dict[str, Any]]:
    """Return the stages of the way; that of a permission is passed over where none is needed."""
    consignment = case.consignment
    is_cleared = permissions.is_needed(session, consignment, case.contents, case.rules)
    places = [number for number, (_label, states) in enumerate(STAGES) if consignment.state in states]
    here = places[0] if places else (len(STAGES) if consignment.state is ShipmentState.CLOSED else -1)
    received = consignment.received_at
    received_on = day_at(session, consignment.consignee_id, received) if received else None
    days = {3: consignment.handed_on, 4: received_on}
    stages = [
        {
            "label": label,
            "note": format_date(day, "medium") if (day := days.get(number)) else None,
            "state": "done" if number < here else "here" if number == here else "ahead",
        }
        for number, (label, _states) in enumerate(STAGES)
    ]
    if not is_cleared:
        stages[CLEARED] |= {"note": permission_labels.CLEARANCES[ClearanceState.NOT_NEEDED][0], "state": "unneeded"}
    return stages


def _steps(case: Case, events: tuple[ShipmentEvent, ...], coming: Next) -> list[dict[str, Any]]:
    """Return what may be done now beside what comes next."""
    now = [event for event in events if event in next_steps.BUTTONS and next_steps.is_open(case, event)]
    names = dict.fromkeys(next_steps.BUTTONS[event] for event in now)
    return [_step(case.consignment, name) for name in names if name != coming.name]


def _next(consignment: Consignment, coming: Next) -> dict[str, Any]:
    return {"next": coming, "next_form": _step(consignment, coming.name) if coming.name else None}


def _step(consignment: Consignment, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": consignment_labels.STEPS[name],
        "url": url_for("shipping.act", consignment_id=consignment.id, action=name),
        "asks_day": name == "hand_over",
        "asks_parcels": name == "gateway_in",
    }


def _line(
    line: ConsignmentLine, contents: Contents, currency: str, title: TitleBlock, subjects: Mapping[int, Subject]
) -> dict[str, Any]:
    parcel = next((each for each in contents.parcels if each.id == line.parcel_id), None)
    is_sent = parcel is not None and parcel.state is not ParcelState.OPEN
    label, tone = (
        title_labels.LINES[line.state] if is_sent or line.state is not LineState.EXPECTED else title_labels.TO_BE_SENT
    )
    if (subject := subjects.get(line.id)) and subject.is_found:
        label, tone = title_labels.FOUND_SINCE
    waits = line.state is LineState.EXPECTED and parcel is not None and parcel.state is ParcelState.IN_TRANSIT
    return {
        "id": line.id,
        "number": line.number,
        "title": title,
        "isbn": line.isbn,
        "printed_isbn": line.printed_isbn,
        "year": line.year,
        "may_leave": line.old_confirmed_at is not None,
        "export_permit": title_labels.export_permit(line.export_permit_no, line.export_permit_on),
        **{name: getattr(line, name) for name in ("copies", "volumes")},
        "weight": format_kilograms(line.weight_g * line.copies) if line.weight_g else None,
        "value": format_money(line.value_minor * line.copies, currency) if line.value_minor is not None else None,
        "purpose": consignment_labels.GOES_HOME if line.goes_home else consignment_labels.PURPOSES[line.purpose],
        "parcel": parcel.number if parcel else None,
        "state": label,
        "tone": tone,
        "subject": subject,
        "is_expected": line.state is LineState.EXPECTED,
        "is_good": line.state is LineState.GOOD,
        "is_lost": line.state is LineState.LOST,
        "is_claimed_here": own_procedure(line) is None,
        "findings": findings(line),
        "may_be_received": waits,
    }


def _gaps(contents: Contents) -> list[dict[str, Any]]:
    return [
        {"number": gap.line.number, "missing": [title_labels.MISSING[name] for name in gap.missing]}
        for gap in gaps(contents)
    ]


def _parcel(parcel: Parcel, case: Case) -> dict[str, Any]:
    service: CarrierService = case.contents.services[parcel.service_id]
    is_closed = parcel.state is ParcelState.OPEN and case.consignment.state is ShipmentState.PACKED
    label, tone = parcel_labels.PACKED_PARCEL if is_closed else parcel_labels.PARCEL_STATES[parcel.state]
    return {
        "id": parcel.id,
        "number": parcel.number,
        "service": service,
        "net": format_kilograms(case.contents.net_g(parcel)),
        "most": format_kilograms(guards.most_g(case, parcel)),
        "weight_g": parcel.weight_g,
        "is_estimated": parcel.is_estimated,
        "gross": format_kilograms(parcel.weight_g) if parcel.weight_g else None,
        "titles": len(case.contents.in_parcel(parcel)),
        "tracking_no": parcel.tracking_no,
        "state": label,
        "tone": tone,
        "may_come_in": parcel.state is ParcelState.IN_TRANSIT,
    }


def _services(
    session: Session, consignment: Consignment, libraries: Mapping[int, Library], language: str
) -> list[tuple[int, str]]:
    start, end = (libraries[each].country for each in (consignment.consignor_id, consignment.consignee_id))
    return [
        (
            each.id,
            _("%(service)s, up to %(weight)s kg", service=each.name_in(language), weight=format_kilograms(each.max_g)),
        )
        for each in services_for(session, consignment.mode, start, end)
    ]


def titles_led_to(found: Mapping[str, Any], halves: Mapping[str, Any] | None) -> str | None:
    """Return which part of the page leads to where titles are completed: the first that says they lack something."""
    url = url_for("shipping.complete_titles", consignment_id=found["id"])
    if (found["next"].url or "").partition("?")[0] == url:
        return "next"
    if found["may_complete"] and found["gaps"]:
        return "gaps"
    return "halves" if halves and halves["first"] else "permits"


def _history(
    session: Session, consignment: Consignment, of_claims: Iterable[tuple[int, datetime, str]]
) -> list[dict[str, Any]]:
    """Return what happened to the consignment and in its claims; that one was opened its own history tells."""
    own = [
        (event.id, event.at, label)
        for event in consignments.history(session, consignment)
        if (label := consignment_labels.happened(event.action, event.line)) and event.action != ShipmentEvent.OPEN_CLAIM
    ]
    return [
        {"label": label, "at": format_datetime(at)}
        for _id, at, label in sorted([*own, *of_claims], key=lambda each: each[0])
    ]
