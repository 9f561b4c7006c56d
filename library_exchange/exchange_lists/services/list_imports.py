"""Lists on their way in: kept, matched with the catalogue, corrected line by line, taken once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.text import one_line
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.models import ListImport, ListImportLine, ListImportState, Source
from library_exchange.exchange_lists.rules import around_books
from library_exchange.exchange_lists.rules.answers import SETTLED, Answer
from library_exchange.exchange_lists.rules.around_books import Asked
from library_exchange.exchange_lists.schemas import LineFields, TakeOffers
from library_exchange.exchange_lists.services import any_edition
from library_exchange.exchange_lists.services.answering_lists import require_open
from library_exchange.exchange_lists.services.line_fields import EMPTIED, emptied, in_fields
from library_exchange.exchange_lists.services.recognising import joined_with, recognise
from library_exchange.list_reading import labels as reading_labels
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.list_reading.services.plain_lines import one
from library_exchange.list_reading.services.reading import MOST_LINES, anew
from library_exchange.list_reading.services.table_rows import Read
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.rules.numbers import MOST_COPIES
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.schemas import Entry, TakeWants
from library_exchange.offers.services import offers, wants
from library_exchange.offers.services.transitions import write


@dataclass
class Book:
    """A book that a list tells of, in one line or in several that are counted together."""

    lines: list[ListImportLine]

    @property
    def head(self) -> ListImportLine:
        """The line that says what book it is."""
        return self.lines[0]

    @property
    def copies(self) -> int:
        """How many copies all the lines tell."""
        return sum(copies_of(line) for line in self.lines)

    @property
    def entry(self) -> Entry:
        """What is known of the book, with all its copies."""
        return Entry.model_validate(self.head.entry | {"quantity": self.copies, "remark": self.head.remark})

    @property
    def is_gift(self) -> bool:
        """Whether its line says that it is a gift, whatever the terms of the list say."""
        return bool(self.head.told.get("is_gift"))

    def became(self, *, offer_id: int | None = None, want_id: int | None = None) -> None:
        """Note on every line what it became."""
        for line in self.lines:
            line.offer_id, line.want_id = offer_id, want_id


def copies_of(line: ListImportLine) -> int:
    """Return how many copies a line tells."""
    return int(line.told.get("quantity", 1))


def receive(
    session: Session,
    actor: Actor,
    kind: ListKind,
    source: Source,
    lines: Sequence[Read],
    now: datetime,
    filename: str | None = None,
) -> ListImport:
    """Keep a list and match its lines with the catalogue; nothing is offered or wanted yet."""
    list_import = ListImport(
        library_id=rights.library_of(actor),
        kind=kind,
        source=source,
        filename=one_line(filename)[:300] if filename else None,
        created_at=now,
        touched_at=now,
    )
    session.add(list_import)
    session.flush()
    _append(session, list_import, lines, first=1)
    audit.record(session, actor, "list.send", "list", list_import.id, at=now, lines=len(lines), source=source)
    return list_import


def _append(session: Session, list_import: ListImport, lines: Sequence[Read], first: int) -> list[ListImportLine]:
    rows = [
        ListImportLine(
            list_import_id=list_import.id,
            number=number,
            text=line.text[:1000],
            told=line.entry.model_dump(mode="json", exclude_none=True),
            problem=line.problem,
            detail=line.detail,
            wrong_number=line.wrong_number,
        )
        for number, line in enumerate(lines, start=first)
    ]
    recognise(session, list_import, rows)
    session.add_all(rows)
    session.flush()
    return rows


def scan(session: Session, actor: Actor, text: str, now: datetime) -> ListImportLine:
    """Add one line to the library's list of scanned books, which is begun with the first. Raises InvalidInput."""
    library_id = rights.library_of(actor)
    line = one(text)
    if line is None:
        raise InvalidInput({"text": reading_labels.NOTHING_IN_IT})
    list_import = find_scanned(session, library_id)
    if list_import is None:
        list_import = ListImport(
            library_id=library_id, kind=ListKind.OFFERS, source=Source.SCAN, created_at=now, touched_at=now
        )
        session.add(list_import)
        session.flush()
    write(session, list_import, {"touched_at": now})
    last = _last_number(session, list_import)
    if last >= MOST_LINES:
        raise InvalidInput({"text": reading_labels.TOO_LONG_A_LIST})
    return _append(session, list_import, [line], first=last + 1)[0]


def find_scanned(session: Session, library_id: int) -> ListImport | None:
    """Return the list of scanned books that the library has under way."""
    return session.scalar(
        sa.select(ListImport).where(
            col(ListImport.library_id) == library_id,
            col(ListImport.source) == Source.SCAN,
            col(ListImport.state) == ListImportState.OPEN,
        )
    )


def _last_number(session: Session, list_import: ListImport) -> int:
    wanted = sa.select(sa.func.max(col(ListImportLine.number))).where(
        col(ListImportLine.list_import_id) == list_import.id
    )
    return session.scalar(wanted) or 0


