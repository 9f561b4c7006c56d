"""A copy that no catalogue knows: written down on a library's word that it has the book, so it can be promised."""

import json
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item
from library_exchange.catalogue.services import index
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.catalogue.services.records import take_in
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.marc.description import Contributor, Description, Identifier, Text, TextField, form


def copy_on_word(session: Session, loan: LoanRequest, word: str, at: datetime) -> int:
    """Return the id of a new copy of the book of `loan`; its holding notes the request and whose `word` it is."""
    note = f"{loan.public_no} {word}"
    if loan.record_id is None:
        loan.record_id = _catalogue(session, loan, at)
        item_id = _taken_in(session, loan, note)
    else:
        item_id = _written_down(session, loan, loan.record_id, note)
    index.announce(session, [loan.record_id])
    return item_id


def _catalogue(session: Session, loan: LoanRequest, at: datetime) -> int:
    """Take the book into the catalogue as the request describes it; return the id of its record."""
    book = BibliographicInfo.model_validate(loan.book)
    raw = json.dumps(loan.book, ensure_ascii=False, sort_keys=True).encode()
    arrival = Arrival(_described(book, loan.public_no), raw, "request", "utf-8")
    [(record_id, _outcome)] = take_in(session, loan.library_id, [arrival], at)
    return record_id


def _described(book: BibliographicInfo, number: str) -> Description:
    year = min((int(year) for year in book.years), default=None)
    isbn = Identifier("isbn", book.number, book.isbn or book.number, True) if book.number else None
    original = [each.value for each in book.title if each.kind == "original"] or [book.title[0].value]
    return Description(
        source_id=f"request:{number}",
        source_updated=None,
        record_type="a",
        bib_level="m",
        languages=(),
        original_language=None,
        country=None,
        year=year,
        year_text=str(year) if year else None,
        texts=(Text(TextField.TITLE, (form(original[0]),), 0),),
        contributors=tuple(
            Contributor("aut", "person", place == 0, (form(names[0].value),))
            for place, names in enumerate(book.authors)
            if names
        ),
        identifiers=(isbn,) if isbn else (),
        class_numbers=(),
        holdings=(),
        links=(),
        relations=(),
    )


def _taken_in(session: Session, loan: LoanRequest, note: str) -> int:
    """Return the copy that came with the new record, with a `note` by whose word it stands."""
    (copy, *_others) = copies.free_copies(session, loan.library_id, loan.record_id)
    item = session.get_one(Item, copy.item_id)
    session.execute(sa.update(Holding).where(col(Holding.id) == item.holding_id).values(note=note))
    return item.id


def _written_down(session: Session, loan: LoanRequest, record_id: int, note: str) -> int:
    """Return a new copy of a known book."""
    holding = Holding(record_id=record_id, library_id=loan.library_id, note=note)
    session.add(holding)
    session.flush()
    item = Item(holding_id=holding.id, library_id=loan.library_id, number=1)
    session.add(item)
    session.flush()
    return item.id
