"""Wants of lines that say that any edition will do: of the work, where the catalogue knows it, not of one edition."""

from collections.abc import Sequence

from sqlmodel import Session

from library_exchange.exchange_lists.models import ListImport, ListImportLine
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.offers.models import Want
from library_exchange.offers.queries import holdings, recognition
from library_exchange.offers.rules.numbers import same_book
from library_exchange.offers.rules.wants import WantKind
from library_exchange.offers.schemas import Entry, TakeWants
from library_exchange.offers.services import wants

WORK = "work"
"""Under this name `told` keeps the work of which a line looks for any edition."""


def find_works(session: Session, told: Sequence[tuple[ListImportLine, Entry]], matches: recognition.Matches) -> None:
    """Note the work of each line that takes any edition, if all that it may mean are of one; nothing is asked then."""
    asking = [(row, entry) for row, entry in told if row.told.get("any_edition")]
    records = {row.number: _records(row, entry, matches) for row, entry in asking}
    works = recognition.works_of(session, [record for found in records.values() for record in found])
    for row, _entry in asking:
        found = {works.get(record) for record in records[row.number]}
        row.told = {name: value for name, value in row.told.items() if name != WORK}
        if len(found) == 1 and (work_id := found.pop()) is not None:
            row.told = row.told | {WORK: work_id}
            row.record_id = records[row.number][0]
            row.problem = None if row.problem is Problem.SEVERAL_EDITIONS else row.problem


def _records(row: ListImportLine, entry: Entry, matches: recognition.Matches) -> Sequence[int]:
    if row.record_id is not None:
        return [row.record_id]
    return matches.editions(entry, is_own=False) if row.problem is Problem.SEVERAL_EDITIONS else ()


def want_of(list_import: ListImport, row: ListImportLine, entry: Entry, terms: TakeWants) -> Want:
    """Return the want that a line tells, not in any session: of its work if any edition will do, else of an edition."""
    want = wants.want_of(list_import.library_id, entry, row.record_id, terms, list_import.created_at)
    if row.told.get(WORK) is not None:
        want.kind, want.work_id = WantKind.WORK, row.told[WORK]
        want.record_id, want.isbn, want.printed_isbn, want.issn = None, None, None, None
        want.language, want.title_key = row.told.get("language"), ""
    return want


def key_of(want: Want) -> str:
    """Return the key of what is wanted, a work or an edition."""
    if want.kind is WantKind.WORK:
        return same_book(f"work {want.work_id}", want.language or "")
    return holdings.key_of_want(want)


def what_is_here(session: Session, library_id: int, found: Sequence[Want]) -> list[tuple[bool, Want | None]]:
    """Tell of each want whether the library holds it, and by which want it looks for it already."""
    told = wants.what_is_here(session, library_id, found)
    return [
        (wants.is_held(session, want), holdings.find_same_want(session, want)) if want.kind is WantKind.WORK else here
        for want, here in zip(found, told, strict=True)
    ]
