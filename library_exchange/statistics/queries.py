"""Reading what happened: every figure from lines of consignments that were counted, by a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.deals.models import BoxLine
from library_exchange.deals.queries.boxes import KIND as BOX_LINE
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.offers.models import Offer
from library_exchange.programmes.models import Programme
from library_exchange.programmes.rules import PUBLIC_PROGRAMMES
from library_exchange.programmes.services.consigning import SUBJECT_KIND as PLEDGE
from library_exchange.rounds.models import Round, RoundLine
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.rounds.services.sending import SUBJECT_KIND as ROUND_LINE
from library_exchange.shipping.models import Claim, Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import LineState, Purpose
from library_exchange.statistics.rules.figures import Flow, Place, Sums, Way, way_of

NO_SUBJECT = "none"


@dataclass(frozen=True)
class Scope:
    """What is counted: a year (None: all) and one library's share (None: the whole network)."""

    year: int | None = None
    library_id: int | None = None

    def bounds(self) -> tuple[datetime, datetime] | None:
        """Return the first instant of the year and of the next, in UTC."""
        if self.year is None:
            return None
        return datetime(self.year, 1, 1, tzinfo=UTC), datetime(self.year + 1, 1, 1, tzinfo=UTC)

    def within(self, instant: Any) -> list[sa.ColumnElement[bool]]:
        """Return the condition that an instant lies in the year."""
        bounds = self.bounds()
        return [instant >= bounds[0], instant < bounds[1]] if bounds else []

    def of(self, *library_ids: Any) -> list[sa.ColumnElement[bool]]:
        """Return the condition that the library is one of the parties."""
        return [sa.or_(*(each == self.library_id for each in library_ids))] if self.library_id is not None else []


_COUNTED = (col(ConsignmentLine.counted_at).is_not(None), col(ConsignmentLine.purpose) == Purpose.PERMANENT)
_COPIES = sa.func.sum(col(ConsignmentLine.copies))
_GRAMS = sa.func.sum(sa.func.coalesce(col(ConsignmentLine.weight_g), 0) * col(ConsignmentLine.copies))
_UNWEIGHED = sa.func.sum(sa.case((col(ConsignmentLine.weight_g).is_(None), col(ConsignmentLine.copies)), else_=0))
_SUMS = (sa.func.count(), _COPIES, _GRAMS, _UNWEIGHED)


def _counted(scope: Scope, *columns: Any) -> Any:
    """Select `columns` from the lines that count as received for good."""
    return (
        sa.select(*columns)
        .select_from(ConsignmentLine)
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(*_COUNTED, *scope.within(col(ConsignmentLine.counted_at)))
        .where(*scope.of(col(Consignment.consignor_id), col(Consignment.consignee_id)))
    )


def _sums(values: Sequence[Any]) -> Sums:
    return Sums(*(int(value or 0) for value in values))


def places(session: Session) -> dict[int, tuple[Place, Library]]:
    """Return every library as figures see it, by id; one query."""
    return {
        library.id: (
            Place(library.id, library.country, library.kind.value, library.city_en, library.is_inland),
            library,
        )
        for library in session.scalars(sa.select(Library).order_by(col(Library.id)))
    }


def flows(session: Session, scope: Scope, known: dict[int, tuple[Place, Library]]) -> list[Flow]:
    """Return what each library received from each other one; one query."""
    giver, receiver = col(Consignment.consignor_id), col(Consignment.consignee_id)
    rows = session.execute(_counted(scope, giver, receiver, *_SUMS).group_by(giver, receiver).order_by(giver, receiver))
    return [Flow(known[one][0], known[other][0], _sums(values)) for one, other, *values in rows]


def years(session: Session) -> list[int]:
    """Return the years in which anything was received, the last first; one query."""
    year = sa.extract("year", col(ConsignmentLine.counted_at))
    rows = session.scalars(sa.select(year).where(*_COUNTED).group_by(year).order_by(year.desc()))
    return [int(one) for one in rows]


def _by_way(session: Session, query: Any, known: dict[int, tuple[Place, Library]]) -> dict[str, dict[Way, Sums]]:
    """Return the sums of rows (name, giver, receiver, sums…) by name and way."""
    found: dict[str, dict[Way, Sums]] = {}
    for name, giver, receiver, *values in session.execute(query):
        ways = found.setdefault(str(name), {})
        way = way_of(known[giver][0], known[receiver][0])
        ways[way] = ways.get(way, Sums()) + _sums(values)
    return found


def languages(session: Session, scope: Scope, known: dict[int, tuple[Place, Library]]) -> dict[str, dict[Way, Sums]]:
    """Return what was received by the books' language (ISO 639-2) and way; one query."""
    language = col(ConsignmentLine.language)
    ends = (col(Consignment.consignor_id), col(Consignment.consignee_id))
    return _by_way(session, _counted(scope, language, *ends, *_SUMS).group_by(language, *ends), known)


