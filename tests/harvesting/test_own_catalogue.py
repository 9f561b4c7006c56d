"""Our own catalogue is harvested by another library through our own door: as many titles there as here."""

from urllib.parse import urlencode

import pytest

from library_exchange.harvesting.rules.runs import Outcome
from library_exchange.protocols.oai_pmh import peer
from library_exchange.protocols.oai_pmh.rules.requests import Verb
from tests.imports.conftest import library, other_library
from tests.imports.files import record
from tests.oai_pmh.harvest import ITS_TIME, later

__all__ = ["library", "other_library"]
BOOKS = [record(f"{n}", f"Том {n}", year=1900 + n) for n in range(25)]


@pytest.fixture
def giving(app, harvesting, other_library, deliver, monkeypatch):
    """A library whose titles are given at our door, by pages of ten."""
    monkeypatch.setitem(peer.PAGE, Verb.LIST_RECORDS, 10)
    browser = app.test_client()

    def answer(told):
        given = browser.get(f"/oai?{urlencode(told)}")
        return given.status_code, {"Content-Type": given.content_type}, given.data

    harvesting.server.answers = answer
    other_library.sends(*BOOKS)
    deliver()
    return other_library


@pytest.mark.parametrize("prefix", ["marc21", "unimarc", "oai_dc"])
def test_every_title_is_harvested_and_what_leaves_there_leaves_here(harvesting, giving, deliver, prefix):
    with later():
        harvesting.begins(prefix, "lib:heihe")
    assert (harvesting.last().records, harvesting.last().pages) == (25, 3)
    assert (len(harvesting.numbers()), harvesting.copies()) == (25, 25)
    assert harvesting.file().rejected == 0
    giving.sends(record("3", "Том 3", is_deleted=True))
    deliver()
    with later(2 * ITS_TIME):
        assert (harvesting.harvests().deleted, harvesting.last().is_whole) == (1, False)
        if harvesting.last().outcome is Outcome.WAITS:
            harvesting.takes_in()  # holders stand in MARC: each title says something else since it is held here, too
    assert (len(harvesting.numbers()), harvesting.copies()) == (24, 24)
