"""What papers need to know: the books to be fetched from the shelf, and all that goes with one book."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item
from library_exchange.consignment_papers.addresses import address_of
from library_exchange.core.scripts import script_of
from library_exchange.core.titles import TitleBlock
from library_exchange.directory.models import Library
from library_exchange.known_titles.queries.extents import find_extent
from library_exchange.loan_printouts.contents import Book, Companion, DeskSlip, PullSlip
from library_exchange.loan_printouts.queries.addressed import entered_parts
from library_exchange.loan_printouts.queries.shelf_order import shelf_order
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.queries.parcels import find_waiting, sent_by
from library_exchange.loans.rules.codes import RequestingState, Side, SupplyingState
from library_exchange.loans.rules.steps import MAY_STILL_GO
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.services.proposed_days import proposed_due_date
from library_exchange.record_matching.set_sizes import volumes_told
from library_exchange.search.analysis.sounding import sounding_in

Link = Callable[[str], str]
"""Gives the address of a request's page by its public number."""


def pull_slips(
    session: Session, library_id: int, languages: tuple[str, ...], link: Link, only: Iterable[int] | None = None
) -> list[PullSlip]:
    """Return what the library has to fetch from its shelves, in the order of the shelves; one query.

    With `only`, of these requests; one that needs no fetching is left out.
    """
    query = (
        sa.select(LoanRequest, Library, col(Item.barcode), col(Holding.note))
        .join(Library, col(Library.id) == col(LoanRequest.partner_id))
        .outerjoin(Item, col(Item.id) == col(LoanRequest.item_id))
        .outerjoin(Holding, col(Holding.id) == col(Item.holding_id))
        .where(
            col(LoanRequest.library_id) == library_id,
            col(LoanRequest.side) == Side.SUPPLYING,
            col(LoanRequest.state) == str(SupplyingState.TO_PICK),
        )
    )
    if only is not None:
        query = query.where(col(LoanRequest.id).in_(list(only)))
    rows = sorted(session.execute(query), key=lambda row: (shelf_order(row[0].call_number), row[0].id))
    return [
        PullSlip(
            number=loan.public_no,
            link=link(loan.public_no),
            book=book_of(loan, barcode, note),
            partner=tuple(dict.fromkeys(partner.name_in(code) for code in languages)),
            needed_by=loan.needed_by,
        )
        for loan, partner, barcode, note in rows
    ]


def due_date_said(session: Session, loan: LoanRequest, at: datetime) -> tuple[date | None, bool]:
    """Return the due date for papers, and whether it is only proposed: papers are printed before the book is sent.

    A book that lies in a consignment goes with the day that its border papers tell.
    """
    if loan.due_on is not None or loan.side is Side.REQUESTING or loan.stands not in MAY_STILL_GO[loan.side]:
        return loan.due_on, False
    waiting = find_waiting(session, loan)
    told = waiting.consignment.return_by if waiting else None
    return told or proposed_due_date(session, loan, at), told is None


def companion(session: Session, loan: LoanRequest, link: Link, at: datetime) -> Companion:
    """Return what goes at `at` with the book of `loan`, a request that has a partner."""
    home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
    told = entered_parts(session, loan)
    ours, theirs = (address_of(session, each, told.get(each.id, {})) for each in (home, partner))
    item = session.get(Item, loan.item_id) if loan.item_id else None
    lender, borrower = (theirs, ours) if loan.side is Side.REQUESTING else (ours, theirs)
    is_sent_back = loan.side is Side.REQUESTING and loan.stands is RequestingState.RETURN_SHIPPED
    travels = (loan.return_method, loan.return_tracking_no) if is_sent_back else (loan.ship_method, loan.tracking_no)
    due_on, is_proposed = due_date_said(session, loan, at)
    return Companion(
        number=loan.public_no,
        link=link(loan.public_no),
        book=book_of(loan, item.barcode if item else None),
        sender=ours,
        addressee=theirs,
        lender=lender,
        borrower=borrower,
        due_on=due_on,
        is_proposed=is_proposed,
        condition=loan.loan_condition,
        method=travels[0] if loan.side is Side.SUPPLYING or is_sent_back else None,
        tracking_no=travels[1] if loan.side is Side.SUPPLYING or is_sent_back else None,
        pieces=pieces_of(session, loan),
    )


def pieces_of(session: Session, loan: LoanRequest) -> int:
    """Return how many books the parcel holds: what its consignment counts, else what extent or title tell."""
    if sent := sent_by(session, loan):
        return sent[0].line.copies * sent[0].line.volumes
    book = BibliographicInfo.model_validate(loan.book)
    return volumes_told(find_extent(session, book.record_id), [form.value for form in book.title]) or 1


def desk_slip(session: Session, loan: LoanRequest, link: Link, at: datetime) -> DeskSlip | None:
    """Return the slip for the reader's desk, None for a request that is nobody's."""
    reader = requests.find_reader(session, loan)
    return DeskSlip(companion(session, loan, link, at), reader.name, reader.card_no) if reader else None


def book_of(loan: LoanRequest, barcode: str | None = None, note: str | None = None) -> Book:
    """Return the book of a request as papers write it."""
    book = BibliographicInfo.model_validate(loan.book)
    titles = [form for code in ("zh", "ru") for form in _forms(book.title_in(code), code)]
    if not {"Hans", "Hant"} & set(map(script_of, titles)) or "Cyrl" not in map(script_of, titles):
        # A title that one of both sides cannot read is known to her in English, if at all.
        titles += _forms(book.title_in("en"), "en")
    authors = [_both(book.authors_in("zh")[at], name) for at, name in enumerate(book.authors_in("ru"))]
    imprint = ", ".join(part.value for part in book.imprint)
    isbn = f"ISBN {book.isbn}" if book.isbn else ""
    return Book(
        titles=tuple(dict.fromkeys(titles)),
        by=" · ".join(part for part in ("; ".join(authors), imprint, isbn) if part),
        call_number=loan.call_number,
        barcode=barcode,
        note=note,
        part=book.part,
    )


def _forms(block: TitleBlock, language: str) -> list[str]:
    """Return the forms of a title for readers of `language`, the original first."""
    found: list[Any] = [block.original, block.shown, sounding_in(block, language)]
    return [form.value for form in found if form is not None]


def _both(one: TitleBlock, other: TitleBlock) -> str:
    return " / ".join(dict.fromkeys([one.original.value, one.shown.value, other.shown.value]))
