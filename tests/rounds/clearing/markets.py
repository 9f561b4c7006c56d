"""Made-up markets for tests, and the slow certain way to the best result."""

from collections.abc import Iterable, Sequence

from hypothesis import strategies as st

from library_exchange.offers.rules.closeness import Kind
from library_exchange.rounds.rules.clearing.clear import objective
from library_exchange.rounds.rules.clearing.limits import Tally
from library_exchange.rounds.rules.clearing.market import Barred, Barrier, Institution, Market, Offer, Pair, Rules, Want
from library_exchange.rounds.rules.clearing.ranking import Line, Ranking

KINDS = ("public", "school", "ngo", "university")


def library(name: str, country: str = "", **more: object) -> Institution:
    """A library; those whose names begin with "h" stand in China, the others in Russia."""
    limits = {"credit": 0, "gift_budget": 0} | more
    return Institution(name, country or ("CN" if name.startswith("h") else "RU"), "public", **limits)


def market(
    libraries: Iterable[Institution],
    offers: Iterable[Offer],
    wants: Iterable[Want],
    pairs: Iterable[tuple[str, str] | tuple[str, str, Kind]],
    barred: Iterable[Barred] = (),
    **rules: object,
) -> Market:
    """A market; pairs are exact unless they say otherwise."""
    lines = tuple(Pair(*pair) if len(pair) == 3 else Pair(*pair, Kind.EXACT) for pair in pairs)
    return Market(tuple(libraries), tuple(offers), tuple(wants), lines, Rules(seed="test", **rules), tuple(barred))


def gives(name: str, owner: str, work: str = "", quantity: int = 1, rounds_waited: int = 0) -> Offer:
    """An offer; its own work unless one is named."""
    return Offer(name, owner, work or f"work of {name}", quantity, rounds_waited)


def best_by_trying(ranking: Ranking) -> int:
    """Return the greatest objective of all sets of lines that keep every limit, by trying every set."""
    lines = [*ranking.lines]
    tally = Tally(ranking)
    best = 0

    def search(place: int, chosen: list[Line]) -> None:
        nonlocal best
        if place == len(lines):
            if not tally.breaches():
                best = max(best, objective(ranking, tally, chosen))
            return
        search(place + 1, chosen)
        if tally.fits(lines[place]):
            tally.add(lines[place])
            search(place + 1, [*chosen, lines[place]])
            tally.add(lines[place], -1)

    search(0, [])
    return best


@st.composite
def markets(draw: st.DrawFn, most_pairs: int = 40, most_lines: int = 12) -> Market:
    """Any small market: a few libraries in up to three countries, few works, all kinds of wants and limits."""
    names = [f"l{number}" for number in range(draw(st.integers(2, 5)))]
    libraries = [draw(_libraries(name, names)) for name in names]
    offers = [
        Offer(f"o{n}", draw(st.sampled_from(names)), draw(st.sampled_from("abcd")), draw(st.integers(0, 2)))
        for n in range(draw(st.integers(0, most_lines)))
    ]
    wants = [
        Want(f"w{n}", draw(st.sampled_from(names)), *(draw(st.integers(*ends)) for ends in ((1, 3), (1, 5), (0, 4))))
        for n in range(draw(st.integers(0, most_lines)))
    ]
    possible = [(offer.id, want.id) for offer in offers for want in wants]
    pairs: Sequence[Pair] = ()
    barred: Sequence[Barred] = ()
    if possible:
        ids = draw(st.lists(st.sampled_from(possible), max_size=most_pairs, unique=True))
        pairs = [Pair(*pair, draw(st.sampled_from(Kind))) for pair in ids]
        barred = [
            Barred(*pair, draw(st.sampled_from(Barrier)))
            for pair in draw(st.lists(st.sampled_from(possible), max_size=2))
        ]
    rules = Rules(
        seed=draw(st.text("abc", max_size=2)),
        gap=draw(st.none() | st.integers(0, 2)),
        is_gift_round=draw(st.integers(0, 9)) == 0,
    )
    return Market(tuple(libraries), tuple(offers), tuple(wants), tuple(pairs), rules, tuple(barred))


@st.composite
def _libraries(draw: st.DrawFn, name: str, names: Sequence[str]) -> Institution:
    limit = st.none() | st.integers(0, 4)
    excludes = draw(st.frozensets(st.sampled_from(names), max_size=1)) if draw(st.integers(0, 4)) == 0 else frozenset()
    return Institution(
        name,
        draw(st.sampled_from(("CN", "RU", "MN"))),
        draw(st.sampled_from(KINDS)),
        is_inland=draw(st.booleans()),
        opening=draw(st.integers(-3, 3)),
        credit=draw(limit),
        gift_budget=draw(limit),
        in_limit=draw(limit),
        out_limit=draw(limit),
        excludes=excludes,
    )