def correct(session: Session, list_import: ListImport, line: ListImportLine, text: str, now: datetime) -> None:
    """Read a line anew from what the librarian typed in its place. Raises Conflict once the list or line is taken."""
    require_open(list_import)
    _require_untaken(line)
    read = anew(text, line.told.get("columns", ()), line.text)
    if read is None:
        raise InvalidInput({"text": reading_labels.NOTHING_IN_IT})
    _write_anew(session, list_import, line, read, (), now)


def correct_in_fields(
    session: Session, list_import: ListImport, line: ListImportLine, given: LineFields, now: datetime
) -> None:
    """Take what the librarian says of a line, field by field: none of it is asked again, unless it concerns a person.

    What else the line tells, as its number, stays. Raises Conflict once the list or line is taken.
    """
    require_open(list_import)
    _require_untaken(line)
    read = in_fields(line.told, given)
    gone = emptied(line.told, given)
    sure = (Answer.AS_READ,) if read.problem else (Answer.AS_IT_STANDS, Answer.AS_READ)
    wrong = line.wrong_number if read.entry.printed_isbn else None
    _write_anew(
        session, list_import, line, replace(read, wrong_number=wrong), sure, now, {EMPTIED: gone} if gone else {}
    )


def _write_anew(
    session: Session,
    list_import: ListImport,
    line: ListImportLine,
    read: Read,
    answers: Sequence[Answer],
    now: datetime,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    write(session, list_import, {"touched_at": now})
    freed = joined_with(session, list_import, [line.number])
    came_as = line.told.get("came_as", line.text)
    line.text, line.problem, line.detail = read.text, read.problem, read.detail
    line.told = read.entry.model_dump(mode="json", exclude_none=True) | {"came_as": came_as, **more}
    line.wrong_number, line.answers, line.is_left_out = read.wrong_number, [each.value for each in answers], False
    line.book_key = ""
    session.flush()
    recognise(session, list_import, sorted([line, *freed], key=lambda each: each.number))
    session.flush()


def leave_out(session: Session, list_import: ListImport, line: ListImportLine, now: datetime) -> None:
    """Leave a line out of what is taken, or bring it back; it stays on the list."""
    require_open(list_import)
    _require_untaken(line)
    write(session, list_import, {"touched_at": now})
    line.is_left_out = not line.is_left_out
    session.flush()


def _require_untaken(line: ListImportLine) -> None:
    if line.offer_id is not None or line.want_id is not None:
        raise Conflict("line-taken", labels.LIST_CLOSED, line=line.id)


def discard(session: Session, actor: Actor, list_import: ListImport, now: datetime) -> None:
    """Give a list up; what was taken from it stays. Raises Conflict if it is closed already."""
    require_open(list_import)
    write(session, list_import, {"state": ListImportState.DISCARDED, "touched_at": now})
    audit.record(session, actor, "list.discard", "list", list_import.id, at=now)


class Taken(NamedTuple):
    """What became of a list: books that are offers or wants now, lines that wait still; among them
    books whose copies were `added` to a line that stood already, lines that were set `aside`, and offers that nobody
    else sees yet.
    """

    books: int
    left: int
    added: int
    aside: int
    drafts: int = 0


def take(
    session: Session, actor: Actor, list_import: ListImport, terms: TakeOffers | TakeWants, now: datetime
) -> Taken:
    """Make offers or wants of the lines nothing stands against.

    A line is taken once, however often the form is sent. With `publish` the offers whose weight or pages are known
    are shown at once. The list is closed when no line waits any more but for greetings and signatures around its
    books, which are set aside. Raises Conflict if it is closed already.
    """
    require_open(list_import)
    if isinstance(terms, TakeOffers):
        offers.check_terms(session, list_import.library_id, terms.reserve, terms.reserved_for_id)
    write(session, list_import, {"touched_at": now})
    waiting = _waiting(session, list_import)
    books = _books(waiting)
    if isinstance(terms, TakeOffers):
        _take_offers(session, actor, list_import, books, terms, now)
    else:
        _take_wants(session, actor, list_import, books, terms, now)
    session.flush()
    _set_aside(session, list_import, waiting)
    told = _told(waiting, books)._replace(drafts=_drafts(session, books))
    if not told.left:
        write(session, list_import, {"state": ListImportState.TAKEN})
    audit.record(session, actor, "list.take", "list", list_import.id, at=now, taken=told.books, left=told.left)
    return told


def _set_aside(session: Session, list_import: ListImport, waiting: Sequence[ListImportLine]) -> None:
    """Set aside what stands before and behind the books and is of who writes, once nothing else waits."""
    line = ListImportLine
    is_taken = sa.or_(col(line.offer_id).is_not(None), col(line.want_id).is_not(None), col(line.joined_to).is_not(None))
    ends = sa.select(sa.func.min(col(line.number)), sa.func.max(col(line.number)))
    first, last = session.execute(ends.where(col(line.list_import_id) == list_import.id, is_taken)).one()
    left = [each for each in waiting if each.problem is not None and each.problem not in SETTLED]
    asked = [Asked(each.number, each.text, each.problem, each.detail, each.told) for each in left if each.problem]
    if first is None or not around_books.are_around(asked, first, last):
        return
    for each in left:
        each.detail = Stray.CONTACT.value if each.problem is Problem.PERSONAL else each.detail
        each.problem = Problem.NOT_A_BOOK


def _told(waiting: Sequence[ListImportLine], books: Sequence[Book]) -> Taken:
    untaken = [line for line in waiting if line.offer_id is None and line.want_id is None and line.joined_to is None]
    aside = sum(line.problem in SETTLED for line in untaken)
    heads = [book.head for book in books if book.head.offer_id is not None or book.head.want_id is not None]
    added = sum((head.offer_id or head.want_id) in (head.same_offer_id, head.same_want_id) for head in heads)
    return Taken(len(heads), len(untaken) - aside, added, aside)


def _drafts(session: Session, books: Sequence[Book]) -> int:
    """Return how many offers that were made of the books are drafts; one query."""
    made = [book.head.offer_id for book in books if book.head.offer_id not in (None, book.head.same_offer_id)]
    drafts = sa.select(sa.func.count(col(Offer.id))).where(
        col(Offer.id).in_(made), col(Offer.state) == OfferState.DRAFT
    )
    return session.scalar(drafts) or 0


def _waiting(session: Session, list_import: ListImport) -> list[ListImportLine]:
    wanted = sa.select(ListImportLine).where(
        col(ListImportLine.list_import_id) == list_import.id,
        col(ListImportLine.is_left_out).is_(False),
        col(ListImportLine.offer_id).is_(None),
        col(ListImportLine.want_id).is_(None),
    )
    return list(session.scalars(wanted.order_by(col(ListImportLine.number))))


def _books(waiting: Sequence[ListImportLine]) -> list[Book]:
    """Return the books that nothing stands against, each with the lines that tell of it.

    Copies beyond what one offer or want can hold make a book of their own.
    """
    ready = {line.number: Book([line]) for line in waiting if line.problem is None and line.joined_to is None}
    more: list[Book] = []
    for line in waiting:
        book = ready.get(line.joined_to or 0)
        if book is None:
            continue
        if book.copies + copies_of(line) <= MOST_COPIES:
            book.lines.append(line)
        else:
            more.append(Book([line]))
    return [*ready.values(), *more]


def _take_offers(
    session: Session, actor: Actor, list_import: ListImport, books: Sequence[Book], terms: TakeOffers, now: datetime
) -> None:
    standing = _by_id(session, Offer, [book.head.same_offer_id for book in books])
    made: list[tuple[Book, Offer]] = []
    for book in books:
        same = standing.get(book.head.same_offer_id or 0)
        if same is not None and offers.add_copies(session, actor, same, book.copies, now, book.entry):
            book.became(offer_id=same.id)
        else:
            own = terms.model_copy(update={"is_gift": True}) if book.is_gift else terms
            made.append((book, offers.offer_of(list_import.library_id, book.entry, book.head.record_id, own, now)))
    offers.keep_all(session, actor, [offer for _book, offer in made], terms.publish, now, source=list_import.source)
    for book, offer in made:
        book.became(offer_id=offer.id)


def _take_wants(
    session: Session, actor: Actor, list_import: ListImport, books: Sequence[Book], terms: TakeWants, now: datetime
) -> None:
    """Take wants, unless the library has come to hold or want something since the list was read."""
    told = [any_edition.want_of(list_import, book.head, book.entry, terms) for book in books]
    for want in told:
        want.created_at = want.touched_at = now
    made: list[tuple[Book, Want]] = []
    seen: set[str] = set()
    for book, want, (is_held, same) in zip(
        books, told, any_edition.what_is_here(session, list_import.library_id, told), strict=True
    ):
        key = any_edition.key_of(want)
        if is_held:
            book.head.problem = Problem.HELD
        elif (
            same is not None
            and Answer.ADD in book.head.answers
            and wants.add_copies(session, actor, same, book.copies, now)
        ):
            book.became(want_id=same.id)
        elif same is not None or key in seen:
            book.head.problem = Problem.ALREADY_LISTED
        else:
            seen.add(key)
            made.append((book, want))
    wants.keep_all(session, actor, [want for _book, want in made], now, source=list_import.source)
    for book, want in made:
        book.became(want_id=want.id)


def _by_id(session: Session, model: type[Offer], ids: Iterable[int | None]) -> dict[int, Offer]:
    found: dict[int, Offer] = {}
    for piece in pieces(sorted({each for each in ids if each is not None})):
        found |= {row.id: row for row in session.scalars(sa.select(model).where(col(model.id).in_(piece)))}
    return found
