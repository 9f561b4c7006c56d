"""Reading: what a successor is asked, and how much of each kind can be carried over to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, SourceRecord
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line as WorkLine
from library_exchange.core.worklist import entries
from library_exchange.deals.models import Agreement, Box, Settlement
from library_exchange.deals.rules.agreements import LIVE
from library_exchange.deals.rules.settling import OPEN as OPEN_SETTLEMENT
from library_exchange.directory.models import Library
from library_exchange.leaving.models import Departure
from library_exchange.leaving.queries import OPEN_DEPARTURES, STANDING_OVER
from library_exchange.leaving.rules import DepartureState
from library_exchange.ledger.models import Account, Book, Line
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import KIND as OF_LOAN
from library_exchange.loans.rules.codes import Side
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import LineState
from library_exchange.standing_exchange.models import StandingExchange
from library_exchange.succession.models import Succession
from library_exchange.succession.rules import Kind, SuccessionState

FREE_OFFERS = (OfferState.DRAFT, OfferState.OPEN)
FREE_WANTS = (WantState.OPEN, WantState.PAUSED)


def find_succession(session: Session, departure_id: int) -> Succession | None:
    """Return what the successor of a departure was asked last, if it was."""
    mine = sa.select(Succession).where(col(Succession.departure_id) == departure_id)
    return session.scalar(mine.order_by(col(Succession.id).desc()).limit(1))


def get_succession(session: Session, departure_id: int) -> Succession:
    """Return what the successor of a departure was asked last; raises NotFound if nobody was."""
    found = find_succession(session, departure_id)
    if found is None:
        raise NotFound("nobody-was-asked")
    return found


def to_carry() -> sa.Select[Any]:
    """Return the query of what was accepted of libraries with which nothing new begins, and that have not left.

    Nothing goes to a successor that leaves itself or has left.
    """
    found = sa.select(Succession).join(Departure, col(Departure.id) == col(Succession.departure_id))
    stays = sa.and_(col(Library.id) == col(Succession.successor_id), col(Library.leaves_on).is_(None))
    goes = (col(Succession.state) == SuccessionState.ACCEPTED, col(Departure.state) == DepartureState.CLOSING)
    return found.join(Library, stays).where(*goes).order_by(col(Succession.id))


def asked_of(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query of the questions that wait for the answer of a successor."""
    departures = sa.select(col(Departure.id)).where(col(Departure.state).in_(OPEN_DEPARTURES))
    waits = (col(Succession.successor_id) == library_id, col(Succession.state) == SuccessionState.ASKED)
    is_open = col(Succession.departure_id).in_(departures)
    return entries(Succession, *waits, is_open, since=col(Succession.asked_at))


def asked_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, WorkLine]:
    """Return how questions stand on the list of work of the successor; one query."""
    found = sa.select(Succession, Library).join(Library, col(Library.id) == col(Succession.library_id))
    return {
        row.id: WorkLine(
            as_written(library.name_in(language)),
            _("Say what your library takes over"),
            "succession.show",
            {"code": library.code},
        )
        for row, library in session.execute(found.where(col(Succession.id).in_(ids)))
    }


# What can be carried over ---------------------------------------------------------------------------------------------


def pairs_of_loans(mine_side: Side, library_id: int, successor_id: int) -> sa.Select[Any]:
    """Return the query of both rows of each open loan of a library that can go over: its own, and the partner's.

    No message of it is under way: each side has taken what the other has sent. The partner is on this machine, and not
    the successor; no reader of the library waits for the book.
    """
    mine, theirs = LoanRequest, aliased(LoanRequest)
    asking, asked = (theirs, mine) if mine_side is Side.SUPPLYING else (mine, theirs)
    number = col(asking.request_no) + "-" + sa.cast(col(asking.attempt), sa.String)
    both: tuple[Any, ...] = (mine, theirs)
    return (
        sa.select(*both)
        .join(theirs, sa.and_(col(theirs.library_id) == col(mine.partner_id), col(theirs.partner_id) == library_id))
        .where(
            col(mine.library_id) == library_id,
            col(mine.side) == mine_side,
            col(mine.closed_at).is_(None),
            col(mine.reader_id).is_(None),
            col(mine.partner_id) != successor_id,
            col(theirs.side) != mine_side,
            number == col(asked.request_no),
            col(mine.sent_seq) == col(theirs.received_seq),
            col(theirs.sent_seq) == col(mine.received_seq),
        )
        .order_by(col(mine.id))
    )


ENDS = ("consignor_id", "consignee_id", "consignor_gateway_id", "consignee_gateway_id")


