"""What a step writes that asks a reader what her request does not say, or notes what she answered."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.loans.labels.sentences import cannot_be_asked
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries.requests import find_reader
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.schemas import StepInput


def why_not_asked(session: Session, loan: LoanRequest) -> Any:
    """Return why the reader of a request cannot be asked by a letter, None if she can."""
    reader = find_reader(session, loan)
    return None if reader is None or reader.has_email else cannot_be_asked(reader.phone)


def ask_reader(
    session: Session, loan: LoanRequest, _given: StepInput, _step: LoanStep, _at: datetime
) -> dict[str, Any]:
    """Return that she is asked what is lacking. Raises Conflict for a reader who gets no letters."""
    refusal = why_not_asked(session, loan)
    if refusal is not None:
        raise Conflict("reader-without-email", refusal, loan=loan.id)
    return {"asked_of_reader": " ".join(loan.lacks), "reader_answer": None}


def answer_library(
    _session: Session, _loan: LoanRequest, given: StepInput, _step: LoanStep, _at: datetime
) -> dict[str, Any]:
    """Return her answer, whether she wrote it or told it to staff. Raises InvalidInput if there is none."""
    if not given.answer:
        raise InvalidInput({"answer": _l("Fill in this field.")})
    return {"reader_answer": given.answer}
