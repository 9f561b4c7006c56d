"""Matching anew: books that were wrongly joined part, those that were kept apart meet, and copies stay as they are."""

from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Holding, Item, LocalState, MatchKey, SourceRecord
from library_exchange.catalogue.services import matching, matching_anew
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from tests.catalogue.test_matching import ISBN, book, give


def titles():
    """Return the union records that stand, each with its source records."""
    found = defaultdict(set)
    with reading() as session:
        for source in session.scalars(sa.select(SourceRecord)):
            found[source.record_id].add(source.id)
    return found


def test_books_that_were_wrongly_joined_part_and_those_kept_apart_meet(app, make_library):
    heihe, amur = make_library(), make_library("Amur", "RU")
    give(heihe, book("Гроза", "1", "Островский, А.", 1990), book("Лес", "2", "Островский, А.", 1991))
    give(amur, book("Гроза", "1", "Островский, А.", 1990), book("Снегурочка", "2", isbn=ISBN))
    give(heihe, book("Снегурочка", "3", isbn=ISBN))
    with transaction() as session:  # as rules of before had it
        sources = {(s.library_id, s.source_id): s for s in session.scalars(sa.select(SourceRecord))}
        forest = sources[heihe, "2"]
        alone = sources[heihe, "3"]
        forest.record_id = sources[heihe, "1"].record_id
        session.execute(
            sa.update(Holding).where(col(Holding.source_record_id) == forest.id).values(record_id=forest.record_id)
        )
        item = session.scalars(sa.select(Item).join(Holding).where(col(Holding.source_record_id) == alone.id)).one()
        item.local_state = LocalState.MISSING
        session.execute(sa.delete(MatchKey))
    report = matching_anew.match_all(database(), now())
    assert (report.matched, report.moved) == (5, 1)
    assert sorted(len(sources) for sources in titles().values()) == [1, 2, 2]
    with reading() as session:
        stray = sa.select(Holding).join(SourceRecord, col(SourceRecord.id) == col(Holding.source_record_id))
        assert session.scalars(stray.where(col(SourceRecord.record_id) != col(Holding.record_id))).all() == []
        assert session.get_one(Item, item.id).local_state is LocalState.MISSING
    assert matching_anew.match_all(database(), now()).moved == 0


def test_records_that_came_before_there_were_keys_are_found(app, make_library):
    give(make_library(), book("Гроза", "1", isbn=ISBN))
    with transaction() as session:
        session.execute(sa.delete(MatchKey))
    assert matching.give_keys(database()) == 1
    assert matching.give_keys(database()) == 0
    [(_record, outcome)] = give(make_library("Amur", "RU"), book("Гроза", "9", isbn=ISBN))
    assert outcome == "joined"
