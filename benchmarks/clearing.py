"""Clearing rounds of made-up markets: seconds, items and fairness, beside bilateral swapping on the same lists.

`python -m benchmarks.clearing` prints the table; `--size 1000` adds the largest market, `--size 50` runs the smallest
alone. Seconds are CPU seconds of this process; the result of each row is checked against every limit, and the gap is
how much more some other result could be worth at most (none where the method knows no bound).
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from random import Random

from rich.console import Console
from rich.table import Table

from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.clearing import greedy
from library_exchange.rounds.rules.clearing.clear import Clearing, Method, clear
from library_exchange.rounds.rules.clearing.limits import Tally
from library_exchange.rounds.rules.clearing.market import Institution, Market, Offer, Pair, Rules, Want
from library_exchange.rounds.rules.clearing.ranking import Ranking

LINES_EACH = {10: 400, 50: 2_000, 200: 10_000, 1000: 50_000}
OFFICIAL = ("national", "public", "university")
FOLK = ("school", "ngo")
SUBJECTS = 40
PROFILE_CHOICES = 4
MOST_COPIES = 60
HEAD, ZIPF = 5, 0.9


@dataclass(frozen=True)
class Book:
    """An edition of a work, in one of the two languages."""

    work: int
    edition: int
    language: str
    subject: int


def make_market(libraries: int, lines: int, seed: int = 1, credit: int = 0, gifts: int = 0) -> Market:
    """Make a market: log-normal libraries, Zipf works, wants by edition 55 %, work 20 %, subject 25 %.

    Three wants of four ask for the other country's language, and only lines that cross the border are candidates.
    Of the exact wants 35 % ask for an edition that somebody offers.
    """
    random = Random(seed)
    institutions = [_institution(random, number) for number in range(libraries)]
    sizes = [random.lognormvariate(0, 1) for _ in institutions]
    owners = random.choices(range(libraries), sizes, k=lines)
    works = _Works(lines)
    offers = [(owner, works.book(random, _language(random, institutions[owner].country))) for owner in owners]
    wants, pairs = _wants(random, institutions, sizes, offers, lines)
    return Market(
        institutions=tuple(_with_limits(one, credit, gifts) for one in institutions),
        offers=tuple(
            Offer(f"o{number}", institutions[owner].id, f"w{book.language}{book.work}")
            for number, (owner, book) in enumerate(offers)
        ),
        wants=tuple(wants),
        pairs=tuple(pairs),
        rules=Rules(seed=f"benchmark-{seed}"),
    )


def _institution(random: Random, number: int) -> Institution:
    kind = random.choice(OFFICIAL) if random.random() < 0.6 else random.choice(FOLK)
    country = ("CN", "RU")[number % 2]
    inland = random.random() < 0.5
    return Institution(f"i{number}", country, kind, f"town{number % 30}", inland, in_limit=MOST_COPIES)


def _with_limits(one: Institution, credit: int, gifts: int) -> Institution:
    return replace(one, credit=credit, gift_budget=gifts if one.kind in OFFICIAL else min(gifts, 5))


class _Works:
    """Works by Zipf's law, a little flattened at the head: some are everywhere, most are rare."""

    def __init__(self, works: int) -> None:
        self.numbers = range(works)
        self.weights = list(accumulate((rank + HEAD) ** -ZIPF for rank in self.numbers))

    def book(self, random: Random, language: str) -> Book:
        """Return an edition of a random work."""
        work = random.choices(self.numbers, cum_weights=self.weights)[0]
        return Book(work, random.randrange(2), language, work % SUBJECTS)


def _wants(
    random: Random,
    institutions: Sequence[Institution],
    sizes: Sequence[float],
    offers: Sequence[tuple[int, Book]],
    lines: int,
) -> tuple[list[Want], list[Pair]]:
    shelves = _Shelves(offers)
    wants: list[Want] = []
    pairs: list[Pair] = []
    for number, owner in enumerate(random.choices(range(len(institutions)), sizes, k=lines)):
        other = institutions[owner].country if random.random() < 0.25 else _other(institutions[owner].country)
        kind = random.choices((Kind.EXACT, Kind.WORK, Kind.PROFILE), (55, 20, 25))[0]
        cap = random.randint(1, 5) if kind is Kind.PROFILE else 1
        wants.append(Want(f"n{number}", institutions[owner].id, cap, random.randint(1, 5)))
        found = shelves.candidates(random, kind, other, cap)
        crossing = [offer for offer in found if institutions[offers[offer][0]].country != institutions[owner].country]
        pairs += [Pair(f"o{offer}", f"n{number}", kind) for offer in crossing]
    return wants, pairs