def themes(session: Session, scope: Scope, known: dict[int, tuple[Place, Library]]) -> dict[str, dict[Way, Sums]]:
    """Return what was received by the subject of the offer it came from, and way; one query.

    Books that came from no offer, pledges and what staff typed, stand under `NO_SUBJECT`.
    """
    by_box, by_round = aliased(Offer), aliased(Offer)
    told = sa.func.coalesce(sa.cast(by_box.subject, sa.String), sa.cast(by_round.subject, sa.String), NO_SUBJECT)
    subject = sa.type_coerce(told, sa.String)
    ends = (col(Consignment.consignor_id), col(Consignment.consignee_id))
    query = (
        _counted(scope, subject, *ends, *_SUMS)
        .outerjoin(
            BoxLine,
            sa.and_(col(ConsignmentLine.subject_kind) == BOX_LINE, col(BoxLine.id) == col(ConsignmentLine.subject_id)),
        )
        .outerjoin(by_box, col(by_box.id) == col(BoxLine.offer_id))
        .outerjoin(
            RoundLine,
            sa.and_(
                col(ConsignmentLine.subject_kind) == ROUND_LINE, col(RoundLine.id) == col(ConsignmentLine.subject_id)
            ),
        )
        .outerjoin(by_round, col(by_round.id) == col(RoundLine.offer_id))
        .group_by(subject, *ends)
    )
    return _by_way(session, query, known)


@dataclass(frozen=True)
class Happenings:
    """What else happened: copies by how they were agreed on, claims and losses, rounds, programmes, loans.

    Copies of pages are told apart from loans of books.
    """

    boxes: int
    rounds_copies: int
    pledges: int
    others: int
    claims: int
    lost: int
    rounds: int
    programmes: int
    loans_asked: int
    loans_filled: int
    copies_asked: int
    copies_filled: int


def happenings(session: Session, scope: Scope) -> Happenings:
    """Count what else happened in the year; six queries."""
    kind = col(ConsignmentLine.subject_kind)
    kinds = {name: int(copies or 0) for name, copies in session.execute(_counted(scope, kind, _COPIES).group_by(kind))}
    known = (BOX_LINE, ROUND_LINE, PLEDGE)
    requests = _requests(session, scope)
    return Happenings(
        boxes=kinds.get(BOX_LINE, 0),
        rounds_copies=kinds.get(ROUND_LINE, 0),
        pledges=kinds.get(PLEDGE, 0),
        others=sum(copies for name, copies in kinds.items() if name not in known),
        claims=_claims(session, scope),
        lost=_lost(session, scope),
        rounds=_rounds(session, scope),
        programmes=_programmes(session, scope),
        loans_asked=requests.get(ServiceType.LOAN, (0, 0))[0],
        loans_filled=requests.get(ServiceType.LOAN, (0, 0))[1],
        copies_asked=requests.get(ServiceType.COPY, (0, 0))[0],
        copies_filled=requests.get(ServiceType.COPY, (0, 0))[1],
    )


def _count(session: Session, query: Any) -> int:
    return int(session.scalar(query) or 0)


def _claims(session: Session, scope: Scope) -> int:
    return _count(
        session,
        sa.select(sa.func.count())
        .select_from(Claim)
        .join(Consignment, col(Consignment.id) == col(Claim.consignment_id))
        .where(
            *scope.within(col(Claim.opened_at)), *scope.of(col(Consignment.consignor_id), col(Consignment.consignee_id))
        ),
    )


def _lost(session: Session, scope: Scope) -> int:
    """Return the copies that were lost on their way; a consignment's last change tells the year."""
    return _count(
        session,
        sa.select(_COPIES)
        .select_from(ConsignmentLine)
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(col(ConsignmentLine.state) == LineState.LOST, *scope.within(col(Consignment.touched_at)))
        .where(*scope.of(col(Consignment.consignor_id), col(Consignment.consignee_id))),
    )


def _rounds(session: Session, scope: Scope) -> int:
    query = sa.select(sa.func.count(sa.distinct(col(Round.id)))).where(
        col(Round.state) == RoundState.SETTLED, *scope.within(col(Round.cleared_at))
    )
    if scope.library_id is not None:
        query = query.join(RoundLine, col(RoundLine.round_id) == col(Round.id))
        query = query.where(*scope.of(col(RoundLine.giver_id), col(RoundLine.receiver_id)))
    return _count(session, query)


def _programmes(session: Session, scope: Scope) -> int:
    query = sa.select(sa.func.count()).where(
        col(Programme.state).in_(PUBLIC_PROGRAMMES), *scope.of(col(Programme.author_id), col(Programme.partner_id))
    )
    if scope.year is not None:
        first, last = date(scope.year, 1, 1), date(scope.year, 12, 31)
        query = query.where(col(Programme.starts_on) <= last, col(Programme.ends_on) >= first)
    return _count(session, query)


def _requests(session: Session, scope: Scope) -> dict[ServiceType, tuple[int, int]]:
    """Return by service how many requests reached a supplying library, and for how many it sent what was asked for."""
    is_copy = col(LoanRequest.service) == ServiceType.COPY
    sent_at = sa.case((is_copy, col(LoanRequest.delivered_at)), else_=col(LoanRequest.shipped_at))
    rows = session.execute(
        sa.select(col(LoanRequest.service), sa.func.count(), sa.func.count(sent_at))
        .where(
            col(LoanRequest.side) == Side.SUPPLYING,
            *scope.within(col(LoanRequest.created_at)),
            *scope.of(col(LoanRequest.library_id), col(LoanRequest.partner_id)),
        )
        .group_by(col(LoanRequest.service))
    )
    return {service: (int(asked), int(filled)) for service, asked, filled in rows}
