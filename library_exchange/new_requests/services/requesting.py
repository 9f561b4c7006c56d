"""Asking: a reader asks her own library, or a librarian types what somebody asked at the desk."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.accounts import services as people
from library_exchange.accounts.queries import is_reader_of, readers_called
from library_exchange.accounts.schemas import Invitation
from library_exchange.core import audit, outbox
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.regions import REGIONS
from library_exchange.directory.closing import require_open
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.known_titles.queries.cited import own_shelves
from library_exchange.known_titles.queries.standing import gone
from library_exchange.loans import policy
from library_exchange.loans.labels import sentences
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import FIRST
from library_exchange.loans.schemas import ASK_ON, BibliographicInfo
from library_exchange.loans.services import notices
from library_exchange.new_requests import labels, queries
from library_exchange.new_requests.arrivals import earliest
from library_exchange.new_requests.rules import SHORTEST_WAY_DAYS
from library_exchange.new_requests.schemas import ForReader, NewRequest
from library_exchange.new_requests.services.books import book_of_request, new_request_no, part_of_request
from library_exchange.new_requests.services.hindrances import hindrances

ALREADY_ASKED = _l("You have already asked for this book. Here is your request.")
READER_ASKED = _l("This reader has already asked for this book. Here is the request.")
NO_SUCH_READER = _l(
    "Your library has no reader with this card, name or telephone. Add her under “New reader”, or leave the field"
    " empty if the request is for the library itself."
)
SEVERAL_READERS = _l("Several readers have this card number or name. Choose one.")
WHY_NOT_OWN = _l("Your own library has this book. Choose why another library is to be asked.")
NOT_AGAIN = _l("Only a request that has ended without the book can be made again.")
MOST_NAMESAKES = 20


TOO_SOON: dict[ServiceType, Callable[[Any], Any]] = {
    ServiceType.LOAN: lambda day: _l(
        "This is too soon: the book can be here about %(date)s at the earliest. Choose a later day or none.", date=day
    ),
    ServiceType.COPY: lambda day: _l(
        "This is too soon: the copy can be here about %(date)s at the earliest. Choose a later day or none.", date=day
    ),
}


def ask(session: Session, actor: Actor, given: NewRequest, now: datetime) -> LoanRequest:
    """Note that the reader `actor` asks her own library for a book, and return the library's row.

    Nothing leaves the library before a librarian sends it on; the reader and her note never do. Raises NotFound for an
    unknown record, Conflict (with the fact `record`) for one that no library has any more, Conflict
    (with the fact `loan`, the earlier request's id) if she has asked for it already, Conflict
    (with the fact `hindrance`) if something keeps her from asking now, and InvalidInput for a day that is too near or a
    book without title. Where the library lets them, a request about which there is nothing to
    decide goes out by itself after the commit.
    """
    if Role.READER not in actor.roles or actor.user_id is None:
        raise Forbidden("only-readers-ask")
    loan = _open(session, actor, given, now, actor.user_id, ALREADY_ASKED)
    library = session.get_one(Library, loan.library_id)
    if library.sends_unreviewed and queries.remarks(session, loan).is_clear:
        loan.asks_on = True
        outbox.put(session, ASK_ON, {"loan": loan.id}, key=f"ask on {loan.id} {loan.attempt}")
    else:
        notices.tell(session, actor, loan, "ask")
    return loan


def draft(
    session: Session, actor: Actor, given: NewRequest, now: datetime, whom: ForReader | None = None
) -> LoanRequest:
    """Note a request that a librarian of the requesting library types, for a reader or for the library itself.

    A reader, one of the own library, has the request as if she had asked herself, whatever keeps her from that: the
    audit has it. One whom the library does not know yet is added first. Raises as `ask` does, and InvalidInput for a
    reader who is not found, is not the only one, or cannot be added.
    """
    if not actor.is_staff or actor.library_id is None:
        raise Forbidden("only-staff-draft")
    reader_id = _reader(session, actor, actor.library_id, whom) if whom else None
    loan = _open(session, actor, given, now, reader_id, READER_ASKED)
    notices.tell(session, actor, loan, "ask")
    return loan


def _check(
    session: Session, actor: Actor, reader_id: int, book: BibliographicInfo, twice: Any, now: datetime
) -> dict[str, Any]:
    """Raise Conflict for a reader who has asked already or may not ask now; return what staff go beyond.

    Of one title several parts may be copied.
    """
    loans = [one for one in queries.open_requests_of(session, reader_id) if one.service is ServiceType.LOAN]
    earlier = None if book.part else queries.find_same(loans, book)
    if earlier is not None:
        # A reader of two libraries: neither is led to what she asked for at the other.
        where = {"loan": earlier.id} if earlier.library_id == actor.library_id else {}
        raise Conflict("already-asked", twice, **where)
    found = hindrances(session, actor.library_id or 0, reader_id, now)
    if found and not actor.is_staff:
        raise Conflict(found[0].code, found[0].to_reader, hindrance=found[0].code, **found[0].facts)
    return {name: fact for each in found for name, fact in each.facts.items()}


def _reader(session: Session, actor: Actor, library_id: int, whom: ForReader) -> int | None:
    """Return for whom the librarian asks, None for the library itself; raises InvalidInput unless that is certain."""
    if whom.is_new:
        return _new_reader(session, actor, library_id, whom)
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
    return found[0].id


def _new_reader(session: Session, actor: Actor, library_id: int, whom: ForReader) -> int:
    """Add a reader to the library; raises InvalidInput as `accounts` does, under the names of the form's own fields."""
    if not whom.new_name:
        raise InvalidInput({"new_name": _l("Fill in this field.")})
    invitation = Invitation(
        email=whom.new_email,
        name=whom.new_name,
        language=session.get_one(Library, library_id).language,
        role=Role.READER,
        card_no=whom.new_card_no,
        phone=whom.new_phone,
    )
    try:
        return people.invite(session, actor, library_id, invitation).user_id
    except InvalidInput as refused:
        raise InvalidInput({f"new_{name}": sentence for name, sentence in refused.fields.items()}) from refused


def ask_again(session: Session, actor: Actor, ended: LoanRequest, now: datetime) -> LoanRequest:
    """Ask anew for what `ended`, a request without the book at its end, asked for; the new one is linked to it.

    It is of the same reader, with the same book and note; a day that has become too near is left out. Raises Conflict
    if the book came or may still come, and, with the fact `loan`, where it has been asked for again already;
    InvalidInput where the own library has the book by now and nobody has told why it does not do.
    """
    if not policy.may_ask_again(actor, ended):
        raise Conflict("not-to-be-asked-again", NOT_AGAIN)
    later = requests.find_asked_again(session, ended)
    if later is not None and later.closed_at is None:
        raise Conflict("already-asked", ALREADY_ASKED, loan=later.id)
    soonest = day_at(session, ended.library_id, now) + timedelta(days=SHORTEST_WAY_DAYS[ended.service])
    needed_by = ended.needed_by if ended.needed_by and ended.needed_by >= soonest else None
    given = NewRequest(
        note=ended.reader_note,
        needed_by=needed_by,
        own_copy=ended.own_copy,
        service=ended.service,
        statement=ended.copyright_statement,
    )
    book = BibliographicInfo.model_validate(ended.book)
    loan = _open(session, actor, given, now, ended.reader_id, ALREADY_ASKED, book)
    loan.again_of_no = ended.request_no
    loan.is_desk_note = ended.is_desk_note
    return loan


def _open(
    session: Session,
    actor: Actor,
    given: NewRequest,
    now: datetime,
    reader_id: int | None,
    twice: Any,
    book: BibliographicInfo | None = None,
) -> LoanRequest:
    library_id = _asking(session, actor)
    book = book or book_of_request(session, given).model_copy(update={"part": part_of_request(given, given.service)})
    _check_stands(session, book)
    _check_own_copy(session, library_id, given, book)
    statement = _accepted_statement(session, library_id, given)
    _check_day(session, library_id, given, book.record_id, now)
    beyond = _check(session, actor, reader_id, book, twice, now) if reader_id is not None else {}
    number = new_request_no()
    loan = LoanRequest(
        side=Side.REQUESTING,
        library_id=library_id,
        request_no=number,
        service=given.service,
        copyright_statement=statement,
        copyright_accepted_at=now if statement else None,
        state=str(FIRST[Side.REQUESTING]),
        reader_id=reader_id,
        reader_note=given.note,
        is_desk_note=actor.is_staff and given.note is not None,
        own_copy=given.own_copy,
        record_id=book.record_id,
        book=book.model_dump(mode="json"),
        search_text=book.search_text(number),
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
    audit.record(session, actor, "loan.ask", "loan", loan.id, at=now, to=loan.state, number=number, **beyond)
    return loan


def _asking(session: Session, actor: Actor) -> int:
    """Return the library that asks; raises Forbidden for who has none, Conflict for one that leaves."""
    if actor.library_id is None:
        raise Forbidden("no-library")
    require_open(session, actor.library_id)
    return actor.library_id


def _check_stands(session: Session, book: BibliographicInfo) -> None:
    """Raise Conflict, with the fact `record`, for a title that no library has any more: nobody could be asked."""
    if book.record_id and gone(session, [book.record_id]):
        raise Conflict("no-library-has-it", labels.NO_LIBRARY_HAS_IT, record=book.record_id)


def _check_own_copy(session: Session, library_id: int, given: NewRequest, book: BibliographicInfo) -> None:
    """Raise InvalidInput where the own library has the book and nobody has told why it does not do."""
    if book.record_id and given.own_copy is None and own_shelves(session, library_id, [book.record_id]):
        raise InvalidInput({"own_copy": WHY_NOT_OWN})


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


def _check_day(session: Session, library_id: int, given: NewRequest, record_id: int | None, now: datetime) -> None:
    """Raise InvalidInput for a day on which nothing can be here, and tell the one that is to be expected."""
    today = day_at(session, library_id, now)
    if given.needed_by is None or given.needed_by >= today + timedelta(days=SHORTEST_WAY_DAYS[given.service]):
        return
    expected_on = earliest(session, session.get_one(Library, library_id), record_id, now, given.service)
    raise InvalidInput({"needed_by": TOO_SOON[given.service](sentences.day(expected_on))})
