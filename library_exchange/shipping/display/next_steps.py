"""What comes next in a consignment: the button that moves it on, where to go first, or who else acts and what for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import format_list
from library_exchange.core.procedure import Part
from library_exchange.directory.queries import day_at
from library_exchange.shipping import policy
from library_exchange.shipping.advice import wanted_by
from library_exchange.shipping.display.subjects import subjects_of
from library_exchange.shipping.labels import claims as claim_labels
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import permissions as permission_labels
from library_exchange.shipping.labels import sentences
from library_exchange.shipping.models import Clearance, Consignment
from library_exchange.shipping.queries.consignment_tasks import awaits_titles, kept_by_addresses
from library_exchange.shipping.queries.waiting_for import first_to_move
from library_exchange.shipping.rules import waiting_for
from library_exchange.shipping.rules.codes import (
    ClaimState,
    ClearanceEvent,
    ClearanceState,
    Guard,
    LineState,
    ParcelState,
    ShipmentEvent,
    ShipmentState,
)
from library_exchange.shipping.rules.shipments import CONSIGNMENT, FINAL
from library_exchange.shipping.services import guards, permits
from library_exchange.shipping.services.guards import Case
from library_exchange.web.next_steps import Next

BUTTONS: dict[ShipmentEvent, str] = {
    ShipmentEvent.ASK_CLEARANCE: "make_ready",
    ShipmentEvent.NO_CLEARANCE: "make_ready",
    ShipmentEvent.PACK: "pack",
    ShipmentEvent.HAND_OVER: "hand_over",
    ShipmentEvent.UNPACK: "unpack",
    ShipmentEvent.GATEWAY_IN: "gateway_in",
    ShipmentEvent.CROSS: "cross",
    ShipmentEvent.DECLARE_LOST: "declare_lost",
    ShipmentEvent.CANCEL: "cancel",
}
RECEIVING = (
    *(ShipmentEvent.RECEIVE, ShipmentEvent.RECEIVE_PART),
    *(ShipmentEvent.RECEIVE_WITH_CLAIM, ShipmentEvent.RECEIVE_WITH_FAULT),
)
BACKWARDS = (ShipmentEvent.UNPACK,)
"""What undoes a step and so never comes next."""
TITLES = "titles"
ADDRESSES = "addresses"
"""These stand for the pages on which titles and addresses are completed; all else a guard leads to is on the page."""
PAGES = {TITLES: "shipping.complete_titles", ADDRESSES: "address_requests.show"}
LEADS: Mapping[Guard, tuple[str, Any]] = {
    Guard.TITLES_COMPLETE: (TITLES, sentences.FIRST["titles"]),
    Guard.FIGURES_COMPLETE: (TITLES, sentences.FIRST["titles"]),
    Guard.OLD_BOOKS_CONFIRMED: ("old", sentences.FIRST["old"]),
    Guard.ALL_IN_PARCELS: ("scan", sentences.FIRST["scan"]),
    Guard.NO_EMPTY_PARCEL: ("parcels", sentences.FIRST["parcels"]),
    Guard.WEIGHT_WITHIN_LIMIT: ("parcels", sentences.FIRST["parcels"]),
    Guard.WEIGHED: ("parcels", sentences.FIRST["weigh"]),
    Guard.TRACKING_GIVEN: ("parcels", sentences.FIRST["tracking"]),
    Guard.ADDRESSES_GIVEN: (ADDRESSES, sentences.FIRST["addresses"]),
}
"""Where somebody does first what a guard wants; a permit that is not in force is waited for."""


def unmet(case: Case, event: ShipmentEvent) -> Guard | None:
    """Return the first guard of a step that is not true now."""
    step = CONSIGNMENT.step(case.consignment.state, event)
    return next((guard for guard in map(Guard, step.guards) if not guards.GUARDS[guard](case)), None)


def is_open(case: Case, event: ShipmentEvent) -> bool:
    """Whether the step, which is in the table, can be taken now."""
    if event is ShipmentEvent.GATEWAY_IN and not _has_parcel(case, ParcelState.IN_TRANSIT):
        return False
    if event in RECEIVING:
        return bool(to_receive(case))
    return unmet(case, event) is None


def to_receive(case: Case) -> list[Any]:
    """Return the titles that the consignee may look at now: they are under way in a parcel."""
    moving = {each.id for each in case.contents.parcels if each.state is ParcelState.IN_TRANSIT}
    lines = case.contents.lines
    return [line for line in lines if line.state is LineState.EXPECTED and line.parcel_id in moving]


def _has_parcel(case: Case, state: ParcelState) -> bool:
    return any(each.state is state for each in case.contents.parcels)


def _has_sent_on(actor: Actor, case: Case) -> bool:
    """Whether the gateway where `actor` works has sent books on; what comes later is noted all the same."""
    return any(leg.from_id == actor.library_id and leg.left_at is not None for leg in case.contents.legs)


def next_step(session: Session, actor: Actor, case: Case, names: Mapping[int, str]) -> Next:
    """Return what comes next for `actor`; `names` are those of the libraries of the consignment."""
    parts = policy.parts(actor, case.consignment)
    found = (
        _asks(session, actor, case)
        or _figures(case, parts)
        or _claims(case, parts)
        or _moves(session, actor, case, parts)
        or _came(session, actor, case)
    )
    return found or _replaced(session, case) or _unsettled(session, actor, case) or Next(_others(case, parts, names))


def or_write_first(coming: Next, halves: Mapping[str, Any] | None, titles_url: str) -> Next:
    """Return what comes next, or what is to be written before the partner can be asked, where nothing else is."""
    first = (
        halves["first"]
        if halves and not coming.leads_on and coming.reason is not consignment_labels.AWAITS_TITLES
        else ()
    )
    return Next(first[0], url=titles_url, label=sentences.FIRST["titles"]) if first else coming


def next_among(session: Session, actor: Actor, ids: Sequence[int], at: datetime) -> Next:
    """Return what comes next where books travel in several consignments: the one that waits for the actor's library."""
    library_id = actor.library_id or 0
    found = first_to_move(session, library_id, ids, day_at(session, library_id, at))
    if found is None:
        return Next(sentences.ON_THE_WAY)
    url = url_for("shipping.show", consignment_id=found.id, _anchor="next-step")
    return Next(sentences.WAITS_FOR_YOU, url=url, label=sentences.go_on_with(found.number))


