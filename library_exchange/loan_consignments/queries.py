"""Books not in their parcels, due later than papers say, or come after all; by what a scan finds a request."""

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.models import Item, LocalState, TextForm
from library_exchange.core.worklist import entries
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.parcels import KIND, is_missed
from library_exchange.loans.rules.codes import Side, SupplyingState
from library_exchange.loans.rules.steps import OUT_OF_THE_HOUSE
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.marc.description import TextField
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import DROPPED, LineState
from library_exchange.shipping.rules.shipments import NEVER_LEFT

_ATTEMPT = re.compile(r"-\d{1,3}$")


def codes(session: Session, ids: Collection[int]) -> Mapping[int, Collection[str]]:
    """Return by the id of a request what its papers and its book bear: its number, as each side knows it, and the
    number without the attempt; the barcode of the copy. One query.
    """
    found = session.execute(
        sa.select(LoanRequest, col(Item.barcode))
        .outerjoin(Item, col(Item.id) == col(LoanRequest.item_id))
        .where(col(LoanRequest.id).in_(ids))
    )
    return {
        row.id: {row.request_no, row.public_no, _ATTEMPT.sub("", row.public_no), *([barcode] if barcode else [])}
        for row, barcode in found
    }


def waiting_papers(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the books which the library lent abroad and which are due later than papers say."""
    home, partner = aliased(Library), aliased(Library)
    papers = (
        sa.select(col(ConsignmentLine.id))
        .join(Consignment, col(Consignment.id) == col(ConsignmentLine.consignment_id))
        .join(home, col(home.id) == col(Consignment.consignor_id))
        .join(partner, col(partner.id) == col(Consignment.consignee_id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.subject_id) == col(LoanRequest.id),
            col(ConsignmentLine.state).not_in((*DROPPED, LineState.LOST)),
            col(Consignment.consignor_id) == library_id,
            col(Consignment.state).not_in(NEVER_LEFT),
            col(Consignment.return_by) < col(LoanRequest.due_on),
            col(home.country) != col(partner.country),
        )
    )
    return entries(
        LoanRequest,
        col(LoanRequest.library_id) == library_id,
        col(LoanRequest.side) == Side.SUPPLYING,
        col(LoanRequest.state).in_([str(state) for state in OUT_OF_THE_HOUSE]),
        papers.exists(),
        since=col(LoanRequest.touched_at),
        partner=col(LoanRequest.partner_id),
    )


NOT_LOST = (LineState.EXPECTED, LineState.GOOD, LineState.DAMAGED)


def written_off(session: Session, library: Library, consignment_id: int) -> list[str]:
    """Return the titles that `library` lent and wrote off as lost, of a consignment that comes all the same."""
    found = session.scalars(
        sa.select(LoanRequest)
        .join(ConsignmentLine, col(ConsignmentLine.subject_id) == col(LoanRequest.id))
        .where(
            col(ConsignmentLine.subject_kind) == KIND,
            col(ConsignmentLine.consignment_id) == consignment_id,
            col(ConsignmentLine.state).in_(NOT_LOST),
            col(LoanRequest.library_id) == library.id,
            col(LoanRequest.state) == str(SupplyingState.LOST),
        )
        .order_by(col(ConsignmentLine.id))
    )
    books = [BibliographicInfo.model_validate(loan.book) for loan in found]
    return [book.title_in(library.language).shown.value for book in books]


def turned_up(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the loans of the library that ended as lost and whose book the borrower has."""
    has_copy = sa.select(col(Item.id)).where(
        col(Item.id) == col(LoanRequest.item_id),
        col(Item.local_state).not_in((LocalState.OUT_LOCALLY, LocalState.WITHDRAWN)),
    )
    return entries(
        LoanRequest,
        col(LoanRequest.library_id) == library_id,
        col(LoanRequest.side) == Side.SUPPLYING,
        col(LoanRequest.state) == str(SupplyingState.LOST),
        col(LoanRequest.received_at) > col(LoanRequest.closed_at),
        has_copy.exists(),
        since=col(LoanRequest.received_at),
        partner=col(LoanRequest.partner_id),
    )


def missed_books(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the books which the library sent and the partner did not find in the parcel."""
    return entries(
        LoanRequest,
        col(LoanRequest.library_id) == library_id,
        is_missed(),
        since=col(LoanRequest.touched_at),
        partner=col(LoanRequest.partner_id),
    )


def states_in(session: Session, consignment: Consignment, ids: Collection[int]) -> Mapping[int, LineState]:
    """Return how the books of requests stand in a consignment, by the id of the row that sends; one query."""
    found = sa.select(col(ConsignmentLine.subject_id), col(ConsignmentLine.state)).where(
        col(ConsignmentLine.consignment_id) == consignment.id,
        col(ConsignmentLine.subject_kind) == KIND,
        col(ConsignmentLine.subject_id).in_(ids),
    )
    return {number: LineState(state) for number, state in session.execute(found.order_by(col(ConsignmentLine.id)))}


def find_publisher(session: Session, record_id: int | None) -> str | None:
    """Return the first publisher of a record in the script of the book, None where no library told any."""
    named = (col(TextForm.field) == str(TextField.PUBLISHER), col(TextForm.kind) == "original")
    found = sa.select(col(TextForm.value)).where(col(TextForm.record_id) == record_id, *named)
    return session.scalar(found.order_by(col(TextForm.position), col(TextForm.id)).limit(1)) if record_id else None
