"""Harvesters that libraries use (Sickle and oaipmh-scythe) read all we tell, also while two hundred titles change."""

import gzip
from collections.abc import Iterator
from itertools import chain, islice
from urllib.request import Request, urlopen

import oaipmh_scythe
import pytest
import sickle
import sqlalchemy as sa
from lxml import etree
from oaipmh_scythe import exceptions as scythe_exceptions
from sickle import oaiexceptions as sickle_exceptions
from sqlmodel import col

from library_exchange.catalogue.models import STANDS, BibliographicRecord
from library_exchange.catalogue.services import index
from library_exchange.core.db import reading, transaction
from library_exchange.protocols.oai_pmh import peer
from library_exchange.protocols.oai_pmh.rules.requests import Verb
from tests.clients.conftest import SHORES, deliver
from tests.oai_pmh.harvest import later

CHANGED = 200


class Sickle:
    """Sickle, asked in one way with its fellow."""

    exceptions = sickle_exceptions

    def __init__(self, base: str) -> None:
        self.client = sickle.Sickle(f"{base}/oai")

    def identifies(self):
        return self.client.Identify()

    def formats(self):
        return self.client.ListMetadataFormats()

    def sets(self):
        return self.client.ListSets()

    def headers(self, **asked):
        return self.client.ListIdentifiers(**{"ignore_deleted": False} | asked)

    def records(self, **asked):
        return self.client.ListRecords(**{"ignore_deleted": False} | asked)

    def record(self, **asked):
        return self.client.GetRecord(**asked)


class Scythe:
    """oaipmh-scythe: it writes names with an underscore, and asks only when its answer is read."""

    exceptions = scythe_exceptions

    def __init__(self, base: str) -> None:
        self.client = oaipmh_scythe.Scythe(f"{base}/oai")

    def identifies(self):
        return self.client.identify()

    def formats(self):
        return self.client.list_metadata_formats()

    def sets(self):
        return self.client.list_sets()

    def headers(self, **asked):
        return self._begun(self.client.list_identifiers(**_told(asked)))

    def records(self, **asked):
        return self._begun(self.client.list_records(**_told(asked)))

    def record(self, **asked):
        return self.client.get_record(**_told(asked))

    @staticmethod
    def _begun(listed: Iterator[object]) -> Iterator[object]:
        """Have the first page be asked for at once, as Sickle does."""
        return chain(list(islice(listed, 1)), listed)


def _told(asked):
    names = {"metadataPrefix": "metadata_prefix", "set": "set_", "from": "from_", "resumptionToken": "resumption_token"}
    return {names.get(name, name): value for name, value in asked.items()}


@pytest.fixture(params=[Sickle, Scythe], ids=["sickle", "scythe"])
def harvester(request, served, monkeypatch):
    """A harvester at our door, whose pages are so small that a list has several."""
    monkeypatch.setattr(peer, "PAGE", {Verb.LIST_RECORDS: 40, Verb.LIST_IDENTIFIERS: 70})
    with later():
        yield request.param(served.base)


def standing():
    """How many titles there are."""
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(BibliographicRecord).where(STANDS))


def test_it_reads_what_we_say_of_ourselves(harvester):
    assert harvester.identifies().granularity == "YYYY-MM-DDThh:mm:ssZ"
    assert harvester.identifies().deletedRecord == "persistent"
    assert [each.metadataPrefix for each in harvester.formats()] == list(peer.GIVEN)
    assert {"lib:amur", "country:cn", "type:exchange-offer"} <= {each.setSpec for each in harvester.sets()}


@pytest.mark.parametrize("prefix", peer.GIVEN)
def test_it_reads_every_title_once_in_every_form_and_set(harvester, prefix):
    everything = standing()
    for spec, most in ({}, everything), ({"set": "lib:amur"}, everything - 2), ({"set": "country:cn"}, 2):
        asked = {"metadataPrefix": prefix} | spec
        found = [each.header.identifier for each in harvester.records(**asked)]
        assert len(found) == len(set(found)) == most
        assert [each.identifier for each in harvester.headers(**asked)] == found
    record = harvester.record(identifier=found[1], metadataPrefix=prefix)
    assert record.header.identifier == found[1]
    assert "民间故事" in record.raw or "阿Q" in record.raw


