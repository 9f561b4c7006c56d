"""Standing exchanges on pages: one with its serials and issues, what comes next, what entries of accounts are about."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.i18n import _, current
from library_exchange.core.procedure import Part
from library_exchange.ledger.display import Shown
from library_exchange.ledger.labels import amount
from library_exchange.ledger.models import Unit
from library_exchange.ledger.schemas import Reference
from library_exchange.shipping.display.subjects import Subject
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.standing_exchange import labels, policy
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.consigned import with_serials
from library_exchange.standing_exchange.queries.entries import issues_behind, years_behind
from library_exchange.standing_exchange.queries.titles import said_in, title_of
from library_exchange.standing_exchange.rules.agreeing import (
    RUNNING,
    STANDING,
    StandingEvent,
    StandingState,
    is_renewal_asked,
)
from library_exchange.standing_exchange.rules.issues import (
    AWAITED,
    ISSUE,
    Channel,
    Frequency,
    IssueEvent,
    IssueState,
    Standing,
    expected,
    is_to_send,
)
from library_exchange.web.next_steps import Next

UNDOING = (IssueEvent.WITHDRAW_CLAIM, IssueEvent.NOT_SENT, IssueEvent.NOT_RECEIVED)
"""What takes a mistaken tick back; it stands apart."""


def events_of(actor: Actor, exchange: StandingExchange, today: date, appears: bool) -> list[StandingEvent]:
    """Return what somebody may do with a standing exchange on her day, the likeliest first.

    It goes on only as long as a serial of it `appears`.
    """
    found = STANDING.events_from(exchange.state, policy.parts_in_exchange(actor, exchange))
    said = exchange.renews(actor.library_id)
    is_asked = appears and is_renewal_asked(exchange.last_year, today, exchange.asked_from)
    closed = {
        *(() if is_asked and not said else (StandingEvent.RENEW,)),
        *(() if said else (StandingEvent.RENEW_NO_MORE,)),
    }
    return [event for event in found if event not in closed]


def next_of(
    actor: Actor, exchange: StandingExchange, events: Sequence[StandingEvent], late: int, claimed: int, quiet: Any
) -> Next:
    """Return what comes next in a standing exchange for who looks at it; `late` issues are hers to claim, `claimed` to
    answer. `quiet` is what is said where she has nothing to do.
    """
    if StandingEvent.ACCEPT in events:
        return _step(exchange, StandingEvent.ACCEPT, labels.YOU_ANSWER)
    if exchange.state is StandingState.PROPOSED:
        return Next(labels.THEY_ANSWER)
    if exchange.ending is not None:
        return Next(labels.ENDINGS[exchange.ending])
    if claimed:
        return Next(labels.ANSWER_CLAIMS, url="#given", label=labels.TO_CLAIMED)
    if late:
        url = url_for("standing_exchange.tick", exchange_id=exchange.id)
        return Next(
            labels.SOME_LATE, "claim_all", url=url, label=labels.CLAIM_ALL, is_sent=True, fields={"event": "claim_all"}
        )
    if StandingEvent.RENEW in events:
        following = exchange.last_year + 1
        is_awaited = exchange.renews(exchange.other(actor.library_id))
        sentence = labels.they_go_on(following) if is_awaited else labels.ASKED[exchange.on_silence]
        return _step(exchange, StandingEvent.RENEW, sentence)
    awaited = [labels.we_go_on(exchange.last_year + 1)] if StandingEvent.RENEW_NO_MORE in events else []
    if quiet in (labels.GIVEN_LATE, labels.GIVEN_DUE):
        return Next(" ".join(map(str, [quiet, *awaited])), url="#given", label=labels.TO_CLAIMED)
    if awaited:
        return Next(awaited[0])
    return Next(quiet if exchange.state in RUNNING - {StandingState.ENDED} else labels.IS_OVER)


def _step(exchange: StandingExchange, event: StandingEvent, reason: Any) -> Next:
    url = url_for("standing_exchange.move", exchange_id=exchange.id, event=event.value)
    return Next(
        reason, event.value, url=url, label=labels.EVENTS[event], is_sent=True, fields={"version": exchange.version}
    )


def terms(exchange: StandingExchange, library_id: int, partner: str) -> list[tuple[Any, Any]]:
    """Return what was agreed, and who would go on, as names and values in the language of the page."""
    years = str(exchange.first_year)
    if exchange.last_year != exchange.first_year:
        years = f"{exchange.first_year}–{exchange.last_year}"
    following = exchange.last_year + 1
    said = [
        *([_("We would go on in %(year)s", year=following)] if exchange.renews(library_id) else []),
        *(
            [_("%(library)s would go on in %(year)s", library=partner, year=following)]
            if exchange.renews(exchange.other(library_id))
            else []
        ),
    ]
    return [
        (labels.YEARS, years),
        *((labels.GOING_ON, each) for each in said),
        (labels.ACCOUNT, labels.COUNTINGS[exchange.counting]),
        (labels.SILENCE, labels.ON_SILENCE[exchange.on_silence]),
    ]


def count_open(
    library_id: int, serials: Sequence[StandingSerial], issues: Sequence[SerialIssue], late: Collection[int]
) -> tuple[int, int]:
    """Return how many issues are late that a library receives, and how many are claimed that it gives."""
    ours = {each.id for each in serials if each.giver_id == library_id}
    awaited = sum(each.id in late and each.serial_id not in ours for each in issues)
    return awaited, sum(each.state is IssueState.CLAIMED and each.serial_id in ours for each in issues)


def quiet(
    library_id: int,
    serials: Sequence[StandingSerial],
    issues: Sequence[SerialIssue],
    late: Collection[int],
    today: date,
    waiting: Collection[int],
) -> Any:
    """Return how the issues stand where a library has neither to claim nor to answer.

    Those `waiting` in a consignment go with that.
    """
    ours = {each.id for each in serials if each.giver_id == library_id}
    by_us = {each.id for each in serials if each.id in ours and each.channel is not Channel.PUBLISHER}
    if any(each.id in late and each.serial_id in ours and each.state is IssueState.EXPECTED for each in issues):
        return labels.GIVEN_LATE
    if any(
        each.serial_id in by_us
        and each.id not in waiting
        and is_to_send(Standing(each.state, each.due_on, each.late_from, each.is_promised), today)
        for each in issues
    ):
        return labels.GIVEN_DUE
    if any(each.state is IssueState.CLAIMED and each.serial_id not in ours for each in issues):
        return labels.THEY_HAVE_TO_ANSWER
    if any(each.serial_id not in ours and _claim_from(each, False, today) for each in issues if each.id not in late):
        return labels.PAST_THEIR_DAY
    return labels.ALL_IS_WELL


def _claim_from(issue: SerialIssue, is_late: bool, today: date) -> date | None:
    """Return the day from which an issue can be claimed whose own day has passed; None if it can be, or never."""
    return issue.late_from if issue.state in AWAITED and not is_late and issue.due_on < today else None


def serials(
    actor: Actor,
    exchange: StandingExchange,
    found: Sequence[StandingSerial],
    issues: Sequence[SerialIssue],
    late: Collection[int],
    records: Mapping[str, int],
    today: date,
    waiting: Mapping[int, tuple[Consignment, ConsignmentLine]],
) -> list[dict[str, Any]]:
    """Return the serials with their issues, first what somebody's library receives."""
    return [
        _serial(
            actor,
            exchange,
            each,
            [issue for issue in issues if issue.serial_id == each.id],
            late,
            records,
            today,
            waiting,
        )
        for each in sorted(found, key=lambda it: it.giver_id == actor.library_id)
    ]


