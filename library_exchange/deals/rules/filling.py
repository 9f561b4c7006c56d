"""Two libraries and a box of books: how many go each way, and which, by priority and balance."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.offers.rules.closeness import Kind, lot


class InBox(StrEnum):
    """Why a book is in the box or not."""

    CHOSEN = "chosen"
    SAME_WORK = "same_work"
    BOX_FULL = "box_full"
    BALANCE = "balance"


@dataclass(frozen=True, slots=True)
class Tick:
    """A book of the other library that one has ticked; 5 is the highest priority."""

    offer: str
    work: str
    priority: int = 3
    kind: Kind = Kind.EXACT
    times_failed: int = 0


@dataclass(frozen=True, slots=True)
class BoxLine:
    """One ticked book: its place in the ticking library's own order, and why it goes or stays."""

    offer: str
    place: int
    reason: InBox


@dataclass(frozen=True, slots=True)
class Box:
    """A proposal for two libraries; `closing` is the balance of the first if everything proposed arrives."""

    to_a: tuple[BoxLine, ...]
    to_b: tuple[BoxLine, ...]
    closing: int


def propose_box(
    ticks_a: Sequence[Tick],
    ticks_b: Sequence[Tick],
    balance: int = 0,
    credit_a: int = 0,
    credit_b: int = 0,
    most: int | None = None,
    seed: str = "",
) -> Box:
    """Return what goes to each library, every ticked book with its reason.

    `balance` is what `a` has given `b` less what it has received, in pieces; `credit_a` and `credit_b` are how far
    either may owe the other; `most` bounds the books of one direction. As many books go as the balance allows; a
    debt already past its limit is paid back first. The order of the ticks has no meaning.
    """
    order_a, order_b = (sorted(ticks, key=lambda tick: _key(tick, seed)) for ticks in (ticks_a, ticks_b))
    chosen_a, chosen_b = (_first_of_each_work(order, most) for order in (order_a, order_b))
    count_a, count_b = _counts(len(chosen_a), len(chosen_b), balance, credit_a, credit_b)
    return Box(
        to_a=_lines(order_a, chosen_a, count_a),
        to_b=_lines(order_b, chosen_b, count_b),
        closing=balance + count_b - count_a,
    )


def _counts(count_a: int, count_b: int, balance: int, credit_a: int, credit_b: int) -> tuple[int, int]:
    """Return n and m: who would owe too much receives less, the other everything."""
    closing = balance + count_b - count_a
    if closing > credit_b:
        count_b = max(0, count_b - (closing - credit_b))
    elif closing < -credit_a:
        count_a = max(0, count_a - (-credit_a - closing))
    return count_a, count_b


def _key(tick: Tick, seed: str) -> tuple[int, int, int, int, str]:
    return -tick.priority, tick.kind, -tick.times_failed, lot(seed, tick.offer, 2**32), tick.offer


def _first_of_each_work(order: Sequence[Tick], most: int | None) -> list[str]:
    first: dict[str, str] = {}
    for tick in order:
        first.setdefault(tick.work, tick.offer)
    return list(first.values())[:most]


def _lines(order: Sequence[Tick], chosen: Sequence[str], count: int) -> tuple[BoxLine, ...]:
    reasons = dict.fromkeys((tick.offer for tick in order), InBox.SAME_WORK)
    reasons |= dict.fromkeys(_first_of_each_work(order, None), InBox.BOX_FULL)
    reasons |= dict.fromkeys(chosen, InBox.BALANCE)
    reasons |= dict.fromkeys(chosen[:count], InBox.CHOSEN)
    return tuple(BoxLine(tick.offer, place, reasons[tick.offer]) for place, tick in enumerate(order, 1))
