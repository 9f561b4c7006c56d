"""The clearing as a circulation of greatest worth, solved by the simplex method of HiGHS.

Needs `highspy` (extra `matching`); imported only when a round is cleared, see `clear`.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from library_exchange.offers.rules.closeness import lot
from library_exchange.rounds.rules.clearing.gates import Gate, gates_of
from library_exchange.rounds.rules.clearing.limits import NO_LIMIT, room_of
from library_exchange.rounds.rules.clearing.ranking import KEPT, SCALE, Line, Ranking

NEAR = 1e-6
"""How far from a whole number the solver's arithmetic may end."""
UNIT, DRAWS = 2**10, 2**24
"""What the solver counts worth in, and how many lots there are between results of equal worth.

It is several times faster with figures about a thousand than with a million. Units are powers of two, so that no figure
is rounded; the least figure stays far above the solver's tolerance.
"""


class NotSolved(Exception):
    """The solver gave no optimal whole-numbered flow within its time."""


class Network:
    """Nodes, arcs with capacity and worth, and what an arc with flow means."""

    def __init__(self) -> None:
        self.nodes = 0
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.capacities: list[int] = []
        self.worths: list[int] = []

    def node(self) -> int:
        """Add a node; return its number."""
        self.nodes += 1
        return self.nodes - 1

    def arc(self, tail: int, head: int, capacity: int, worth: int = 0) -> int:
        """Add an arc; return its number."""
        self.tails.append(tail)
        self.heads.append(head)
        self.capacities.append(capacity)
        self.worths.append(worth)
        return len(self.tails) - 1


@dataclass(frozen=True, slots=True)
class Passage:
    """The arcs of one gate: those that bring an offer in, and those that lead to a want."""

    gate: Gate
    entries: tuple[int, ...]
    exits: tuple[int, ...]


