"""The procedure of an exchange round and of each library's proposal in it, as two tables.

Order matters: the first event of a state is the one that usually comes next.
"""

from collections.abc import Mapping
from enum import StrEnum

from library_exchange.core.procedure import Part, Procedure, Step, by

ROUND_TEXTS, WORDS = "round", ("name",)
"""What a round is called under which texts in two languages are known, and its fields that have words."""
COMMON_WORKING_DAYS = 15
"""A round lasts at least so many days on which every country taking part works."""
ANSWER_WORKING_DAYS = 10
"""Working days to answer a proposal; then silence is read."""
REFUSED_PERCENT = 20
"""When more of the lines than this are refused, the round is cleared once more."""


class RoundState(StrEnum):
    """Where a round stands."""

    PLANNED = "planned"
    LISTING = "listing"
    SELECTING = "selecting"
    CLEARING = "clearing"
    PROPOSED = "proposed"
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
    ALL_LEGS_CLOSED = "all_legs_closed"
    CANCEL = "cancel"


class ProposalState(StrEnum):
    """Where one library's proposal stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ProposalEvent(StrEnum):
    """What moves a proposal."""

    ACCEPT = "accept"
    DECLINE_ALL = "decline_all"


class Standing(StrEnum):
    """How a library stands to what the round asks of it now."""

    INVITED = "invited"
    TAKES_PART = "takes_part"
    DECLINED = "declined"
    TO_CHOOSE = "to_choose"
    CHOSE = "chose"
    NOTHING_TO_CHOOSE = "nothing_to_choose"
    TO_ANSWER = "to_answer"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    NOTHING_PROPOSED = "nothing_proposed"


class Guard(StrEnum):
    """What must hold before a step."""

    ENOUGH_COMMON_WORKING_DAYS = "enough_common_working_days"
    DEADLINE_PASSED = "deadline_passed"
    EVERYTHING_ANSWERED = "everything_answered"
    ANSWER_DAYS_PASSED = "answer_days_passed"
    REFUSED_ABOVE_LIMIT = "refused_above_limit"
    NOT_CLEARED_TWICE = "not_cleared_twice"
    EVERY_LEG_CLOSED = "every_leg_closed"


class Effect(StrEnum):
    """What a step does besides changing the state."""

    FREEZE_LISTS = "freeze_lists"
    ORDER_CLEARING = "order_clearing"
    STORE_RESULT = "store_result"
    FREE_AGREED = "free_agreed"
    COMMIT_AGREED = "commit_agreed"
    PLAN_CONSIGNMENTS = "plan_consignments"
    REFUSE_LINES = "refuse_lines"
    TELL_LIBRARIES = "tell_libraries"


R, RE, P, PE, G, E = RoundState, RoundEvent, ProposalState, ProposalEvent, Guard, Effect

_COORDINATOR, _CLOCK = by(Part.COORDINATOR), by(Part.CLOCK)
_CANCEL: Step[RoundState] = Step(R.CANCELLED, _COORDINATOR, is_grave=True)
_TELL = (E.TELL_LIBRARIES,)
_CONFIRM = (E.COMMIT_AGREED, E.PLAN_CONSIGNMENTS)

_ROUND: Mapping[tuple[RoundState, RoundEvent], Step[RoundState]] = {
    (R.PLANNED, RE.OPEN_LISTS): Step(R.LISTING, _COORDINATOR, (G.ENOUGH_COMMON_WORKING_DAYS,), _TELL),
    (R.PLANNED, RE.CANCEL): _CANCEL,
    (R.LISTING, RE.LISTING_DEADLINE): Step(R.SELECTING, _CLOCK, (G.DEADLINE_PASSED,), (E.FREEZE_LISTS, *_TELL)),
    (R.LISTING, RE.CANCEL): _CANCEL,
    (R.SELECTING, RE.SELECTING_DEADLINE): Step(R.CLEARING, _CLOCK, (G.DEADLINE_PASSED,), (E.ORDER_CLEARING,)),
    (R.SELECTING, RE.CANCEL): _CANCEL,
    (R.CLEARING, RE.SOLVED): Step(R.PROPOSED, _CLOCK, (), (E.STORE_RESULT, *_TELL)),
    (R.CLEARING, RE.SOLVER_FAILED): Step(R.PROPOSED, _CLOCK, (), (E.STORE_RESULT, *_TELL)),
    (R.CLEARING, RE.CANCEL): _CANCEL,
    (R.PROPOSED, RE.ALL_ANSWERED): Step(R.SHIPPING, _CLOCK, (G.EVERYTHING_ANSWERED,), _CONFIRM),
    (R.PROPOSED, RE.ANSWER_TIME_PASSED): Step(
        R.SHIPPING, _CLOCK, (G.ANSWER_DAYS_PASSED, G.EVERYTHING_ANSWERED), _CONFIRM
    ),
    (R.PROPOSED, RE.TOO_MANY_REFUSED): Step(
        R.CLEARING,
        _CLOCK,
        (G.EVERYTHING_ANSWERED, G.REFUSED_ABOVE_LIMIT, G.NOT_CLEARED_TWICE),
        (E.FREE_AGREED, E.ORDER_CLEARING),
    ),
    (R.SHIPPING, RE.ALL_LEGS_CLOSED): Step(R.SETTLED, _CLOCK, (G.EVERY_LEG_CLOSED,)),
}
_PROPOSAL: Mapping[tuple[ProposalState, ProposalEvent], Step[ProposalState]] = {
    # For a silent library it is answered line by line: a giver's silence is a no, a receiver's is a yes only where it
    # has asked for that beforehand.
    (P.SENT, PE.ACCEPT): Step(P.ACCEPTED, by(Part.OWNER, Part.SERVICE)),
    (P.SENT, PE.DECLINE_ALL): Step(P.DECLINED, by(Part.OWNER), (), (E.REFUSE_LINES,), is_grave=True),
}
ROUND: Procedure[RoundState, RoundEvent] = Procedure(_ROUND)
PROPOSAL: Procedure[ProposalState, ProposalEvent] = Procedure(_PROPOSAL)

FIRST_ROUND_STATE, FIRST_PROPOSAL_STATE = R.PLANNED, P.SENT
CLOSED_ROUND = frozenset({R.SETTLED, R.CANCELLED})
LAST_DAY: Mapping[RoundState, str] = {
    R.LISTING: "listing_until",
    R.SELECTING: "selecting_until",
    R.PROPOSED: "answer_until",
}
"""The column with the day until which a state lasts, and libraries do what is theirs in it."""
PROLONGED: Mapping[RoundState, tuple[str, ...]] = {
    R.LISTING: ("listing_until", "selecting_until"),
    R.SELECTING: ("selecting_until",),
    R.PROPOSED: ("answer_until",),
}
"""Which days are still to come in a state, and may be later than they were."""
AWAITED = frozenset({Standing.INVITED, Standing.TO_CHOOSE, Standing.TO_ANSWER})
"""The round waits for such a library."""
OF_PROPOSAL: Mapping[ProposalState | None, Standing] = {
    P.SENT: Standing.TO_ANSWER,
    P.ACCEPTED: Standing.ACCEPTED,
    P.DECLINED: Standing.REFUSED,
    None: Standing.NOTHING_PROPOSED,
}
CLOSED_PROPOSAL = frozenset({P.ACCEPTED, P.DECLINED})


def is_cleared_again(lines: int, refused: int, percent: int = REFUSED_PERCENT) -> bool:
    """Whether so many of the proposed lines were refused that the round is cleared once more."""
    return refused * 100 > lines * percent
