"""Records of a book that somebody describes by a title which it has elsewhere: in another language or other letters."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import names
from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import STANDS, BibliographicRecord, MatchKey
from library_exchange.core.db import begins_with, pieces
from library_exchange.known_titles.queries.typed_names import Line, works_perhaps
from library_exchange.record_matching.candidates import titled
from library_exchange.record_matching.titles import keys_of_title

SHORTEST_SOUND = 4
"""Titles of fewer letters sound alike too often."""
MOST_SOUNDS = 200
"""How many beginnings of keys one statement looks for."""


def records_elsewhere(session: Session, lines: Iterable[Line]) -> dict[Line, list[int]]:
    """Return by title and author the records that may be meant under another title, for a person to say.

    They are editions of a work that has the title in some language, or have a title that sounds so: a transcription.
    Lines of which nothing is found are absent. Some queries for each `PIECE` lines.
    """
    wanted = list(lines)
    editions = editions_of_works(session, wanted)
    sounding = _sounding(session, {title for title, _author in wanted})
    found = {line: sorted({*editions.get(line, ()), *sounding.get(line[0], ())}) for line in wanted}
    return {line: records for line, records in found.items() if records}


def editions_of_works(session: Session, lines: Iterable[Line]) -> dict[Line, list[int]]:
    """Return by title and author the records that certainly are editions of a work which has the title somewhere."""
    works = works_perhaps(session, lines)
    editions = _editions(session, {work for found in works.values() for work in found})
    found = {line: sorted({record for work in some for record in editions[work]}) for line, some in works.items()}
    return {line: records for line, records in found.items() if records}


def _editions(session: Session, works: Iterable[int]) -> dict[int, list[int]]:
    """Return the records that certainly are editions of these works."""
    found: dict[int, list[int]] = defaultdict(list)
    for piece in pieces(sorted(works)):
        links = sa.select(col(WorkLink.work_id), col(WorkLink.record_id)).where(
            col(WorkLink.work_id).in_(piece), col(WorkLink.state) == LinkState.CONFIRMED
        )
        for work_id, record_id in session.execute(links):
            found[work_id].append(record_id)
    return found


def _sounding(session: Session, titles: Iterable[str]) -> dict[str, set[int]]:
    """Return the records with a title that sounds like one of these; characters are compared by themselves alone."""
    sounds = {title: _sounds(title) for title in titles}
    known: dict[str, set[int]] = defaultdict(set)
    wanted = sorted({start for some in sounds.values() for start in some})
    for at in range(0, len(wanted), MOST_SOUNDS):
        starts = wanted[at : at + MOST_SOUNDS]
        rows = session.execute(
            sa.select(col(MatchKey.key), col(MatchKey.record_id))
            .join(BibliographicRecord, col(BibliographicRecord.id) == col(MatchKey.record_id))
            .where(STANDS, sa.or_(*(begins_with(session, MatchKey.key, start) for start in starts)))
        )
        for key, record_id in rows:
            known[key[: key.rindex("|") + 1]].add(record_id)
    return {title: {record for start in some for record in known.get(start, ())} for title, some in sounds.items()}


def _sounds(title: str) -> Sequence[str]:
    if names.has_han(title):
        return ()
    return [titled(sound) for sound in sorted(keys_of_title(title).base_sounds) if len(sound) >= SHORTEST_SOUND]
