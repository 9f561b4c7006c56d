"""Records in the order of what the parts of a query weigh that they have."""

from collections.abc import Sequence
from functools import reduce
from operator import or_


def by_weight(parts: Sequence[tuple[int, int]], segments: Sequence[tuple[int, Sequence[int]]]) -> list[list[int]]:
    """Return for each weight that some record has, the highest first, the records of each segment that have it.

    `parts` are a weight and the number of a part in each segment's list; `segments` the records to be ordered and, part
    by part, those that have it.
    """
    of_segments = [_of_segment(parts, found, having) for found, having in segments]
    weights = sorted({weight for levels in of_segments for weight, here in levels.items() if here}, reverse=True)
    return [[levels.get(weight, 0) for levels in of_segments] for weight in weights if weight]


def _of_segment(parts: Sequence[tuple[int, int]], found: int, having: Sequence[int]) -> dict[int, int]:
    """Return records by the sum of the weights of their parts; there are as many sums as weights make, not as sets."""
    levels = {0: found & reduce(or_, having, 0)}
    for weight, place in parts:
        after: dict[int, int] = {}
        for before, here in levels.items():
            for total, some in ((before + weight, here & having[place]), (before, here & ~having[place])):
                if some:
                    after[total] = after.get(total, 0) | some
        levels = after
    return levels
