"""What a clearing is given: libraries, offers, wants, who could supply what, and the rules of the round."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from library_exchange.offers.rules.closeness import Kind


class Barrier(StrEnum):
    """Why an offer that meets a want may not serve it."""

    ALREADY_HELD = "already_held"
    EXCLUDED_PARTNER = "excluded_partner"
    NOT_CLEARED = "not_cleared"
    NO_CLASS = "no_class"


@dataclass(frozen=True, slots=True)
class Institution:
    """A library in the round.

    `opening` is what it has given less what it has received so far, in pieces: above zero the others owe it.
    `credit` is how far it may owe, `gift_budget` how far others may owe it; None stands for the default of the round.
    """

    id: str
    country: str
    kind: str
    settlement: str = ""
    is_inland: bool = False
    opening: int = 0
    credit: int | None = None
    gift_budget: int | None = None
    in_limit: int | None = None
    out_limit: int | None = None
    excludes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Offer:
    """Copies of one edition that `owner` gives away; `work` is the same for all editions of a work."""

    id: str
    owner: str
    work: str
    quantity: int = 1
    rounds_waited: int = 0


@dataclass(frozen=True, slots=True)
class Want:
    """What `owner` looks for: at most `cap` copies, at most one of any work; `priority` is the owner's own scale."""

    id: str
    owner: str
    cap: int = 1
    priority: int = 3
    times_failed: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """An offer that could serve a want."""

    offer: str
    want: str
    kind: Kind


@dataclass(frozen=True, slots=True, order=True)
class Barred:
    """An offer that meets a want but may not serve it."""

    offer: str
    want: str
    barrier: Barrier


EQUITY_CAP = 130
"""No library's wants weigh more than this, in percent."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The published rule in figures; part of the round's snapshot.

    Weights are points per copy. The weights given here keep the kinds apart: no priority, age or equity lifts
    another edition over the exact one, or a subject over a named work. `tiers` are (copies, points) for the first
    copies a library receives, falling. `equity` and `inland` are percentages of 100 to `EQUITY_CAP`. A want gains
    `waiting` percent for each of up to `ageing_rounds` rounds in which it failed: after the last of them more than
    equity can give. `ageing` are points in its place, by which rounds planned earlier are cleared.
    `gap` bounds how many more books one country may receive than it gives.
    """

    seed: str = ""
    exact: int = 1000
    work: int = 540
    profile: int = 260
    priority: int = 40
    ageing: int = 0
    waiting: int = 11
    ageing_rounds: int = 3
    offer_ageing: int = 5
    tiers: tuple[tuple[int, int], ...] = ((3, 120), (7, 60), (20, 20))
    equity: tuple[tuple[str, int], ...] = (("ngo", 110), ("school", 110))
    inland: int = 110
    credit: int = 3
    gift_budget: int = 5
    account_cost: int = 5
    gap: int | None = None
    is_gift_round: bool = False
    keep_accepted: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for figures under which the rule would not be what it is called."""
        points = [points for _copies, points in self.tiers]
        if points != sorted(points, reverse=True) or any(value < 0 for pair in self.tiers for value in pair):
            raise ValueError("tiers must fall, and none may be below zero")
        if not all(100 <= percent <= EQUITY_CAP for percent in (self.inland, *dict(self.equity).values())):
            raise ValueError(f"an equity weight lies between 100 and {EQUITY_CAP} percent")
        if min(self.exact, self.work, self.profile) <= self.priority + 2 * self.account_cost:
            raise ValueError("every kind of match must be worth more than priority and account can take from it")
        if (
            min(
                self.priority,
                self.ageing,
                self.waiting,
                self.offer_ageing,
                self.credit,
                self.gift_budget,
                self.account_cost,
            )
            < 0
        ):
            raise ValueError("weights and limits are not below zero")
        if self.gap is not None and self.gap < 0:
            raise ValueError("the gap between countries is not below zero")


@dataclass(frozen=True, slots=True)
class Market:
    """Everything a clearing looks at; the order of its parts has no meaning.

    `kept` are lines both sides have accepted: they stay wherever the limits allow.
    """

    institutions: tuple[Institution, ...]
    offers: tuple[Offer, ...]
    wants: tuple[Want, ...]
    pairs: tuple[Pair, ...]
    rules: Rules = field(default_factory=Rules)
    barred: tuple[Barred, ...] = ()
    kept: frozenset[tuple[str, str]] = frozenset()

    def __post_init__(self) -> None:
        """Raise ValueError if an id stands twice or a part names one that is not there."""
        libraries, offers, wants = (_unique(part) for part in (self.institutions, self.offers, self.wants))
        owners = {one.owner for one in self.offers} | {one.owner for one in self.wants}
        lines: tuple[Pair | Barred, ...] = (*self.pairs, *self.barred)
        if owners - libraries or {line.offer for line in lines} - offers or {line.want for line in lines} - wants:
            raise ValueError("an owner, offer or want is named that is not in the market")
        if any(offer.quantity < 0 for offer in self.offers) or any(want.cap < 1 for want in self.wants):
            raise ValueError("a quantity is not below zero, a cap not below one")


def _unique(parts: Iterable[Institution | Offer | Want]) -> set[str]:
    ids = [part.id for part in parts]
    if len(ids) != len(set(ids)):
        raise ValueError("an id stands twice")
    return set(ids)


def canonical(market: Market) -> str:
    """Return the market as JSON that is the same in whatever order its parts were given."""
    parts = {
        "rules": asdict(market.rules) | {"equity": sorted(market.rules.equity)},
        "institutions": sorted([*_row(one), sorted(one.excludes)] for one in market.institutions),
        "offers": sorted(_row(one) for one in market.offers),
        "wants": sorted(_row(one) for one in market.wants),
        "pairs": sorted((one.offer, one.want, int(one.kind)) for one in set(market.pairs)),
        "barred": sorted((one.offer, one.want, one.barrier.value) for one in set(market.barred)),
        "kept": sorted(market.kept),
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _row(one: Institution | Offer | Want) -> list[str | int | None]:
    return [getattr(one, name) for name in one.__slots__ if name != "excludes"]


def input_hash(market: Market) -> str:
    """Return the SHA-256 of the canonical form, in hex: equal hashes mean equal results of the same method."""
    return hashlib.sha256(canonical(market).encode()).hexdigest()
