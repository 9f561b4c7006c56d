"""Double entry in pure terms: movements become lines that balance, lines become sums."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

NETWORK = 0
"""The network itself as a party, which bears losses: no library has this number."""


class Movement(NamedTuple):
    """Something that went from one library to another: `amount` of `unit`, in whole or minor units, above zero."""

    giver_id: int
    receiver_id: int
    unit: str
    amount: int


class Side(NamedTuple):
    """One line before it is written: what `library_id` gave (+) to or received (-) from `partner_id`."""

    library_id: int
    partner_id: int
    unit: str
    amount: int


def sides(movements: Iterable[Movement]) -> tuple[Side, ...]:
    """Return the lines of `movements`: two for each pair of libraries and unit, in a fixed order, none of zero.

    Movements to and fro between the same two libraries are set off against each other.
    """
    sums: Counter[tuple[int, int, str]] = Counter()
    for giver, receiver, unit, amount in movements:
        sums[giver, receiver, unit] += amount
        sums[receiver, giver, unit] -= amount
    return tuple(Side(*key, amount) for key, amount in sorted(sums.items()) if amount)


def exchanged(minor: int, rate: Fraction) -> int:
    """Return a sum in the minor unit of another currency, of which one unit is `rate`; a half goes to the even one."""
    return round(minor * rate)


FAR = Fraction(1, 5)


def is_far(before: Fraction, now: Fraction) -> bool:
    """Whether a rate is a fifth or more away from the one before it, as one is where a digit was mistyped."""
    return abs(now - before) >= FAR * before


def turned(lines: Iterable[Side]) -> tuple[Side, ...]:
    """Return the lines that undo `lines`, in the order of `sides`."""
    return tuple(sorted(side._replace(amount=-side.amount) for side in lines))
