"""What a successor may take over of a library that leaves, and how it is asked: tables that know no database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from library_exchange.core.procedure import STAY, Part, Procedure, Step, by
from library_exchange.leaving.rules import Thing


class Kind(StrEnum):
    """What may be taken over, in the order in which it is carried over."""

    LENT = "lent"
    BORROWED = "borrowed"
    CONSIGNMENTS = "consignments"
    AGREEMENTS = "agreements"
    ACCOUNTS = "accounts"
    OFFERS = "offers"
    WANTS = "wants"
    HOLDINGS = "holdings"


class Why(StrEnum):
    """Why something of a kind is not carried over, and is finished by the library that leaves."""

    WITH_SUCCESSOR = "with_successor"
    OTHER_SYSTEM = "other_system"
    UNDER_WAY = "under_way"
    TRAVELS = "travels"
    OF_READERS = "of_readers"
    OTHER_COUNTRY = "other_country"
    HAS_ONE = "has_one"
    PROMISED = "promised"


@dataclass(frozen=True)
class Rule:
    """How one kind is taken over: what it empties of the list of what is open, and what of it stays.

    What `is_wish` is proposed to nobody unless somebody ticks it.
    """

    empties: Thing | None
    stays: tuple[Why, ...] = ()
    is_wish: bool = False


RULES: Mapping[Kind, Rule] = {
    Kind.LENT: Rule(Thing.LENT, (Why.WITH_SUCCESSOR, Why.OTHER_SYSTEM, Why.UNDER_WAY, Why.TRAVELS)),
    Kind.BORROWED: Rule(Thing.BORROWED, (Why.WITH_SUCCESSOR, Why.OTHER_SYSTEM, Why.UNDER_WAY, Why.TRAVELS)),
    Kind.CONSIGNMENTS: Rule(Thing.CONSIGNMENTS, (Why.WITH_SUCCESSOR, Why.OTHER_COUNTRY, Why.OF_READERS, Why.PROMISED)),
    Kind.AGREEMENTS: Rule(Thing.AGREEMENTS, (Why.WITH_SUCCESSOR, Why.HAS_ONE, Why.PROMISED)),
    Kind.ACCOUNTS: Rule(Thing.ACCOUNTS, (Why.WITH_SUCCESSOR, Why.UNDER_WAY)),
    Kind.OFFERS: Rule(Thing.OFFERS, (Why.WITH_SUCCESSOR, Why.PROMISED), is_wish=True),
    Kind.WANTS: Rule(Thing.WANTS, (Why.PROMISED,), is_wish=True),
    Kind.HOLDINGS: Rule(None, is_wish=True),
}
"""Each kind decided once: pages ask this table."""
FINISHED_FIRST = tuple(thing for thing in Thing if thing not in {rule.empties for rule in RULES.values()})
"""What no successor takes over: people, and what hangs on them or on a promise of the library itself.

A claim goes along with its consignment.
"""


def in_order(kinds: Collection[str]) -> list[str]:
    """Return the known kinds among those named, each once, in the order in which they are carried over."""
    return [kind.value for kind in Kind if kind.value in kinds]


LONGEST_NUMBER = 200
"""So long a number of a record in a library's own system may be."""


def numbered(code: str, number: str) -> str:
    """Return the number by which a successor knows a record of the library with that code.

    One that would be too long is cut and ends with a digest of all of it, so that two of them never become one.
    """
    whole = f"{code}:{number}"
    if len(whole) <= LONGEST_NUMBER:
        return whole
    behind = "~" + sha256(whole.encode()).hexdigest()[:32]
    return whole[: LONGEST_NUMBER - len(behind)] + behind


class SuccessionState(StrEnum):
    """Where it stands whether a library takes over."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ANSWERS = (SuccessionState.ACCEPTED, SuccessionState.DECLINED)
"""What the successor may have answered."""


class SuccessionEvent(StrEnum):
    """What may happen to the question."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CARRY = "carry"


class Guard(StrEnum):
    """What must be true before a step."""

    NOTHING_CARRIED = "nothing_carried"


class Effect(StrEnum):
    """What a step brings about beside the new state."""

    TELL_LEAVER = "tell_leaver"
    TELL_SUCCESSOR = "tell_successor"
    TELL_BOTH = "tell_both"
    CARRY_OVER = "carry_over"


S, E = SuccessionState, SuccessionEvent
SUCCESSION: Procedure[SuccessionState, SuccessionEvent] = Procedure(
    {
        (S.ASKED, E.ACCEPT): Step(
            S.ACCEPTED, by(Part.PARTNER), effects=(Effect.TELL_LEAVER, Effect.CARRY_OVER), is_grave=True
        ),
        (S.ASKED, E.DECLINE): Step(S.DECLINED, by(Part.PARTNER), effects=(Effect.TELL_LEAVER,)),
        (S.ASKED, E.WITHDRAW): Step(S.WITHDRAWN, by(Part.OWNER, Part.COORDINATOR), effects=(Effect.TELL_SUCCESSOR,)),
        (S.ACCEPTED, E.WITHDRAW): Step(
            S.WITHDRAWN,
            by(Part.OWNER, Part.PARTNER, Part.COORDINATOR),
            guards=(Guard.NOTHING_CARRIED,),
            effects=(Effect.TELL_BOTH,),
        ),
        (S.ACCEPTED, E.CARRY): Step(STAY, by(Part.CLOCK), effects=(Effect.CARRY_OVER,)),
    }
)
"""The library that leaves (or the platform for it) asks, an administrator of the successor answers.

What was accepted is carried over once nothing new begins with the library that leaves; what was under way then follows
in the nights after. Until then either of the two may take it back. To a successor that leaves itself nothing goes.
"""
