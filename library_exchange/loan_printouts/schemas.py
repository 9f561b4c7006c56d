"""What is told of a local check."""

from pydantic import BaseModel

from library_exchange.core.bounds import Day
from library_exchange.loans.rules.local_check import Checker, Searched


class LocalCheck(BaseModel):
    """When and by which part of the library the book was looked for, and in which catalogues it was not found."""

    checked_on: Day
    checked_by: Checker
    own: bool = False
    regional: bool = False
    union: bool = False

    @property
    def searched(self) -> list[str]:
        """The catalogues that were searched."""
        return [str(each) for each in Searched if getattr(self, each)]
