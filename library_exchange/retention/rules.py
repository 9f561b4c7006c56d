"""The terms after which what is kept of people goes by itself: what is usual, and between which bounds a term lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from library_exchange.reader_applications.rules import KEPT_AFTER


class Kept(StrEnum):
    """What is kept for a term."""

    LOANS = "loans"
    PROPOSALS = "proposals"
    APPLICATIONS = "applications"
    MESSAGES = "messages"
    UNMATCHED = "unmatched"
    ACCOUNTS = "accounts"
    SIGN_INS = "sign_ins"


@dataclass(frozen=True)
class Term:
    """For how many days something is kept; who runs the platform sets what is no library's."""

    usual: int
    least: int
    most: int
    is_of_library: bool = True

    def allows(self, days: int) -> bool:
        """Whether the term may be so many days."""
        return self.least <= days <= self.most


TERMS: Mapping[Kept, Term] = {
    Kept.LOANS: Term(90, 14, 730),
    Kept.PROPOSALS: Term(180, 30, 730),
    Kept.APPLICATIONS: Term(KEPT_AFTER.days, 1, KEPT_AFTER.days),
    Kept.MESSAGES: Term(180, 30, 730),
    Kept.UNMATCHED: Term(90, 14, 365, is_of_library=False),
    Kept.ACCOUNTS: Term(90, 14, 365, is_of_library=False),
    Kept.SIGN_INS: Term(30, 1, 180, is_of_library=False),
}
"""The one table: the night, the pages of terms and the page on data read it."""
