"""Whether the request of a book lets it go: a book that is still with the reader cannot travel."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_at
from library_exchange.loans.labels import states
from library_exchange.loans.labels.sentences import day
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState, Side
from library_exchange.loans.rules.steps import WENT
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.line_titles import titles_of
from library_exchange.shipping.rules.codes import Purpose

SENDS = {Side.SUPPLYING: Action.SHIP, Side.REQUESTING: Action.SHIP_RETURN}
"""The step of the library that hands the book over."""


def held_back(
    session: Session, consignment: Consignment, lines: Sequence[ConsignmentLine], at: datetime
) -> Mapping[int, Any]:
    """Return why books of requests may not leave yet, by the id of the line; one query where all may, else three."""
    rows = session.scalars(sa.select(LoanRequest).where(col(LoanRequest.id).in_([line.subject_id for line in lines])))
    loans, today = {loan.id: loan for loan in rows}, day_at(session, consignment.consignor_id, at)
    waiting = [(line, loans[line.subject_id]) for line in lines if line.subject_id in loans]
    held = [(line, loan) for line, loan in waiting if _is_held(loan, consignment, line, today)]
    titles = titles_of(session, [line for line, _loan in held], current().code) if held else {}
    return {line.id: _why(loan, titles[line.id].shown.value, due_of(loan, consignment, line)) for line, loan in held}


def due_of(loan: LoanRequest, consignment: Consignment, line: ConsignmentLine) -> date | None:
    """Return the day by which the papers have a book back that is lent; None where it goes home, or for good."""
    is_lent = loan.side is Side.SUPPLYING and line.purpose is Purpose.TEMPORARY
    return consignment.return_by if is_lent else None


def _is_held(loan: LoanRequest, consignment: Consignment, line: ConsignmentLine, today: date) -> bool:
    if loan.stands in WENT[loan.side]:
        return False
    due_on = due_of(loan, consignment, line)
    return loan.step(SENDS[loan.side]) is None or (due_on is not None and due_on <= today)


def _why(loan: LoanRequest, title: str, due_on: date | None) -> str:
    """Return why a book is held back, and what to do: its request does not let it go, or its papers have run out."""
    number = loan.public_no
    if loan.stands is RequestingState.WITH_READER:
        return _(
            "“%(title)s” (request %(number)s) is still with the reader. Take it back from the reader first, or take it"
            " out of the consignment on the page of its request.",
            title=title,
            number=number,
        )
    if loan.step(SENDS[loan.side]) is None or due_on is None:
        return _(
            "“%(title)s” cannot be sent yet: its request %(number)s is “%(state)s”. Open the request and move it on, or"
            " take the book out of the consignment there.",
            title=title,
            number=number,
            state=states.state(loan.side, loan.stands),
        )
    return _(
        "“%(title)s” cannot be sent: by its papers it was to be back on %(date)s already. Open its request, take the"
        " book out of the consignment there and prepare the papers anew.",
        title=title,
        date=day(due_on),
    )