def _language(random: Random, country: str) -> str:
    """Of what a library gives away, one book of seven is in the neighbours' language."""
    return country if random.random() < 6 / 7 else _other(country)


def _other(country: str) -> str:
    return "RU" if country == "CN" else "CN"


class _Shelves:
    """Where offers are found: by edition, by work, by subject."""

    def __init__(self, offers: Sequence[tuple[int, Book]]) -> None:
        self.editions: dict[tuple[str, int, int], list[int]] = {}
        self.works: dict[tuple[str, int], list[int]] = {}
        self.subjects: dict[tuple[str, int], list[int]] = {}
        for number, (_owner, book) in enumerate(offers):
            self.editions.setdefault((book.language, book.work, book.edition), []).append(number)
            self.works.setdefault((book.language, book.work), []).append(number)
            self.subjects.setdefault((book.language, book.subject), []).append(number)
        self.books = [book for _owner, book in offers]

    def candidates(self, random: Random, kind: Kind, language: str, cap: int) -> list[int]:
        """Return the offers that meet a new want."""
        if kind is Kind.PROFILE:
            shelf = self.subjects.get((language, random.randrange(SUBJECTS)), [])
            return sorted(random.sample(shelf, min(len(shelf), PROFILE_CHOICES * cap)))
        if random.random() >= 0.35:
            return []
        book = random.choice(self.books)
        while book.language != language:
            book = random.choice(self.books)
        if kind is Kind.EXACT:
            return self.editions[book.language, book.work, book.edition]
        return self.works[book.language, book.work]


@dataclass(frozen=True)
class Row:
    """What one method did with one market."""

    name: str
    seconds: float
    items: int
    exact: int
    mean_fill: float
    jain: float
    method: str
    gap: float | None = None


def measure(name: str, act: Callable[[], Clearing]) -> Row:
    """Run one clearing and read its figures."""
    started = time.process_time()
    result = act()
    seconds = time.process_time() - started
    everybody = result.equity[0]
    exact = sum(match.kind is Kind.EXACT for match in result.matches)
    gap = None if result.bound is None else (result.bound - result.objective) / max(result.bound, 1)
    return Row(name, seconds, len(result.matches), exact, everybody.share, everybody.jain, result.method, gap)


def bilateral(market: Market) -> tuple[int, float]:
    """Return the items that swaps between two libraries alone would move, and the CPU seconds."""
    started = time.process_time()
    ranking = Ranking(market)
    lines = greedy.solve(ranking, with_gifts=False)
    if passed := Tally(ranking, lines).breaches():
        raise SystemExit(f"bilateral swapping passed a limit: {passed[0]}")
    return len(lines), time.process_time() - started


def compare(libraries: int, seed: int, console: Console) -> float:
    """Print the table of one size; return items at zero credit divided by those of bilateral swapping."""
    lines = LINES_EACH[libraries]
    strict, open_ = (make_market(libraries, lines, seed, *limits) for limits in ((0, 0), (5, 20)))
    swapped, seconds = bilateral(strict)
    rows = [
        Row("bilateral swaps", seconds, swapped, 0, 0, 0, "greedy"),
        measure("circulation, no credit", lambda: clear(strict)),
        measure("circulation, credit 5", lambda: clear(open_)),
        measure("  the same, gap 0", lambda: clear(replace(open_, rules=replace(open_.rules, gap=0)))),
        measure("simple method, credit 5", lambda: clear(open_, method=Method.GREEDY)),
    ]
    heads = ("method", "CPU s", "items", "÷ swaps", "exact", "wants filled", "Jain", "gap to bound")
    table = Table(*heads, title=f"{libraries} libraries, {lines} offers, {lines} wants, {len(strict.pairs)} pairs")
    for row in rows:
        ratio = row.items / swapped if swapped else 0
        figures = (f"{row.exact}", f"{row.mean_fill:.3f}", f"{row.jain:.2f}") if row.exact else ("", "", "")
        gap = "" if row.gap is None else f"{row.gap:.4%}"
        table.add_row(row.name, f"{row.seconds:.2f}", f"{row.items}", f"{ratio:.2f}", *figures, gap)
    console.print(table)
    return rows[1].items / swapped if swapped else 0


def main() -> int:
    """Print the tables; return 1 if the circulation moves less than 1.4 times what swaps move at 200 libraries."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--size", type=int, choices=sorted(LINES_EACH), action="append")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    console = Console(highlight=False)
    ratios = {size: compare(size, given.seed, console) for size in given.size or (50, 200)}
    console.print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0 if ratios.get(200, 1.4) >= 1.4 else 1


if __name__ == "__main__":
    sys.exit(main())
