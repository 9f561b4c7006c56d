"""Which record of the catalogue a line means, and what the line and the record tell together."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.core.db import pieces
from library_exchange.core.scripts import script_of
from library_exchange.exchange_lists.models import EditionChoice, ListImport, ListImportLine
from library_exchange.exchange_lists.queries.contradictions import contradictions
from library_exchange.exchange_lists.rules.answers import Answer
from library_exchange.exchange_lists.rules.authors import are_others
from library_exchange.exchange_lists.rules.editions import Difference
from library_exchange.exchange_lists.services import any_edition
from library_exchange.exchange_lists.services.line_fields import EMPTIED
from library_exchange.exchange_lists.services.title_parts import parted, splits_of
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.offers.models import ListKind
from library_exchange.offers.queries import recognition
from library_exchange.offers.schemas import Entry
from library_exchange.record_matching.keys import title_key
from library_exchange.record_matching.parts import split_tail

MEANT = "meant"
"""Under this name `told` keeps which record the librarian said that a line means."""
FOUND = "found"
"""Under this name `told` keeps the record that she found for a line in the catalogue, whatever its title is."""
CONTRADICTS = "contradicts"
"""Under this name `told` keeps that the line contradicts its record, so that what is said of it is said of it alone."""
NO_RECORD = 0
"""She said that it means none of them."""
Read = tuple[ListImportLine, Entry]


def find_records(session: Session, list_import: ListImport, rows: Sequence[ListImportLine]) -> set[int]:
    """Find the record of each line; return the numbers of those of which the catalogue told what their title is.

    Whoever contradicts the record that was found is asked, unless she said which one is meant.
    """
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
    found = standing(session, [row.told[FOUND] for row, _entry in told if FOUND in row.told])
    for row, entry in told:
        may_mean = (*matches.may_mean(entry), *(found & {row.told.get(FOUND)}))
        _choose(row, entry, matches, may_mean, remembered.get(title_key(entry.title)), is_own)
    _part_other_authors(told, matches)
    if list_import.kind is ListKind.WANTS:
        any_edition.find_works(session, told, matches)
    differing = _ask_what_contradicts(session, told)
    _complete(session, told, matches, differing)
    return {row.number for row, _entry, is_known in parts if is_known}


def standing(session: Session, records: Sequence[int]) -> set[int]:
    """Return those of the records that stand in the catalogue: that are there and part of no other."""
    found: set[int] = set()
    for piece in pieces(sorted(set(records))):
        rows = sa.select(col(BibliographicRecord.id)).where(col(BibliographicRecord.id).in_(piece), STANDS)
        found |= {number for number in session.scalars(rows) if number is not None}
    return found


def found_record(row: ListImportLine) -> int:
    """Return the record that a line contradicts and about which it asks."""
    return int(row.detail) if row.detail and row.detail.isdigit() else NO_RECORD


def _choose(
    row: ListImportLine,
    entry: Entry,
    matches: recognition.Matches,
    may_mean: Sequence[int],
    remembered: EditionChoice | None,
    is_own: bool,
) -> None:
    """Say which record a line means: what the librarian said of it, else what is found, else what she is asked."""
    meant = row.told.get(MEANT)
    if meant == NO_RECORD or meant in may_mean:
        row.record_id = meant or None
        row.answers = sorted({*row.answers, Answer.EDITION.value})
        return
    row.record_id = matches.of(entry.isbn, entry.issn, entry.title, entry.year, is_own=is_own)
    editions = () if row.record_id else matches.editions(entry, is_own)
    if not editions:
        return
    if remembered is not None and (remembered.record_id is None or remembered.record_id in editions):
        row.record_id = remembered.record_id
        row.answers = sorted({*row.answers, Answer.EDITION.value})
    else:
        row.problem = Problem.SEVERAL_EDITIONS


def _part_other_authors(told: Sequence[Read], matches: recognition.Matches) -> None:
    """Part lines from records that have their title and are surely by somebody else: nobody has to be asked of these.

    One that has the number of its record, or of which she said what it means, is compared with it all the same.
    """
    for row, entry in told:
        if entry.isbn or entry.issn or MEANT in row.told or not entry.author:
            continue
        records = [row.record_id] if row.record_id is not None else list(matches.titled(entry.title))
        if records and all(are_others(entry.author, matches.names.get(record, ())) for record in records):
            row.record_id = None
            row.problem = None if row.problem is Problem.SEVERAL_EDITIONS else row.problem


def _ask_what_contradicts(session: Session, told: Sequence[Read]) -> Mapping[int, Sequence[Difference]]:
    """Ask about lines that contradict their record; return by line in what they do."""
    found = [(row, entry, row.record_id) for row, entry in told if row.record_id is not None]
    compared = contradictions(session, [(row.text, entry, record_id) for row, entry, record_id in found])
    differing: dict[int, Sequence[Difference]] = {}
    for (row, _entry, record_id), different in zip(found, compared, strict=True):
        if different and MEANT not in row.told:
            row.problem, row.detail, row.record_id = Problem.OTHER_EDITION, str(record_id), None
        elif different:
            differing[row.number] = different
    return differing


def _complete(
    session: Session,
    told: Sequence[Read],
    matches: recognition.Matches,
    differing: Mapping[int, Sequence[Difference]],
) -> None:
    """Complete lines from their records; what a line tells goes before: the librarian has the book in her hand."""
    known = recognition.entries_of(session, [row.record_id for row, _entry in told if row.record_id is not None])
    for row, entry in told:
        if row.record_id is not None:
            record = known[row.record_id]
            own = _told_of(row, entry, record, matches)
            # What she said to be the same edition has what the record says of it.
            own = {name: value for name, value in own.items() if name not in _names_of(differing.get(row.number, ()))}
            # A year that it tells and nobody can read is not replaced by that of an edition.
            left_open = {"year": None} if "year" in row.told.get("unread", ()) else {}
            completed = record.model_copy(update=left_open | own | {"quantity": entry.quantity})
            row.entry = completed.model_dump(mode="json", exclude_none=True)
        elif not entry.title:
            row.problem = Problem.NOT_IN_CATALOGUE
        else:
            row.entry = entry.model_dump(mode="json", exclude_none=True)


def _names_of(different: Sequence[Difference]) -> set[str]:
    return {each.what.value for each in different}


def _told_of(row: ListImportLine, entry: Entry, record: Entry, matches: recognition.Matches) -> dict[str, Any]:
    """Return what a line tells; not its title, unless the librarian said that it stands before the catalogue's.

    In other letters it stands beside that; a volume that only it names stays told. Of an edition in another language
    the author is not that of the line either.
    """
    own = entry.model_dump(exclude_none=True, exclude_defaults=True) | dict.fromkeys(row.told.get(EMPTIED, ()))
    if Answer.OWN_TITLE in row.answers or not record.title.strip("—"):
        return own
    title = own.pop("title", "")
    if title and record.translated_title is None and script_of(title) != script_of(record.title):
        own.setdefault("translated_title", title)
    volume = split_tail(title)[1] if title else ""
    if volume and not entry.volume and not split_tail(record.title)[1]:
        own["volume"] = volume[:60]
    if row.record_id in matches.under_another_title(entry):
        own.pop("author", None)
    return own


def _remembered(session: Session, library_id: int, keys: Sequence[str]) -> dict[str, EditionChoice]:
    found: dict[str, EditionChoice] = {}
    for piece in pieces(sorted({key for key in keys if key})):
        own = (col(EditionChoice.library_id) == library_id, col(EditionChoice.title_key).in_(piece))
        found |= {choice.title_key: choice for choice in session.scalars(sa.select(EditionChoice).where(*own))}
    return found
