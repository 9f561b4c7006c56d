"""Ticking issues, many at once: sent, received, claimed, answered; each with the way back from a mistaken tick."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden, InvalidInput, NotFound
from library_exchange.core.steps import Machine, Taking
from library_exchange.core.steps import take as take_step
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.notifications.services import notify_library
from library_exchange.standing_exchange import labels, policy
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.exchanges import issues_of, late_among, serials_of
from library_exchange.standing_exchange.queries.titles import line_of
from library_exchange.standing_exchange.rules.agreeing import RUNNING, StandingState
from library_exchange.standing_exchange.rules.issues import (
    ANSWERS,
    ISSUE,
    Effect,
    Guard,
    IssueEvent,
    IssueState,
    late_from,
    volume_of,
)
from library_exchange.standing_exchange.schemas import IssueInput
from library_exchange.standing_exchange.services.agreeing import ABOUT
from library_exchange.standing_exchange.services.counting import count_issue, count_no_more


@dataclass(frozen=True)
class _Around:
    """What the steps of a batch of issues look at: the exchange, its serials by id, the day, which issues are late."""

    exchange: StandingExchange
    serials: dict[int, StandingSerial]
    today: date
    late: set[int]


def tick(
    session: Session,
    actor: Actor,
    exchange: StandingExchange,
    event: IssueEvent,
    ticked: Sequence[tuple[int, int]],
    now: datetime,
) -> list[SerialIssue]:
    """Let `event` happen to issues of an exchange, each given by its id and the version that was seen; return them.

    With an issue after which the serial no longer appears go the later ones that are expected. All of them or none.
    Raises Conflict if nothing is ticked or one has no such step now, NotFound for others' issues.
    """
    library_id = rights.require_party(actor, exchange.first_id, exchange.second_id)
    around = _around(session, exchange, day_at(session, library_id, now))
    known = {each.id: each for each in issues_of(session, list(around.serials.values()))}
    if not ticked:
        raise Conflict("nothing-ticked", labels.NOTHING_TICKED)
    if event is IssueEvent.CEASED:
        ticked = _with_later(known, ticked)
    claimed_before = []
    for issue_id, version in ticked:
        issue = known.get(issue_id)
        if issue is None:
            raise NotFound("serial-issue", issue=issue_id)
        if issue.state is IssueState.CLAIMED:
            claimed_before.append(issue)
        serial = around.serials[issue.serial_id]
        way = (serial.giver_id, exchange.other(serial.giver_id))
        take_step(ISSUES, session, actor, issue, event, now, version=version, within=way, given={"around": around})
    audit.record(session, actor, f"{ABOUT}.{event}", ABOUT, exchange.id, at=now, issues=len(ticked))
    if event in (IssueEvent.CLAIM, IssueEvent.WITHDRAW_CLAIM):
        _write(session, actor, around, str(event), [known[issue_id] for issue_id, _version in ticked])
    if event is IssueEvent.CEASED:
        _write(session, actor, around, str(event), [known[issue_id] for issue_id, _version in ticked])
    elif event in ANSWERS and claimed_before:
        _write(session, actor, around, str(event), claimed_before)
    return [known[issue_id] for issue_id, _version in ticked]


def _with_later(known: Mapping[int, SerialIssue], ticked: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what is ticked with the later issues of the same serials that are expected: they will not come either."""
    firsts: dict[int, date] = {}
    for issue_id, _version in ticked:
        if issue := known.get(issue_id):
            firsts[issue.serial_id] = min(issue.due_on, firsts.get(issue.serial_id, issue.due_on))
    chosen = {issue_id for issue_id, _version in ticked}
    later = [
        (each.id, each.version)
        for each in known.values()
        if each.state is IssueState.EXPECTED
        and each.id not in chosen
        and each.serial_id in firsts
        and each.due_on > firsts[each.serial_id]
    ]
    return [*ticked, *later]


def happen(
    session: Session,
    actor: Actor,
    exchange: StandingExchange,
    issue: SerialIssue,
    event: IssueEvent,
    today: date,
    now: datetime,
) -> None:
    """Let `event` happen to one issue on the day `today`, because of what became of the consignment it travels in."""
    around = _around(session, exchange, today)
    giver_id = around.serials[issue.serial_id].giver_id
    way = (giver_id, exchange.other(giver_id))
    take_step(ISSUES, session, actor, issue, event, now, within=way, given={"around": around})
    audit.record(session, actor, f"{ABOUT}.{event}", ABOUT, exchange.id, at=now, issues=1)


def claim_all(session: Session, actor: Actor, exchange: StandingExchange, now: datetime) -> list[SerialIssue]:
    """Claim every issue that is late for the actor's library, in one letter; return them.

    Raises Conflict if none is.
    """
    library_id = rights.require_party(actor, exchange.first_id, exchange.second_id)
    around = _around(session, exchange, day_at(session, library_id, now))
    theirs = [each for each in around.serials.values() if each.giver_id != library_id]
    ticked = [(each.id, each.version) for each in issues_of(session, theirs) if each.id in around.late]
    if not ticked:
        raise Conflict("nothing-late", labels.NOTHING_LATE)
    return tick(session, actor, exchange, IssueEvent.CLAIM, ticked, now)


