"""Records of a library about which a person must decide: two books under one number, known copies under a new one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from library_exchange.catalogue.models import DoubtKind, Holding, Item, LocalState, SourceRecord
from library_exchange.catalogue.services import sources
from library_exchange.core.no_number import is_no_number
from library_exchange.core.text import widths
from library_exchange.marc.description import Description, TextField
from library_exchange.record_matching import own_numbers
from library_exchange.record_matching.keys import part_key


@dataclass(frozen=True)
class Doubt:
    """What must be decided about a record that a library sends, beside which of its source records."""

    kind: DoubtKind
    known_id: int


def told_by(description: Description) -> own_numbers.Told:
    """Return what tells the book of a record from another one under the same number."""
    number = " ".join(description.values(TextField.PART_NUMBER))
    part = " ".join(description.values(TextField.PART_TITLE))
    isbns = tuple(each.value for each in description.identifiers if each.kind == "isbn" and each.is_valid)
    return own_numbers.Told(own_numbers.title_words(description.title), part_key(number, part), isbns)


def copies_of(description: Description) -> own_numbers.Copies:
    """Return the bar codes and the call numbers that a record tells."""
    barcodes = frozenset(each.own_number for each in description.holdings if each.own_number)
    return barcodes, frozenset(each.call_number for each in description.holdings if each.call_number)


def is_other_book(source: SourceRecord, description: Description) -> bool:
    """Whether what comes under the number of `source` is another book; what was withdrawn gives its number free."""
    if source.withdrawn_at is not None or (before := sources.described(source)) is None:
        return False
    return not own_numbers.is_corrected(told_by(before), told_by(description))


def known_copies(
    session: Session, library_id: int, records: Mapping[int, int], descriptions: Mapping[int, Description]
) -> dict[int, int]:
    """Return which of the books that come under new numbers the library has already, by the key they are given under.

    `records` are the union records that they belong to. Returns the source record that tells of the same copies; two
    queries, none where nothing is to be looked for.
    """
    by_record = defaultdict(list)
    for source in session.scalars(_standing(library_id, set(records.values()))) if records else ():
        by_record[source.record_id].append(source)
    found = {}
    for key, record_id in records.items():
        mine = copies_of(descriptions[key])
        for source in by_record[record_id]:
            known = sources.described(source)
            if known is not None and not own_numbers.are_other_copies(mine, copies_of(known)):
                found[key] = source.id
                break
    return found


def taken_numbers(
    session: Session, library_id: int, descriptions: Mapping[int, Description], import_id: int | None
) -> dict[int, Doubt]:
    """Return which of the books that come with file `import_id` tell a bar code that another record's copy has.

    Books bound together come in one file with one number: what the file itself brought is not asked about. One query.
    """
    wanted: dict[str, list[int]] = defaultdict(list)
    for key, description in descriptions.items():
        for code in copies_of(description)[0]:
            for each in () if is_no_number(code) else widths(code):
                wanted[each].append(key)
    if not wanted:
        return {}
    rows = session.execute(
        sa.select(col(Item.barcode), SourceRecord)
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .join(SourceRecord, col(SourceRecord.id) == col(Holding.source_record_id))
        .where(
            col(Item.library_id) == library_id, col(Item.barcode).in_(wanted), col(SourceRecord.withdrawn_at).is_(None)
        )
        .where(col(Item.local_state) != LocalState.WITHDRAWN, col(SourceRecord.import_id).is_distinct_from(import_id))
        .options(defer(sources.RAW))
        .order_by(col(Item.id))
    )
    found: dict[int, Doubt] = {}
    for barcode, source in rows:
        for key in wanted[barcode]:
            is_other = is_other_book(source, descriptions[key])
            found.setdefault(key, Doubt(DoubtKind.OTHER_BOOK if is_other else DoubtKind.NEW_NUMBER, source.id))
    return found


def _standing(library_id: int, record_ids: Collection[int]) -> sa.Select[SourceRecord]:
    wanted = (
        col(SourceRecord.library_id) == library_id,
        col(SourceRecord.record_id).in_(record_ids),
        col(SourceRecord.withdrawn_at).is_(None),
    )
    return sa.select(SourceRecord).where(*wanted).options(defer(sources.RAW)).order_by(col(SourceRecord.id))
