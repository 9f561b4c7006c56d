"""What comes next in an agreement and in a box: the button that leads on, or whose turn it is and what for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.deals import labels, policy
from library_exchange.deals.models import Agreement, Box
from library_exchange.deals.queries import agreements, boxes
from library_exchange.deals.rules.agreements import AGREEMENT, AgreementEvent, AgreementState
from library_exchange.deals.rules.boxes import BOX, BoxEvent, BoxState
from library_exchange.deals.services.boxes import answering, proposing
from library_exchange.directory.letter_partners import ON_PAPER, reached_by_letter
from library_exchange.directory.models import Library
from library_exchange.shipping.display.next_steps import next_among
from library_exchange.web.next_steps import Next

SIDEWAYS = (AgreementEvent.SUSPEND,)
"""What interrupts and so never comes next."""
EMPTY = "nothing-in-box"
"""Why a proposal cannot be agreed to where no change of its lines would help."""


# Agreements -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Talks:
    """An agreement as somebody looks at it, the partner, and what its further terms lack: texts, and which language."""

    session: Session
    actor: Actor
    agreement: Agreement
    partner: Library
    halves: Mapping[str, Any] | None
    language: str | None

    @property
    def lacks(self) -> str | None:
        """Return what is to be done about a text that lacks a language; see `web.halves`."""
        return self.halves["next"] if self.halves else None


def next_of_agreement(it: Talks) -> Next:
    """Return what comes next in an agreement for who looks at it."""
    agreement = it.agreement
    parts = policy.parts_in_agreement(it.actor, agreement)
    events = [each for each in AGREEMENT.leading_on(agreement.state, parts) if each not in SIDEWAYS]
    if events:
        return {AgreementEvent.PROPOSE: _propose, AgreementEvent.ACCEPT: _accept}.get(events[0], _resume)(it)
    return _without_a_step(it)


def _without_a_step(it: Talks) -> Next:
    agreement = it.agreement
    if agreement.state is AgreementState.PROPOSED:
        if it.partner.id in reached_by_letter(it.session):
            return Next(labels.CANNOT_ANSWER_TERMS)
        return _ask(it) if it.lacks == "ask" else Next(labels.THEY_ANSWER_TERMS)
    if agreement.state is AgreementState.ACTIVE:
        if it.partner.id in reached_by_letter(it.session):
            return Next(labels.BOXES_ON_PAPER)
        return _fill_a_box(it)
    if agreement.state is AgreementState.SETTLING:
        url = url_for("deals.account", code=it.partner.code)
        return Next(labels.ENDS_WHEN_EVEN, url=url, label=labels.SETTLE_THE_BALANCE)
    return Next(labels.ENDINGS[agreement.ending] if agreement.ending else labels.AGREEMENT_STATES[agreement.state][0])


def _step(it: Talks, event: AgreementEvent, reason: Any = None) -> Next:
    url = url_for("deals.move_agreement", agreement_id=it.agreement.id, event=event.value)
    label, fields = labels.AGREEMENT_EVENTS[event], {"version": it.agreement.version}
    return Next(reason, event.value, url=url, label=label, is_sent=True, fields=fields)


def _form(it: Talks, reason: Any, label: Any, name: str | None = None) -> Next:
    return Next(reason, name, url=url_for("deals.edit_agreement", agreement_id=it.agreement.id), label=label)


def _ask(it: Talks) -> Next:
    halves = it.halves or {}
    return Next(
        labels.PARTNER_CAN_BE_ASKED,
        url=halves["ask_url"],
        label=labels.ASK_PARTNER,
        is_sent=True,
        fields={"next": halves["back"]},
    )


def _propose(it: Talks) -> Next:
    if it.partner.id in reached_by_letter(it.session):
        return Next(ON_PAPER)
    if it.language not in (None, it.partner.language):
        return _form(it, labels.WRITE_OTHER_FIRST, labels.WRITE_OTHER)
    return _step(it, AgreementEvent.PROPOSE, labels.ASKED_WHEN_PROPOSED if it.lacks == "ask" else labels.READ_DRAFT)


def _accept(it: Talks) -> Next:
    """Return how the terms are accepted, or what stands in the way."""
    if it.lacks == "fill_in":
        url = (it.halves or {})["asked_url"]
        return Next(labels.FILL_IN_FIRST, url=url, label=labels.WRITE_OWN)
    if it.lacks == "write":
        name = AgreementEvent.COUNTER
        return _form(it, labels.NOBODY_IS_ASKED, labels.AGREEMENT_EVENTS[name], name.value)
    if it.lacks:
        return _ask(it) if it.lacks == "ask" else Next(labels.LANGUAGE_AWAITED)
    other = agreements.find_in_force(it.session, it.agreement.first_id, it.agreement.second_id)
    if other is not None:
        url = url_for("deals.show_agreement", agreement_id=other.id)
        return Next(labels.AGREEMENT_IN_FORCE, url=url, label=labels.OPEN_AGREEMENT)
    return _step(it, AgreementEvent.ACCEPT, labels.YOU_ANSWER_TERMS)


def _resume(it: Talks) -> Next:
    return _step(it, AgreementEvent.RESUME, labels.RESTS)


def _fill_a_box(it: Talks) -> Next:
    box = boxes.find_in_talks(it.session, it.agreement.first_id, it.agreement.second_id)
    if box is not None:
        return Next(labels.IN_FORCE, url=url_for("deals.show_box", box_id=box.id), label=labels.go_on_with(box.number))
    url, fields = url_for("deals.open_box"), {"partner_id": it.partner.id}
    return Next(labels.IN_FORCE, url=url, label=labels.BEGIN_BOX, is_sent=True, fields=fields)


# Boxes ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Boxing:
    """A box as somebody looks at it: whether there is more to choose, what is to be sent, in which consignments."""

    session: Session
    actor: Actor
    box: Box
    has_more: bool
    is_to_send: bool
    consignment_ids: tuple[int, ...]
    at: datetime


def next_of_box(it: Boxing) -> Next:
    """Return what comes next in a box for who looks at it."""
    box = it.box
    if box.state in (BoxState.TICKING, BoxState.PROPOSED) and _is_by_letter(it):
        return Next(ON_PAPER)
    events = BOX.leading_on(box.state, policy.parts_in_box(it.actor, box))
    if box.state in (BoxState.TICKING, BoxState.PROPOSED) and (rests := _rests(it)):
        return rests
    if BoxEvent.PROPOSE in events:
        return _propose_box(it)
    if BoxEvent.ACCEPT in events:
        return _answer(it)
    if it.is_to_send:
        return _sent(it, BoxEvent.SEND, labels.BOTH_AGREED)
    if box.state in (BoxState.ACCEPTED, BoxState.UNDER_WAY):
        return next_among(it.session, it.actor, it.consignment_ids, it.at)
    return Next(labels.BOX_IS_CLOSED[box.state])


def _sent(it: Boxing, event: BoxEvent, reason: Any) -> Next:
    url = url_for("deals.move_box", box_id=it.box.id, event=event.value)
    fields = {"version": it.box.version}
    return Next(reason, event.value, url=url, label=labels.BOX_EVENTS[event], is_sent=True, fields=fields)


def _is_by_letter(it: Boxing) -> bool:
    return it.box.other(it.actor.library_id or 0) in reached_by_letter(it.session)


def _rests(it: Boxing) -> Next | None:
    """Return that nothing can be agreed while the agreement rests."""
    found = agreements.find_in_force(it.session, it.box.first_id, it.box.second_id)
    if found is None or found.state is AgreementState.ACTIVE:
        return None
    url = url_for("deals.show_agreement", agreement_id=found.id)
    return Next(labels.NO_NEW_BOXES, url=url, label=labels.OPEN_AGREEMENT)


def _propose_box(it: Boxing) -> Next:
    if proposing.still_on_offer(it.session, it.box):
        name, label = BoxEvent.PROPOSE.value, labels.BOX_EVENTS[BoxEvent.PROPOSE]
        return Next(labels.TICK_BOTH, name, form="ticks", label=label, fields={"then": name})
    if it.has_more:
        return Next(labels.TICK_FIRST, url="#more", label=labels.CHOOSE_BOOKS)
    return Next(labels.NOTHING_ON_OFFER, url=url_for("offers.own_offers"), label=labels.OFFER_BOOKS)


def _answer(it: Boxing) -> Next:
    """Return how a proposal is agreed to, what stands in the way, or that the other library answers next."""
    _state, waits = boxes.state_of(it.box, it.actor.library_id or 0)
    try:
        answering.require_sound(it.session, it.box)
    except Conflict as refused:
        if refused.reason == EMPTY:
            return _sent(it, BoxEvent.REOPEN, refused.sentence)
        name, label = BoxEvent.COUNTER.value, labels.BOX_EVENTS[BoxEvent.COUNTER]
        return Next(refused.sentence, name, form="counter", label=label)
    return _accept_box(it) if waits else Next(labels.YOU_CHANGED if it.box.former else labels.YOU_PROPOSED)


def _accept_box(it: Boxing) -> Next:
    """Return how a proposal is agreed to: with the ticks that stand on the page, so that no change of them is lost."""
    url = url_for("deals.move_box", box_id=it.box.id, event=BoxEvent.ACCEPT.value)
    name, label = BoxEvent.ACCEPT.value, labels.BOX_EVENTS[BoxEvent.ACCEPT]
    return Next(labels.AGREE_OR_CHANGE, name, form="counter", url=url, label=label)
