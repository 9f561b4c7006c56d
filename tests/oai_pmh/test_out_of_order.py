"""Who begins to harvest while something is being told misses nothing of it, however long its commit takes."""

import threading
import time
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import database, reading
from library_exchange.protocols.oai_pmh import queries
from library_exchange.protocols.oai_pmh.models import HarvestEntry
from library_exchange.protocols.oai_pmh.services import telling
from tests.imports.files import record

LATE = timedelta(seconds=10)
"""So long before its commit something was told, which is longer than it is told ahead."""


def test_what_is_told_by_a_slow_transaction_is_waited_for(app, library, harvester):
    """On SQLite it is committed before anybody asks: a reader there never waits."""
    library.sends(record("1", "Берег", copies=[("84 Р1", "A1")]))
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count(col(HarvestEntry.id)))) == 0
    is_told, found = threading.Event(), {}

    def tell():
        with app.app_context(), database().transaction() as session:
            queries.hold(session, is_writing=True)
            telling.tell(session, [1], now() - LATE)
            session.flush()
            is_told.set()
            time.sleep(0.3)

    slow = threading.Thread(target=tell)
    slow.start()
    assert is_told.wait(10)
    if database().is_sqlite:
        slow.join(10)
    found = harvester.titles()
    slow.join(10)
    assert found == {1: "there"}
