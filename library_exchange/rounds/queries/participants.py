"""Who does what in a round, as its coordinator sees it: numbers offered and wanted, and who has answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.rounds.models import DeclinedRound, Round, RoundMember, RoundOffer, RoundWant
from library_exchange.rounds.queries.rounds import members
from library_exchange.rounds.rules.rounds import AWAITED, OF_PROPOSAL, RoundState, Standing

CHOSE, REMINDED = "round.choose", "round.remind"
"""What the audit calls a choice and a reminder."""
BEFORE_FREEZING = frozenset({RoundState.PLANNED, RoundState.LISTING})


@dataclass(frozen=True)
class Participant:
    """A library in a round: how many offers and wants of its count there, and how it stands."""

    library: Library
    offers: int
    wants: int
    standing: Standing
    answered_at: datetime | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether the round waits for something from the library."""
        return self.standing in AWAITED


def participants(session: Session, found: Round) -> list[Participant]:
    """Return who takes part; while lists are open also who declined or has not answered. At most six queries."""
    taking_part = members(session, found)
    offers, wants = _counted(session, found)
    chosen = _chosen(session, found) if found.state is RoundState.SELECTING else {}
    rows = [
        Participant(
            library,
            offers.get(library.id, 0),
            wants.get(library.id, 0),
            _standing(found, member, wants.get(library.id, 0), library.id in chosen),
            chosen.get(library.id) or member.answered_at,
        )
        for member, library in taking_part
    ]
    return rows + (_not_taking_part(session, found, {library.id for _m, library in taking_part}))


def _standing(found: Round, member: RoundMember, wants: int, has_chosen: bool) -> Standing:
    if found.state in (RoundState.PROPOSED, RoundState.SHIPPING, RoundState.SETTLED):
        return OF_PROPOSAL[member.proposal]
    if found.state is not RoundState.SELECTING:
        return Standing.TAKES_PART
    if not wants:
        return Standing.NOTHING_TO_CHOOSE
    return Standing.CHOSE if has_chosen else Standing.TO_CHOOSE


def _not_taking_part(session: Session, found: Round, inside: set[int]) -> list[Participant]:
    said_no = sa.select(col(DeclinedRound.library_id)).where(col(DeclinedRound.round_id) == found.id)
    declined = set(session.scalars(said_no))
    asked = found.state is RoundState.LISTING
    others = [each for each in libraries(session) if each.id not in inside and (asked or each.id in declined)]
    rows = [(each, Standing.DECLINED if each.id in declined else Standing.INVITED) for each in others]
    return [Participant(library, 0, 0, standing) for library, standing in sorted(rows, key=lambda row: row[1])]


def _counted(session: Session, found: Round) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many offers and wants each library has in the round; before the lists are frozen, those that count."""
    if found.state not in BEFORE_FREEZING:
        frozen = (
            sa.select(col(table.library_id), sa.func.count())
            .where(col(table.round_id) == found.id)
            .group_by(col(table.library_id))
            for table in (RoundOffer, RoundWant)
        )
        offers, wants = (dict(session.execute(each).all()) for each in frozen)
        return offers, wants
    inside = sa.select(col(RoundMember.library_id)).where(col(RoundMember.round_id) == found.id)
    theme = [col(Offer.subject) == found.subject] if found.subject else []
    offered = _by_library(Offer, inside, col(Offer.state) == OfferState.OPEN, *theme)
    wanted = _by_library(Want, inside, col(Want.state) == WantState.OPEN)
    return dict(session.execute(offered).all()), dict(session.execute(wanted).all())


def _by_library(table: Any, inside: Any, *counts: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(col(table.library_id), sa.func.count())
        .where(col(table.library_id).in_(inside), *counts)
        .group_by(col(table.library_id))
    )


def _chosen(session: Session, found: Round) -> dict[int, datetime]:
    """Return when each library last kept its choice; what it chose is sealed."""
    rows = session.execute(
        sa.select(col(AuditEntry.library_id), sa.func.max(col(AuditEntry.at)))
        .where(*_of_round(found), col(AuditEntry.action) == CHOSE)
        .group_by(col(AuditEntry.library_id))
    )
    return dict(rows.all())


def last_reminded(session: Session, found: Round) -> datetime | None:
    """Return when libraries were last reminded of the round; one query."""
    last = sa.select(sa.func.max(col(AuditEntry.at))).where(*_of_round(found), col(AuditEntry.action) == REMINDED)
    return session.scalar(last)


def _of_round(found: Round) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(AuditEntry.subject) == "round", col(AuditEntry.subject_id) == found.id)
