"""How often a key may ask, by what the answer costs."""

from enum import StrEnum


class Cost(StrEnum):
    """A class of requests that are counted together."""

    READ = "read"
    SEARCH = "search"
    WRITE = "write"
    BULK = "bulk"


PER_MINUTE = {Cost.READ: 300, Cost.SEARCH: 120, Cost.WRITE: 120, Cost.BULK: 20}
FAILED_PER_MINUTE = 30
"""How often one place may show no key, or one that does not hold."""
