"""The consignments in which books of loans travel: those of one request, and those of all that wait in a library.

A line names the row of the library that sends the book. The other library finds its own row by the number of the
request, as it does when a message comes.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.core.bounds import find_number
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState, Side, SupplyingState
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.waiting_for import waits_for
from library_exchange.shipping.rules.codes import DROPPED, LineState
from library_exchange.shipping.rules.shipments import NOT_SENT

KIND = "loan"
"""What consignments call the row of a loan that a book travels for."""
NOT_AS_SENT = (LineState.MISSING, LineState.WRONG)
"""How a parcel was found in which the book of a loan did not lie: nothing or another one in its place."""
SENT_OFF = {Side.SUPPLYING: SupplyingState.SHIPPED, Side.REQUESTING: RequestingState.RETURN_SHIPPED}
"""Where the row of the library that sends the book stands until the partner says in it how the book came."""


@dataclass(frozen=True)
class Travelling:
    """A book of a loan in a consignment."""

    consignment: Consignment
    line: ConsignmentLine

    @property
    def is_waiting(self) -> bool:
        """Whether it is to go but has not been handed over."""
        return self.line.state is LineState.EXPECTED and self.consignment.state in NOT_SENT

    def is_sent_by(self, loan: LoanRequest) -> bool:
        """Whether it goes from the library of the row `loan`."""
        return self.consignment.consignor_id == loan.library_id

    @property
    def is_under_way(self) -> bool:
        """Whether it was handed over and nobody has said yet how it came."""
        return self.line.state is LineState.EXPECTED and not self.is_waiting


def waiting_among(found: Collection[Travelling], loan: LoanRequest) -> Travelling | None:
    """Return which of the consignments of `loan` its own library has still to hand over, if one does."""
    return next((each for each in found if each.is_sent_by(loan) and each.is_waiting), None)


def crosses(session: Session, one: int, other: int) -> bool:
    """Whether what goes from `one` library to the `other` crosses a border."""
    return session.get_one(Library, one).country != session.get_one(Library, other).country


def lacks_papers(session: Session, loan: LoanRequest, waiting: Travelling | None) -> bool:
    """Whether the book of `loan`, sent as it is, would cross a border in no consignment; it is `waiting` in one."""
    return waiting is None and loan.partner_id is not None and crosses(session, loan.library_id, loan.partner_id)


def own_row(session: Session, row: LoanRequest, library_id: int | None) -> LoanRequest | None:
    """Return the row that `library_id` has of the request of `row`: that one, or its partner's of the same number."""
    if row.library_id == library_id:
        return row
    found = own_rows(session, [row], library_id)
    return found.get(row.id)


def own_rows(session: Session, rows: Collection[LoanRequest], library_id: int | None) -> Mapping[int, LoanRequest]:
    """Return by the id of each of `rows` the row that `library_id` has of its request, if it has one; one query."""
    asked = [row for row in rows if row.partner_id == library_id and row.library_id != library_id]
    found = session.scalars(sa.select(LoanRequest).where(sa.or_(*map(_counterpart, asked)))) if asked else ()
    known = {(each.partner_id, each.public_no): each for each in found}
    theirs = {row.id: known.get((row.library_id, row.public_no)) for row in asked}
    mine = {row.id: row for row in rows if row.library_id == library_id}
    return mine | {number: each for number, each in theirs.items() if each is not None}


def _counterpart(row: LoanRequest) -> Any:
    """Return the condition that finds the partner's row of the request of `row`."""
    theirs = (col(LoanRequest.library_id) == row.partner_id, col(LoanRequest.partner_id) == row.library_id)
    if row.side is Side.REQUESTING:
        return sa.and_(*theirs, col(LoanRequest.side) == Side.SUPPLYING, col(LoanRequest.request_no) == row.public_no)
    request_no, _dash, attempt = row.request_no.rpartition("-")
    return sa.and_(
        *theirs,
        col(LoanRequest.side) == Side.REQUESTING,
        col(LoanRequest.request_no) == request_no,
        col(LoanRequest.attempt) == (find_number(attempt) or 0),
    )


