"""The procedure of an exchange round and of each library's proposal in it, as two tables.

Order matters: the first event of a state is the one that usually comes next. Guards and effects are named here and
carried out by the services.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from library_exchange.core.procedure import find_step

COMMON_WORKING_DAYS = 15
"""A round lasts at least so many days on which every country taking part works."""
ANSWER_WORKING_DAYS = 10
"""Working days to answer a proposal; then silence is read by `Effect.READ_SILENCE`."""
COUNTER_WORKING_DAYS = 5
"""Working days to answer a counter-proposal; silence declines it."""
REFUSED_PERCENT = 20
"""When more of the lines than this are refused, the round is cleared once more."""


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    LISTING = "listing"
    SELECTING = "selecting"
    CLEARING = "clearing"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    SHIPPING = "shipping"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class RoundEvent(StrEnum):
    """What moves a round."""

    OPEN_LISTS = "open_lists"
    LISTING_DEADLINE = "listing_deadline"
    SELECTING_DEADLINE = "selecting_deadline"
    SOLVED = "solved"
    SOLVER_FAILED = "solver_failed"
    ALL_ANSWERED = "all_answered"
    ANSWER_TIME_PASSED = "answer_time_passed"
    TOO_MANY_REFUSED = "too_many_refused"
    CONSIGNMENTS_PLANNED = "consignments_planned"
    ALL_LEGS_CLOSED = "all_legs_closed"
    CANCEL = "cancel"


class ProposalState(StrEnum):
    """Where one library's proposal stands."""

    SENT = "sent"
    COUNTERED = "countered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ProposalEvent(StrEnum):
    """What moves a proposal."""

    ACCEPT = "accept"
    COUNTER = "counter"
    DECLINE_ALL = "decline_all"
    COUNTER_ACCEPTED = "counter_accepted"
    COUNTER_DECLINED = "counter_declined"
    COUNTER_TIME_PASSED = "counter_time_passed"


class By(StrEnum):
    """Who causes an event."""

    COORDINATOR = "coordinator"
    LIBRARY = "library"
    OTHER_SIDE = "other_side"
    CLOCK = "clock"


class Guard(StrEnum):
    """What must hold before a step."""

    HOLIDAYS_CHECKED = "holidays_checked"
    ENOUGH_COMMON_WORKING_DAYS = "enough_common_working_days"
    DEADLINE_PASSED = "deadline_passed"
    ALL_PROPOSALS_ANSWERED = "all_proposals_answered"
    ANSWER_DAYS_PASSED = "answer_days_passed"
    REFUSED_ABOVE_LIMIT = "refused_above_limit"
    NOT_CLEARED_TWICE = "not_cleared_twice"
    EVERY_LINE_PLANNED = "every_line_planned"
    EVERY_LEG_CLOSED = "every_leg_closed"
    WITHIN_PAIR_OR_OWN_OFFERS = "within_pair_or_own_offers"
    WITHIN_LIMITS = "within_limits"
    COUNTER_DAYS_PASSED = "counter_days_passed"


class Effect(StrEnum):
    """What a step does besides changing the state."""

    FREEZE_LISTS = "freeze_lists"
    COMPLETE_TITLES = "complete_titles"
    SEAL_CHOICES = "seal_choices"
    STORE_RESULT = "store_result"
    MARK_SIMPLE_METHOD = "mark_simple_method"
    SEND_PROPOSALS = "send_proposals"
    READ_SILENCE = "read_silence"
    REMOVE_REFUSED = "remove_refused"
    WRITE_REPORT = "write_report"
    FREE_RESERVATIONS = "free_reservations"
    DROP_COUNTERED_LINES = "drop_countered_lines"
    APPLY_COUNTER = "apply_counter"
    LINES_BACK_TO_POOL = "lines_back_to_pool"


S = TypeVar("S", RoundState, ProposalState)


@dataclass(frozen=True)
class Step(Generic[S]):
    """One step: the state it leads to, who may cause it, what must hold and what it does."""

    target: S
    by: tuple[By, ...]
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()


R, RE, P, PE, G, E = RoundState, RoundEvent, ProposalState, ProposalEvent, Guard, Effect
COORDINATOR, LIBRARY, OTHER_SIDE, CLOCK = ((actor,) for actor in By)

_CANCEL = Step(R.CANCELLED, COORDINATOR, (), (E.FREE_RESERVATIONS,))

