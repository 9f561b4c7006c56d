"""What the catalogue, the library's own lists and the list itself say of a list's lines: all lines at once."""

from collections.abc import Container, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.db import pieces
from library_exchange.exchange_lists.models import ListImport, ListImportLine
from library_exchange.exchange_lists.queries.known_names import persons_named
from library_exchange.exchange_lists.rules.answers import ALONE, AS_IT_STANDS, ASKED, FOUND_OUT, Answer
from library_exchange.exchange_lists.services import any_edition
from library_exchange.exchange_lists.services.record_finding import MEANT, NO_RECORD, find_records
from library_exchange.list_reading.rules.line_numbers import has_own_number
from library_exchange.list_reading.rules.lines import Problem, likely_isbns
from library_exchange.list_reading.rules.not_a_title import Stray, is_of_letter, is_sentence, says_no_more_than_words
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries import holdings, recognition
from library_exchange.offers.rules.numbers import same_book
from library_exchange.offers.schemas import Entry, TakeWants
from library_exchange.offers.services import offers
from library_exchange.record_matching.keys import title_key

JOINABLE = FOUND_OUT - {Problem.NOT_IN_CATALOGUE, Problem.UNSURE, Problem.OTHER_EDITION}


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
    known_parts = find_records(session, list_import, [row for row in rows if row.problem is None])
    _ask_what_was_not_read(list_import, rows, known_parts)
    _doubt_words_of_a_letter(rows)
    _doubt_names(session, rows)
    known = [row for row in rows if row.problem is None or row.problem in JOINABLE]
    if list_import.kind is ListKind.WANTS:
        _compare_with_wants(session, list_import, known)
    else:
        _compare_with_offers(session, list_import, known)
    _join(session, list_import, known)
    _ask_for_evidence(rows)


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


def _ask_for_evidence(rows: Sequence[ListImportLine]) -> None:
    """Ask about lines of which nothing tells that they are books: they, the catalogue and the library's own lists."""
    for row in rows:
        is_known = row.record_id is not None or row.same_offer_id is not None or row.same_want_id is not None
        is_answered = not {Answer.AS_READ, Answer.AS_IT_STANDS, Answer.EDITION, Answer.ALL_TITLE}.isdisjoint(
            row.answers
        )
        if row.problem is None and not is_known and not is_answered and ALONE in row.told.get("unread", ()):
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


def want_of_line(list_import: ListImport, row: ListImportLine, terms: TakeWants) -> Want:
    """Return the want that a line tells, not in any session."""
    return any_edition.want_of(list_import, row, Entry.model_validate(row.entry), terms)


def _compare_with_wants(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> None:
    told = [want_of_line(list_import, row, TakeWants()) for row in rows]
    problems = any_edition.what_is_here(session, list_import.library_id, told)
    for row, want, (is_held, same) in zip(rows, told, problems, strict=True):
        row.book_key = _key_of_edition(row, any_edition.key_of(want))
        if is_held and row.problem is not Problem.SEVERAL_EDITIONS:
            row.problem = Problem.HELD
        elif same is not None:
            row.same_want_id = same.id
            row.problem = None if Answer.ADD in row.answers else Problem.ALREADY_LISTED


def _compare_with_offers(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> None:
    entries = [Entry.model_validate(row.entry | {"remark": row.remark}) for row in rows]
    told = [
        offers.offer_of(list_import.library_id, entry, row.record_id, offers.USUAL_TERMS, list_import.created_at)
        for row, entry in zip(rows, entries, strict=True)
    ]
    standing = holdings.standing_offers(session, list_import.library_id, told)
    for row, entry, offer, same in zip(rows, entries, told, standing, strict=True):
        gift = bool(row.told.get("is_gift"))
        row.book_key = _key_of_edition(row, _key_with_condition(entry, offer, is_gift=gift))
        is_alike = same is not None and entry.condition in (None, same.condition) and is_same_copy(offer, same)
        is_alike = is_alike and (same is None or same.is_gift or not gift)
        if same is not None and is_alike and row.problem is None:
            row.same_offer_id = same.id
            row.problem = None if Answer.ADD in row.answers else Problem.ALREADY_OFFERED


def _key_with_condition(entry: Entry, offer: Offer, *, is_gift: bool) -> str:
    """Return the key of what may be one line: copies of one book in one condition, with the same remarks and terms."""
    key = holdings.key_of_offer(offer)
    gift = ("gift",) if is_gift else ()
    return (
        same_book(key, entry.condition or "", offer.marks, offer.missing or "", offer.remark or "", *gift)
        if key
        else ""
    )


def is_same_copy(offer: Offer, same: Offer) -> bool:
    """Whether what is remarked on copies, if anything is, is remarked on those that are offered already."""
    return not (offer.marks or offer.remark) or _remarks(offer) == _remarks(same)


def _remarks(offer: Offer) -> tuple[str, str | None, str | None]:
    return offer.marks, offer.missing, offer.remark


def _key_of_edition(row: ListImportLine, key: str) -> str:
    """Return the key of a line; one of which the librarian said that it is no edition of a record is a book of its own.

    It may have the number of that record, and is not counted with its lines.
    """
    is_apart = bool(key) and row.told.get(MEANT) == NO_RECORD
    return (
        same_book(key, "as typed", str(row.told.get("year", "")), str(row.told.get("publisher", "")))
        if is_apart
        else key
    )


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
