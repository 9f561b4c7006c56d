"""A letter is answered: the step is taken for the library that it was written to, on that row and no other."""

import json
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.answer_links import rules
from library_exchange.answer_links.models import AnswerLink
from library_exchange.catalogue.models import Holding, Item
from library_exchange.catalogue.services import index
from library_exchange.catalogue.services.records import Arrival, take_in
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor, by_link
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.queries import day_at
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo, StepInput
from library_exchange.loans.services.steps import take_step
from library_exchange.marc.description import Contributor, Description, Identifier, Text, TextField, form

ANSWERED = _l("This letter has been answered already. The page shows how it stands.")
WORD = "by letter"
"""How a copy is marked that we know of by a library's word alone; kept as data."""


def is_open(session: Session, link: AnswerLink, loan: LoanRequest, at: datetime) -> bool:
    """Whether the letter can still be answered: it is the newest, its days are not over, and its step is still due."""
    is_newest = link.ended_at is None and (link.state, link.number) == (loan.state, loan.public_no)
    return is_newest and not is_over(session, link, at)


def is_over(session: Session, link: AnswerLink, at: datetime) -> bool:
    """Whether the days of the letter are over, at the library that it was written to."""
    return day_at(session, link.library_id, at) > link.until


def answer(
    session: Session, link: AnswerLink, loan: LoanRequest, action: Action, given: StepInput, at: datetime
) -> None:
    """Take the step `action` for the library of the letter; the letter has ended.

    Raises Conflict for a letter that has been answered, NotFound for a step that it does not ask for, and what the
    step itself raises.
    """
    if not is_open(session, link, loan, at):
        raise Conflict("answered", ANSWERED, link=link.id)
    if action not in rules.answers(loan.side, loan.stands, loan.due, loan.service):
        raise NotFound("not-asked", link=link.id)
    actor = by_link(link.library_id, link.loan_id)
    versions.change(session, link, {"ended_at": at, "action": str(action)}, sentence=ANSWERED)
    told = given.model_copy(update={"item_id": None, "barcode": None})
    if action is Action.WILL_SUPPLY and loan.service is ServiceType.LOAN:
        told = told.model_copy(update={"item_id": _copy_to_promise(session, actor, loan, at)})
    take_step(session, actor, loan, action, told, at)


def _copy_to_promise(session: Session, actor: Actor, loan: LoanRequest, at: datetime) -> int:
    """Return a free copy of the book; on the library's word that it has one, one is written down."""
    free = copies.free_copies(session, loan.library_id, loan.record_id)
    if free:
        return free[0].item_id
    if loan.record_id is None:
        loan.record_id = _catalogue(session, loan, at)
        item_id = _taken_in(session, loan)
    else:
        item_id = _written_down(session, loan, loan.record_id)
    index.announce(session, [loan.record_id])
    audit.record(session, actor, "answer_links.copy", "item", item_id, at=at, number=loan.public_no)
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


def _taken_in(session: Session, loan: LoanRequest) -> int:
    """Return the copy that came with the new record, marked by whose word it stands."""
    (copy, *_others) = copies.free_copies(session, loan.library_id, loan.record_id)
    item = session.get_one(Item, copy.item_id)
    session.execute(sa.update(Holding).where(col(Holding.id) == item.holding_id).values(note=_note(loan)))
    return item.id


def _written_down(session: Session, loan: LoanRequest, record_id: int) -> int:
    """Return a new copy of a known book."""
    holding = Holding(record_id=record_id, library_id=loan.library_id, note=_note(loan))
    session.add(holding)
    session.flush()
    item = Item(holding_id=holding.id, library_id=loan.library_id, number=1)
    session.add(item)
    session.flush()
    return item.id


def _note(loan: LoanRequest) -> str:
    return f"{loan.public_no} {WORD}"
