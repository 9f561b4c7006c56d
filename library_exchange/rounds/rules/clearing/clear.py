"""Clearing a round: the best result the solver finds in its time, or the simple method's, explained."""

import importlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from types import ModuleType

from library_exchange.rounds.rules.clearing import greedy
from library_exchange.rounds.rules.clearing.figures import EquityRow, Statement, equity_table, statements
from library_exchange.rounds.rules.clearing.limits import Tally
from library_exchange.rounds.rules.clearing.loops import Loop, loops
from library_exchange.rounds.rules.clearing.market import Market, input_hash
from library_exchange.rounds.rules.clearing.ranking import KEPT, SCALE, Line, Ranking
from library_exchange.rounds.rules.clearing.reasons import Match, WhyNot, matches, why_not

SIMPLEX = "library_exchange.rounds.rules.clearing.simplex"


class Method(StrEnum):
    """How a result was found."""

    CIRCULATION = "circulation"
    GREEDY = "greedy"


class Fallback(StrEnum):
    """Why a result was found by the simple method."""

    NO_SOLVER = "no_solver"
    NOT_SOLVED = "not_solved"
    CHOSEN = "chosen"


@dataclass(frozen=True)
class Clearing:
    """The result of a round; the same market and method give the same result on any machine.

    `objective` is the worth of all lines in thousandths of a point, `bound` what no other lines under the rule are
    worth more than (None where that is not known). `outcomes` has one entry for every want.
    """

    method: Method
    fallback: Fallback | None
    input_hash: str
    seed: str
    objective: int
    bound: int | None
    matches: tuple[Match, ...]
    outcomes: tuple[WhyNot, ...]
    statements: tuple[Statement, ...]
    equity: tuple[EquityRow, ...]
    loops: tuple[Loop, ...]


class LimitPassed(Exception):
    """A result passes a limit; it may not be published."""


class Miscounted(Exception):
    """A result is not worth what the solver said; it may not be published."""


def clear(market: Market, method: Method = Method.CIRCULATION, most_tasks: int | None = None) -> Clearing:
    """Clear a market; falls back on the simple method without a solver, or if it gives no result that can be checked.

    What the solver may do is limited in work, never in time: `most_tasks` parts of the task, see `simplex`.
    Raises `LimitPassed` rather than return a result that promises a book twice or passes any limit, and `Miscounted`
    rather than one that is not worth what it was said to be.
    """
    ranking = Ranking(market)
    solution, fallback = _solve(ranking, method, most_tasks)
    lines = sorted(solution.lines, key=ranking.ids)
    tally = Tally(ranking, lines)
    if passed := tally.breaches():
        raise LimitPassed("; ".join(passed))
    worth = objective(ranking, tally, lines)
    bound = _bound(ranking, lines, solution, worth)
    return Clearing(
        method=Method.GREEDY if fallback else Method.CIRCULATION,
        fallback=fallback,
        input_hash=input_hash(market),
        seed=market.rules.seed,
        objective=worth,
        bound=bound,
        matches=matches(ranking, lines),
        outcomes=why_not(ranking, tally, lines),
        statements=statements(ranking, tally),
        equity=equity_table(ranking, tally),
        loops=loops(ranking, lines),
    )


def clear_again(market: Market, refused: Collection[tuple[str, str]], accepted: Collection[tuple[str, str]]) -> Market:
    """Return the market for the one clearing after refusals; lines are named by offer and want.

    Refused lines are gone. Accepted ones stay wherever the limits still allow, if the rules say so; a line that
    nobody answered is as free as any other.
    """
    gone = set(refused)
    kept = frozenset(accepted) - gone if market.rules.keep_accepted else frozenset()
    pairs = tuple(pair for pair in market.pairs if (pair.offer, pair.want) not in gone)
    return replace(market, pairs=pairs, kept=kept)


def objective(ranking: Ranking, tally: Tally, lines: Collection[Line]) -> int:
    """Return the worth of lines together, in thousandths of a point: lines, first copies, less what goes on account."""
    worth = sum(ranking.worth(line) for line in lines)
    first = sum(ranking.tier(before) for received in tally.received for before in range(received))
    on_account = sum(abs(tally.net(number)) for number in range(len(ranking.institutions)))
    return worth + SCALE * (first - ranking.rules.account_cost * on_account)


@dataclass(frozen=True, slots=True)
class Found:
    """Lines that a method found; if it is the solver's, with their worth and the bound of all others as it counts."""

    lines: list[Line]
    worth: int | None = None
    bound: int | None = None


def _bound(ranking: Ranking, lines: Collection[Line], found: Found, worth: int) -> int | None:
    """Return what no lines are worth more than, once what the solver counted is what is counted line by line.

    For the solver a line that both sides have accepted is worth more than it is.
    """
    if found.worth is None or found.bound is None:
        return None
    kept = KEPT * SCALE * sum(ranking.ids(line) in ranking.market.kept for line in lines)
    if found.worth != worth + kept:
        raise Miscounted(f"{found.worth} is not {worth} + {kept}")
    return worth + found.bound - found.worth


def _solve(ranking: Ranking, method: Method, most_tasks: int | None) -> tuple[Found, Fallback | None]:
    if method is Method.GREEDY:
        return Found(greedy.solve(ranking)), Fallback.CHOSEN
    simplex = find_simplex()
    if simplex is None:
        return Found(greedy.solve(ranking)), Fallback.NO_SOLVER
    try:
        solution = simplex.solve(ranking, most_tasks)
    except simplex.NotSolved:
        return Found(greedy.solve(ranking)), Fallback.NOT_SOLVED
    return Found(solution.lines, solution.worth, solution.bound), None


def find_simplex() -> ModuleType | None:
    """Return the solving module; None on a machine for which there is no `highspy`."""
    try:
        return importlib.import_module(SIMPLEX)
    except ImportError:
        return None
