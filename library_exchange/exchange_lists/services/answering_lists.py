"""What a librarian answers to a list: which edition is meant, whether copies are added, joined, left out."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.db import pieces
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.models import EditionChoice, ListImport, ListImportLine, ListImportState
from library_exchange.exchange_lists.rules.answers import Answer
from library_exchange.exchange_lists.schemas import ListAnswers
from library_exchange.exchange_lists.services.recognising import joined_with, recognise
from library_exchange.exchange_lists.services.record_finding import (
    CONTRADICTS,
    FOUND,
    MEANT,
    NO_RECORD,
    found_record,
    standing,
)
from library_exchange.exchange_lists.services.title_parts import take_as_one_set, take_as_title
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.offers.labels import NOT_EDITABLE
from library_exchange.offers.models import ListKind, Want
from library_exchange.offers.queries import recognition
from library_exchange.offers.rules.wants import EDITABLE
from library_exchange.offers.schemas import Entry
from library_exchange.offers.services.transitions import write
from library_exchange.record_matching.keys import title_key

LISTED = (Problem.ALREADY_OFFERED, Problem.ALREADY_LISTED)


ASKED_OF_ALL = {
    Answer.AS_READ: (Problem.UNSURE,),
    Answer.NO_BOOK: (Problem.PERHAPS_NOT_A_BOOK,),
    Answer.SAME_EDITION: (Problem.OTHER_EDITION,),
    Answer.AS_TYPED: (Problem.OTHER_EDITION,),
}
"""Of which lines something is said by an answer to all; others are about books that the library lists already."""


def answer(session: Session, list_import: ListImport, given: ListAnswers, now: datetime) -> int:
    """Note the answers and recognise what they touch anew; return how many lines they touch.

    An edition is remembered for this title, here and in the library's next lists. Raises Conflict once the list is
    closed, or for copies added to a want that is promised.
    """
    require_open(list_import)
    write(session, list_import, {"touched_at": now})
    chosen = _lines(session, list_import, col(ListImportLine.number).in_(sorted(given.editions)))
    _remember(session, list_import, chosen, given)
    same = _lines(session, list_import, col(ListImportLine.problem) == Problem.SEVERAL_EDITIONS) if chosen else []
    answered = _lines(session, list_import, _asked(given)) if given.answer else []
    touched = {row.number: row for row in (*chosen, *same, *answered)}
    if given.answer is not None:
        touched |= {row.number: row for row in _apply(session, list_import, given.answer, answered)}
    session.flush()
    recognise(session, list_import, [touched[number] for number in sorted(touched)])
    session.flush()
    return len(chosen) + len(answered)


def _asked(given: ListAnswers) -> sa.ColumnElement[bool]:
    if given.numbers:
        return sa.and_(col(ListImportLine.number).in_(given.numbers), col(ListImportLine.problem) == Problem.UNSURE)
    if given.number is None:
        about = ASKED_OF_ALL.get(given.answer, LISTED) if given.answer else LISTED
        # What stands for the book of the line above is a book as often as not: it is answered by itself.
        is_of_above = sa.func.coalesce(col(ListImportLine.detail) == Stray.DITTO.value, sa.false())
        return sa.and_(
            sa.not_(is_of_above) if given.answer is Answer.NO_BOOK else sa.true(),
            col(ListImportLine.problem).in_(about),
            col(ListImportLine.joined_to).is_(None),
            col(ListImportLine.is_left_out).is_(False),
        )
    return col(ListImportLine.number) == given.number


def _lines(session: Session, list_import: ListImport, condition: sa.ColumnElement[bool]) -> list[ListImportLine]:
    wanted = (
        col(ListImportLine.list_import_id) == list_import.id,
        col(ListImportLine.offer_id).is_(None),
        col(ListImportLine.want_id).is_(None),
    )
    return list(
        session.scalars(sa.select(ListImportLine).where(*wanted, condition).order_by(col(ListImportLine.number)))
    )


def _remember(session: Session, list_import: ListImport, rows: Sequence[ListImportLine], given: ListAnswers) -> None:
    """Keep what edition is meant by a line, and by its title in other lines; a record of another title is no answer.

    What is said of a line that contradicts a record is said of this line alone.
    """
    told = [Entry.model_validate(row.told) for row in rows]
    matches = recognition.matches_of(session, list_import.library_id, told)
    is_own = list_import.kind is ListKind.OFFERS
    for row, entry in zip(rows, told, strict=True):
        record_id = given.editions[row.number]
        if record_id is not None and record_id not in (*matches.may_mean(entry), row.told.get(FOUND)):
            continue
        is_of_title = record_id is None or record_id in matches.editions(entry, is_own)
        key = title_key(entry.title)
        is_of_line = row.problem is Problem.OTHER_EDITION or CONTRADICTS in row.told
        meant = {MEANT: NO_RECORD if record_id is None else record_id}
        row.told = row.told | meant | ({CONTRADICTS: True} if is_of_line else {})
        if key and is_of_title and not is_of_line:
            session.merge(EditionChoice(library_id=list_import.library_id, title_key=key, record_id=record_id))
    session.flush()


def choose_found(session: Session, list_import: ListImport, row: ListImportLine, record_id: int, now: datetime) -> None:
    """Note that a line means an edition that was searched for in the catalogue, whatever its title is.

    That is said of this line alone. Raises NotFound for a title that does not stand in the catalogue, Conflict once the
    list is closed or the line is taken in.
    """
    require_open(list_import)
    if row.offer_id is not None or row.want_id is not None:
        raise Conflict("line-taken", labels.LINE_TAKEN, list=list_import.id, line=row.number)
    if not standing(session, [record_id]):
        raise NotFound("record", record=record_id)
    write(session, list_import, {"touched_at": now})
    row.told = row.told | {MEANT: record_id, FOUND: record_id}
    row.is_left_out = False
    session.flush()
    recognise(session, list_import, [row, *joined_with(session, list_import, [row.number])])
    session.flush()


def _apply(
    session: Session, list_import: ListImport, said: Answer, rows: Sequence[ListImportLine]
) -> list[ListImportLine]:
    """Write an answer on the lines; return further lines that it touches."""
    if said is Answer.ADD:
        _require_free_wants(session, rows)
    freed: list[ListImportLine] = []
    for row in rows:
        if said in (Answer.SKIP, Answer.NO_BOOK):
            row.is_left_out = True
        elif said is Answer.LIKELY_NUMBER:
            freed += joined_with(session, list_import, [row.number])
            _take_likely_number(row)
        elif said in (Answer.SAME_EDITION, Answer.AS_TYPED):
            _settle_edition(row, said)
        elif said is Answer.CATALOGUE_TITLE:
            row.answers = [each for each in row.answers if each != Answer.OWN_TITLE]
        elif said is Answer.ALL_TITLE:
            take_as_title(row)
            row.answers = sorted({*row.answers, said.value})
        elif said is Answer.ONE_SET:
            take_as_one_set(row)
        else:
            row.answers = sorted({*row.answers, said.value})
    return freed


def _settle_edition(row: ListImportLine, said: Answer) -> None:
    """Note whether a line means the record that it contradicts."""
    if row.problem is Problem.OTHER_EDITION:
        meant = found_record(row) if said is Answer.SAME_EDITION else NO_RECORD
        row.told = row.told | {MEANT: meant, CONTRADICTS: True}


def _require_free_wants(session: Session, rows: Sequence[ListImportLine]) -> None:
    ids = [row.same_want_id for row in rows if row.same_want_id is not None]
    for piece in pieces(ids):
        promised = sa.select(col(Want.id)).where(col(Want.id).in_(piece), col(Want.state).not_in(list(EDITABLE)))
        if session.scalar(promised.limit(1)) is not None:
            raise Conflict("not-editable", NOT_EDITABLE)


def _take_likely_number(row: ListImportLine) -> None:
    if row.likely_number is None:
        return
    row.told = {name: value for name, value in row.told.items() if name != MEANT}
    is_number_alone = row.problem is Problem.BAD_ISBN
    row.told = row.told | {"isbn": row.likely_number, "printed_isbn": None} | ({"title": ""} if is_number_alone else {})
    row.wrong_number = None
    if is_number_alone:
        row.problem, row.detail = None, None


def require_open(list_import: ListImport) -> None:
    """Raise Conflict unless the list is still being looked at."""
    if list_import.state is not ListImportState.OPEN:
        raise Conflict("list-closed", labels.LIST_CLOSED, list=list_import.id)
