"""How much one question may cost: work is counted, so that the same question is answered alike on any machine."""

from collections.abc import Iterable
from itertools import islice

MOST_CANDIDATES = 1000
"""Words a letter away that are looked up for one search: one long word or two, some 35 ms, most of it in the engine."""
MOST_TRIED = 6
"""Other texts that are searched for in place of one that no book answers."""


class Budget:
    """What is left of the work that one search may have done."""

    def __init__(self, candidates: int = MOST_CANDIDATES, tried: int = MOST_TRIED) -> None:
        self.candidates = candidates
        self.tried = tried

    def part_of(self, candidates: Iterable[str]) -> list[str]:
        """Return as many of `candidates` as may still be looked at."""
        part = list(islice(candidates, self.candidates))
        self.candidates -= len(part)
        return part

    def allows_trying(self) -> bool:
        """Take one text from those that may still be searched for; whether there was one."""
        self.tried -= 1
        return self.tried >= 0
