"""Agreeing on a standing exchange: proposed by one side, accepted by the other, renewed or ended with a last year."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden, InvalidInput, NotFound
from library_exchange.core.procedure import Part
from library_exchange.core.steps import Machine, Taking
from library_exchange.core.steps import take as take_step
from library_exchange.core.versions import change
from library_exchange.deals.queries.agreements import find_in_force
from library_exchange.deals.rules.agreements import UNIT_OF, AgreementState
from library_exchange.directory.closing import require_open
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, find_member
from library_exchange.ledger.services import open_accounts
from library_exchange.notifications.services import notify_library
from library_exchange.standing_exchange import labels, policy
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.exchanges import ceased_among, has_ceased, issues_of, serials_of
from library_exchange.standing_exchange.queries.titles import line_of
from library_exchange.standing_exchange.rules.agreeing import (
    STANDING,
    Counting,
    Effect,
    Guard,
    StandingEvent,
    asked_from,
    is_renewal_asked,
)
from library_exchange.standing_exchange.rules.issues import (
    RHYTHMS,
    expected,
    late_from,
    volume_of,
)
from library_exchange.standing_exchange.schemas import SIDES, SerialInput, StandingInput

READS = {
    "ours_title": ("theirs_title",),
    "counting": ("partner_id", "ours_rate", "theirs_rate"),
    **{f"{side}_first_number": (f"{side}_frequency",) for side in SIDES},
    **{f"{side}_rate": ("counting",) for side in SIDES},
}
"""By field of a proposal of which others its check reads."""
ABOUT = "standing_exchange"
"""What the audit calls a standing exchange."""


def propose(session: Session, actor: Actor, given: StandingInput, now: datetime) -> StandingExchange:
    """Propose a standing exchange to a partner; return it.

    Raises InvalidInput without a partner with whom there is an agreement in force, without a serial, and for figures
    that do not fit.
    """
    library_id = rights.library_of(actor)
    partner, unit, wrong = _partner(session, library_id, given.partner_id)
    today = day_at(session, library_id, now)
    year = given.first_year or today.year
    errors = wrong | _faults(given, year, today, unit, is_agreed=not wrong)
    if errors or partner is None:
        raise InvalidInput(errors)
    serials = dict(zip((library_id, partner.id), map(given.serial, SIDES), strict=True))
    first, second = sorted(serials)
    counted = given.counting is not Counting.NOTHING
    made = StandingExchange(
        first_id=first,
        second_id=second,
        author_id=library_id,
        turn_id=partner.id,
        counting=given.counting,
        unit=unit if counted else None,
        on_silence=given.on_silence,
        first_year=year,
        last_year=year,
        created_at=now,
        touched_at=now,
    )
    session.add(made)
    session.flush()
    for giver_id, serial in serials.items():
        if serial is not None:
            session.add(StandingSerial(exchange_id=made.id, giver_id=giver_id, **_kept(serial, counted)))
    session.flush()
    audit.record(session, actor, f"{ABOUT}.propose", ABOUT, made.id, at=now)
    _tell(session, actor, made, "propose")
    return made


def _kept(serial: SerialInput, counted: bool) -> dict[str, Any]:
    told = serial.model_dump()
    return told if counted else told | {"rate": 0}


def _partner(
    session: Session, library_id: int, partner_id: int | None
) -> tuple[Library | None, str | None, dict[str, Any]]:
    """Return the partner, the unit in which the agreement with it counts, and what is wrong with the choice.

    Raises Conflict for a partner that leaves.
    """
    partner = find_member(session, partner_id)
    if partner is None or partner.id == library_id:
        return None, None, {"partner_id": labels.WITH_WHOM}
    try:
        require_signs_in(session, partner.id, "partner_id")
    except InvalidInput as refused:
        return partner, None, refused.fields
    require_open(session, library_id, partner.id)
    agreement = find_in_force(session, library_id, partner.id)
    if agreement is None or agreement.state is not AgreementState.ACTIVE:
        return partner, None, {"partner_id": labels.NO_AGREEMENT}
    return partner, UNIT_OF[agreement.mode], {}


def _faults(given: StandingInput, year: int, today: date, unit: str | None, *, is_agreed: bool) -> dict[str, Any]:
    """Return what is wrong with a proposal, by field; of its unit only where an agreement tells it."""
    errors: dict[str, Any] = {}
    named = [(side, serial) for side in SIDES if (serial := given.serial(side))]
    if not named:
        errors["ours_title"] = labels.WHICH_SERIAL
    if year not in (today.year, today.year + 1):
        errors["first_year"] = labels.NEAR_YEARS
    if given.counting is not Counting.NOTHING and unit is None and is_agreed:
        errors["counting"] = labels.NOTHING_COUNTED
    if given.counting is Counting.NOTHING and any(serial.rate for _side, serial in named):
        errors["counting"] = labels.COUNTS_OR_NOT
    for side, serial in named:
        issues = RHYTHMS[serial.frequency].issues
        if serial.first_number > max(issues, 1):
            errors[f"{side}_first_number"] = labels.NUMBER_IN_YEAR
        if given.counting is not Counting.NOTHING and not serial.rate:
            errors[f"{side}_rate"] = labels.WHAT_IT_COUNTS
    return errors


def take(
    session: Session,
    actor: Actor,
    exchange: StandingExchange,
    event: StandingEvent,
    now: datetime,
    version: int | None = None,
) -> None:
    """Let `event` happen to a standing exchange. Raises Conflict if it has no such step now or has changed."""
    take_step(EXCHANGES, session, actor, exchange, event, now, version=version)


# The procedure --------------------------------------------------------------------------------------------------------


def _require_agreement(taking: Taking) -> None:
    require_open(taking.session, taking.row.first_id, taking.row.second_id)
    agreement = find_in_force(taking.session, taking.row.first_id, taking.row.second_id)
    if agreement is None or agreement.state is not AgreementState.ACTIVE:
        raise Conflict("no-agreement", labels.AGREEMENT_MISSING)


def _require_asked(taking: Taking) -> None:
    exchange, library_id = taking.row, taking.actor.library_id
    if exchange.renews(library_id):
        raise Conflict("said-already", labels.YOU_ASKED_TO_GO_ON)
    if not is_renewal_asked(
        exchange.last_year, day_at(taking.session, library_id or 0, taking.at), exchange.asked_from
    ):
        raise Conflict("too-early", labels.NOT_ASKED)
    if has_ceased(taking.session, exchange):
        raise Conflict("ceased", labels.NONE_APPEARS)


def _require_said(taking: Taking) -> None:
    if not taking.row.renews(taking.actor.library_id):
        raise Conflict("not-said", labels.STEP_NOT_NOW)


def _stamps(taking: Taking, _target: StrEnum) -> dict[str, Any]:
    exchange = taking.row
    values: dict[str, Any] = {"touched_at": taking.at, "turn_id": None}
    if taking.event in (StandingEvent.RENEW, StandingEvent.RENEW_NO_MORE):
        column = "first_renews" if taking.actor.library_id == exchange.first_id else "second_renews"
        values[column] = taking.event is StandingEvent.RENEW
    return values


def _expect_issues(taking: Taking) -> None:
    """Expect the issues of the last year that was agreed to."""
    session, exchange = taking.session, taking.row
    open_accounts(session, taking.actor, exchange.first_id, exchange.second_id)
    agreed_on = max(day_at(session, each, taking.at) for each in (exchange.first_id, exchange.second_id))
    exchange.asked_from = asked_from(exchange.last_year, agreed_on)
    session.add(exchange)
    add_expected(session, exchange, exchange.last_year, taking.at)


def add_expected(session: Session, exchange: StandingExchange, year: int, now: datetime) -> None:
    """Add the issues that each serial should have in a year; none is late before its time counted from today.

    Of a serial that no longer appears none is expected.
    """
    serials = serials_of(session, [exchange.id])[exchange.id]
    ceased = ceased_among(issues_of(session, serials))
    for serial in serials:
        if serial.id in ceased:
            continue
        today = day_at(session, exchange.other(serial.giver_id), now)
        first_number = serial.first_number if year == exchange.first_year else 1
        volume = volume_of(serial.first_volume, exchange.first_year, year)
        for issue in expected(serial.frequency, year, first_number):
            session.add(
                SerialIssue(
                    serial_id=serial.id,
                    year=year,
                    volume=volume,
                    number=str(issue.number),
                    due_on=issue.due_on,
                    late_from=late_from(serial.frequency, max(issue.due_on, today)),
                )
            )
    session.flush()


def _renew_if_both(taking: Taking) -> None:
    exchange = taking.row
    if exchange.first_renews and exchange.second_renews:
        _next_year(taking)
        for library_id in (exchange.first_id, exchange.second_id):
            _write_to(taking.session, exchange, library_id, "renewed")


def _next_year(taking: Taking) -> None:
    """Let the exchange go on for another year, of which it is asked anew."""
    exchange = taking.row
    values = {"last_year": exchange.last_year + 1, "first_renews": False, "second_renews": False, "asked_from": None}
    change(taking.session, exchange, values, sentence=labels.CHANGED_MEANWHILE)
    add_expected(taking.session, exchange, exchange.last_year, taking.at)


def _not_yours(taking: Taking) -> ExchangeError:
    if taking.step.by <= {Part.CLOCK}:
        return Forbidden("clock-only")
    exchange = taking.row
    is_party = rights.home_of(taking.actor) in (exchange.first_id, exchange.second_id)
    return Conflict("not-your-turn", labels.THEY_ANSWER) if is_party else NotFound("another-librarys")


def _tell_all(taking: Taking) -> None:
    exchange = taking.row
    if taking.event is StandingEvent.CONTINUE:
        _tell(taking.session, taking.actor, exchange, "renewed", exchange.last_year + 1)
    elif not (exchange.first_renews and exchange.second_renews):
        # That both want to go on is told by the effect.
        _tell(taking.session, taking.actor, exchange, str(taking.event))


def _tell(session: Session, actor: Actor, exchange: StandingExchange, event: str, last_year: int | None = None) -> None:
    """Write to whom it concerns: the other side, or both where the clock acted."""
    for library_id in {exchange.first_id, exchange.second_id} - {actor.library_id}:
        _write_to(session, exchange, library_id, event, last_year)


def ask_whether_it_goes_on(session: Session, exchange: StandingExchange) -> None:
    """Write to both libraries that the last year ends, once for each year."""
    change(session, exchange, {"told_year": exchange.last_year}, sentence=labels.CHANGED_MEANWHILE)
    for library_id in (exchange.first_id, exchange.second_id):
        _write_to(session, exchange, library_id, "ask")


def _write_to(
    session: Session, exchange: StandingExchange, library_id: int, event: str, last_year: int | None = None
) -> None:
    library = session.get_one(Library, library_id)
    partner = session.get_one(Library, exchange.other(library_id))
    notify_library(
        session,
        library,
        "standing_exchange/exchange",
        event=event,
        partner=partner.name_in(library.language),
        serials=[line_of(each, library.language) for each in serials_of(session, [exchange.id])[exchange.id]],
        last_year=str(last_year or exchange.last_year),
        goes_on=str(exchange.on_silence),
        exchange_id=exchange.id,
    )


EXCHANGES = Machine(
    STANDING,
    ABOUT,
    policy.parts_in_exchange,
    not_now=lambda _row, _event: labels.STEP_NOT_NOW,
    not_yours=_not_yours,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=_stamps,
    guards={
        Guard.AGREEMENT_IN_FORCE: _require_agreement,
        Guard.RENEWAL_IS_ASKED: _require_asked,
        Guard.SAID_TO_GO_ON: _require_said,
    },
    effects={
        Effect.EXPECT_ISSUES: _expect_issues,
        Effect.RENEW_IF_BOTH: _renew_if_both,
        Effect.NEXT_YEAR: _next_year,
    },
    tell=_tell_all,
)
