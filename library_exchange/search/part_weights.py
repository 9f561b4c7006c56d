"""What the parts of a query weigh where no book has all of them: a rare word tells more than a common one."""

from collections.abc import Sequence
from math import log

from library_exchange.search.port import AnalysedQuery

LEAST, STEP = 1, 2
ABOVE_WORDS = 1_000.0
"""More than the words of a query can score together: where an engine orders by scores, so much is a weight of one."""


def weights(query: AnalysedQuery, counts: Sequence[int], total: int) -> list[int]:
    """Return what the parts of `query.loose` weigh, of which so many of `total` records have each.

    Whole numbers, so that every engine puts the same records before the same others.
    """
    return [LEAST if at in query.heads else weight(count, total) for at, count in enumerate(counts)]


def weight(count: int, total: int) -> int:
    """Return what a part weighs that `count` of `total` records have: more by `STEP` for each e times fewer."""
    return max(LEAST, round(STEP * log((total + 1) / (count + 1))))
