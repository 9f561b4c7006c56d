"""The clearing as a circulation of greatest worth, solved by the simplex method of HiGHS.

Where a library's wants share a work in a way that no network tells, the solver's answer may be in halves: then gates
are parted, see `parting`. Needs `highspy`; imported only when a round is cleared, see `clear`.
"""

from dataclasses import dataclass, replace

import highspy
import numpy as np

from library_exchange.offers.rules.closeness import lot
from library_exchange.rounds.rules.clearing.gates import Gate, gates_of
from library_exchange.rounds.rules.clearing.limits import room_of
from library_exchange.rounds.rules.clearing.network import FINE, Network, Task
from library_exchange.rounds.rules.clearing.parting import Relaxed, best
from library_exchange.rounds.rules.clearing.ranking import SCALE, Line, Ranking

UNIT, DRAWS = 2**10, 2**24
"""What the solver counts worth in, and how many lots there are between results of equal worth.

It is several times faster with figures about a thousand than with a million. Units are powers of two, so that no figure
is rounded; the least figure stays far above the solver's tolerance.
"""
SMALL = 50
"""Up to so many libraries the work allowed is such that the greatest worth is found, not only bounded."""
TASKS_SMALL, TASKS_LARGE = 20_000, 200
"""Parts of a task that are looked at; see `parting`."""
ITERATIONS = 20_000_000
"""Steps of the simplex method for one part of a task."""


class NotSolved(Exception):
    """The solver gave no result that can be checked within the work allowed."""


@dataclass(frozen=True, slots=True)
class Solution:
    """Lines, what they are worth as a flow, and what no other lines are worth more than."""

    lines: list[Line]
    worth: int
    bound: int


@dataclass(frozen=True, slots=True)
class Passage:
    """The arcs of one gate: those that bring an offer in and those that lead to a want, or one for each way."""

    gate: Gate
    entries: tuple[int, ...] = ()
    exits: tuple[int, ...] = ()
    ways: tuple[int, ...] = ()


