"""Asking: a reader asks her own library, or a librarian types what somebody asked at the desk."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.accounts.queries import is_reader_of, readers_called
from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans.labels import sentences
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.due_dates import SHORTEST_WAY_DAYS
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import FIRST
from library_exchange.loans.schemas import ForReader, NewRequest
from library_exchange.loans.services import notices
from library_exchange.loans.services.books import book_of_request, new_request_no, part_of_request, search_text

ALREADY_ASKED = _l("You have already asked for this book. Here is your request.")
READER_ASKED = _l("This reader has already asked for this book. Here is the request.")
NO_SUCH_READER = _l(
    "Your library has no reader with this card or name. Leave the field empty if the request is for the library itself."
)
SEVERAL_READERS = _l("Several readers are called so. Choose one.")
MOST_NAMESAKES = 20


def ask(session: Session, actor: Actor, given: NewRequest, now: datetime) -> LoanRequest:
    """Note that the reader `actor` asks her own library for a book, and return the library's row.

    Nothing leaves the library before a librarian sends it on; the reader and her note never do. Raises NotFound for an
    unknown record, Conflict (with the fact `loan`, the earlier request's id) if she has asked for it already, and
    InvalidInput for a day that is too near or a book without title.
    """
    if Role.READER not in actor.roles or actor.user_id is None:
        raise Forbidden("only-readers-ask")
    _check_not_asked(session, actor.user_id, given, ALREADY_ASKED)
    return _open(session, actor, given, now, actor.user_id, ALREADY_ASKED)


def draft(
    session: Session, actor: Actor, given: NewRequest, now: datetime, whom: ForReader | None = None
) -> LoanRequest:
    """Note a request that a librarian of the requesting library types, for a reader or for the library itself.

    A reader, one of the own library, has the request as if she had asked herself. Raises as `ask` does, and
    InvalidInput for a reader who is not found, or is not the only one.
    """
    if not actor.is_staff or actor.library_id is None:
        raise Forbidden("only-staff-draft")
    reader_id = _reader(session, actor.library_id, whom) if whom else None
    if reader_id is not None:
        _check_not_asked(session, reader_id, given, READER_ASKED)
    return _open(session, actor, given, now, reader_id, READER_ASKED)


def _check_not_asked(session: Session, reader_id: int, given: NewRequest, sentence: Any) -> None:
    """Refuse a second request for the same book; of one title several parts may be copied."""
    if given.record_id is None or given.service is ServiceType.COPY:
        return
    earlier = requests.find_open_request(session, reader_id, given.record_id)
    if earlier is not None:
        raise Conflict("already-asked", sentence, loan=earlier.id)


def _reader(session: Session, library_id: int, whom: ForReader) -> int | None:
    """Return for whom the librarian asks, None for the library itself; raises InvalidInput unless that is certain."""
    if whom.reader_id is not None:
        if not is_reader_of(session, library_id, whom.reader_id):
            raise InvalidInput({"reader": NO_SUCH_READER})
        return whom.reader_id
    if not whom.reader:
        return None
    found = readers_called(session, library_id, whom.reader, MOST_NAMESAKES)
    if not found:
        raise InvalidInput({"reader": NO_SUCH_READER})
    if len(found) > 1:
        raise InvalidInput({"reader_id": SEVERAL_READERS})
    return int(found[0][0].id)


def _open(
    session: Session, actor: Actor, given: NewRequest, now: datetime, reader_id: int | None, twice: Any
) -> LoanRequest:
    if actor.library_id is None:
        raise Forbidden("no-library")
    book = book_of_request(session, given).model_copy(update={"part": part_of_request(given)})
    statement = _accepted_statement(session, actor.library_id, given)
    _check_day(given.needed_by, day_at(session, actor.library_id, now))
    number = new_request_no()
    loan = LoanRequest(
        side=Side.REQUESTING,
        library_id=actor.library_id,
        request_no=number,
        service=given.service,
        copyright_statement=statement,
        copyright_accepted_at=now if statement else None,
        state=str(FIRST[Side.REQUESTING]),
        reader_id=reader_id,
        reader_note=given.note,
        record_id=book.record_id,
        book=book.model_dump(mode="json"),
        search_text=search_text(book, number),
        needed_by=given.needed_by,
        created_at=now,
        touched_at=now,
    )
    session.add(loan)
    try:
        session.flush()
    except IntegrityError as error:
        if "one_active_request_per_reader_and_record" in str(error.orig) or "reader_id" in str(error.orig):
            raise Conflict("already-asked", twice) from error
        raise
    audit.record(session, actor, "loan.ask", "loan", loan.id, at=now, to=loan.state, number=number)
    notices.tell(session, actor, loan, "ask")
    return loan


def _accepted_statement(session: Session, library_id: int, given: NewRequest) -> str | None:
    """Return the version of the statement on copyright that was accepted; raises InvalidInput if it was not.

    It is that of the country in which the copy is read; where it was changed since the form was shown, it is read anew.
    """
    if given.service is not ServiceType.COPY:
        return None
    asked = REGIONS[session.get_one(Library, library_id).country].copy_statement
    if given.statement != asked:
        raise InvalidInput({"statement": _l("Read the statement on copyright and accept it: no copy is made without.")})
    return asked


def _check_day(needed_by: date | None, today: date) -> None:
    earliest = today + timedelta(days=SHORTEST_WAY_DAYS)
    if needed_by is not None and needed_by < earliest:
        sentence = _l("Not before %(date)s: a book needs about two weeks to come.", date=sentences.day(earliest))
        raise InvalidInput({"needed_by": sentence})
