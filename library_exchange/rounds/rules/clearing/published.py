"""The frozen lists of a cleared round as a file: all that its lines follow from, so that anybody can compute them anew.

What the file has is told in `docs/rounds.md`. It leaves out what the lines do not need: why a pair is barred, who
excludes whom, where a library stands.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from itertools import zip_longest
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.clearing.clear import Clearing, Method, clear
from library_exchange.rounds.rules.clearing.market import Institution, Market, Offer, Pair, Rules, Want, input_hash
from library_exchange.rounds.rules.clearing.ranking import Ranking

FORMAT = "book-bridge-round"
RULE_VERSION = 1
"""Counted up when the same lists are cleared otherwise than before: a file is computed by the rule it names only."""
UNTOLD = frozenset({"settlement", "excludes"})
"""What the file does not tell of a library."""
FIGURES = tuple(field.name for field in fields(Institution) if field.name not in UNTOLD)

Line = tuple[str, str]
"""An offer and the want it goes to."""


class Unreadable(ValueError):
    """A file is not one of frozen lists, or is not whole."""


class OtherRule(ValueError):
    """A file is of a version of the rule that this program does not compute."""


class Lists(BaseModel):
    """The file, as it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["book-bridge-round"]
    rule_version: int
    clearing: Literal[1, 2]
    method: Method
    sha256: str
    rule: Rules
    libraries: tuple[Institution, ...]
    offers: tuple[Offer, ...]
    wants: tuple[Want, ...]
    pairs: tuple[tuple[str, str, Literal["exact", "work", "profile"]], ...]
    accepted: tuple[Line, ...]
    lines: tuple[Line, ...]
    worth: int

    @property
    def market(self) -> Market:
        """The lists as they are cleared; raises ValueError if they name what is not there."""
        pairs = tuple(Pair(offer, want, Kind.named(word)) for offer, want, word in self.pairs)
        kept = frozenset(self.accepted)
        return Market(self.libraries, self.offers, self.wants, pairs, self.rule, kept=kept)


@dataclass(frozen=True)
class Difference:
    """The first line in which a file and what is computed from it differ, from 1; None where one has no more."""

    number: int
    in_file: Line | None
    computed: Line | None


def shown(market: Market) -> Market:
    """Return what is published of a market: of its pairs those that may be used, by the closest kind.

    Its lines are those of the whole market.
    """
    ranking = Ranking(market)
    pairs = tuple(Pair(*ranking.ids(line), line.kind) for line in ranking.lines)
    usable = {(pair.offer, pair.want) for pair in pairs}
    return replace(
        market,
        institutions=tuple(replace(one, settlement="", excludes=frozenset()) for one in market.institutions),
        pairs=pairs,
        barred=(),
        kept=market.kept & usable,
    )


def written(market: Market, result: Clearing, clearing: int) -> str:
    """Return the file of a market that is `shown`, and of its result, the first or the second of a round."""
    parts: dict[str, Any] = {
        "format": FORMAT,
        "rule_version": RULE_VERSION,
        "clearing": clearing,
        "method": result.method.value,
        "sha256": input_hash(market),
        "rule": asdict(market.rules),
        "libraries": [{name: getattr(one, name) for name in FIGURES} for one in _sorted(market.institutions)],
        "offers": [asdict(one) for one in _sorted(market.offers)],
        "wants": [asdict(one) for one in _sorted(market.wants)],
        "pairs": [[one.offer, one.want, one.kind.word] for one in sorted(market.pairs)],
        "accepted": sorted(market.kept),
        "lines": _lines(result),
        "worth": result.objective,
    }
    return "{\n" + ",\n".join(_part(name, value) for name, value in parts.items()) + "\n}\n"


def _sorted(rows: tuple[Any, ...]) -> list[Any]:
    return sorted(rows, key=lambda one: one.id)


def _lines(result: Clearing) -> list[Line]:
    return sorted((match.offer, match.want) for match in result.matches)


def _part(name: str, value: Any) -> str:
    """Write one part; a list has one entry on each line, so that two files can be compared by eye."""
    if not isinstance(value, list) or not value:
        return f"{json.dumps(name)}: {json.dumps(value)}"
    return f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(one) for one in value) + "\n]"


def read(text: str) -> Lists:
    """Read a file; raises Unreadable, in words, for one that is not whole, and OtherRule for one of another rule."""
    try:
        lists = Lists.model_validate_json(text)
        _ = lists.market
    except ValidationError as error:
        first = error.errors()[0]
        raise Unreadable(f"{'.'.join(map(str, first['loc'])) or 'the file'}: {first['msg']}") from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if lists.rule_version != RULE_VERSION:
        raise OtherRule(f"the file has version {lists.rule_version} of the rule, this program {RULE_VERSION}")
    return lists


def recomputed(lists: Lists) -> Clearing:
    """Clear the lists of a file by the method that it names."""
    return clear(lists.market, method=lists.method)


def first_difference(lists: Lists, result: Clearing) -> Difference | None:
    """Return the first line that is not the same in the file and in a result; None if all are."""
    return next(_differences(lists, result), None)


def _differences(lists: Lists, result: Clearing) -> Iterator[Difference]:
    for number, (one, other) in enumerate(zip_longest(sorted(lists.lines), _lines(result)), 1):
        if one != other:
            yield Difference(number, one, other)
