"""Records of a library about which a person must decide: two books under one number, known copies under a new one."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from library_exchange.catalogue.models import DoubtKind, SourceRecord
from library_exchange.catalogue.services import sources
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


def _standing(library_id: int, record_ids: Collection[int]) -> sa.Select[SourceRecord]:
    wanted = (
        col(SourceRecord.library_id) == library_id,
        col(SourceRecord.record_id).in_(record_ids),
        col(SourceRecord.withdrawn_at).is_(None),
    )
    return sa.select(SourceRecord).where(*wanted).options(defer(sources.RAW)).order_by(col(SourceRecord.id))
