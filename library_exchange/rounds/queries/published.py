"""The published lists of a round: their hashes from the clearing on, the files when its result is final."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.rounds.models import Round, RoundLists
from library_exchange.rounds.rules.rounds import RoundState

OPEN_TO_ALL = frozenset({RoundState.SHIPPING, RoundState.SETTLED})
"""When the files may be fetched: who still answers shall not reckon what a refusal would bring."""


@dataclass(frozen=True)
class ListsFile:
    """One file of a round: of which clearing, the hash of its lists, and what the reader's library is called in it."""

    clearing: int
    sha256: str
    own_name: str | None


def files_of(session: Session, found: Round, library_id: int | None) -> Sequence[ListsFile]:
    """Return the files of a round, that of the final result last; none if it was not cleared, or before there were any.

    One query, which leaves the files themselves where they are.
    """
    rows = session.execute(
        sa.select(col(RoundLists.clearing), col(RoundLists.sha256), col(RoundLists.names))
        .where(col(RoundLists.round_id) == found.id)
        .order_by(col(RoundLists.clearing))
    )
    return [ListsFile(clearing, sha256, names.get(str(library_id))) for clearing, sha256, names in rows]


def get_content(session: Session, found: Round, clearing: int) -> str:
    """Return a file of a round; raises NotFound while libraries still answer, and where there is none."""
    lists = session.get(RoundLists, (found.id, clearing))
    if lists is None or found.state not in OPEN_TO_ALL:
        raise NotFound("no-such-lists")
    return lists.content
