"""Chinese: dictionary words for rank, pairs of characters for recall, single characters that can be asked for."""

from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType

LONGEST_SHORT = 3


@cache
def _dictionary() -> ModuleType:
    """Return the dictionary of words; it takes half a second to read, so it waits for the first who asks for a word."""
    return import_module("rjieba")


@lru_cache(maxsize=16_384)
def words(run: str) -> tuple[str, ...]:
    """Return the dictionary words in a run of simplified Han characters, long words also with the words inside them."""
    return tuple(word for word in _dictionary().cut_for_search(run) if word)


def short_words(run: str) -> tuple[str, ...]:
    """Return `run`, simplified Han characters, as the fewest short dictionary words one after another.

    What the dictionary holds as one long name comes apart; a character that is in no word stands alone.
    """
    known = {word for word in words(run) if len(word) <= LONGEST_SHORT}
    ways: list[tuple[str, ...]] = [()]
    for end in range(1, len(run) + 1):
        starts = [end - 1, *(start for start in range(max(0, end - LONGEST_SHORT), end - 1) if run[start:end] in known)]
        ways.append(min(((*ways[start], run[start:end]) for start in starts), key=len))
    return ways[-1]


def pairs(run: str) -> list[str]:
    """Return each two neighbouring characters of `run`; a single character stands for itself."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def index_terms(run: str) -> list[str]:
    """Return what a run is found by: its characters, its pairs, and its words of three characters and more."""
    longer = [word for word in words(run) if len(word) > 2]
    return [*run, *(pairs(run) if len(run) > 1 else ()), *longer]
