"""Reading: the departures of libraries, what is open at one, where books are that are not at home."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.accounts import memberships
from library_exchange.accounts.models import Membership
from library_exchange.core.actor import STAFF, Actor, Role
from library_exchange.core.errors import NotFound
from library_exchange.deals.models import Agreement, Box
from library_exchange.deals.rules.agreements import LIVE
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member
from library_exchange.leaving.models import Departure
from library_exchange.leaving.rules import ENDS_BY_ITSELF, KEPT_DAYS, PLACES, DepartureState, Thing
from library_exchange.ledger.models import Account, Line
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules import offers, wants
from library_exchange.programmes.models import Pledge
from library_exchange.programmes.rules import PLEDGE
from library_exchange.programmes.rules import PledgeState as Pledged
from library_exchange.rounds.models import Round, RoundMember
from library_exchange.rounds.rules.rounds import CLOSED_ROUND
from library_exchange.shipping.models import Claim, Consignment
from library_exchange.shipping.rules.codes import ClaimState
from library_exchange.standing_exchange.models import StandingExchange
from library_exchange.standing_exchange.rules.agreeing import StandingState

OPEN_DEPARTURES = (DepartureState.ANNOUNCED, DepartureState.CLOSING)
STAYS = (DepartureState.CALLED_OFF, DepartureState.RETURNED)
AWAY = (DepartureState.LEFT, DepartureState.GONE)
STANDING_OVER = (StandingState.ENDED, StandingState.CLOSED)
PLEDGED = tuple(state for state in Pledged if not PLEDGE.is_final(state) and state is not Pledged.RECEIVED)


def find_departure(session: Session, library_id: int) -> Departure | None:
    """Return the newest departure of a library that was not called off or taken back, if there is one."""
    mine = (col(Departure.library_id) == library_id, col(Departure.state).not_in(STAYS))
    return session.scalar(sa.select(Departure).where(*mine).order_by(col(Departure.id).desc()).limit(1))


def get_departure(session: Session, library_id: int) -> Departure:
    """Return the departure of a library; raises NotFound for one that stays."""
    found = find_departure(session, library_id)
    if found is None:
        raise NotFound("no-departure")
    return found


def departures(session: Session, limit: int, offset: int) -> tuple[int, Sequence[tuple[Departure, Library]]]:
    """Return how many departures stand (none called off or taken back), a page of them with libraries; two queries."""
    standing = col(Departure.state).not_in(STAYS)
    total = session.scalar(sa.select(sa.func.count()).select_from(Departure).where(standing)) or 0
    found = (
        sa.select(Departure, Library)
        .join(Library, col(Library.id) == col(Departure.library_id))
        .where(standing)
        .order_by(col(Departure.state).in_(AWAY), col(Departure.leaves_on), col(Departure.id))
        .limit(limit)
        .offset(offset)
    )
    return total, [(row[0], row[1]) for row in session.execute(found)]


def due_departures(is_due: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Return the query of the announced departures whose day has come."""
    announced = col(Departure.state) == DepartureState.ANNOUNCED
    return sa.select(Departure).where(announced, is_due).order_by(col(Departure.id))


def kept_until(session: Session, library_id: int, left_at: datetime) -> date:
    """Return the last day, where the library is, on which one that left at an instant may be brought back."""
    return session.get_one(Library, library_id).day_at(left_at + timedelta(days=KEPT_DAYS))


def to_forget(session: Session, at: datetime) -> Sequence[Departure]:
    """Return the departures of libraries that do not come back: the last day on which they may has ended there.

    One whose library is a member again, or leaves or has left anew since, is none of them.
    """
    left = (col(Departure.state) == DepartureState.LEFT, col(Departure.left_at) < at - timedelta(days=KEPT_DAYS))
    later = aliased(Departure)
    anew = (col(later.library_id) == col(Departure.library_id), col(later.id) > col(Departure.id))
    is_last = ~sa.exists().where(*anew, col(later.state) != DepartureState.CALLED_OFF)
    found = sa.select(Departure, Library).join(Library, col(Library.id) == col(Departure.library_id))
    rows = session.execute(found.where(*left, col(Library.has_left), is_last).order_by(col(Departure.id))).all()
    return [row for row, library in rows if kept_until(session, library.id, row.left_at) < library.day_at(at)]