class Circulation:
    """The network of a market: account, giving desk, offers, gates, wants, receiving desk, and back to the account."""

    def __init__(self, ranking: Ranking) -> None:
        self.ranking, self.network = ranking, Network()
        count = range(len(ranking.institutions))
        self.accounts, self.givers, self.receivers = ([self.network.node() for _ in count] for _ in range(3))
        self._lay_accounts()
        self._lay_countries()
        self.offers: dict[int, int] = {}
        self.wants: dict[int, int] = {}
        self.passages = [self._lay_gate(gate) for gate in gates_of(ranking)]

    def lines(self, flow: np.ndarray) -> list[Line]:
        """Return the lines that a flow stands for."""
        return [self.ranking.lines[n] for passage in self.passages for n in self._through(passage, flow)]

    def draws(self, is_free: np.ndarray) -> np.ndarray:
        """Return the lot of each way that an offer may take to a library or want, of those arcs that are free."""
        drawn = np.zeros(len(is_free), dtype=np.int64)
        for passage in self.passages:
            gate, ranking = passage.gate, self.ranking
            receiver = ranking.institutions[gate.receiver].id
            ways = [(arc, ranking.lines[n].offer) for n, arc in zip(gate.entries, passage.entries, strict=True)]
            for arc, offer in ways:
                if is_free[arc]:
                    drawn[arc] = lot(ranking.rules.seed, f"{ranking.offers[offer].id} {receiver}", DRAWS)
            work = ranking.offers[ways[0][1]].work
            for want, arc in zip(gate.exits, passage.exits, strict=False):
                if is_free[arc]:
                    drawn[arc] = lot(ranking.rules.seed, f"{work} {ranking.wants[want].id}", DRAWS)
        return drawn

    def _lay_accounts(self) -> None:
        for number, institution in enumerate(self.ranking.institutions):
            room = room_of(institution, self.ranking.rules)
            self.network.arc(self.accounts[number], self.givers[number], min(room.give, NO_LIMIT))
            left = room.receive
            for copies, points in (*self.ranking.rules.tiers, (NO_LIMIT, 0)):
                taken = min(copies, left)
                if taken:
                    self.network.arc(self.receivers[number], self.accounts[number], taken, points * SCALE)
                left -= taken

    def _lay_countries(self) -> None:
        rules, world = self.ranking.rules, self.network.node()
        gap = NO_LIMIT if rules.gap is None else rules.gap
        hubs = [self.network.node() for _ in self.ranking.countries]
        for hub in hubs:
            self.network.arc(hub, world, gap)
            self.network.arc(world, hub, gap)
        for number, institution in enumerate(self.ranking.institutions):
            room, hub = room_of(institution, rules), hubs[self.ranking.country[number]]
            self.network.arc(self.accounts[number], hub, room.may_owe, -rules.account_cost * SCALE)
            self.network.arc(hub, self.accounts[number], room.may_lend, -rules.account_cost * SCALE)

    def _lay_gate(self, gate: Gate) -> Passage:
        """Lay the arcs of a gate; a node only where one copy of several is let through or has several ways on."""
        if not gate.exits:
            return Passage(gate, self._lay_entries(gate, self.receivers[gate.receiver]), ())
        if len(gate.exits) == 1:
            return Passage(gate, self._lay_entries(gate, self._want(gate.exits[0])), ())
        node = self.network.node()
        entries = self._lay_entries(gate, node)
        return Passage(gate, entries, tuple(self._lay_exit(gate, want, node) for want in gate.exits))

    def _lay_entries(self, gate: Gate, head: int) -> tuple[int, ...]:
        if len(gate.entries) > 1:
            node = self.network.node()
            self.network.arc(node, head, 1)
            head = node
        return tuple(self._lay_entry(gate, place, head) for place in range(len(gate.entries)))

    def _lay_entry(self, gate: Gate, place: int, head: int) -> int:
        number = gate.entries[place]
        worth = self.ranking.value[number] + (KEPT * SCALE if self.ranking.is_kept[number] else 0)
        return self.network.arc(self._offer(self.ranking.lines[number].offer), head, 1, worth)

    def _lay_exit(self, gate: Gate, want: int, node: int) -> int:
        """Lay the way to a want; the entries carry the worth for the first want, so this arc carries the rest."""
        value, first = self.ranking.value, gate.entries[0]
        same_offer = gate.line[self.ranking.lines[first].offer, want]
        return self.network.arc(node, self._want(want), 1, value[same_offer] - value[first])

    def _offer(self, offer: int) -> int:
        if offer not in self.offers:
            self.offers[offer] = self.network.node()
            giver = self.givers[self.ranking.giver[offer]]
            self.network.arc(giver, self.offers[offer], self.ranking.offers[offer].quantity)
        return self.offers[offer]

    def _want(self, want: int) -> int:
        if want not in self.wants:
            self.wants[want] = self.network.node()
            desk = self.receivers[self.ranking.receiver[want]]
            self.network.arc(self.wants[want], desk, self.ranking.wants[want].cap)
        return self.wants[want]

    def _through(self, passage: Passage, flow: np.ndarray) -> list[int]:
        gate = passage.gate
        used = [number for number, arc in zip(gate.entries, passage.entries, strict=True) if flow[arc]]
        if not passage.exits:
            return used
        wants = [want for want, arc in zip(gate.exits, passage.exits, strict=True) if flow[arc]]
        offers = [self.ranking.lines[number].offer for number in used]
        return [gate.line[offer, want] for offer, want in zip(offers, wants, strict=True)]


