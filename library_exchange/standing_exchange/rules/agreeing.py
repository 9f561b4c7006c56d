"""The life of a standing exchange as a table: proposed, accepted, renewed from year to year, ended with a last year."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from library_exchange.core.procedure import STAY, Part, Procedure, Step, by


class StandingState(StrEnum):
    """Where a standing exchange stands; one that is ending has a last year that is settled."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDING = "ending"
    ENDED = "ended"
    CLOSED = "closed"


class StandingEvent(StrEnum):
    """What can happen to a standing exchange."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SILENCE = "silence"
    RENEW = "renew"
    RENEW_NO_MORE = "renew_no_more"
    CONTINUE = "continue"
    END = "end"
    LAPSE = "lapse"
    COMPLETE = "complete"


class Ending(StrEnum):
    """Why a standing exchange never began."""

    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SILENCE = "silence"


class Counting(StrEnum):
    """What counts on the account of the two."""

    NOTHING = "nothing"
    ISSUE = "issue"
    YEAR = "year"


class OnSilence(StrEnum):
    """What becomes of a standing exchange if nobody answers before the year's end."""

    CONTINUES = "continues"
    ENDS = "ends"


class Guard(StrEnum):
    """What must be true before a step."""

    AGREEMENT_IN_FORCE = "agreement_in_force"
    RENEWAL_IS_ASKED = "renewal_is_asked"
    SAID_TO_GO_ON = "said_to_go_on"


class Effect(StrEnum):
    """What a step does beside changing the state."""

    EXPECT_ISSUES = "expect_issues"
    RENEW_IF_BOTH = "renew_if_both"
    NEXT_YEAR = "next_year"


S, E, P = StandingState, StandingEvent, Part
_AUTHOR, _BOTH, _TURN, _CLOCK = by(P.AUTHOR), by(P.AUTHOR, P.PARTNER), by(P.ON_TURN), by(P.CLOCK)


def _closed(who: frozenset[Part], ending: Ending, is_grave: bool = True) -> Step[StandingState]:
    return Step(S.CLOSED, who, facts={"ending": ending}, is_grave=is_grave)


_STEPS: Mapping[tuple[StandingState, StandingEvent], Step[StandingState]] = {
    (S.PROPOSED, E.ACCEPT): Step(S.ACTIVE, _TURN, (Guard.AGREEMENT_IN_FORCE,), (Effect.EXPECT_ISSUES,)),
    (S.PROPOSED, E.DECLINE): _closed(_TURN, Ending.DECLINED),
    (S.PROPOSED, E.WITHDRAW): _closed(_AUTHOR, Ending.WITHDRAWN),
    (S.PROPOSED, E.SILENCE): _closed(_CLOCK, Ending.SILENCE, is_grave=False),
    (S.ACTIVE, E.RENEW): Step(STAY, _BOTH, (Guard.RENEWAL_IS_ASKED,), (Effect.RENEW_IF_BOTH,)),
    # As long as the other library has not said the same.
    (S.ACTIVE, E.RENEW_NO_MORE): Step(STAY, _BOTH, (Guard.SAID_TO_GO_ON,)),
    (S.ACTIVE, E.END): Step(S.ENDING, _BOTH, is_grave=True),
    (S.ACTIVE, E.CONTINUE): Step(STAY, _CLOCK, effects=(Effect.NEXT_YEAR,)),
    (S.ACTIVE, E.LAPSE): Step(S.ENDED, _CLOCK),
    (S.ENDING, E.COMPLETE): Step(S.ENDED, _CLOCK),
}
STANDING: Procedure[StandingState, StandingEvent] = Procedure(_STEPS)
RUNNING = frozenset({S.ACTIVE, S.ENDING, S.ENDED})
"""While issues may be ticked: those of the last year come after it is over, too."""
SILENCE_DAYS = 60
"""A proposal that nobody answers for so long is closed."""
ASKED_DAYS = 60
"""So many days before the end of the last year both libraries are asked whether it goes on."""


NEXT_YEAR_FROM = 10
"""From this month on a new standing exchange is proposed for the next year."""
RESTS_DAYS, AT_LATEST_DAYS = 14, 7
"""Who agreed late in a year is left alone for so many days, but asked so long before its end."""


def parts(library_id: int | None, author_id: int, partner_id: int, turn_id: int | None) -> frozenset[Part]:
    """Return which parts a library has in a standing exchange: one of its two parties, perhaps the one on turn."""
    mine = {author_id: by(P.AUTHOR), partner_id: by(P.PARTNER)}.get(library_id or 0, by())
    return mine | _TURN if mine and library_id == turn_id else mine


def year_proposed(today: date) -> int:
    """Return the year with which the form of a new standing exchange begins: from autumn on the next one."""
    return today.year + 1 if today.month >= NEXT_YEAR_FROM else today.year


def last_year_asked(today: date) -> int:
    """Return the latest last year of which it is asked, on the day `today`, whether the exchange goes on after it."""
    return (today + timedelta(days=ASKED_DAYS + 1)).year - 1


def first_asked(last_year: int) -> date:
    """Return the first day on which it is asked whether an exchange of some years goes on after its last year."""
    return date(last_year, 12, 31) - timedelta(days=ASKED_DAYS)


def asked_from(last_year: int, agreed_on: date) -> date:
    """Return the first day on which it is asked whether an exchange agreed on a day goes on: never that day."""
    end = date(last_year, 12, 31)
    rested = min(agreed_on + timedelta(days=RESTS_DAYS), end - timedelta(days=AT_LATEST_DAYS))
    return max(end - timedelta(days=ASKED_DAYS), rested, agreed_on + timedelta(days=1))


def is_renewal_asked(last_year: int, today: date, not_before: date | None = None) -> bool:
    """Whether both libraries are asked on the day `today` if an exchange goes on after its last year."""
    return last_year <= last_year_asked(today) and (not_before is None or today >= not_before)
