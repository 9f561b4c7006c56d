"""A harvester that libraries use (Sickle) reads all we tell, also while two hundred titles change."""

from itertools import islice

import pytest
import sqlalchemy as sa
from sickle import Sickle
from sickle.oaiexceptions import (
    BadArgument,
    BadResumptionToken,
    CannotDisseminateFormat,
    IdDoesNotExist,
    NoRecordsMatch,
)
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.services import index
from library_exchange.core.db import transaction
from library_exchange.protocols.oai_pmh import peer
from library_exchange.protocols.oai_pmh.rules.requests import Verb
from tests.imports.files import record
from tests.oai_pmh.harvest import later

BOOKS = 300
CHANGED = 200


@pytest.fixture
def sickle(app, address, library, deliver, monkeypatch):
    """Sickle at our door, with as many titles as make several pages."""
    monkeypatch.setattr(peer, "PAGE", {Verb.LIST_RECORDS: 40, Verb.LIST_IDENTIFIERS: 70})
    library.sends(*(record(str(n), f"Берег {n}", year=1700 + n) for n in range(BOOKS)))
    deliver()
    with later():
        yield Sickle(address.replace("/iso18626", "/oai"))


def test_it_reads_what_we_say_of_ourselves(sickle):
    assert sickle.Identify().granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert sickle.Identify().deletedRecord == "persistent"
    assert [each.metadataPrefix for each in sickle.ListMetadataFormats()] == list(peer.GIVEN)
    assert "lib:amur" in [each.setSpec for each in sickle.ListSets()]


def test_it_reads_every_title_once_in_every_form_and_set(sickle):
    for prefix in peer.GIVEN:
        for spec in ({}, {"set": "lib:amur"}, {"set": "country:ru"}):
            asked = {"metadataPrefix": prefix, "ignore_deleted": False} | spec
            found = [each.header.identifier for each in sickle.ListRecords(**asked)]
            assert len(found) == len(set(found)) == BOOKS
        assert [each.identifier for each in sickle.ListIdentifiers(**asked)] == found
        assert sickle.GetRecord(identifier=found[7], metadataPrefix=prefix).header.identifier == found[7]


def test_nothing_is_lost_or_doubled_while_two_hundred_titles_change(sickle, library, deliver):
    listed = sickle.ListRecords(metadataPrefix="marc21", ignore_deleted=False)
    found = [each.header.identifier for each in islice(listed, 50)]
    two_thirds = sa.select(BibliographicRecord).where(col(BibliographicRecord.id) % 3 != 0)
    for _round in range(CHANGED // 50):
        with transaction() as session:
            changed = session.scalars(two_thirds).all()
            for each in changed:
                each.version += 1
            index.announce(session, [each.id for each in changed])
        deliver()
        found += [each.header.identifier for each in islice(listed, 50)]
    found += [each.header.identifier for each in listed]
    assert len(changed) == CHANGED
    assert len(found) == len(set(found)) == BOOKS


def test_what_is_deleted_is_told(sickle, library, deliver):
    library.sends(*(record(str(n), f"Берег {n}", is_deleted=True) for n in range(30)))
    deliver()
    with later():
        headers = list(sickle.ListIdentifiers(metadataPrefix="oai_dc", ignore_deleted=False))
        assert sum(each.deleted for each in headers) == 30
        assert len(list(sickle.ListIdentifiers(metadataPrefix="oai_dc", ignore_deleted=True))) == BOOKS - 30


FAULTS = {
    NoRecordsMatch: {"metadataPrefix": "oai_dc", "set": "lib:nobody"},
    CannotDisseminateFormat: {"metadataPrefix": "bibframe"},
    BadArgument: {"metadataPrefix": "oai_dc", "from": "yesterday"},
    BadResumptionToken: {"resumptionToken": "x"},
}


def test_it_understands_what_is_wrong(sickle):
    for raised, asked in FAULTS.items():
        with pytest.raises(raised):
            sickle.ListRecords(**asked)
    with pytest.raises(IdDoesNotExist):
        sickle.GetRecord(identifier="oai:nobody", metadataPrefix="oai_dc")
