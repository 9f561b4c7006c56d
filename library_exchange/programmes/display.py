"""What comes next in a programme, in a curated list and for a pledge: the button that leads on, or whose turn it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import format_date
from library_exchange.core.procedure import Part
from library_exchange.programmes import labels, policy
from library_exchange.programmes.models import BookList, Pledge, Programme
from library_exchange.programmes.rules import (
    ON_THE_WAY,
    PROGRAMME,
    ListEvent,
    ListState,
    PledgeState,
    ProgrammeEvent,
    ProgrammeState,
)
from library_exchange.shipping.display.next_steps import next_among
from library_exchange.web.next_steps import Next


def _ask(halves: Mapping[str, Any], reason: Any) -> Next:
    fields = {"next": halves["back"]}
    return Next(reason, "ask", url=halves["ask_url"], label=labels.ASK_PARTNER, is_sent=True, fields=fields)


# Programmes -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Planned:
    """A programme as somebody looks at it: what lacks a language, whether she is to write it, how many lists it has.

    It `is_by_letter` if the other organiser is reached by letter, and so cannot answer.
    """

    actor: Actor
    programme: Programme
    halves: Mapping[str, Any] | None
    must_write: bool
    lists: int
    is_by_letter: bool = False

    @property
    def lacks(self) -> str | None:
        """Return what is to be done about a text that lacks a language; see `web.halves`."""
        return self.halves["next"] if self.halves else None


def next_of_programme(it: Planned) -> Next:
    """Return what comes next in a programme for who looks at it."""
    found = it.programme
    events = PROGRAMME.leading_on(found.state, policy.parts_in(it.actor, found))
    if ProgrammeEvent.PROPOSE in events:
        return _propose(it)
    if ProgrammeEvent.AGREE in events:
        return _agree(it)
    if found.state is ProgrammeState.PROPOSED:
        if it.is_by_letter:
            return Next(labels.CANNOT_AGREE)
        if it.lacks == "ask":
            return _ask(it.halves or {}, labels.OTHER_LANGUAGE_LACKS)
        if it.lacks == "fill_in":
            return Next(labels.FILL_IN_PROPOSED, url=(it.halves or {})["asked_url"], label=labels.WRITE_OWN)
        return Next(labels.OTHER_LANGUAGE_AWAITED if it.lacks else labels.THEY_AGREE)
    if found.state is ProgrammeState.PUBLISHED and not it.lists and it.actor.is_staff:
        url = url_for("programmes.new_list", programme_id=found.id)
        return Next(labels.LISTS_COME, "add", url=url, label=labels.ADD_LIST)
    return Next(str(labels.PROGRAMME_STANDS[found.state]) % {"date": format_date(found.ends_on, "long")})


def _step(it: Planned, event: ProgrammeEvent, reason: Any) -> Next:
    url = url_for("programmes.move", programme_id=it.programme.id, event=event.value)
    label, fields = labels.PROGRAMME_EVENTS[event], {"version": it.programme.version}
    return Next(reason, event.value, url=url, label=label, is_sent=True, fields=fields)


def _propose(it: Planned) -> Next:
    if it.is_by_letter:
        url = url_for("programmes.edit", programme_id=it.programme.id)
        return Next(labels.CANNOT_AGREE, "edit", url=url, label=labels.CHOOSE_ANOTHER)
    if it.must_write:
        url = url_for("programmes.edit", programme_id=it.programme.id)
        return Next(labels.WRITE_THEN_PROPOSE, "edit", url=url, label=labels.WRITE_WORDS)
    reason = labels.ASKED_WHEN_PROPOSED if it.lacks == "ask" else labels.BOTH_AGREE
    return _step(it, ProgrammeEvent.PROPOSE, reason)


def _agree(it: Planned) -> Next:
    """Return how the other organiser agrees, or what stands in the way."""
    if it.lacks == "fill_in":
        return Next(labels.FILL_IN_THEN_AGREE, url=(it.halves or {})["asked_url"], label=labels.WRITE_OWN)
    if it.lacks == "ask":
        return _ask(it.halves or {}, labels.OTHER_LANGUAGE_LACKS)
    if it.lacks == "wait":
        return Next(labels.OTHER_LANGUAGE_AWAITED)
    if it.lacks:
        return _step(it, ProgrammeEvent.SEND_BACK, labels.NOBODY_IS_ASKED)
    return _step(it, ProgrammeEvent.AGREE, labels.BOTH_AGREE)


# Lists ----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pledging:
    """How far a list has come: the numbers of titles of which a library may pledge copies, whether no copy lacks."""

    missing: tuple[int, ...]
    is_full: bool


@dataclass(frozen=True)
class Curated:
    """A list as somebody looks at it; `lacks` is what must be there before it is published."""

    session: Session
    actor: Actor
    book_list: BookList
    programme: Programme
    halves: Mapping[str, Any] | None
    lacks: str | None
    pledging: Pledging
    consignment_ids: tuple[int, ...]
    at: datetime


def next_of_list(it: Curated) -> Next:
    """Return what comes next in a curated list for who looks at it."""
    state = it.book_list.state
    if state is ListState.DRAFT:
        return _publish(it)
    if state is ListState.OPEN:
        return _collect(it)
    if state is ListState.UNDER_WAY and it.actor.is_staff:
        return next_among(it.session, it.actor, it.consignment_ids, it.at)
    return Next(labels.LIST_STANDS[state])


def _publish(it: Curated) -> Next:
    halves, list_id = it.halves or {}, it.book_list.id
    if it.lacks == "titles":
        url = url_for("programmes.new_title", list_id=list_id)
        return Next(labels.NO_TITLES, "add", url=url, label=labels.ADD_TITLE)
    if it.lacks == "programme" and it.programme.state is ProgrammeState.CANCELLED:
        return Next(labels.PROGRAMME_CANCELLED)
    if it.lacks == "ask" or (it.lacks == "programme" and halves.get("next") == "ask"):
        return _ask(halves, labels.BOTH_TO_PUBLISH)
    if it.lacks == "write":
        url = url_for("programmes.edit_list", list_id=list_id)
        return Next(labels.WRITE_THEN_PUBLISH, "edit", url=url, label=labels.WRITE_WORDS)
    if it.lacks == "fill_in":
        return Next(labels.FILL_IN_THEN_PUBLISH, url=halves["asked_url"], label=labels.WRITE_OWN)
    if it.lacks:
        return Next(labels.NOT_AGREED_YET if it.lacks == "programme" else labels.PARTNER_AWAITED)
    event, url = ListEvent.PUBLISH, url_for("programmes.move_list", list_id=list_id, event=ListEvent.PUBLISH.value)
    fields = {"version": it.book_list.version}
    return Next(labels.OPENS, event.value, url=url, label=labels.LIST_EVENTS[event], is_sent=True, fields=fields)


def _collect(it: Curated) -> Next:
    day = format_date(it.book_list.closes_on, "long")
    if it.pledging.missing and it.actor.is_staff:
        return Next(labels.pledge_until(day), url=f"#title-{it.pledging.missing[0]}", label=labels.GO_TO_TITLE)
    is_editor = Part.EDITOR in policy.parts_of(it.actor, it.book_list, it.programme)
    return Next(labels.may_close(day) if it.pledging.is_full and is_editor else labels.closes(day))


# Pledges --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """A title of a list as a library's staff looks at it: its own pledge, and whether it may pledge copies."""

    session: Session
    actor: Actor
    book_list: BookList
    pledge: Pledge | None
    may_pledge: bool
    at: datetime


def next_of_pledge(it: Given) -> Next:
    """Return what comes next for a library that pledges, or has pledged, copies of a title."""
    day = format_date(it.book_list.closes_on, "long")
    if it.may_pledge:
        return Next(labels.pledge_until(day), "pledge")
    if it.pledge is None:
        return Next(
            labels.closes(day) if it.book_list.state is ListState.OPEN else labels.LIST_STANDS[it.book_list.state]
        )
    if it.pledge.state in ON_THE_WAY:
        return next_among(it.session, it.actor, (it.pledge.consignment_id or 0,), it.at)
    return Next(labels.you_pledged(day) if it.pledge.state is PledgeState.PLEDGED else labels.PLEDGE_CAME)
