"""A letter is answered, by its link or on paper: the step is taken for the library of the letter, on its row."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.answer_links import rules
from library_exchange.answer_links.models import AnswerLink
from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor, by_link, on_paper
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.queries import day_at
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services.copies_on_word import copy_on_word
from library_exchange.loans.services.steps import take_step

ANSWERED = _l("This letter has been answered already. The page shows how it stands.")
WORD = "by letter"
"""How a copy is marked that we know of by a library's word alone; kept as data."""


def is_open(session: Session, link: AnswerLink, loan: LoanRequest, at: datetime) -> bool:
    """Whether the letter can still be answered: it is the newest, its days are not over, and its step is still due."""
    return waits(link, loan) and not is_over(session, link, at)


def waits(link: AnswerLink, loan: LoanRequest) -> bool:
    """Whether the letter is the newest and its step is still due; a sheet may come back when its link is over."""
    return link.ended_at is None and (link.state, link.number) == (loan.state, loan.public_no)


def is_over(session: Session, link: AnswerLink, at: datetime) -> bool:
    """Whether the days of the letter are over, at the library that it was written to."""
    return day_at(session, link.library_id, at) > link.until


def answer(
    session: Session, link: AnswerLink, loan: LoanRequest, action: Action, given: StepInput, at: datetime
) -> None:
    """Take the step `action` for the library of the letter, which came by the link; the letter has ended.

    Raises Conflict for a letter that has been answered or is over, NotFound for a step that it does not ask for, and
    what the step itself raises.
    """
    if not is_open(session, link, loan, at):
        raise Conflict("answered", ANSWERED, link=link.id)
    _take(session, by_link(link.library_id, link.loan_id), link, loan, action, given, at)


def enter(
    session: Session, clerk: Actor, link: AnswerLink, loan: LoanRequest, action: Action, given: StepInput, at: datetime
) -> None:
    """Take the step `action` that the library of the letter has marked on paper, as `clerk` enters it; audited.

    She may print the letter: see `queries.get_printable`. Raises as `answer` does, but a sheet is never over.
    """
    if not waits(link, loan):
        raise Conflict("answered", ANSWERED, link=link.id)
    _take(session, on_paper(link.library_id, link.loan_id), link, loan, action, given, at)
    facts = {"number": link.number, "answer": str(action)}
    audit.record(session, clerk, "answer_links.enter", "answer_link", link.id, at=at, **facts)


def _take(
    session: Session, actor: Actor, link: AnswerLink, loan: LoanRequest, action: Action, given: StepInput, at: datetime
) -> None:
    if action not in rules.answers(loan.side, loan.stands, loan.due, loan.service):
        raise NotFound("not-asked", link=link.id)
    versions.change(session, link, {"ended_at": at, "action": str(action)}, sentence=ANSWERED)
    told = given.model_copy(update={"item_id": None, "barcode": None})
    if action in rules.PROMISES and loan.service is ServiceType.LOAN:
        told = told.model_copy(update={"item_id": _copy_to_promise(session, actor, loan, at)})
    take_step(session, actor, loan, action, told, at)


def _copy_to_promise(session: Session, actor: Actor, loan: LoanRequest, at: datetime) -> int:
    """Return a free copy of the book; on the library's word that it has one, one is written down."""
    free = copies.free_copies(session, loan.library_id, loan.record_id)
    if free:
        return free[0].item_id
    item_id = copy_on_word(session, loan, WORD, at)
    audit.record(session, actor, "answer_links.copy", "item", item_id, at=at, number=loan.public_no)
    return item_id
