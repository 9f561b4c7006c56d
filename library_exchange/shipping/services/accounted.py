"""Which titles stand on an account: upper rooms keep the accounts and say so in `app`; of others nothing is entered."""

from collections.abc import Callable, Collection

from sqlmodel import Session

from library_exchange.core.hooks import Hook
from library_exchange.shipping.models import ConsignmentLine

ACCOUNTS: Hook[Callable[[Session, Collection[int]], Collection[int]]] = Hook()
"""Who tells, by the kind of titles' subjects, which of some subjects count on an account; one query at most."""


def accounted(session: Session, lines: Collection[ConsignmentLine]) -> frozenset[int]:
    """Return the ids of those lines whose titles count on an account when they are received."""
    found: set[int] = set()
    for kind, counted in ACCOUNTS.fillings().items():
        mine = {line.id: line.subject_id for line in lines if line.subject_kind == kind and line.subject_id is not None}
        counting = set(counted(session, set(mine.values()))) if mine else set()
        found |= {line_id for line_id, subject in mine.items() if subject in counting}
    return frozenset(found)