def add_issue(
    session: Session, actor: Actor, exchange: StandingExchange, given: IssueInput, now: datetime
) -> SerialIssue:
    """Enter an issue that nobody expected, as its giver; return it.

    Raises InvalidInput for a year that the exchange does not have and for an issue that is there already.
    """
    library_id = rights.require_party(actor, exchange.first_id, exchange.second_id)
    serial = next(
        (each for each in serials_of(session, [exchange.id])[exchange.id] if each.id == given.serial_id), None
    )
    if serial is None:
        raise NotFound("serial", serial=given.serial_id)
    if serial.giver_id != library_id:
        raise Forbidden("not-the-giver")
    if exchange.state not in RUNNING - {StandingState.ENDED}:
        raise Conflict("not-running", labels.STEP_NOT_NOW)
    if not exchange.first_year <= given.year <= exchange.last_year:
        raise InvalidInput({"year": labels.ISSUE_YEAR})
    today = day_at(session, library_id, now)
    issue = SerialIssue(
        serial_id=serial.id,
        year=given.year,
        volume=volume_of(serial.first_volume, exchange.first_year, given.year),
        number=given.number,
        due_on=today,
        late_from=late_from(serial.frequency, today),
    )
    session.add(issue)
    try:
        session.flush()
    except IntegrityError as error:
        raise InvalidInput({"number": labels.ISSUE_THERE}) from error
    audit.record(session, actor, f"{ABOUT}.add_issue", ABOUT, exchange.id, at=now, issue=issue.id)
    return issue


def _around(session: Session, exchange: StandingExchange, today: date) -> _Around:
    if exchange.state not in RUNNING:
        raise Conflict("not-running", labels.STEP_NOT_NOW)
    serials = {each.id: each for each in serials_of(session, [exchange.id])[exchange.id]}
    late = late_among(issues_of(session, list(serials.values())), today)
    return _Around(exchange, serials, today, late)


# The procedure --------------------------------------------------------------------------------------------------------


def _require_late(taking: Taking) -> None:
    if taking.row.id not in taking.given["around"].late:
        raise Conflict("not-late", labels.NOT_LATE)


def _stamps(taking: Taking, _target: StrEnum) -> dict[str, Any]:
    """Return the days that belong to a step; who sends or promises an issue has its time anew."""
    issue, around = taking.row, taking.given["around"]
    frequency = around.serials[issue.serial_id].frequency
    anew = {"late_from": late_from(frequency, around.today), "is_promised": True}
    stamps: dict[IssueEvent, dict[str, Any]] = {
        IssueEvent.SEND: {"sent_on": around.today} | anew,
        IssueEvent.NOT_SENT: {
            "sent_on": None,
            "late_from": late_from(frequency, issue.due_on),
            "is_promised": False,
            "answer": None,
        },
        IssueEvent.RECEIVE: {"received_on": around.today, "state_before": taking.before},
        IssueEvent.NOT_RECEIVED: {"received_on": None, "state_before": None},
        IssueEvent.CLAIM: {"claimed_on": around.today, "answer": None},
        IssueEvent.WITHDRAW_CLAIM: {"claimed_on": None},
        IssueEvent.WILL_COME: anew,
    }
    return stamps.get(IssueEvent(taking.event), {})


def _count(taking: Taking) -> None:
    around, issue = taking.given["around"], taking.row
    count_issue(taking.session, taking.actor, around.exchange, around.serials[issue.serial_id], issue, taking.at)


def _count_no_more(taking: Taking) -> None:
    around, issue = taking.given["around"], taking.row
    count_no_more(taking.session, taking.actor, around.exchange, around.serials[issue.serial_id], issue, taking.at)


def _not_yours(_taking: Taking) -> ExchangeError:
    return Conflict("the-other-sides", labels.NOT_ALL)


ISSUES = Machine(
    ISSUE,
    "serial_issue",
    policy.parts_in_issue,
    not_now=lambda _row, _event: labels.NOT_ALL,
    not_yours=_not_yours,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=_stamps,
    guards={Guard.IS_LATE: _require_late},
    effects={Effect.COUNT: _count, Effect.COUNT_NO_MORE: _count_no_more},
    before_as="stood_before",
    is_audited=False,
)


def _write(session: Session, actor: Actor, around: _Around, event: str, issues: Sequence[SerialIssue]) -> None:
    """Write one letter about several issues to the other side: a claim, or what is answered to one."""
    exchange = around.exchange
    reader = session.get_one(Library, exchange.other(actor.library_id))
    sender = session.get_one(Library, actor.library_id)
    notify_library(
        session,
        reader,
        "standing_exchange/issues",
        event=event,
        partner=sender.name_in(reader.language),
        issues=[
            (line_of(around.serials[each.serial_id], reader.language), each.year, each.volume, each.number)
            for each in sorted(issues, key=lambda issue: (issue.serial_id, issue.due_on, issue.id))
        ],
        exchange_id=exchange.id,
    )