def _asks(session: Session, actor: Actor, case: Case) -> Next | None:
    """Return what the actor's library does for a permission that the consignment waits for."""
    mine = [
        each
        for each in case.contents.clearances
        if each.state in waiting_for.ASKED_FOR and policy.is_applicant(actor, case.consignment, each)
    ]
    if case.consignment.state is not ShipmentState.AWAITING_CLEARANCE or not mine:
        return None
    return _ask(session, case, min(mine, key=lambda each: waiting_for.ASKED_FOR.index(each.state)))


def _ask(session: Session, case: Case, clearance: Clearance) -> Next:
    label, place = permission_labels.CLEARANCE_TASKS[clearance.state], case.consignment.id
    if clearance.state is ClearanceState.SUBMITTED:
        return Next(url="#permits", label=label)
    if permits.lacking(session, case, clearance):
        return _first(case, Guard.LIST_COMPLETE)
    url = url_for("shipping.apply", consignment_id=place, clearance_id=clearance.id, event=ClearanceEvent.SUBMIT)
    told = permission_labels.CLEARANCE_STEPS[ClearanceEvent.SUBMIT]
    return Next(
        sentences.SEND_THE_LIST, url=url, label=told, is_sent=True, fields={"version": case.consignment.version}
    )


def _figures(case: Case, parts: frozenset[Part]) -> Next | None:
    """Return where weights and values are entered that lack while an authority is waited for."""
    is_turn = waiting_for.WHEN_FIGURES_LACK.get(case.consignment.state, frozenset()) & parts
    lacks = is_turn and guards.lacking(case.contents, guards.FIGURES)
    return _first(case, Guard.FIGURES_COMPLETE) if lacks else None


def _claims(case: Case, parts: frozenset[Part]) -> Next | None:
    mine = [each for each in case.contents.claims if waiting_for.CLAIMS.get(each.state) in parts]
    return Next(url="#claims", label=claim_labels.CLAIM_TASKS[mine[0].state]) if mine else None


def _came(session: Session, actor: Actor, case: Case) -> Next | None:
    """Return what is done about a title that has come, as the room tells that had it sent."""
    came = [line for line in case.contents.lines if line.state in (LineState.GOOD, LineState.DAMAGED)]
    told = subjects_of(session, actor, case.consignment, came).values() if came else ()
    return next((each.then for each in told if each.then), None)


def _replaced(session: Session, case: Case) -> Next | None:
    """Return what is still to come in place of a title of a consignment that is done, or that it does not come."""
    ids = [each.replacement_id for each in case.contents.claims if each.replacement_id is not None]
    if case.consignment.state is not ShipmentState.CLOSED or not ids:
        return None
    made = [session.get_one(Consignment, each) for each in ids]
    coming = next((each for each in made if each.received_at is None and each.state not in FINAL), None)
    if coming is not None:
        url = url_for("shipping.show", consignment_id=coming.id, _anchor="next-step")
        return Next(sentences.replaced_by(coming.number), url=url, label=sentences.go_on_with(coming.number))
    given_up = any(each.state is ShipmentState.CANCELLED for each in made)
    return Next(sentences.NOT_REPLACED) if given_up else None