def _serial(
    actor: Actor,
    exchange: StandingExchange,
    it: StandingSerial,
    issues: Sequence[SerialIssue],
    late: Collection[int],
    records: Mapping[str, int],
    today: date,
    waiting: Mapping[int, tuple[Consignment, ConsignmentLine]],
) -> dict[str, Any]:
    """Return a serial with the issues of a year, and what may be done with those that are ticked."""
    is_ours = it.giver_id == actor.library_id
    way = (it.giver_id, exchange.other(it.giver_id))
    parts = next((policy.parts_in_issue(actor, issue, way) for issue in issues), frozenset[Part]())
    events = _events(issues, parts, late) if exchange.state in RUNNING else []
    record_id = records.get(it.issn or "")
    return {
        "id": it.id,
        "title": title_of(it, current().code),
        "is_ours": is_ours,
        "issn": it.issn,
        "record_url": url_for("catalogue.record", record_id=record_id) if record_id else None,
        "frequency": labels.FREQUENCIES[it.frequency],
        "channel": labels.CHANNELS[it.channel],
        "counts": amount(it.rate, Unit(exchange.unit)) if exchange.unit else None,
        "issues": [
            _issue(each, each.id in late, is_ours)
            | {"consignment": _consignment(waiting.get(each.id)) if is_ours else None}
            | {"claim_from": None if is_ours else _claim_from(each, each.id in late, today)}
            for each in issues
        ],
        "arises": _arises(exchange, it) if exchange.state is StandingState.PROPOSED else None,
        "late": sum(each.id in late for each in issues),
        "events": [(each.value, labels.ISSUE_EVENTS[each]) for each in events if each not in UNDOING],
        "undoing": [(each.value, labels.ISSUE_EVENTS[each]) for each in events if each in UNDOING],
        "may_consign": is_ours and IssueEvent.SEND in events,
        "may_take_out": is_ours and any(each.id in waiting for each in issues),
        "may_add": is_ours and exchange.state in RUNNING - {StandingState.ENDED},
        "is_irregular": it.frequency is Frequency.IRREGULAR,
    }