ROUND: Mapping[tuple[RoundState, RoundEvent], Step[RoundState]] = {
    (R.PLANNED, RE.OPEN_LISTS): Step(R.LISTING, COORDINATOR, (G.HOLIDAYS_CHECKED, G.ENOUGH_COMMON_WORKING_DAYS)),
    (R.PLANNED, RE.CANCEL): _CANCEL,
    (R.LISTING, RE.LISTING_DEADLINE): Step(
        R.SELECTING, CLOCK, (G.DEADLINE_PASSED,), (E.FREEZE_LISTS, E.COMPLETE_TITLES)
    ),
    (R.LISTING, RE.CANCEL): _CANCEL,
    (R.SELECTING, RE.SELECTING_DEADLINE): Step(R.CLEARING, CLOCK, (G.DEADLINE_PASSED,), (E.SEAL_CHOICES,)),
    (R.SELECTING, RE.CANCEL): _CANCEL,
    (R.CLEARING, RE.SOLVED): Step(R.PROPOSED, CLOCK, (), (E.STORE_RESULT, E.SEND_PROPOSALS)),
    (R.CLEARING, RE.SOLVER_FAILED): Step(
        R.PROPOSED, CLOCK, (), (E.MARK_SIMPLE_METHOD, E.STORE_RESULT, E.SEND_PROPOSALS)
    ),
    (R.CLEARING, RE.CANCEL): _CANCEL,
    (R.PROPOSED, RE.ALL_ANSWERED): Step(R.CONFIRMED, CLOCK, (G.ALL_PROPOSALS_ANSWERED,)),
    (R.PROPOSED, RE.ANSWER_TIME_PASSED): Step(R.CONFIRMED, CLOCK, (G.ANSWER_DAYS_PASSED,), (E.READ_SILENCE,)),
    (R.PROPOSED, RE.TOO_MANY_REFUSED): Step(
        R.CLEARING, CLOCK, (G.REFUSED_ABOVE_LIMIT, G.NOT_CLEARED_TWICE), (E.REMOVE_REFUSED,)
    ),
    (R.CONFIRMED, RE.CONSIGNMENTS_PLANNED): Step(R.SHIPPING, COORDINATOR, (G.EVERY_LINE_PLANNED,)),
    (R.SHIPPING, RE.ALL_LEGS_CLOSED): Step(R.SETTLED, CLOCK, (G.EVERY_LEG_CLOSED,), (E.WRITE_REPORT,)),
}

_WITHOUT_COUNTER = (E.DROP_COUNTERED_LINES,)

PROPOSAL: Mapping[tuple[ProposalState, ProposalEvent], Step[ProposalState]] = {
    # The clock answers for a silent library, line by line: a giver's silence is a no, a receiver's is a yes only
    # where it has asked for that beforehand.
    (P.SENT, PE.ACCEPT): Step(P.ACCEPTED, (By.LIBRARY, By.CLOCK)),
    (P.SENT, PE.COUNTER): Step(P.COUNTERED, LIBRARY, (G.WITHIN_PAIR_OR_OWN_OFFERS, G.WITHIN_LIMITS)),
    (P.SENT, PE.DECLINE_ALL): Step(P.DECLINED, LIBRARY, (), (E.LINES_BACK_TO_POOL,)),
    (P.COUNTERED, PE.COUNTER_ACCEPTED): Step(P.ACCEPTED, OTHER_SIDE, (), (E.APPLY_COUNTER,)),
    (P.COUNTERED, PE.COUNTER_DECLINED): Step(P.ACCEPTED, OTHER_SIDE, (), _WITHOUT_COUNTER),
    (P.COUNTERED, PE.COUNTER_TIME_PASSED): Step(P.ACCEPTED, CLOCK, (G.COUNTER_DAYS_PASSED,), _WITHOUT_COUNTER),
}

FIRST_ROUND_STATE, FIRST_PROPOSAL_STATE = R.PLANNED, P.SENT
CLOSED_ROUND = frozenset({R.SETTLED, R.CANCELLED})
CLOSED_PROPOSAL = frozenset({P.ACCEPTED, P.DECLINED})


def round_step(state: RoundState, event: RoundEvent) -> Step[RoundState]:
    """Return the step of `event` from a round's `state`; raises `NoSuchStep` if there is none."""
    return find_step(ROUND, state, event)


def proposal_step(state: ProposalState, event: ProposalEvent) -> Step[ProposalState]:
    """Return the step of `event` from a proposal's `state`; raises `NoSuchStep` if there is none."""
    return find_step(PROPOSAL, state, event)


def round_events_from(state: RoundState, by: By) -> tuple[RoundEvent, ...]:
    """Return the events `by` may cause in a round's `state`, the likeliest first."""
    return tuple(event for (at, event), step in ROUND.items() if at is state and by in step.by)


def proposal_events_from(state: ProposalState, by: By) -> tuple[ProposalEvent, ...]:
    """Return the events `by` may cause in a proposal's `state`, the likeliest first."""
    return tuple(event for (at, event), step in PROPOSAL.items() if at is state and by in step.by)


def is_cleared_again(lines: int, refused: int, percent: int = REFUSED_PERCENT) -> bool:
    """Whether so many of the proposed lines were refused that the round is cleared once more."""
    return refused * 100 > lines * percent
