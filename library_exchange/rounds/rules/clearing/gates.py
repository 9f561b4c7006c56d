"""One gate for each library and work, through which one copy may pass: what makes the clearing a network."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from library_exchange.rounds.rules.clearing.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Gate:
    """The lines by which one institution may receive one work, as numbers of lines.

    Without `exits` each entry stands for its own want, of which the gate is the only one. With `exits`, want by want
    in the order of the rule, any entry's offer may serve any exit's want: `line[offer, want]`.
    """

    receiver: int
    entries: tuple[int, ...]
    exits: tuple[int, ...] = ()
    line: dict[tuple[int, int], int] = field(default_factory=dict)


def gates_of(ranking: Ranking) -> list[Gate]:
    """Return the gates, in canonical order.

    Within a gate only the closest kind stays: a library that asks for an exact edition is sent no other edition of
    that work. Where several wants with several sources meet, those stay that share the sources of the first.
    """
    behind: dict[tuple[int, str], list[int]] = {}
    works_of: dict[int, set[str]] = {}
    for number, line in enumerate(ranking.lines):
        work = ranking.offers[line.offer].work
        behind.setdefault((ranking.receiver[line.want], work), []).append(number)
        works_of.setdefault(line.want, set()).add(work)
    is_single = {want: len(works) == 1 for want, works in works_of.items()}
    return [_gate(ranking, gate[0], numbers, is_single) for gate, numbers in sorted(behind.items())]


def surviving(gates: Iterable[Gate]) -> list[int]:
    """Return the numbers of the lines that still can be used, ascending."""
    return sorted(number for gate in gates for number in (gate.line.values() if gate.line else gate.entries))


def _gate(ranking: Ranking, receiver: int, numbers: list[int], is_single: dict[int, bool]) -> Gate:
    numbers = [n for n in numbers if ranking.is_kept[n]][:1] or numbers
    closest = min(ranking.lines[n].kind for n in numbers)
    numbers = [n for n in numbers if ranking.lines[n].kind == closest]
    if all(is_single[ranking.lines[n].want] for n in numbers):
        return Gate(receiver, tuple(_best_by_offer(ranking, numbers)))
    return _shared(ranking, receiver, numbers)


def _best_by_offer(ranking: Ranking, numbers: list[int]) -> list[int]:
    """Wants with no other work to go to: of those an offer could serve, the first by the rule is enough."""
    best: dict[int, int] = {}
    for number in numbers:
        offer = ranking.lines[number].offer
        if offer not in best or ranking.value[number] > ranking.value[best[offer]]:
            best[offer] = number
    return list(best.values())


def _shared(ranking: Ranking, receiver: int, numbers: list[int]) -> Gate:
    """Wants that this work shares with others: keep every offer of the first, and the wants all of them can serve."""
    offers_of: dict[int, set[int]] = {}
    for one in (ranking.lines[n] for n in numbers):
        offers_of.setdefault(one.want, set()).add(one.offer)
    by_number = {(ranking.lines[n].offer, ranking.lines[n].want): n for n in numbers}
    first = max(numbers, key=lambda n: (ranking.value[n], -n))
    offers = sorted(offers_of[ranking.lines[first].want])
    wants = [want for want in sorted(offers_of) if offers_of[want].issuperset(offers)]
    line = {(offer, want): by_number[offer, want] for offer in offers for want in wants}
    return Gate(receiver, tuple(line[offer, wants[0]] for offer in offers), tuple(wants), line)