def _unsettled(session: Session, actor: Actor, case: Case) -> Next | None:
    """Return what is to be done about titles that did not come as they should, as the room tells that settles them."""
    badly = [line for line in case.contents.lines if line.state in waiting_for.CAME_BADLY]
    told = subjects_of(session, actor, case.consignment, badly).values() if badly else ()
    found = sorted((each.unsettled for each in told if each.unsettled), key=lambda each: not each.leads_on)
    return replace(found[0], reason=" ".join(str(each.reason) for each in found)) if found else None


def _moves(session: Session, actor: Actor, case: Case, parts: frozenset[Part]) -> Next | None:
    state = case.consignment.state
    for event in CONSIGNMENT.leading_on(state, parts):
        if event in BACKWARDS:
            continue
        if event is ShipmentEvent.GATEWAY_IN and _has_sent_on(actor, case):
            continue
        if event is ShipmentEvent.RECEIVE and is_open(case, event):
            return Next(url="#receive", label=sentences.FIRST["receive"])
        if event in BUTTONS and is_open(case, event):
            return Next(name=BUTTONS[event])
        if event in BUTTONS and (guard := unmet(case, event)):
            return _before(session, actor, case, guard)
    return None


def _before(session: Session, actor: Actor, case: Case, guard: Guard) -> Next:
    """Return what is done before a guard is true, or that the partner is waited for."""
    if guard is Guard.TITLES_COMPLETE and awaits_titles(session, case.consignment, case.contents.going):
        return Next(consignment_labels.AWAITS_TITLES)
    kept = kept_by_addresses(session, [case.consignment]) if guard is Guard.ADDRESSES_GIVEN else {}
    if asked := kept.get(case.consignment.id):
        return Next(asked)
    return _let_go(session, actor, case) if guard is Guard.TITLES_MAY_GO else _first(case, guard)


def _let_go(session: Session, actor: Actor, case: Case) -> Next:
    """Return what is done first for the first title that may not leave yet, as the room tells that has it sent."""
    line_id, why = next(iter(case.held_back.items()))
    held = [line for line in case.contents.going if line.id == line_id]
    subject = subjects_of(session, actor, case.consignment, held).get(line_id)
    return replace(subject.first, reason=why) if subject and subject.first else Next(why)


def _first(case: Case, guard: Guard) -> Next:
    """Return where to go before a guard is true, with what it wants."""
    reason, place = wanted_by(guard, case.contents), case.consignment.id
    where, label = LEADS.get(guard, (TITLES, sentences.FIRST["titles"]))
    if guard is Guard.PERMITS_IN_FORCE:
        return Next(reason)
    if where == TITLES and not case.contents.going:
        return Next(sentences.NO_TITLES, url="#add", label=sentences.FIRST["add"])
    if where == "scan" and not case.contents.parcels:
        return Next(sentences.NO_PARCEL, url="#open-parcel", label=sentences.FIRST["open_parcel"])
    endpoint = PAGES.get(where)
    url = url_for(endpoint, consignment_id=place) if endpoint else f"#{where}"
    return Next(reason, url=url, label=label)


def _others(case: Case, parts: frozenset[Part], names: Mapping[int, str]) -> Any:
    """Return who acts now and what they do."""
    it, state = case.consignment, case.consignment.state
    if state is ShipmentState.AWAITING_CLEARANCE:
        asked = [each for each in case.contents.clearances if each.state in waiting_for.ASKED_FOR]
        return sentences.asks(format_list([names[each.library_id] for each in asked] or [names[it.consignee_id]]))
    if state in (ShipmentState.IN_CLAIM, ShipmentState.LOST):
        return _who_answers(case, names)
    if state is ShipmentState.RECEIVED and Part.CONSIGNEE in parts:
        return sentences.LOOK_AT_TITLES
    who = {ShipmentState.AT_GATEWAY: format_list([names[each] for each in it.gateways])}
    is_givers = Part.CONSIGNOR in waiting_for.AT_ONCE.get(state, ()) and state is not ShipmentState.OVERDUE
    at_end = names[it.consignor_id if is_givers else it.consignee_id]
    return sentences.others_turn(state, who.get(state, at_end))


def _who_answers(case: Case, names: Mapping[int, str]) -> Any:
    it = case.consignment
    ends = {Part.CONSIGNOR: names[it.consignor_id], Part.CONSIGNEE: names[it.consignee_id]}
    asked = [ends[waiting_for.CLAIMS[each.state]] for each in case.contents.claims if each.state in waiting_for.CLAIMS]
    if asked:
        return sentences.answers(format_list(list(dict.fromkeys(asked))))
    is_before = any(each.state is ClaimState.ESCALATED for each in case.contents.claims)
    return sentences.COORDINATOR_DECIDES if is_before else sentences.others_turn(ShipmentState.CLOSED, "")
