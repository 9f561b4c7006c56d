"""How a round goes through its procedure: what must hold before its steps, and what they do."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core import outbox
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.steps import Machine, Taking, take, touched
from library_exchange.offers.rules.offers import OfferEvent, OfferState
from library_exchange.offers.rules.wants import WantEvent, WantState
from library_exchange.rounds import labels
from library_exchange.rounds import policy as rounds_policy
from library_exchange.rounds.models import Round, RoundOffer
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules import answers
from library_exchange.rounds.rules.answers import End, LineState, Refusal
from library_exchange.rounds.rules.rounds import ROUND, Effect, Guard, RoundEvent, RoundState
from library_exchange.rounds.services import freezing, line_states, results, sending, telling

OUTBOX_KIND = "exchange.clear_round"


def move(
    session: Session,
    actor: Actor,
    found: Round,
    event: RoundEvent,
    now: datetime,
    given: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Let `event` happen to a round, with what its guards and effects need and the column `changes` of it.

    Raises Conflict if it has no such step now, a guard does not hold or somebody was faster.
    """
    take(ROUNDS, session, actor, found, event, now, given=given, **changes)


# What must hold -------------------------------------------------------------------------------------------------------


def _require_days(taking: Taking) -> None:
    if not queries.has_enough_days(taking.session, taking.row, taking.at):
        raise Conflict("too-few-days", labels.PLAN_ANOTHER)


def _require(holds: bool) -> None:
    if not holds:
        raise Conflict("not-due", labels.NOT_NOW)


def _today(taking: Taking) -> date:
    return queries.day_of(taking.session, taking.row, taking.at)


def _require_deadline(taking: Taking) -> None:
    found = taking.row
    _require(_today(taking) > (found.listing_until if found.state is RoundState.LISTING else found.selecting_until))


def _require_answer_days(taking: Taking) -> None:
    _require(_today(taking) > taking.row.answer_until)


def _require_answers(taking: Taking) -> None:
    _require(not taking.given["answered"].is_waiting)


def _require_refusals(taking: Taking) -> None:
    _require(taking.given["answered"].is_refused_above_limit)


def _require_first_clearing(taking: Taking) -> None:
    _require(taking.row.clearings == 1)


def _require_closed_legs(taking: Taking) -> None:
    _require(not queries.is_under_way(taking.session, taking.row))


# What the steps do ----------------------------------------------------------------------------------------------------


def _order_clearing(taking: Taking) -> None:
    """Have the round cleared after the commit."""
    found = taking.row
    key = f"{OUTBOX_KIND} {found.id} {found.clearings}"
    outbox.put(taking.session, OUTBOX_KIND, {"round_id": found.id}, key=key)


def _store_result(taking: Taking) -> None:
    gathered, result = taking.given["gathered"], taking.given["result"]
    results.write(taking.session, taking.actor, taking.row, gathered, result, taking.at)


def _free_agreed(taking: Taking) -> None:
    """Free what was agreed for the one clearing that follows; what a giver did not answer for takes no further part."""
    session, answered, now = taking.session, taking.given["answered"], taking.at
    agreed = answered.proposed
    line_states.move_offers(session, [line.offer_id for line in agreed], OfferState.RESERVED, OfferEvent.RELEASE, now)
    line_states.move_wants(session, {line.want_id for line in agreed}, WantState.PENDING, WantEvent.RELEASE, now)
    for line in agreed:
        line_states.write(session, line, state=LineState.RECLEARED)
    silent = [
        line.offer_id
        for line in answered.refused
        if line.refusal is Refusal.SILENCE and answers.end_that_refused(line.refusal, line.giver_answer) is End.GIVER
    ]
    for row in queries.in_round(session, RoundOffer, taking.row, RoundOffer.offer_id, silent):
        row.is_out = True
        session.add(row)


def _commit_agreed(taking: Taking) -> None:
    session, agreed, now = taking.session, taking.given["answered"].agreed, taking.at
    line_states.move_offers(session, [line.offer_id for line in agreed], OfferState.RESERVED, OfferEvent.COMMIT, now)
    line_states.move_wants(session, {line.want_id for line in agreed}, WantState.PENDING, WantEvent.CONFIRM, now)
    for line in agreed:
        line_states.write(session, line, state=LineState.CONFIRMED)


def _plan_consignments(taking: Taking) -> None:
    sending.plan_all(taking.session, taking.actor, taking.row, taking.given["answered"].agreed, taking.at)


ROUNDS = Machine(
    ROUND,
    "round",
    rounds_policy.parts_in_round,
    not_now=lambda _row, _event: labels.NOT_NOW,
    changed_meanwhile=labels.NOT_NOW,
    stamps=touched,
    guards={
        Guard.ENOUGH_COMMON_WORKING_DAYS: _require_days,
        Guard.DEADLINE_PASSED: _require_deadline,
        Guard.EVERYTHING_ANSWERED: _require_answers,
        Guard.ANSWER_DAYS_PASSED: _require_answer_days,
        Guard.REFUSED_ABOVE_LIMIT: _require_refusals,
        Guard.NOT_CLEARED_TWICE: _require_first_clearing,
        Guard.EVERY_LEG_CLOSED: _require_closed_legs,
    },
    effects={
        Effect.FREEZE_LISTS: lambda taking: freezing.freeze(taking.session, taking.row),
        Effect.ORDER_CLEARING: _order_clearing,
        Effect.STORE_RESULT: _store_result,
        Effect.FREE_AGREED: _free_agreed,
        Effect.COMMIT_AGREED: _commit_agreed,
        Effect.PLAN_CONSIGNMENTS: _plan_consignments,
        Effect.TELL_LIBRARIES: lambda taking: telling.tell_libraries(taking.session, taking.actor, taking.row),
    },
)
