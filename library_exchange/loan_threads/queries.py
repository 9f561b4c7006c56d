"""Requests as subjects of messages: both sides know one by the requesting library's code and its whole number."""

from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _, speaking
from library_exchange.correspondence.topics import Topic
from library_exchange.directory.models import Library
from library_exchange.loan_threads.rules import known_slots, likely_phrase
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.due_dates import is_overdue
from library_exchange.loans.schemas import BibliographicInfo

KIND = "loan"


def subject_of(session: Session, loan: LoanRequest) -> str | None:
    """Return the id under which `loan` is written about, None if no library has been asked."""
    if loan.partner_id is None or (loan.side is Side.REQUESTING and not loan.attempt):
        return None
    requesting = loan.library_id if loan.side is Side.REQUESTING else loan.partner_id
    return f"{session.get_one(Library, requesting).code}.{loan.public_no}"


def partners(session: Session, actor: Actor, subject_id: str) -> frozenset[int]:
    """Return the other library of the request that `subject_id` names; raises NotFound for all but its two sides."""
    code, _dot, number = subject_id.partition(".")
    requesting = session.scalar(sa.select(col(Library.id)).where(col(Library.code) == code))
    found: int | None
    if requesting is not None and requesting == actor.library_id:
        found = session.scalar(_asked(requesting, number))
    else:
        found = session.scalar(
            sa.select(col(LoanRequest.partner_id)).where(*_supplied(actor.library_id, requesting, number))
        )
    if found is None:
        raise NotFound("no-such-request")
    return frozenset({found})


def _asked(library_id: int, number: str) -> Any:
    """Select the library that was asked under the whole number of a request of `library_id`."""
    request_no, _dash, attempt = number.rpartition("-")
    return (
        sa.select(col(SupplierAttempt.library_id))
        .join(LoanRequest, col(LoanRequest.id) == col(SupplierAttempt.request_id))
        .where(
            col(LoanRequest.side) == Side.REQUESTING,
            col(LoanRequest.library_id) == library_id,
            col(LoanRequest.request_no) == request_no,
            col(SupplierAttempt.state) != AttemptState.WAITING,
            col(SupplierAttempt.number) == (find_number(attempt) or 0),
        )
    )


def _supplied(library_id: int | None, requesting: int | None, number: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(LoanRequest.side) == Side.SUPPLYING,
        col(LoanRequest.library_id) == library_id,
        col(LoanRequest.partner_id) == requesting,
        col(LoanRequest.request_no) == number,
    )


def describe(session: Session, library_id: int, ids: Collection[str], language: str) -> Mapping[str, Topic]:
    """Return by id the requests of `ids` of which the library has a row; two queries."""
    numbers = {number for _code, _dot, number in (one.partition(".") for one in ids)}
    own = {number.rpartition("-")[0] for number in numbers}
    rows = session.scalars(
        sa.select(LoanRequest).where(
            col(LoanRequest.library_id) == library_id, col(LoanRequest.request_no).in_(numbers | own)
        )
    ).all()
    home = session.get_one(Library, library_id)
    wanted = {library_id} | {row.partner_id for row in rows}
    codes = dict(
        session.execute(sa.select(col(Library.id), col(Library.code)).where(col(Library.id).in_(wanted))).all()
    )
    return {one: found for one in ids if (found := _subject(rows, codes, home, one, language))}


def _subject(
    rows: Collection[LoanRequest], codes: Mapping[int | None, str], home: Library, subject_id: str, language: str
) -> Topic | None:
    code, _dot, number = subject_id.partition(".")
    for row in rows:
        is_own = row.side is Side.REQUESTING and home.code == code
        is_theirs = row.side is Side.SUPPLYING and codes.get(row.partner_id) == code
        if (is_own and row.request_no == number.rpartition("-")[0]) or (is_theirs and row.request_no == number):
            return _shown(row, home, number, language)
    return None


def _shown(row: LoanRequest, home: Library, number: str, language: str) -> Topic:
    book = BibliographicInfo.model_validate(row.book)
    title, forms = book.title_in(language), [form.for_page() for form in book.title]
    with speaking(language):
        name = _("Request %(number)s", number=number)
    slots = {"request": number, "title": title.shown.value}
    return Topic(
        name,
        "loans.show",
        {"loan_id": row.id},
        title.shown.value,
        title.shown.lang,
        slots,
        [forms],
        likely=likely_about(row, home),
        known=_known(row, home),
    )


def likely_about(row: LoanRequest, home: Library) -> int:
    """Return the number of the phrase that the staff of `home`, whose row it is, is offered first."""
    late = is_overdue(row.side, row.stands, row.due, row.due_on, home.day_at(now()))
    return likely_phrase(row.side, row.stands, row.due, late, row.service)


def _known(row: LoanRequest, home: Library) -> Mapping[int, Mapping[str, str]]:
    sent_on, returned_on = (at and home.day_at(at) for at in (row.shipped_at, row.return_shipped_at))
    return known_slots(row.due_on, sent_on, returned_on, row.tracking_no, row.return_tracking_no)