def consignments(library_id: int, successor_id: int) -> sa.Select[Any]:
    """Return the query of the open consignments of a library that could go over, whatever loans travel in them.

    The successor is in the same country and has no part in them, and no title in them is promised.
    """
    table, line = Consignment, ConsignmentLine
    is_promised = sa.and_(col(line.subject_kind).is_not(None), col(line.subject_kind) != OF_LOAN)
    promised = sa.exists().where(col(line.consignment_id) == col(table.id), is_promised)
    return (
        sa.select(table)
        .where(
            sa.or_(*(col(getattr(table, end)) == library_id for end in ENDS)),
            *(col(getattr(table, end)).is_distinct_from(successor_id) for end in ENDS),
            col(table.closed_at).is_(None),
            ~promised,
            _country(library_id) == _country(successor_id),
        )
        .order_by(col(table.id))
    )


def _under_way(library_id: int) -> sa.Select[Any]:
    """Return the query of the open loans of a library that travel: the consignment, and the row that it names."""
    table, line, loan = Consignment, ConsignmentLine, LoanRequest
    ids: tuple[Any, ...] = (col(line.consignment_id), col(loan.id))
    found = sa.select(*ids)
    found = found.join(table, col(table.id) == col(line.consignment_id)).join(
        loan, col(loan.id) == col(line.subject_id)
    )
    is_open = (col(table.closed_at).is_(None), col(loan.closed_at).is_(None), col(line.state) == LineState.EXPECTED)
    its_own = sa.or_(col(loan.library_id) == library_id, col(loan.partner_id) == library_id)
    return found.where(col(line.subject_kind) == OF_LOAN, its_own, *is_open)


@dataclass(frozen=True)
class Going:
    """The loans that go over, each with both of its rows, by the side of the library that leaves; consignments."""

    pairs: Mapping[Side, list[tuple[LoanRequest, LoanRequest]]]
    consignments: list[Consignment]

    @property
    def counts(self) -> dict[Kind, int]:
        """How many there are of each kind."""
        return {
            **{KIND_OF[side]: len(found) for side, found in self.pairs.items()},
            Kind.CONSIGNMENTS: len(self.consignments),
        }


KIND_OF = {Side.SUPPLYING: Kind.LENT, Side.REQUESTING: Kind.BORROWED}


def going(session: Session, library_id: int, successor_id: int, kinds: Collection[str]) -> Going:
    """Return the loans and consignments of these kinds that go over now; four queries.

    A book under way goes with its consignment or not at all: neither leaves the other behind.
    """
    pairs = {
        side: [(mine, theirs) for mine, theirs in session.execute(pairs_of_loans(side, library_id, successor_id))]
        if kind in kinds
        else []
        for side, kind in KIND_OF.items()
    }
    goes = Kind.CONSIGNMENTS in kinds
    found = list(session.scalars(consignments(library_id, successor_id)).all()) if goes else []
    lines = [(number, loan_id) for number, loan_id in session.execute(_under_way(library_id))]
    while True:
        free = {row.id for both in pairs.values() for pair in both for row in pair}
        kept = {number for number, loan_id in lines if loan_id not in free}
        left = [row for row in found if row.id not in kept]
        ids = {row.id for row in left}
        stuck = {loan_id for number, loan_id in lines if number not in ids}
        apart = {side: [pair for pair in both if not stuck & {row.id for row in pair}] for side, both in pairs.items()}
        if left == found and apart == pairs:
            return Going(pairs, found)
        pairs, found = apart, left


def _country(library_id: int) -> sa.ScalarSelect[str]:
    return sa.select(col(Library.country)).where(col(Library.id) == library_id).scalar_subquery()


def _other(table: Any, library_id: int) -> sa.ColumnElement[int]:
    return sa.case((col(table.first_id) == library_id, col(table.second_id)), else_=col(table.first_id))


def _of(table: Any, library_id: int) -> sa.ColumnElement[bool]:
    return sa.or_(col(table.first_id) == library_id, col(table.second_id) == library_id)


def agreements(library_id: int, successor_id: int) -> sa.Select[Any]:
    """Return the query of the open agreements of a library that can go over.

    The successor has none with the partner, and no box or standing exchange hangs on it.
    """
    other = _other(Agreement, library_id)
    boxes = sa.select(_other(Box, library_id)).where(_of(Box, library_id), col(Box.closed_at).is_(None))
    serial = StandingExchange
    serials = sa.select(_other(serial, library_id)).where(
        _of(serial, library_id), col(serial.state).not_in(STANDING_OVER)
    )
    known = aliased(Agreement)
    has_one = sa.select(_other(known, successor_id)).where(_of(known, successor_id), col(known.state).in_(list(LIVE)))
    is_free = (other.not_in(each) for each in (boxes, serials, has_one))
    mine = (_of(Agreement, library_id), col(Agreement.state).in_(list(LIVE)), other != successor_id)
    return sa.select(Agreement).where(*mine, *is_free).order_by(col(Agreement.id))


