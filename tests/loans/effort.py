"""How long the machine of loans runs: a few examples on every run of the tests, or as many as a command asks for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Batch:
    """Examples drawn from one seed; without one they are the same each time."""

    examples: int
    seed: int = 0


def nothing(_of: Any) -> None:
    """Take no note."""


@dataclass
class Effort:
    """How many examples there are, of how many steps, from which seed on, each batch from the next one.

    `begins` is told the world of the examples before the first, `has_run` each batch that found nothing.
    """

    examples: int
    steps: int
    seed: int = 0
    batch: int = 100
    shrinks: bool = True
    begins: Callable[[Any], None] = nothing
    has_run: Callable[[Batch], None] = nothing

    def batches(self) -> Iterator[Batch]:
        """Yield the batches."""
        for number, begun in enumerate(range(0, self.examples, self.batch)):
            yield Batch(min(self.batch, self.examples - begun), self.seed and self.seed + number)


EVERY_RUN = {"sqlite": Effort(examples=12, steps=20), "postgresql": Effort(examples=4, steps=20)}
"""By the kind of database; an example costs twice as much on PostgreSQL."""
EFFORT = pytest.StashKey[Effort]()