@dataclass(frozen=True)
class Task:
    """What is asked of a network: the flow of greatest worth between the least and the most that each arc may carry."""

    network: Network
    worths: np.ndarray
    least: np.ndarray
    most: np.ndarray

    def gain(self, prices: np.ndarray) -> np.ndarray:
        """Return what each arc gains at a price for each node: its worth less what the price rises along it."""
        gained: np.ndarray = self.worths - (prices[self.network.heads] - prices[self.network.tails])
        return gained

    def is_answered_by(self, flow: np.ndarray, prices: np.ndarray) -> bool:
        """Whether a flow is of the greatest worth there is, proven in whole numbers by a price for each node.

        What flows into a node flows out; no arc has a gain at these prices unless it carries the most, and none a loss
        unless it carries the least. Any other circulation is then worth no more.
        """
        arriving = np.zeros(self.network.nodes, dtype=np.int64)
        np.add.at(arriving, self.network.heads, flow)
        np.subtract.at(arriving, self.network.tails, flow)
        gain = self.gain(prices)
        is_within = (flow >= self.least) & (flow <= self.most)
        is_settled = ((gain <= 0) | (flow == self.most)) & ((gain >= 0) | (flow == self.least))
        return bool((arriving == 0).all() and is_within.all() and is_settled.all())


def solve(ranking: Ranking, time_limit_s: float) -> list[Line]:
    """Return the lines of greatest worth together; of results of equal worth the one that a lot decides.

    So the result is that of the market and its seed, not of the solver. Raises `NotSolved` past the limit or for
    anything but a proven optimum.
    """
    circulation = Circulation(ranking)
    network = circulation.network
    if not network.tails:
        return []
    capacities = np.asarray(network.capacities, dtype=np.int64)
    worths = np.asarray(network.worths, dtype=np.int64)
    task = Task(network, worths, np.zeros_like(capacities), capacities)
    flow, prices = _answer(task, UNIT, time_limit_s)
    # What gains or loses at the prices of one best result is the same in all of them.
    is_free = task.gain(prices) == 0
    least, most = np.where(is_free, 0, flow), np.where(is_free, capacities, flow)
    flow, _prices = _answer(Task(network, circulation.draws(is_free), least, most), DRAWS // UNIT, time_limit_s)
    return circulation.lines(flow)


class QuietSolver(highspy.Highs):
    """The solver, told to print nothing before it can greet: it does so when its callbacks are enabled."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Enable callbacks, as the solver does when it is made."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _answer(task: Task, unit: int, time_limit_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the flow of greatest worth and the prices that prove it."""
    solver = QuietSolver()  # type: ignore[no-untyped-call]
    settings: dict[str, bool | int | str] = {
        "threads": 1,
        "parallel": "off",
        "random_seed": 1,
        "solver": "simplex",
    }
    for name, value in settings.items():
        solver.setOptionValue(name, value)
    solver.setOptionValue("time_limit", float(time_limit_s))
    solver.passModel(_program(task, unit))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise NotSolved(str(solver.getModelStatus()))
    solution = solver.getSolution()
    exact = np.asarray(solution.col_value)
    flow = np.rint(exact).astype(np.int64)
    if np.abs(exact - flow).max() > NEAR:
        raise NotSolved("not whole")
    # Where worths are whole, prices rounded all the same way still prove what they proved.
    prices = np.floor(np.asarray(solution.row_dual) * unit + 0.5).astype(np.int64)
    if not task.is_answered_by(flow, prices):
        raise NotSolved("not the greatest")
    return flow, prices


def _program(task: Task, unit: int) -> highspy.HighsLp:
    """Write the task down as a linear program: what flows into a node flows out, arc by arc in the given order."""
    network = task.network
    arcs = len(network.tails)
    program = highspy.HighsLp()
    program.num_col_, program.num_row_ = arcs, network.nodes
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = task.worths / unit
    program.col_lower_, program.col_upper_ = task.least.astype(np.float64), task.most.astype(np.float64)
    program.row_lower_ = program.row_upper_ = np.zeros(network.nodes)
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.num_col_, matrix.num_row_ = arcs, network.nodes
    matrix.start_ = np.arange(0, 2 * arcs + 1, 2, dtype=np.int32)
    ends = np.column_stack((np.asarray(network.tails), np.asarray(network.heads)))
    matrix.index_ = ends.astype(np.int32).ravel()
    matrix.value_ = np.tile([-1.0, 1.0], arcs)
    return program
