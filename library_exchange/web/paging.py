"""Pages of long lists."""

from dataclasses import dataclass
from functools import cached_property

from flask import request

from library_exchange.core.bounds import whole_number
from library_exchange.web.addresses import here_with

MOST_PAGES = 10_000


@dataclass(frozen=True)
class Page:
    """One page of a list: `number` counts from 1, `total` rows in all, `size` rows a page."""

    number: int
    size: int
    total: int

    @property
    def last(self) -> int:
        """The number of the last page, at least 1."""
        return max(1, -(-self.total // self.size))

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.number - 1) * self.size

    def url(self, number: int) -> str:
        """Return the address of page `number` of the list that is being shown."""
        return f"{self._start}{number}"

    @cached_property
    def _start(self) -> str:
        """The address of the list up to the number of its page."""
        return here_with(page="")


def page_number() -> int:
    """Return the page asked for, 1 if it makes no sense."""
    asked = request.args.get("page", 1, type=whole_number)
    return asked if 1 <= asked <= MOST_PAGES else 1