class Circulation:
    """The network of a market: account, giving desk, offers, gates, wants, receiving desk, and back to the account."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking, self.network = ranking, Network()
        self.no_limit = max(1, len(ranking.lines))
        count = range(len(ranking.institutions))
        self.accounts, self.givers, self.receivers = ([self.network.node() for _ in count] for _ in range(3))
        self._lay_accounts()
        self._lay_countries()
        self.offers: dict[int, int] = {}
        self.wants: dict[int, int] = {}
        self.passages = [self._lay_gate(gate) for gate in gates_of(ranking)]

    def lines(self, flow: np.ndarray) -> list[Line]:
        """Return the lines that a flow stands for."""
        return [self.ranking.lines[n] for passage in self.passages for n in _through(passage, flow)]

    def draws(self, is_free: np.ndarray) -> np.ndarray:
        """Return the lot of each way that an offer may take to a library or want, of those arcs that are free."""
        drawn = np.zeros(len(is_free), dtype=np.int64)
        seed, ranking = self.ranking.rules.seed, self.ranking
        for passage in self.passages:
            gate = passage.gate
            receiver = ranking.institutions[gate.receiver].id
            comes = {offer: f"{ranking.offers[offer].id} {receiver}" for offer in gate.offers}
            goes = {want: f"{gate.work} {ranking.wants[want].id}" for want in gate.wants if want is not None}
            named: list[tuple[int, tuple[str, ...]]] = []
            named += [(arc, (comes[offer],)) for offer, arc in zip(gate.offers, passage.entries, strict=False)]
            exits = zip(gate.wants, passage.exits, strict=False)
            named += [(arc, (goes[want],)) for want, arc in exits if want is not None]
            for (offer, want), arc in zip(gate.ways, passage.ways, strict=False):
                named.append((arc, (comes[offer],) if want is None else (comes[offer], goes[want])))
            for arc, names in named:
                if is_free[arc]:
                    drawn[arc] = sum(lot(seed, name, DRAWS) for name in names)
        return drawn

    def _lay_accounts(self) -> None:
        for number, institution in enumerate(self.ranking.institutions):
            room = room_of(institution, self.ranking.rules)
            self.network.arc(self.accounts[number], self.givers[number], min(room.give, self.no_limit))
            left = min(room.receive, self.no_limit)
            for copies, points in (*self.ranking.rules.tiers, (self.no_limit, 0)):
                taken = min(copies, left)
                if taken:
                    self.network.arc(self.receivers[number], self.accounts[number], taken, points * SCALE)
                left -= taken

    def _lay_countries(self) -> None:
        rules, world = self.ranking.rules, self.network.node()
        gap = self.no_limit if rules.gap is None else min(rules.gap, self.no_limit)
        hubs = [self.network.node() for _ in self.ranking.countries]
        for hub in hubs:
            self.network.arc(hub, world, gap)
            self.network.arc(world, hub, gap)
        for number, institution in enumerate(self.ranking.institutions):
            room, hub = room_of(institution, rules), hubs[self.ranking.country[number]]
            cost = -rules.account_cost * SCALE
            self.network.arc(self.accounts[number], hub, min(room.may_owe, self.no_limit), cost)
            self.network.arc(hub, self.accounts[number], min(room.may_lend, self.no_limit), cost)

    def _lay_gate(self, gate: Gate) -> Passage:
        """Lay the arcs of a gate; a node only where one copy of several is let through or has several ways on."""
        weight = self.ranking.weight
        if not gate.is_plain:
            arcs = tuple(
                self.network.arc(self._offer(offer), self._place(gate, want), 1, weight[number])
                for (offer, want), number in gate.ways.items()
            )
            self.network.narrows.append(arcs)
            return Passage(gate, ways=arcs)
        here, first = gate.offers[0], gate.wants[0]
        has_choice = len(gate.wants) > 1
        head = through = self.network.node() if has_choice else self._place(gate, first)
        if len(gate.offers) > 1:
            through = self.network.node()
            self.network.arc(through, head, 1)
        entries = tuple(
            self.network.arc(self._offer(offer), through, 1, weight[gate.ways[offer, first]]) for offer in gate.offers
        )
        if not has_choice:
            return Passage(gate, entries)
        # The entries carry the worth for the first want, so an exit carries what another one is worth more.
        rest = {want: weight[gate.ways[here, want]] - weight[gate.ways[here, first]] for want in gate.wants}
        exits = tuple(self.network.arc(head, self._place(gate, want), 1, rest[want]) for want in gate.wants)
        return Passage(gate, entries, exits)

    def _offer(self, offer: int) -> int:
        if offer not in self.offers:
            self.offers[offer] = self.network.node()
            giver = self.givers[self.ranking.giver[offer]]
            self.network.arc(giver, self.offers[offer], self.ranking.offers[offer].quantity)
        return self.offers[offer]

    def _place(self, gate: Gate, want: int | None) -> int:
        """Return where a copy goes: to a want, or straight to the desk for one that this gate alone can serve."""
        if want is None:
            return self.receivers[gate.receiver]
        if want not in self.wants:
            self.wants[want] = self.network.node()
            desk = self.receivers[self.ranking.receiver[want]]
            self.network.arc(self.wants[want], desk, self.ranking.wants[want].cap)
        return self.wants[want]


def _through(passage: Passage, flow: np.ndarray) -> list[int]:
    """Return the line that a flow takes through a gate, if it does."""
    gate = passage.gate
    if passage.ways:
        return [number for number, arc in zip(gate.ways.values(), passage.ways, strict=True) if flow[arc]]
    offers = [offer for offer, arc in zip(gate.offers, passage.entries, strict=True) if flow[arc]]
    if not passage.exits:
        return [gate.ways[offer, gate.wants[0]] for offer in offers]
    wants = [want for want, arc in zip(gate.wants, passage.exits, strict=True) if flow[arc]]
    return [gate.ways[offer, want] for offer, want in zip(offers, wants, strict=True)]


def solve(ranking: Ranking, most_tasks: int | None = None) -> Solution:
    """Return the lines of greatest worth together; of results of equal worth the one that a lot decides.

    So the result is that of the market and its seed, not of the solver. Where gates had to be parted, the first found
    of equal results stands. Raises `NotSolved` if no result was found that can be checked.
    """
    circulation = Circulation(ranking)
    if not circulation.network.tails:
        return Solution([], 0, 0)
    task = Task.of(circulation.network)
    allowed = most_tasks or (TASKS_SMALL if len(ranking.institutions) <= SMALL else TASKS_LARGE)
    found = best(task, Simplex(task, UNIT).relax, allowed)
    if found is None:
        raise NotSolved
    flow = found.flow
    if found.proof is not None:
        equal, is_free = task.of_equal_worth(flow, found.proof.prices, found.proof.tolls)
        by_lot = replace(equal, worths=circulation.draws(is_free))
        drawn = best(by_lot, Simplex(by_lot, DRAWS // UNIT).relax, allowed)
        if drawn is not None and task.is_kept_by(drawn.flow) and task.worth(drawn.flow) == found.worth:
            flow = drawn.flow
    return Solution(circulation.lines(flow), found.worth, found.bound)


class QuietSolver(highspy.Highs):
    """The solver, told to print nothing before it can greet: it does so when its callbacks are enabled."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Enable callbacks, as the solver does when it is made."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Simplex:
    """The solver with one task; parts of it are answered from where the last answer was found."""

    def __init__(self, task: Task, unit: int) -> None:
        self.unit = unit
        self.solver = QuietSolver()  # type: ignore[no-untyped-call]
        settings: dict[str, bool | int | str] = {
            "threads": 1,
            "parallel": "off",
            "random_seed": 1,
            "solver": "simplex",
            "simplex_iteration_limit": ITERATIONS,
        }
        for name, value in settings.items():
            self.solver.setOptionValue(name, value)
        self.solver.passModel(_program(task, unit))
        self.columns = np.arange(len(task.worths), dtype=np.int32)

    def relax(self, task: Task) -> Relaxed | None:
        """Return the answer to a part of the task, perhaps in halves; None past the work allowed."""
        least, most = task.least.astype(np.float64), task.most.astype(np.float64)
        self.solver.changeColsBounds(len(self.columns), self.columns, least, most)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = self.solver.getSolution()
        # Where worths are whole, prices rounded all the same way still prove what they proved.
        told = np.floor(np.asarray(solution.row_dual) * (self.unit * FINE) + 0.5).astype(np.int64)
        return Relaxed(np.asarray(solution.col_value), told[: task.network.nodes], told[task.network.nodes :])


