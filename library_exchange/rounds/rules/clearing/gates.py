"""One gate for each library and work, through which one copy may pass."""

from collections.abc import Mapping
from dataclasses import dataclass

from library_exchange.rounds.rules.clearing.ranking import Ranking

Way = tuple[int, int | None]
"""How a copy passes a gate: its offer, and the want it goes to; None for a want that has no other work to go to."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The ways by which one library may receive one work, each with the number of its line.

    `is_plain` says that every offer may serve every want, and that what a way is worth is a part of its offer and a
    part of its want: then a node of a network stands for the gate.
    """

    receiver: int
    work: str
    offers: tuple[int, ...]
    wants: tuple[int | None, ...]
    ways: Mapping[Way, int]
    is_plain: bool


def gates_of(ranking: Ranking) -> list[Gate]:
    """Return the gates, in canonical order.

    Of the wants that have no other work to go to, an offer is only ever worth sending to the best.
    """
    behind: dict[tuple[int, str], list[int]] = {}
    works_of: dict[int, set[str]] = {}
    for number, line in enumerate(ranking.lines):
        work = ranking.offers[line.offer].work
        behind.setdefault((ranking.receiver[line.want], work), []).append(number)
        works_of.setdefault(line.want, set()).add(work)
    is_single = {want: len(works) == 1 for want, works in works_of.items()}
    return [_gate(ranking, *key, numbers, is_single) for key, numbers in sorted(behind.items())]


def _gate(ranking: Ranking, receiver: int, work: str, numbers: list[int], is_single: Mapping[int, bool]) -> Gate:
    ways: dict[Way, int] = {}
    for number in numbers:
        line = ranking.lines[number]
        way = line.offer, None if is_single[line.want] else line.want
        if way not in ways or ranking.weight[number] > ranking.weight[ways[way]]:
            ways[way] = number
    offers = tuple(sorted({offer for offer, _want in ways}))
    wants = tuple(sorted({want for _offer, want in ways}, key=lambda want: (want is not None, want or 0)))
    return Gate(receiver, work, offers, wants, ways, _is_plain(ranking, offers, wants, ways))


def _is_plain(
    ranking: Ranking, offers: tuple[int, ...], wants: tuple[int | None, ...], ways: Mapping[Way, int]
) -> bool:
    if len(ways) < len(offers) * len(wants):
        return False
    weight = {way: ranking.weight[number] for way, number in ways.items()}
    here, there = offers[0], wants[0]
    return all(
        weight[offer, want] + weight[here, there] == weight[offer, there] + weight[here, want]
        for offer in offers
        for want in wants
    )