def _arises(exchange: StandingExchange, it: StandingSerial) -> str | None:
    """Return which issues of a serial its proposal brings; None for one that appears irregularly."""
    found = expected(it.frequency, exchange.first_year, it.first_number)
    return labels.issues_arise(exchange.first_year, len(found), found[0].due_on) if found else None


def _consignment(waiting: tuple[Consignment, ConsignmentLine] | None) -> dict[str, Any] | None:
    """Return the number and the page of the consignment in which an issue waits."""
    if waiting is None:
        return None
    consignment, _line = waiting
    return {"number": consignment.number, "url": url_for("shipping.show", consignment_id=consignment.id)}


def _events(issues: Sequence[SerialIssue], parts: frozenset[Part], late: Collection[int]) -> list[IssueEvent]:
    """Return what may be done with at least one of the issues, in the order in which it usually is."""
    found = {event for issue in issues for event in ISSUE.events_from(issue.state, parts)}
    if not any(issue.id in late for issue in issues):
        found.discard(IssueEvent.CLAIM)
    return [event for event in labels.ISSUE_EVENTS if event in found]


def _issue(issue: SerialIssue, is_late: bool, is_ours: bool) -> dict[str, Any]:
    """Return an issue; that one is missing is the word of who receives it."""
    state, tone = labels.ISSUES[issue.state]
    if is_ours and issue.state is IssueState.EXPECTED:
        state, tone = labels.NOT_SENT_YET if is_late else labels.TO_SEND
    elif is_late and not is_ours:
        state, tone = labels.LATE
    days = {
        IssueState.SENT: issue.sent_on,
        IssueState.RECEIVED: issue.received_on,
        IssueState.CLAIMED: issue.claimed_on,
    }
    return {
        "id": issue.id,
        "version": issue.version,
        "named": labels.issue_named(issue.year, issue.volume, issue.number),
        "state": state,
        "tone": tone,
        "day": days.get(issue.state) or issue.due_on,
        "told": labels.day_told(issue, is_late),
        "is_sent": is_late and issue.state is IssueState.SENT,
        "answer": labels.ANSWERS[issue.answer] if issue.answer and issue.state is not IssueState.RECEIVED else None,
    }


def subjects(session: Session, actor: Actor, consignment: Consignment, ids: Collection[int]) -> Mapping[int, Subject]:
    """Return the issue behind each title of a consignment, for who looks at that; one query."""
    ends = (consignment.consignor_id, consignment.consignee_id)
    return {
        issue.id: _subject(issue, serial, actor.library_id if actor.library_id in ends else None)
        for issue, serial in with_serials(session, ids)
    }


def _subject(issue: SerialIssue, serial: StandingSerial, library_id: int | None) -> Subject:
    named = labels.issue_named(issue.year, issue.volume, issue.number)
    if library_id is None:
        return Subject(named, None)
    state, tone = labels.ISSUES[issue.state]
    url = url_for("standing_exchange.show", exchange_id=serial.exchange_id, year=issue.year)
    unsettled = None
    if issue.state is IssueState.SENT and library_id != serial.giver_id:
        unsettled = Next(labels.CLAIM_IT, url=url, label=labels.OPEN_EXCHANGE)
    elif issue.state is IssueState.CLAIMED and library_id == serial.giver_id:
        unsettled = Next(labels.ANSWER_CLAIMS, url=url, label=labels.OPEN_EXCHANGE)
    return Subject(named, url, state, tone, unsettled=unsettled)


def about(session: Session, _library_id: int, references: Sequence[Reference], language: str) -> dict[Reference, Shown]:
    """Return the serial and the issue, or the year, behind each entry of this room, with the page; two queries."""
    shown: dict[Reference, Shown] = {}
    for reference, (serial, issue) in issues_behind(session, references).items():
        named = labels.issue_named(issue.year, issue.volume, issue.number)
        shown[reference] = _told(serial, named, language)
    for reference, (serial, year) in years_behind(session, references).items():
        shown[reference] = _told(serial, str(year), language)
    return shown


def _told(it: StandingSerial, named: str, language: str) -> Shown:
    title = said_in(it, language)
    told = _("%(title)s (%(issue)s)", title=title.value, issue=named)
    return told, url_for("standing_exchange.show", exchange_id=it.exchange_id), title.lang