def balances(library_id: int, successor_id: int) -> sa.Select[Any]:
    """Return the query of the sums that a library's accounts show, but with the successor.

    Rows are the kind of book, the partner (None for the network), the unit and the sum that was given. What is being
    settled stays.
    """
    debts = (
        sa.select(
            sa.case(
                (col(Settlement.creditor_id) == library_id, col(Settlement.debtor_id)), else_=Settlement.creditor_id
            )
        )
        .where(sa.or_(col(Settlement.creditor_id) == library_id, col(Settlement.debtor_id) == library_id))
        .where(col(Settlement.state).in_(list(OPEN_SETTLEMENT)))
    )
    partner = col(Line.partner_id)
    total = sa.cast(sa.func.sum(Line.amount), sa.BigInteger)
    columns: tuple[Any, ...] = (col(Book.kind), partner, col(Line.unit), total)
    found = (
        sa.select(*columns)
        .join(Account, col(Account.id) == col(Line.account_id))
        .join(Book, col(Book.id) == col(Account.book_id))
        .where(col(Account.library_id) == library_id, partner.is_distinct_from(successor_id))
        .where(sa.or_(partner.is_(None), partner.not_in(debts)))
    )
    by_sum = (col(Book.kind), partner, col(Line.unit))
    return found.group_by(*by_sum).having(total != 0).order_by(*by_sum)


def offers(library_id: int, successor_id: int) -> sa.Select[Any]:
    """Return the query of the offers that are promised to nobody, and not meant for the successor."""
    mine = (col(Offer.library_id) == library_id, col(Offer.state).in_(FREE_OFFERS))
    return (
        sa.select(Offer).where(*mine, col(Offer.reserved_for_id).is_distinct_from(successor_id)).order_by(col(Offer.id))
    )


def wants(library_id: int, _successor_id: int) -> sa.Select[Any]:
    """Return the query of the wants for which nothing is promised."""
    mine = (col(Want.library_id) == library_id, col(Want.state).in_(FREE_WANTS))
    return sa.select(Want).where(*mine).order_by(col(Want.id))


def sources(library_id: int) -> sa.Select[Any]:
    """Return the query of the records of a library that stand in the catalogue."""
    standing = (col(SourceRecord.library_id) == library_id, col(SourceRecord.withdrawn_at).is_(None))
    return sa.select(SourceRecord).where(*standing).order_by(col(SourceRecord.id))


def holdings_without_record(library_id: int) -> sa.Select[Any]:
    """Return the query of the holdings of a library of which it has no record."""
    mine = (col(Holding.library_id) == library_id, col(Holding.source_record_id).is_(None))
    return sa.select(Holding).where(*mine).order_by(col(Holding.id))


FOUND: Mapping[Kind, Callable[[int, int], sa.Select[Any]]] = {
    Kind.AGREEMENTS: agreements,
    Kind.ACCOUNTS: balances,
    Kind.OFFERS: offers,
    Kind.WANTS: wants,
    Kind.HOLDINGS: lambda mine, _successor: sources(mine),
}
"""What can be carried over now from the first library to the second, of what does not travel."""


def counted(
    session: Session, library_id: int, successor_id: int, kinds: Collection[str] = tuple(Kind)
) -> dict[Kind, int]:
    """Return how much of each kind can be carried over now, if these are; five queries."""
    counts = []
    for kind, found in FOUND.items():
        rows = found(library_id, successor_id).order_by(None)
        # Sums are grouped.
        rows = rows if kind is Kind.ACCOUNTS else rows.with_only_columns(sa.literal(1))
        counts.append(sa.select(sa.func.count()).select_from(rows.subquery(kind.value)).scalar_subquery())
    told = zip(FOUND, session.execute(sa.select(*counts)).one(), strict=True)
    return going(session, library_id, successor_id, kinds).counts | dict(told)


def handing_holdings_over(session: Session) -> frozenset[int]:
    """Return the libraries whose holdings are being carried over to a successor."""
    return frozenset(row.library_id for row in session.scalars(to_carry()) if Kind.HOLDINGS in row.taken)


def takes_over(session: Session, row: Succession) -> bool:
    """Whether a successor does not leave itself and has not left."""
    return session.get_one(Library, row.successor_id).leaves_on is None


def has_some(session: Session, row: Succession) -> bool:
    """Whether something that a successor has accepted, or all of it for the first time, is still to be carried over."""
    if not takes_over(session, row):
        return False
    counts = counted(session, row.library_id, row.successor_id, row.taken)
    is_begun = row.carried_at is not None and not any(counts[Kind(kind)] for kind in row.taken)
    return not is_begun or (Kind.HOLDINGS in row.taken and _has_holdings(session, row.library_id))


def _has_holdings(session: Session, library_id: int) -> bool:
    left = (sources(library_id), holdings_without_record(library_id))
    return any(session.scalars(each.limit(1)).first() is not None for each in left)


def has_holdings_under_way(session: Session, library_id: int) -> bool:
    """Whether holdings of a library that its successor takes over have not all been carried over yet."""
    accepted = session.scalars(to_carry().where(col(Succession.library_id) == library_id)).first()
    return accepted is not None and Kind.HOLDINGS in accepted.taken and _has_holdings(session, library_id)
