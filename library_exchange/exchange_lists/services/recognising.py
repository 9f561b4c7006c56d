"""What the catalogue, the library's own lists and the list itself say of a list's lines: all lines at once."""

from collections.abc import Container, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.db import pieces
from library_exchange.exchange_lists.models import EditionChoice, ListImport, ListImportLine
from library_exchange.exchange_lists.queries.known_names import persons_named
from library_exchange.exchange_lists.rules.line_numbers import has_own_number
from library_exchange.exchange_lists.rules.lines import (
    AS_IT_STANDS,
    ASKED,
    FOUND_OUT,
    Answer,
    Problem,
    likely_isbns,
)
from library_exchange.exchange_lists.rules.not_a_title import Stray, is_of_letter, is_sentence, says_no_more_than_words
from library_exchange.exchange_lists.services.title_parts import parted, splits_of
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries import holdings, recognition
from library_exchange.offers.rules.numbers import same_book
from library_exchange.offers.schemas import Entry, TakeWants
from library_exchange.offers.services import offers, wants
from library_exchange.record_matching.keys import title_key

JOINABLE = FOUND_OUT - {Problem.NOT_IN_CATALOGUE, Problem.UNSURE}


def recognise(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> None:
    """Find the records of the lines, complete the lines from them, and say what stands against taking a line.

    However many lines there are, there are a few queries for each 500 of them.
    """
    for row in rows:
        row.record_id, row.likely_number, row.same_offer_id, row.same_want_id = None, None, None, None
        row.joined_to, row.book_key, row.entry = None, "", row.told
        if row.problem in FOUND_OUT or (row.problem in AS_IT_STANDS and Answer.AS_IT_STANDS in row.answers):
            row.problem = None
    _find_likely_numbers(session, rows)
    known_parts = _find_records(session, list_import, [row for row in rows if row.problem is None])
    _ask_what_was_not_read(list_import, rows, known_parts)
    _doubt_words_of_a_letter(rows)
    _doubt_names(session, rows)
    known = [row for row in rows if row.problem is None or row.problem in JOINABLE]
    if list_import.kind is ListKind.WANTS:
        _compare_with_wants(session, list_import, known)
    else:
        _compare_with_offers(session, list_import, known)
    _join(session, list_import, known)


def _ask_what_was_not_read(
    list_import: ListImport, rows: Sequence[ListImportLine], known_parts: Container[int]
) -> None:
    """Ask about cells that could not be read for sure, before anything else is asked of a line that names a book.

    Of the rows `known_parts` the catalogue has told which words are the title.
    """
    for row in rows:
        is_open = row.problem in (None, Problem.SEVERAL_EDITIONS) and Answer.AS_READ not in row.answers
        asked = set(ASKED[list_import.kind]) - ({"title"} if row.number in known_parts else set())
        if is_open and any(name in asked for name in row.told.get("unread", ())):
            row.problem = Problem.UNSURE


def _doubt_words_of_a_letter(rows: Sequence[ListImportLine]) -> None:
    """Ask whether lines of a letter are books of which nothing else tells that: no number, author, year or marks.

    A line with a number of its own in the list is none of the letter, unless it is a sentence.
    """
    if not any(is_of_letter(row.text) for row in rows):
        return
    for row in rows:
        is_listed = has_own_number(row.text) and not is_sentence(row.text)
        is_unknown = row.problem is None and row.record_id is None and not is_listed
        if is_unknown and Answer.AS_IT_STANDS not in row.answers and says_no_more_than_words(row.text, row.told):
            row.problem, row.detail = Problem.PERHAPS_NOT_A_BOOK, Stray.LETTER


def _doubt_names(session: Session, rows: Sequence[ListImportLine]) -> None:
    """Ask whether lines are books that say no more than the name of a person whom the authority file knows."""
    words = [
        (row, str(row.told.get("title", "")))
        for row in rows
        if row.problem is None and row.record_id is None and Answer.AS_IT_STANDS not in row.answers
        if says_no_more_than_words(row.text, row.told)
    ]
    names = persons_named(session, (title for _row, title in words))
    for row, title in words:
        if title in names:
            row.problem, row.detail = Problem.PERHAPS_NOT_A_BOOK, Stray.NAME


def _find_likely_numbers(session: Session, rows: Sequence[ListImportLine]) -> None:
    """Note for wrong ISBNs the right one that the catalogue has, if one slip of the hand lies between them."""
    slips = [(row, likely_isbns(row.wrong_number)) for row in rows if row.wrong_number]
    known = recognition.known_isbns(session, [number for _row, numbers in slips for number in numbers])
    for row, numbers in slips:
        row.likely_number = next((number for number in numbers if number in known), None)


def _find_records(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> set[int]:
    """Find the record of each line; return the numbers of those of which the catalogue told what their title is."""
    read = [(row, Entry.model_validate(row.told)) for row in rows]
    books = [(entry.isbn, entry.issn, entry.title) for _row, entry in read]
    books += [(None, None, whole) for row in rows if (whole := row.told.get("whole"))]
    books += [(None, None, title) for row, entry in read for _author, title in splits_of(row, entry)]
    described = [(entry.title, entry.author) for _row, entry in read if entry.title and not (entry.isbn or entry.issn)]
    matches = recognition.matches_for(session, list_import.library_id, books, described)
    parts = [(row, *parted(row, entry, matches)) for row, entry in read]
    told = [(row, entry) for row, entry, _is_known in parts]
    remembered = _remembered(session, list_import.library_id, [title_key(entry.title) for _row, entry in told])
    is_own = list_import.kind is ListKind.OFFERS
    for row, entry in told:
        row.record_id = matches.of(entry.isbn, entry.issn, entry.title, entry.year, is_own=is_own)
        editions = () if row.record_id else matches.editions(entry, is_own)
        if editions:
            _choose_edition(row, editions, remembered.get(title_key(entry.title)))
    known = recognition.entries_of(session, [row.record_id for row in rows if row.record_id is not None])
    for row, entry in told:
        if row.record_id is not None:
            # What the line tells goes before what the record says: the librarian has the book in her hand.
            own = _told_of(entry, row.record_id, matches)
            # A year that it tells and nobody can read is not replaced by that of an edition.
            left_open = {"year": None} if "year" in row.told.get("unread", ()) else {}
            completed = known[row.record_id].model_copy(update=left_open | own | {"quantity": entry.quantity})
            row.entry = completed.model_dump(mode="json", exclude_none=True)
        elif not entry.title:
            row.problem = Problem.NOT_IN_CATALOGUE
        else:
            row.entry = entry.model_dump(mode="json", exclude_none=True)
    return {row.number for row, _entry, is_known in parts if is_known}


def _told_of(entry: Entry, record_id: int, matches: recognition.Matches) -> dict[str, Any]:
    """Return what a line tells; not the title and author of an edition that has them in its own language."""
    own = entry.model_dump(exclude_none=True, exclude_defaults=True)
    is_elsewhere = record_id in matches.under_another_title(entry)
    return {name: told for name, told in own.items() if not is_elsewhere or name not in ("title", "author")}


def _choose_edition(row: ListImportLine, editions: Sequence[int], remembered: EditionChoice | None) -> None:
    if remembered is not None and (remembered.record_id is None or remembered.record_id in editions):
        row.record_id = remembered.record_id
        row.answers = sorted({*row.answers, Answer.EDITION.value})
    else:
        row.problem = Problem.SEVERAL_EDITIONS


def _remembered(session: Session, library_id: int, keys: Sequence[str]) -> dict[str, EditionChoice]:
    found: dict[str, EditionChoice] = {}
    for piece in pieces(sorted({key for key in keys if key})):
        own = (col(EditionChoice.library_id) == library_id, col(EditionChoice.title_key).in_(piece))
        found |= {choice.title_key: choice for choice in session.scalars(sa.select(EditionChoice).where(*own))}
    return found


def want_of_line(list_import: ListImport, row: ListImportLine, terms: TakeWants) -> Want:
    """Return the want that a line tells, not in any session."""
    return wants.want_of(
        list_import.library_id, Entry.model_validate(row.entry), row.record_id, terms, list_import.created_at
    )


def _compare_with_wants(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> None:
    told = [want_of_line(list_import, row, TakeWants()) for row in rows]
    problems = wants.what_is_here(session, list_import.library_id, told)
    for row, want, (is_held, same) in zip(rows, told, problems, strict=True):
        row.book_key = holdings.key_of_want(want)
        if is_held and row.problem is not Problem.SEVERAL_EDITIONS:
            row.problem = Problem.HELD
        elif same is not None:
            row.same_want_id = same.id
            row.problem = None if Answer.ADD in row.answers else Problem.ALREADY_LISTED


def _compare_with_offers(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> None:
    entries = [Entry.model_validate(row.entry) for row in rows]
    told = [
        offers.offer_of(list_import.library_id, entry, row.record_id, offers.USUAL_TERMS, list_import.created_at)
        for row, entry in zip(rows, entries, strict=True)
    ]
    standing = holdings.standing_offers(session, list_import.library_id, told)
    for row, entry, offer, same in zip(rows, entries, told, standing, strict=True):
        row.book_key = _key_with_condition(entry, offer)
        if same is not None and entry.condition in (None, same.condition) and row.problem is None:
            row.same_offer_id = same.id
            row.problem = None if Answer.ADD in row.answers else Problem.ALREADY_OFFERED


def _key_with_condition(entry: Entry, offer: Offer) -> str:
    """Return the key of what may be one line: copies of one book in one condition."""
    key = holdings.key_of_offer(offer)
    return same_book(key, entry.condition or "") if key else ""


def _join(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> None:
    """Count lines that tell of one book with the first of them; a line kept apart neither joins nor is joined.

    One that has the number of another line and another title is asked about.
    """
    free = [
        row
        for row in sorted(rows, key=lambda row: row.number)
        if row.book_key and not row.is_left_out and Answer.APART not in row.answers
    ]
    heads = _heads(session, list_import, free)
    for row in free:
        head = heads.setdefault(row.book_key, row)
        if head is row:
            continue
        if Answer.SAME_BOOK in row.answers or _same_title(head, row):
            row.joined_to = head.number
        elif row.problem is None:
            row.problem, row.detail = Problem.OTHER_TITLE, str(head.number)


def _same_title(one: ListImportLine, other: ListImportLine) -> bool:
    """Whether two lines may tell of one book by their titles: one has none, or begins like the other."""
    first, second = (title_key(str(row.told.get("title", ""))) for row in (one, other))
    return first.startswith(second) or second.startswith(first)


def _heads(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> dict[str, ListImportLine]:
    """Return the lines that stand on the list already, by the book they tell of."""
    heads: dict[str, ListImportLine] = {}
    own = {row.number for row in rows}
    for piece in pieces(sorted({row.book_key for row in rows})):
        found = session.scalars(
            sa.select(ListImportLine)
            .where(
                col(ListImportLine.list_import_id) == list_import.id,
                col(ListImportLine.book_key).in_(piece),
                col(ListImportLine.joined_to).is_(None),
                col(ListImportLine.is_left_out).is_(False),
                col(ListImportLine.offer_id).is_(None),
                col(ListImportLine.want_id).is_(None),
            )
            .order_by(col(ListImportLine.number))
        )
        for line in found:
            if line.number not in own and Answer.APART not in line.answers and line.problem is not Problem.OTHER_TITLE:
                heads.setdefault(line.book_key, line)
    return heads


def joined_with(session: Session, list_import: ListImport, numbers: Sequence[int]) -> list[ListImportLine]:
    """Return the lines that are counted with those of the given numbers."""
    wanted = (col(ListImportLine.list_import_id) == list_import.id, col(ListImportLine.joined_to).in_(numbers))
    return list(session.scalars(sa.select(ListImportLine).where(*wanted).order_by(col(ListImportLine.number))))