def find_former_administrator(session: Session, user_id: int | None, library: Library, at: datetime) -> Actor | None:
    """Return the actor that a person is to a library that has left, if she may bring it back: its administrator."""
    hers = departures_to_bring_back(user_id, at).where(col(Departure.library_id) == library.id)
    if session.scalar(hers) is None:
        return None
    return Actor("person", library_id=library.id, user_id=user_id, roles=frozenset({Role.LIBRARY_ADMIN}))


def departures_to_bring_back(user_id: int | None, at: datetime) -> sa.Select[Any]:
    """Return the query of the departures that a person may take back, being an administrator of what has left."""
    hers = (col(Membership.user_id) == user_id, col(Membership.role) == Role.LIBRARY_ADMIN)
    libraries = sa.select(col(Membership.library_id)).where(*hers, memberships.would_be_in_force(at))
    found = sa.select(Departure).where(col(Departure.state) == DepartureState.LEFT)
    return found.where(col(Departure.library_id).in_(libraries)).order_by(col(Departure.id))


def count_to_bring_back(user_id: int, at: datetime) -> sa.Select[Any]:
    """Return the query that counts the departures that a person may take back."""
    return sa.select(sa.func.count()).select_from(departures_to_bring_back(user_id, at).order_by(None).subquery())


TO_FINISH = tuple(thing for thing in Thing if thing not in ENDS_BY_ITSELF)
"""What a library must finish before it has left."""


# What is open ---------------------------------------------------------------------------------------------------------


def _one_of(library_id: int, *columns: Any) -> sa.ColumnElement[bool]:
    return sa.or_(*(col(column) == library_id for column in columns))


def _loans(library_id: int, side: Side, *conditions: Any) -> sa.Select[Any]:
    mine = (col(LoanRequest.library_id) == library_id, col(LoanRequest.side) == side)
    return sa.select(col(LoanRequest.partner_id)).where(*mine, col(LoanRequest.closed_at).is_(None), *conditions)


def _consignments(library_id: int) -> sa.ColumnElement[bool]:
    table = Consignment
    ends = (table.consignor_id, table.consignee_id, table.consignor_gateway_id, table.consignee_gateway_id)
    return _one_of(library_id, *ends)


def _claims(library_id: int) -> sa.Select[Any]:
    found = sa.select(col(Claim.id)).join(Consignment, col(Consignment.id) == col(Claim.consignment_id))
    mine = _one_of(library_id, Consignment.consignor_id, Consignment.consignee_id)
    return found.where(mine, col(Claim.state) != ClaimState.RESOLVED)


def _rounds(library_id: int) -> sa.Select[Any]:
    found = sa.select(col(Round.id)).join(RoundMember, col(RoundMember.round_id) == col(Round.id))
    return found.where(col(RoundMember.library_id) == library_id, col(Round.state).not_in(list(CLOSED_ROUND)))


def _accounts(library_id: int) -> sa.Select[Any]:
    """Return the query of the sums that do not even out: one row for each partner and unit of a book."""
    found = sa.select(col(Line.partner_id)).join(Account, col(Account.id) == col(Line.account_id))
    by_sum = (col(Account.book_id), col(Line.partner_id), col(Line.unit))
    return found.where(col(Account.library_id) == library_id).group_by(*by_sum).having(sa.func.sum(Line.amount) != 0)


def _members(library_id: int, *roles: Role) -> sa.Select[Any]:
    return sa.select(col(Membership.id)).where(
        col(Membership.library_id) == library_id, col(Membership.role).in_(roles)
    )


