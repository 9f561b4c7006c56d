"""The clearing as a task in whole numbers: a network with narrows, and the proof that no answer is worth more.

Knows nothing of solvers: what is counted here is counted anew from the flow, the prices and the tolls it is given.
"""

from dataclasses import dataclass, field, replace

import numpy as np

FINE = 2**18
"""Parts of the least worth in which prices are told: fine enough that rounding one never costs a unit."""


class Network:
    """Nodes, arcs with capacity and worth, and narrows: sets of arcs that together let one copy through."""

    def __init__(self) -> None:
        self.nodes = 0
        self.tails: list[int] = []
        self.heads: list[int] = []
        self.capacities: list[int] = []
        self.worths: list[int] = []
        self.narrows: list[tuple[int, ...]] = []

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


@dataclass(frozen=True)
class Task:
    """What is asked of a network: the flow of greatest worth between the least and the most that each arc may carry.

    `is_full` says of each narrow whether it must let its copy through, not only may.
    """

    network: Network
    worths: np.ndarray
    least: np.ndarray
    most: np.ndarray
    is_full: np.ndarray
    narrow_of: np.ndarray = field(repr=False)

    @classmethod
    def of(cls, network: Network) -> "Task":
        """Return the task of a network as it is laid."""
        most = np.asarray(network.capacities, dtype=np.int64)
        narrow_of = np.full(len(most), -1, dtype=np.int64)
        for number, arcs in enumerate(network.narrows):
            narrow_of[list(arcs)] = number
        worths = np.asarray(network.worths, dtype=np.int64)
        return cls(network, worths, np.zeros_like(most), most, np.zeros(len(network.narrows), dtype=bool), narrow_of)

    def without(self, arcs: frozenset[int]) -> "Task":
        """Return the task with nothing on some arcs."""
        most = self.most.copy()
        most[list(arcs)] = 0
        return replace(self, most=most)

    def worth(self, flow: np.ndarray) -> int:
        """Return what a flow is worth."""
        return int(self.worths @ flow)

    def is_kept_by(self, flow: np.ndarray) -> bool:
        """Whether a flow is one: what flows in flows out, no arc or narrow carries less or more than it may."""
        arriving = np.zeros(self.network.nodes, dtype=np.int64)
        np.add.at(arriving, self.network.heads, flow)
        np.subtract.at(arriving, self.network.tails, flow)
        through = self.through(flow)
        is_within = (flow >= self.least) & (flow <= self.most)
        return bool((arriving == 0).all() and is_within.all() and (through <= 1).all() and through[self.is_full].all())

    def through(self, flow: np.ndarray) -> np.ndarray:
        """Return what passes each narrow."""
        found = np.zeros(len(self.network.narrows), dtype=flow.dtype)
        inside = self.narrow_of >= 0
        np.add.at(found, self.narrow_of[inside], flow[inside])
        return found

    def gain(self, prices: np.ndarray, tolls: np.ndarray) -> np.ndarray:
        """Return what each arc gains, in parts of `FINE`: its worth less what the price rises along it and its toll."""
        gained: np.ndarray = self.worths * FINE - (prices[self.network.heads] - prices[self.network.tails])
        inside = self.narrow_of >= 0
        gained[inside] -= tolls[self.narrow_of[inside]]
        return gained

    def bound(self, prices: np.ndarray, tolls: np.ndarray) -> int:
        """Return what no flow is worth more than, whatever the prices of nodes and tolls of narrows are.

        Along any flow the prices cancel out. So a flow is worth what its arcs gain and its narrows take as toll, and
        that is at most what arcs with a gain bring when they carry the most, and arcs with a loss with the least.
        """
        tolls = np.where(self.is_full, tolls, np.maximum(tolls, 0))
        gain = self.gain(prices, tolls)
        return int((np.where(gain > 0, self.most, self.least) * gain).sum() + tolls.sum()) // FINE

    def of_equal_worth(self, flow: np.ndarray, prices: np.ndarray, tolls: np.ndarray) -> tuple["Task", np.ndarray]:
        """Return the task that all flows of the greatest worth meet, and of which arcs they may still choose.

        What gains or loses at the prices that prove one best flow is the same in all of them.
        """
        is_free = self.gain(prices, tolls) == 0
        least, most = np.where(is_free, self.least, flow), np.where(is_free, self.most, flow)
        return replace(self, least=least, most=most, is_full=self.is_full | (tolls > 0)), is_free
