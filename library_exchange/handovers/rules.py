"""What a colleague leaves behind, kind by kind: what of it goes to another one, and who may hand it over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What stands in the name of somebody who works at a library."""

    SHARED_FILTERS = "shared_filters"
    OWN_FILTERS = "own_filters"
    ALERTS = "alerts"
    IN_HAND = "in_hand"


@dataclass(frozen=True)
class Rule:
    """Whether only she herself hands it over, because nobody else reads it; and whether it is proposed."""

    only_herself: bool = False
    is_proposed: bool = True


RULES: Mapping[Kind, Rule] = {
    Kind.SHARED_FILTERS: Rule(),
    Kind.OWN_FILTERS: Rule(only_herself=True),
    Kind.ALERTS: Rule(only_herself=True, is_proposed=False),
    Kind.IN_HAND: Rule(),
}


class Subject(StrEnum):
    """What somebody may have in hand, as the audit calls it, in the order of the list."""

    LOAN = "loan"
    CONSIGNMENT = "consignment"
    LIST = "list"
    IMPORT = "import"
    BOX = "box"
    AGREEMENT = "agreement"
    ROUND = "round"
    PROGRAMME = "programme"
    INVITATION = "membership"


IN_HAND_DAYS = 180
"""What she did last within so many days, and is open, she has in hand."""
MOST_NAMED = 100
"""So much of what she has in hand is named, the latest first."""


def kinds_for(is_herself: bool) -> list[Kind]:
    """Return what somebody may hand over: of a colleague, or of what is her own."""
    return [kind for kind in Kind if is_herself or not RULES[kind].only_herself]


def chosen(named: Collection[str], is_herself: bool) -> list[Kind]:
    """Return the kinds among those named that may be handed over, each once."""
    return [kind for kind in kinds_for(is_herself) if kind.value in named]


def free_name(name: str, taken: Collection[str], longest: int) -> str:
    """Return a name that is not among those taken: itself, or with a number behind."""
    number, found = 1, name
    while found in taken:
        number += 1
        behind = f" ({number})"
        found = name[: longest - len(behind)] + behind
    return found


def named_in_letter(subject: Subject, name: str) -> str:
    """Return what a letter calls a thing in hand; whom the library has invited, readers too, no letter says."""
    return "" if subject is Subject.INVITATION else name