def test_nothing_is_lost_or_doubled_while_two_hundred_titles_change(harvester):
    everything = standing()
    listed = harvester.records(metadataPrefix="marc21")
    found = [each.header.identifier for each in islice(listed, 50)]
    chosen = sa.select(BibliographicRecord).where(STANDS).order_by(col(BibliographicRecord.id).desc()).limit(CHANGED)
    for _round in range(CHANGED // 50):
        with transaction() as session:
            changed = session.scalars(chosen).all()
            for each in changed:
                each.version += 1
            index.announce(session, [each.id for each in changed])
        deliver()
        found += [each.header.identifier for each in islice(listed, 50)]
    found += [each.header.identifier for each in listed]
    assert len(changed) == CHANGED
    assert len(found) == len(set(found)) == everything


def test_what_is_deleted_is_told_and_what_comes_back_too(harvester, served):
    everything = standing()
    served.shores(range(30), is_deleted=True)
    with later():
        headers = list(harvester.headers(metadataPrefix="oai_dc"))
        assert sum(each.deleted for each in headers) == 30
        assert len(list(harvester.headers(metadataPrefix="oai_dc", ignore_deleted=True))) == everything - 30
    served.shores(range(30))
    with later():
        assert not any(each.deleted for each in harvester.headers(metadataPrefix="oai_dc"))
    assert standing() == everything > SHORES


FAULTS = {
    "NoRecordsMatch": {"metadataPrefix": "oai_dc", "set": "lib:nobody"},
    "CannotDisseminateFormat": {"metadataPrefix": "bibframe"},
    "BadArgument": {"metadataPrefix": "oai_dc", "from": "yesterday"},
    "BadResumptionToken": {"resumptionToken": "x"},
}


def test_it_understands_what_is_wrong(harvester):
    for raised, asked in FAULTS.items():
        with pytest.raises(getattr(harvester.exceptions, raised)):
            harvester.records(**asked)
    with pytest.raises(harvester.exceptions.IdDoesNotExist):
        harvester.record(identifier="oai:nobody", metadataPrefix="oai_dc")


# What no harvester looks at, and a validator does ---------------------------------------------------------------------


def asked(served, query, **headers):
    """Ask at the door as it is served; return the answer's headers and its document."""
    with urlopen(Request(f"{served.base}/oai?{query}", headers=headers)) as answer:
        content = answer.read()
        if answer.headers["Content-Encoding"] == "gzip":
            content = gzip.decompress(content)
        return answer.headers, etree.fromstring(content)


def test_no_entry_is_older_than_the_earliest_that_is_told(served):
    with later():
        identified = asked(served, "verb=Identify")[1]
        entries = asked(served, "verb=ListIdentifiers&metadataPrefix=oai_dc")[1]
    earliest = identified.findtext(".//{*}earliestDatestamp")
    assert min(each.text for each in entries.iter("{*}datestamp")) == earliest


def test_a_list_of_one_page_has_no_token_and_the_last_of_several_an_empty_one(served, monkeypatch):
    with later():
        whole = asked(served, "verb=ListIdentifiers&metadataPrefix=oai_dc&set=country:cn")[1]
        assert whole.find(".//{*}resumptionToken") is None
        monkeypatch.setattr(peer, "PAGE", {Verb.LIST_IDENTIFIERS: 1})
        first = asked(served, "verb=ListIdentifiers&metadataPrefix=oai_dc&set=country:cn")[1]
        token = first.findtext(".//{*}resumptionToken")
        last = asked(served, f"verb=ListIdentifiers&resumptionToken={token}")[1].find(".//{*}resumptionToken")
    assert (last.text, last.get("cursor"), last.get("completeListSize")) == (None, "1", "2")


def test_a_list_comes_packed_for_who_takes_that_and_is_xml_in_utf_8(served):
    with later():
        query = "verb=ListRecords&metadataPrefix=oai_dc&set=lib:amur"
        packed, plain = asked(served, query, **{"Accept-Encoding": "gzip"}), asked(served, query)
    assert (packed[0]["Content-Encoding"], plain[0]["Content-Encoding"]) == ("gzip", None)
    assert packed[0]["Content-Type"] == plain[0]["Content-Type"] == "text/xml; charset=utf-8"
    assert len(list(packed[1].iter("{*}record"))) == len(list(plain[1].iter("{*}record"))) > SHORES // 2