OPEN: Mapping[Thing, Callable[[int], sa.Select[Any]]] = {
    Thing.LENT: lambda mine: _loans(mine, Side.SUPPLYING),
    Thing.BORROWED: lambda mine: _loans(mine, Side.REQUESTING, col(LoanRequest.reader_id).is_(None)),
    Thing.FOR_READERS: lambda mine: _loans(mine, Side.REQUESTING, col(LoanRequest.reader_id).is_not(None)),
    Thing.CONSIGNMENTS: lambda mine: sa.select(col(Consignment.id)).where(
        _consignments(mine), col(Consignment.closed_at).is_(None)
    ),
    Thing.CLAIMS: _claims,
    Thing.ROUNDS: _rounds,
    Thing.BOXES: lambda mine: sa.select(col(Box.id)).where(
        _one_of(mine, Box.first_id, Box.second_id), col(Box.closed_at).is_(None)
    ),
    Thing.PLEDGES: lambda mine: sa.select(col(Pledge.id)).where(
        col(Pledge.library_id) == mine, col(Pledge.state).in_(PLEDGED)
    ),
    Thing.STANDING: lambda mine: sa.select(col(StandingExchange.id)).where(
        _one_of(mine, StandingExchange.first_id, StandingExchange.second_id),
        col(StandingExchange.state).not_in(STANDING_OVER),
    ),
    Thing.ACCOUNTS: _accounts,
    Thing.AGREEMENTS: lambda mine: sa.select(col(Agreement.id)).where(
        _one_of(mine, Agreement.first_id, Agreement.second_id), col(Agreement.state).in_(list(LIVE))
    ),
    Thing.OFFERS: lambda mine: sa.select(col(Offer.id)).where(
        col(Offer.library_id) == mine, col(Offer.state).not_in(list(offers.CLOSED))
    ),
    Thing.WANTS: lambda mine: sa.select(col(Want.id)).where(
        col(Want.library_id) == mine, col(Want.state).not_in(list(wants.CLOSED))
    ),
    Thing.STAFF: lambda mine: _members(mine, *sorted(STAFF)),
    Thing.READERS: lambda mine: _members(mine, Role.READER),
}
"""What is open at a library, thing by thing: the query of it."""


def counted(session: Session, library_id: int) -> dict[Thing, int]:
    """Return how much of each thing is open at a library; one query."""
    counts = (
        sa.select(sa.func.count()).select_from(found(library_id).subquery(thing.value)).scalar_subquery()
        for thing, found in OPEN.items()
    )
    row = session.execute(sa.select(*counts)).one()
    return dict(zip(OPEN, row, strict=True))


def to_finish(counts: Mapping[Thing, int]) -> int:
    """Return how many things a library must finish before it has left."""
    return sum(count for thing, count in counts.items() if thing not in ENDS_BY_ITSELF)


def books_away(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[LoanRequest]]:
    """Return how many loans there are whose book is not at home, and a page of them, the longest first; two queries."""
    standing = (
        col(LoanRequest.library_id) == library_id,
        col(LoanRequest.closed_at).is_(None),
        col(LoanRequest.service) == ServiceType.LOAN,
        sa.or_(
            *(
                sa.and_(col(LoanRequest.side) == side, col(LoanRequest.state).in_([str(state) for state in places]))
                for side, places in PLACES.items()
            )
        ),
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(LoanRequest).where(*standing)) or 0
    found = sa.select(LoanRequest).where(*standing).order_by(col(LoanRequest.shipped_at), col(LoanRequest.id))
    return total, session.scalars(found.limit(limit).offset(offset)).all()


def others_of(session: Session, rows: Sequence[LoanRequest]) -> Sequence[Library]:
    """Return the other libraries of loans; one query."""
    ids = {row.partner_id for row in rows if row.partner_id is not None}
    return session.scalars(sa.select(Library).where(col(Library.id).in_(ids))).all()


def partners(session: Session, library_id: int, since: datetime) -> Sequence[Library]:
    """Return the members with which something is open, or was at the instant `since`: those that are told; one query.

    An agreement in force counts, too.
    """
    loans = sa.select(col(LoanRequest.partner_id)).where(
        col(LoanRequest.library_id) == library_id, _still_open(LoanRequest, since)
    )
    told = [loans, sa.select(_accounts(library_id).subquery().c.partner_id)]
    for table, first, second in (
        (Consignment, Consignment.consignor_id, Consignment.consignee_id),
        (Agreement, Agreement.first_id, Agreement.second_id),
    ):
        other = sa.case((col(first) == library_id, col(second)), else_=col(first))
        told.append(sa.select(other).where(_still_open(table, since), _one_of(library_id, first, second)))
    of_any = sa.or_(*(col(Library.id).in_(found) for found in told))
    members = sa.select(Library).where(of_any, col(Library.id) != library_id, is_member())
    return session.scalars(members.order_by(col(Library.id))).all()


def _still_open(table: Any, since: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(col(table.closed_at).is_(None), col(table.closed_at) >= since)