def parcels_of(session: Session, loan: LoanRequest) -> list[Travelling]:
    """Return every consignment of the request's book between the two libraries, there and back; two queries."""
    partner = own_row(session, loan, loan.partner_id) if loan.partner_id else None
    ids = [loan.id, *([partner.id] if partner else [])]
    between = (loan.library_id, loan.partner_id)
    found = _lines(ids).where(col(Consignment.consignor_id).in_(between), col(Consignment.consignee_id).in_(between))
    return [Travelling(consignment, line) for line, consignment in session.execute(found)]


def sent_by(session: Session, loan: LoanRequest) -> list[Travelling]:
    """Return the consignments in which this library sends the book of its row, the last first; one query."""
    mine = _lines([loan.id]).where(col(Consignment.consignor_id) == loan.library_id)
    found = [Travelling(consignment, line) for line, consignment in session.execute(mine)]
    return found[::-1]


def find_waiting(session: Session, loan: LoanRequest) -> Travelling | None:
    """Return the consignment in which the book is to go but has not been handed over."""
    return next((each for each in sent_by(session, loan) if each.is_waiting), None)


def _lines(ids: Collection[int]) -> sa.Select[Any]:
    lines: Any = sa.select(ConsignmentLine, Consignment)
    found: sa.Select[Any] = (
        lines.join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.subject_id).in_(ids),
            col(ConsignmentLine.state).not_in(DROPPED),
        )
        .order_by(col(ConsignmentLine.id))
    )
    return found


# For the list of work -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Parcels:
    """What of the loans' work is done with a consignment: by row where it is handed over, by request where received."""

    to_hand_over: Mapping[int, int]
    to_receive: Mapping[tuple[int, str], int]


def parcels_at(session: Session, library: Library, today: date) -> Parcels:
    """Return which books of loans wait in consignments of `library`; one query."""
    is_ours = sa.and_(col(Consignment.consignor_id) == library.id, col(Consignment.state).in_(NOT_SENT))
    comes = sa.and_(
        col(Consignment.consignee_id) == library.id,
        col(Consignment.state).not_in(NOT_SENT),
        waits_for(library.id, today),
    )
    rows = session.execute(
        sa.select(LoanRequest, col(Consignment.id), col(Consignment.consignor_id))
        .join(ConsignmentLine, col(ConsignmentLine.subject_id) == col(LoanRequest.id))
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.state) == LineState.EXPECTED,
            sa.or_(is_ours, comes),
        )
    ).all()
    return Parcels(
        {row.id: number for row, number, sender in rows if sender == library.id},
        {(row.library_id, row.public_no): number for row, number, sender in rows if sender != library.id},
    )


@dataclass(frozen=True)
class Missed:
    """Books that were not in their parcels and of which no request says more: by row where sent, by request where not.

    The library that sent a book looks for it; the other one asks for it.
    """

    to_look_for: frozenset[int]
    to_ask_for: frozenset[tuple[int, str]]


def is_missed() -> Any:
    """Return the condition on rows that their library sent the book and the partner did not find it in the parcel."""
    later = aliased(ConsignmentLine)
    again = (
        sa.select(col(later.id))
        .where(
            col(later.subject_kind) == KIND,
            col(later.subject_id) == col(ConsignmentLine.subject_id),
            col(later.id) > col(ConsignmentLine.id),
            col(later.state).not_in(DROPPED),
        )
        .correlate(ConsignmentLine)
    )
    sent = (
        sa.select(col(ConsignmentLine.id))
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.subject_id) == col(LoanRequest.id),
            col(ConsignmentLine.state).in_(NOT_AS_SENT),
            col(Consignment.consignor_id) == col(LoanRequest.library_id),
            ~again.exists(),
        )
        .correlate(LoanRequest)
    )
    stands = [sa.and_(col(LoanRequest.side) == side, col(LoanRequest.state) == at) for side, at in SENT_OFF.items()]
    return sa.and_(sa.or_(*stands), sent.exists())


def missed_at(session: Session, library_id: int) -> Missed:
    """Return which books that a library sent, or waits for, were not in their parcels; one query."""
    ours = sa.or_(col(LoanRequest.library_id) == library_id, col(LoanRequest.partner_id) == library_id)
    rows = session.scalars(sa.select(LoanRequest).where(ours, is_missed())).all()
    return Missed(
        frozenset(row.id for row in rows if row.library_id == library_id),
        frozenset((row.library_id, row.public_no) for row in rows if row.library_id != library_id),
    )