def _program(task: Task, unit: int) -> highspy.HighsLp:
    """Write the task down as a linear program: what flows into a node flows out, and of a narrow's arcs one is used."""
    network = task.network
    arcs, narrows = len(network.tails), len(network.narrows)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = arcs, network.nodes + narrows
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = task.worths / unit
    program.col_lower_, program.col_upper_ = task.least.astype(np.float64), task.most.astype(np.float64)
    still = np.zeros(network.nodes)
    program.row_lower_ = np.concatenate((still, task.is_full.astype(np.float64)))
    program.row_upper_ = np.concatenate((still, np.ones(narrows)))
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.num_col_, matrix.num_row_ = arcs, network.nodes + narrows
    is_inside = task.narrow_of >= 0
    matrix.start_ = np.concatenate(([0], np.cumsum(2 + is_inside))).astype(np.int32)
    ends = np.column_stack((np.asarray(network.tails), np.asarray(network.heads), network.nodes + task.narrow_of))
    share = np.column_stack((np.full(arcs, -1.0), np.ones(arcs), np.ones(arcs)))
    is_there = np.column_stack((np.full(arcs, True), np.full(arcs, True), is_inside))
    matrix.index_ = ends[is_there].astype(np.int32)
    matrix.value_ = share[is_there]
    return program
