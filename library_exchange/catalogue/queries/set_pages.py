"""What a record's page shows of its set and of the volumes: who has which, which are missing."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, Holding, Item
from library_exchange.catalogue.queries.availability import items_with_libraries
from library_exchange.catalogue.queries.sets import Volume, family
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock, as_written, title_block
from library_exchange.directory.models import Library
from library_exchange.record_matching.sets import missing

MOST_MISSING = 20
"""A series that lacks more numbers than this is not a set that somebody would complete."""


@dataclass(frozen=True)
class SetRow:
    """A volume or a set on a page: its number with its language, its title, its record if there is one, who has it."""

    volume: tuple[str, str]
    title: TitleBlock
    record_id: int | None
    libraries: tuple[str, ...]
    is_this: bool = False


@dataclass(frozen=True)
class SetSection:
    """The sets that a record is part of, the volumes in order, and the one before and after it."""

    is_set: bool
    sets: tuple[SetRow, ...]
    rows: tuple[SetRow, ...]
    missing: str
    before: SetRow | None
    after: SetRow | None


def section(session: Session, record_id: int, language: str) -> SetSection | None:
    """Return what is known of a record among sets and volumes, None for a book that stands alone."""
    found = family(session, record_id)
    if not found.sets and not found.volumes:
        return None
    ids = {each.record_id for each in (*found.sets, *found.volumes) if each.record_id is not None} | {record_id}
    cards = dict(
        session.execute(
            sa.select(col(BibliographicRecord.id), col(BibliographicRecord.card)).where(
                STANDS, col(BibliographicRecord.id).in_(ids)
            )
        ).all()
    )
    titles = {number: title_block(card["titles"], language) for number, card in cards.items()}
    holders = _holders(session, ids, language)

    def row(each: Volume) -> SetRow:
        own = titles.get(each.record_id or 0)
        title = own or as_written(each.title or each.volume, html_lang(script_of(each.title or each.volume)))
        libraries = tuple(holders[each.record_id or 0])
        return SetRow(_written(each.volume), title, each.record_id, libraries, each.record_id == record_id)

    rows = tuple(row(each) for each in found.volumes)
    sets = tuple(row(each) for each in found.sets if not _is_own_title(each, titles.get(record_id)))
    before, after = _neighbours(rows)
    if not sets and not rows:
        return None
    return SetSection(found.is_set, sets, rows, _listed(missing(v.sort_key for v in found.volumes)), before, after)


def _written(volume: str) -> tuple[str, str]:
    return volume, html_lang(script_of(volume)) if any(map(str.isalpha, volume)) else ""


def _is_own_title(each: Volume, own: TitleBlock | None) -> bool:
    """Whether a set of which there is no record is called as the volume is: that tells nothing new."""
    return each.record_id is None and own is not None and own.original.value.startswith(each.title)


def _neighbours(rows: Sequence[SetRow]) -> tuple[SetRow | None, SetRow | None]:
    """Return the volumes before and after this one that have a record."""
    known = [row for row in rows if row.record_id is not None]
    before = next((one for one, other in pairwise(known) if other.is_this), None)
    return before, next((other for one, other in pairwise(known) if one.is_this), None)


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers as "3, 5–7"; nothing if they are too many."""
    if len(numbers) > MOST_MISSING:
        return ""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def _holders(session: Session, record_ids: Collection[int], language: str) -> dict[int, list[str]]:
    """Return the names of the libraries that have each record."""
    name = {"zh": Library.name_zh, "ru": Library.name_ru}.get(language, Library.name_en)
    rows = session.execute(
        items_with_libraries()
        .add_columns(col(Holding.record_id), col(name))
        .where(col(Holding.record_id).in_(record_ids), col(Item.holding_id) == col(Holding.id))
        .distinct()
        .order_by(col(name))
    )
    found: dict[int, list[str]] = defaultdict(list)
    for record_id, library in rows:
        found[record_id].append(library)
    return found
