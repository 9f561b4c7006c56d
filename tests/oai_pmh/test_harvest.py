"""What harvesters are told of titles: what changes, what goes, page by page, and what is wrong with a request."""

from datetime import timedelta
from itertools import count
from urllib.parse import parse_qsl

import pytest
import sqlalchemy as sa
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pymarc import parse_xml_to_array
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState
from library_exchange.catalogue.services import index, removing
from library_exchange.core.actor import ANONYMOUS
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.jobs import night_work
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.services import offers
from library_exchange.protocols.oai_pmh import peer
from library_exchange.protocols.oai_pmh.models import HarvestEntry
from library_exchange.protocols.oai_pmh.rules import instants
from library_exchange.protocols.oai_pmh.rules.places import LASTS
from library_exchange.protocols.oai_pmh.rules.requests import Verb
from library_exchange.protocols.oai_pmh.services import telling
from tests.counting import count_queries
from tests.imports.files import record
from tests.oai_pmh.harvest import ITS_TIME, OAI, later

BOOKS = [record(str(n), f"Берег {n}", year=1950 + n, copies=[(f"84 Р{n}", f"A{n}")]) for n in range(1, 6)]
THERE, DELETED = "there", "deleted"


@pytest.fixture
def titles(app, library, deliver, worlds):
    """Five titles that one library holds; return their ids."""

    def send():
        library.sends(*BOOKS)
        deliver()
        return ids()

    return worlds.given(database(), "five titles that are told of", send, app)


def ids():
    with reading() as session:
        told = sa.select(col(HarvestEntry.record_id)).where(col(HarvestEntry.set_spec) == "")
        return sorted(set(session.scalars(told)))


def noted(number):
    """Return the record of a book with another note."""
    note = [("500", "$aС картой")]
    return record(str(number), f"Берег {number}", year=1950 + number, copies=[(f"84 Р{number}", "")], fields=note)


@pytest.fixture
def small_pages(monkeypatch):
    """Pages of two entries."""
    monkeypatch.setattr(peer, "PAGE", {Verb.LIST_RECORDS: 2, Verb.LIST_IDENTIFIERS: 2})


TAGS = {"oai_dc": "dc:title", "marc21": "marc:leader", "unimarc": "mx:leader", "mods": "mods:mods"}


# What is told ---------------------------------------------------------------------------------------------------------


def test_what_libraries_hold_is_told_in_every_form(titles, harvester):
    with later():
        for prefix, tag in TAGS.items():
            [page] = harvester.pages(metadataPrefix=prefix)
            assert len(page.all(tag)) == len(titles) == len(page.headers)
            [one] = harvester.asks("GetRecord", metadataPrefix=prefix, identifier=identifier(titles[0])).all(tag)
            assert etree.tostring(one) == etree.tostring(page.all(tag)[0])


def identifier(record_id):
    return f"oai:book-bridge.invalid:{record_id}"


def test_a_record_says_what_the_book_is_and_who_holds_it_and_nothing_of_people(titles, harvester, tmp_path):
    with later():
        page = harvester.asks("GetRecord", metadataPrefix="marc21", identifier=identifier(titles[2]))
        file = tmp_path / "record.xml"
        file.write_bytes(etree.tostring(page.all("marc:record")[0]))
        [read] = parse_xml_to_array(str(file))
        assert read["245"]["a"] == "Берег 3"
        assert (read["852"]["a"], read["852"]["j"], read["852"].get("p")) == ("amur", "84 Р3", None)
        mods = harvester.asks("GetRecord", metadataPrefix="mods", identifier=identifier(titles[2]))
        assert mods.texts("mods:physicalLocation") == ["amur"]
        assert mods.texts("mods:shelfLocator") == ["84 Р3"]
        dublin = harvester.asks("GetRecord", metadataPrefix="oai_dc", identifier=identifier(titles[2]))
        assert dublin.texts("dc:creator") == ["Толстой, Лев"]
        assert dublin.texts("dc:date") == ["1953"]
        assert dublin.texts("dc:identifier") == [f"http://127.0.0.1:8000/r/{titles[2]}"]


def test_what_was_just_written_is_told_when_it_is_surely_committed(library, deliver, harvester):
    library.sends(*BOOKS)
    deliver()
    titles = ids()
    assert harvester.asks("ListIdentifiers", metadataPrefix="oai_dc").error == "noRecordsMatch"
    asked = {"metadataPrefix": "oai_dc", "identifier": identifier(titles[0])}
    assert harvester.asks("GetRecord", **asked).error == "idDoesNotExist"
    with later():
        assert harvester.titles() == dict.fromkeys(titles, THERE)


def test_nothing_is_told_anew_of_what_has_not_changed(titles, harvester, library, deliver):
    with later():
        since = harvester.asks("Identify").texts("o:responseDate")[0]
        library.sends(*BOOKS)
        with transaction() as session:
            index.announce(session, titles)
        deliver()
    with later(2 * ITS_TIME):
        assert harvester.asks("ListIdentifiers", metadataPrefix="oai_dc", from_=since).error == "noRecordsMatch"


CHANGES = {
    "another note": [record("1", "Берег 1", year=1951, copies=[("84 Р1", "A1")], fields=[("500", "$aС картой")])],
    "another call number": [record("1", "Берег 1", year=1951, copies=[("63.3", "A1")])],
    "withdrawn": [record("1", "Берег 1", is_deleted=True)],
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_record_says_or_where_it_stands_is_told_when_it_changes(titles, harvester, library, deliver, change):
    with later():
        since = harvester.asks("Identify").texts("o:responseDate")[0]
        library.sends(*CHANGES[change])
        deliver()
    with later(2 * ITS_TIME):
        told = DELETED if change == "withdrawn" else THERE
        assert harvester.titles(from_=since) == {titles[0]: told}
        assert harvester.titles() == dict.fromkeys(titles, THERE) | {titles[0]: told}


def test_another_holder_is_told_and_in_whose_sets_the_title_is_then(titles, harvester, library, other_library, deliver):
    with later():
        since = harvester.asks("Identify").texts("o:responseDate")[0]
        other_library.sends(BOOKS[0])
        deliver()
    with later(2 * ITS_TIME):
        [page] = harvester.pages("ListIdentifiers", from_=since)
        assert page.texts("o:setSpec") == ["country:cn", "country:ru", "lib:amur", "lib:heihe"]
        theirs = titles[:1]
        for spec, found in {"lib:heihe": theirs, "country:cn": theirs, "lib:amur": titles, "lib": titles}.items():
            assert harvester.titles(set=spec) == dict.fromkeys(found, THERE), spec
        library.sends(record("1", "Берег 1", is_deleted=True))
        deliver()
    with later(3 * ITS_TIME):
        assert harvester.titles() == dict.fromkeys(titles, THERE)
        assert harvester.titles(set="lib:amur") == dict.fromkeys(titles, THERE) | {titles[0]: DELETED}
        assert harvester.titles(set="lib:heihe") == {titles[0]: THERE}
        assert harvester.asks("ListSets").texts("o:setSpec") == [
            *("country", "country:cn", "country:ru", "lib", "lib:heihe", "lib:amur", "type", "type:exchange-offer")
        ]


def test_what_is_gone_is_told_for_ever_and_may_come_back(titles, harvester, library, deliver, app):
    library.sends(record("1", "Берег 1", is_deleted=True))
    deliver()
    with time_machine.travel(now() + timedelta(days=400)):
        for verb in night_work(app).values():
            verb(now())
        deliver()
        assert harvester.titles() == dict.fromkeys(titles, THERE) | {titles[0]: DELETED}
        told = harvester.asks("GetRecord", metadataPrefix="marc21", identifier=identifier(titles[0]))
        assert told.headers == {titles[0]: DELETED}
        assert told.texts("o:setSpec") == ["country:ru", "lib:amur"]
        assert not told.all("o:metadata")
        formats = harvester.asks("ListMetadataFormats", identifier=identifier(titles[0]))
        assert formats.error == "noMetadataFormats"
        library.sends(BOOKS[0])
        deliver()
    with time_machine.travel(now() + timedelta(days=401)):
        assert harvester.titles() == dict.fromkeys(titles, THERE)


def test_a_title_that_became_part_of_another_is_deleted(titles, harvester, deliver):
    with transaction() as session:
        removing.join(session, titles[4], titles[0], now())
    deliver()
    with later():
        assert harvester.titles() == dict.fromkeys(titles, THERE) | {titles[4]: DELETED}


def test_offers_are_a_set_that_titles_enter_and_leave(titles, harvester, library, amur, deliver):
    with transaction() as session:
        times = dict.fromkeys(("created_at", "touched_at"), now())
        offer = Offer(library_id=amur, record_id=titles[1], title="Берег 2", title_key="берег 2", weight_g=300, **times)
        session.add(offer)
        session.flush()
        offers.publish(session, library.actor, offer, now())
    deliver()
    with later():
        assert harvester.titles(set="type:exchange-offer") == {titles[1]: THERE}
        with transaction() as session:
            offers.move(session, library.actor, session.get_one(Offer, offer.id), OfferEvent.WITHDRAW, now())
        deliver()
    with later(2 * ITS_TIME):
        assert harvester.titles(set="type") == {titles[1]: DELETED}
        assert harvester.titles() == dict.fromkeys(titles, THERE)


def test_what_no_message_told_of_is_found_at_night(titles, harvester, deliver, app):
    with transaction() as session:
        session.execute(sa.update(Item).values(local_state=LocalState.WITHDRAWN))
    deliver()
    with later():
        assert harvester.titles() == dict.fromkeys(titles, THERE)
        night_work(app)["oai_pmh.compare_all"](now())
        deliver()
    with later(2 * ITS_TIME):
        assert harvester.titles() == dict.fromkeys(titles, DELETED)


def test_superseded_entries_are_forgotten_when_no_harvest_can_need_them(titles, library, deliver):
    library.sends(*CHANGES["another note"])
    deliver()
    with reading() as session:
        every = session.scalar(sa.select(sa.func.count()).select_from(HarvestEntry))
    for days, gone in ((LASTS.days, 0), (LASTS.days + 2, 3)):
        with time_machine.travel(now() + timedelta(days=days)), transaction() as session:
            assert telling.forget_superseded(session, now()) == gone
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HarvestEntry)) == every - 3


# Page by page ---------------------------------------------------------------------------------------------------------


def test_a_list_of_several_pages_says_how_long_it_is_and_ends_with_an_empty_token(titles, harvester, small_pages):
    with later():
        pages = list(harvester.pages())
        assert [len(page.headers) for page in pages] == [2, 2, 1]
        tokens = [page.all("o:resumptionToken")[0] for page in pages]
        assert [each.get("cursor") for each in tokens] == ["0", "2", "4"]
        assert {each.get("completeListSize") for each in tokens} == {"5"}
        assert [bool(each.get("expirationDate")) for each in tokens] == [True, True, False]
        again = harvester.asks("ListRecords", resumptionToken=pages[0].token)
        assert (again.headers, again.token) == (pages[1].headers, pages[1].token)


def test_a_page_ends_before_it_is_too_large(titles, harvester, monkeypatch):
    monkeypatch.setattr(peer, "LARGEST_PAGE", 1)
    with later():
        assert [len(page.headers) for page in harvester.pages()] == [1] * 5


def test_whatever_changes_during_a_harvest_nothing_is_lost_or_doubled(titles, harvester, library, deliver, small_pages):
    with later():
        pages = harvester.pages()
        found = dict(next(pages).headers)
        library.sends(*(noted(n) for n in (1, 5)), record("6", "Новый берег"))
        library.sends(record("4", "Берег 4", is_deleted=True))
        deliver()
        since = harvester.asks("Identify").texts("o:responseDate")[0]
    with later(2 * ITS_TIME):
        for page in pages:
            assert not found.keys() & page.headers.keys()
            found |= page.headers
        assert found == dict.fromkeys(titles, THERE) | {titles[3]: DELETED}
        assert max(page.texts("o:datestamp")) <= since
        assert len(harvester.titles(from_=since)) == 4


ACTS = st.lists(
    st.tuples(st.sampled_from(["change", "withdraw", "give", "page", "page"]), st.integers(0, 4)), max_size=12
)
CLOCK = count(1)


@pytest.mark.alike_on_both
@given(acts=ACTS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_who_harvests_what_has_changed_since_knows_in_the_end_what_is_there(titles, harvester, small_pages, acts):
    """Whoever begins again from the instant of the last beginning knows all, whatever happened between the pages."""
    with time_machine.travel(now() + next(CLOCK) * timedelta(hours=1), tick=False) as travels:
        known, pages, since = {}, harvester.pages("ListIdentifiers"), None
        for act, place in [*acts, *[("page", 0)] * len(titles)]:
            travels.shift(timedelta(seconds=1))
            if act != "page":
                happens(act, titles[place])
            elif page := next(pages, None):
                since = since or page.texts("o:responseDate")[0]
                known |= page.headers
        travels.shift(ITS_TIME)
        if harvester.asks("ListIdentifiers", metadataPrefix="oai_dc", from_=since).error is None:
            known |= harvester.titles(from_=since)
        assert known == harvester.titles()


def happens(act, record_id):
    with transaction() as session:
        session.get_one(BibliographicRecord, record_id).version += 1
        held = sa.select(Item).join(Holding, col(Holding.id) == col(Item.holding_id))
        for item in session.scalars(held.where(col(Holding.record_id) == record_id)):
            item.local_state = LocalState.WITHDRAWN if act == "withdraw" else LocalState.ON_SHELF
    telling.bring_up_to_date(database(), [record_id])


def test_where_the_clock_goes_back_no_title_stands_twice(titles, harvester):
    with later(timedelta(hours=1)):
        happens("change", titles[0])
    happens("change", titles[0])
    for by in (ITS_TIME, timedelta(hours=2)):
        with later(by):
            assert harvester.titles() == dict.fromkeys(titles, THERE)


@pytest.mark.parametrize(
    ("since", "until", "found"), [(0, 0, True), (1, None, False), (None, -1, False), (0, None, True), (-9, 9, True)]
)
def test_a_span_takes_in_both_its_ends(titles, harvester, since, until, found):
    with later():
        at = now_told(harvester)
        span = {name: written(at, by) for name, by in (("from_", since), ("until", until)) if by is not None}
        answer = harvester.asks("ListIdentifiers", metadataPrefix="oai_dc", **span)
        assert (answer.error is None) == found
        days = harvester.asks("ListIdentifiers", metadataPrefix="oai_dc", from_=at[:10], until=at[:10])
        assert days.headers == dict.fromkeys(titles, THERE)


def now_told(harvester):
    return harvester.asks("Identify").texts("o:earliestDatestamp")[0]


def written(at, by):
    return instants.written(instants.first_of(at) + timedelta(seconds=by))


def test_a_page_costs_as_many_queries_however_many_records_it_has(titles, harvester, library, deliver, app):
    def cost(**arguments):
        return count_queries(lambda: harvester.asks("ListRecords", **arguments))

    with later():
        before = cost(metadataPrefix="marc21")
        library.sends(*(record(f"n{n}", f"Другая река {n}", year=1900 + n) for n in range(20)))
        deliver()
    with later(2 * ITS_TIME):
        waiting = 0 if database().is_sqlite else 1  # for who is telling something
        assert cost(metadataPrefix="marc21") == before == 4 + waiting


# What is wrong with a request -----------------------------------------------------------------------------------------


FAULTS = {
    "verb=Nothing": "badVerb",
    "": "badVerb",
    "verb=Identify&verb=Identify": "badVerb",
    "verb=Identify&x=1": "badArgument",
    "verb=ListRecords": "badArgument",
    "verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30": "badArgument",
    "verb=ListRecords&metadataPrefix=dc": "cannotDisseminateFormat",
    "verb=ListRecords&metadataPrefix=srw_dc": "cannotDisseminateFormat",
    "verb=GetRecord&metadataPrefix=%00&identifier={1}": "cannotDisseminateFormat",
    "verb=ListIdentifiers&metadataPrefix=oai_dc&set=lib:nobody": "noRecordsMatch",
    "verb=ListIdentifiers&metadataPrefix=oai_dc&until=1800-01-01": "noRecordsMatch",
    "verb=ListIdentifiers&metadataPrefix=oai_dc&from=9999-12-31": "noRecordsMatch",
    "verb=ListIdentifiers&metadataPrefix=oai_dc&from=0001-01-01T00:00:00Z&until=0001-01-01T00:00:00Z": "noRecordsMatch",
    "verb=ListIdentifiers&resumptionToken=": "badResumptionToken",
    "verb=ListIdentifiers&resumptionToken=WzFd.x": "badResumptionToken",
    "verb=ListSets&resumptionToken=x": "badResumptionToken",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:book-bridge.invalid:999999": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:book-bridge.invalid:01": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:book-bridge.invalid:%D9%A1": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:book-bridge.invalid:" + "9" * 40: "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=1": "idDoesNotExist",
    "verb=GetRecord&metadataPrefix=oai_dc&identifier=%ff%fe": "idDoesNotExist",
    "verb=ListMetadataFormats&identifier=%F0%9F%93%9A": "idDoesNotExist",
}


def test_what_is_wrong_with_a_request_is_told_as_the_standard_has_it(titles, harvester):
    with later():
        for asked, fault in FAULTS.items():
            pairs = parse_qsl(asked.replace("{1}", identifier(titles[0])), keep_blank_values=True)
            for by in ("GET", "POST"):
                answer = harvester.sends(pairs, by)
                assert answer.error == fault, asked
                assert bool(answer.request) == (fault not in ("badVerb", "badArgument")), asked


def test_a_token_that_was_touched_or_is_of_another_list_is_refused(titles, harvester, small_pages):
    with later():
        token = next(harvester.pages()).token
        assert harvester.asks("ListIdentifiers", resumptionToken=token).error == "badResumptionToken"
        assert harvester.asks("ListRecords", resumptionToken=token[:-1]).error == "badResumptionToken"
    with time_machine.travel(now() + LASTS + timedelta(days=1)):
        assert harvester.asks("ListRecords", resumptionToken=token).error == "badResumptionToken"


def test_what_a_document_may_not_hold_is_left_out(harvester, library, deliver):
    library.sends(record("1", "Берег\x0b & <мост> ]]> \u202e", author="А\ufffe", copies=[("84\x01", "A1")]))
    deliver()
    with later():
        for prefix in peer.GIVEN:
            [page] = harvester.pages(metadataPrefix=prefix)
            assert b"&lt;" in page.raw


@pytest.mark.parametrize("host", ["evil.example", "evil.example:99", "'\"<>"])
def test_addresses_come_from_the_settings_whoever_asks(harvester, host):
    answer = harvester.browser.get("/oai?verb=Identify", headers={"Host": host, "X-Forwarded-Host": host})
    assert b"evil" not in answer.data


@pytest.mark.parametrize(
    ("base", "named", "domain"),
    [
        ("https://bridge.example.org/x", "", "bridge.example.org"),
        ("https://bridge.example.org", "other.example", "other.example"),
        ("http://192.0.2.7:80", "", "book-bridge.invalid"),
        ("http://[2001:db8::1]", "", "book-bridge.invalid"),
        ("http://localhost", "", "book-bridge.invalid"),
    ],
)
def test_identifiers_have_the_domain_that_is_set_else_that_of_the_platform(app, harvester, base, named, domain):
    given_settings = app.extensions["settings"].model_copy(update={"base_url": base, "oai_domain": named})
    app.extensions["settings"] = given_settings
    told = harvester.browser.get("/oai?verb=Identify").data
    assert etree.fromstring(told).findtext(".//{*}repositoryIdentifier") == domain
    assert etree.fromstring(told).findtext(".//o:baseURL", namespaces=OAI) == f"{base}/oai"


def test_a_door_that_is_shut_is_not_there(app, harvester):
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"oai_pmh": False})
    answer = harvester.browser.get("/oai?verb=Identify")
    assert (answer.status_code, answer.mimetype) == (404, "text/plain")


def test_who_asks_too_often_is_told_to_wait_and_may_go_on_with_a_list(make_app, database_url):
    limited = make_app(database_url, RATELIMIT_ENABLED=True)
    browser = limited.test_client()
    statuses = [browser.get("/oai?verb=Identify").status_code for _ in range(61)]
    assert statuses == [200] * 60 + [503]
    answer = browser.get("/oai?verb=Identify")
    assert answer.mimetype == "text/plain"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit"].startswith('"anonymous";r=0;t=')
    assert browser.get("/oai?verb=ListRecords&resumptionToken=x").status_code == 200


def test_a_body_that_is_too_large_or_no_form_is_no_request(app):
    browser = app.test_client()
    large = browser.post("/oai", data={"verb": "x" * (peer.LARGEST_BODY + 1)})
    assert (large.status_code, large.mimetype) == (413, "text/plain")
    told = browser.post("/oai?verb=Identify", data=b"<verb/>", content_type="text/xml")
    assert etree.fromstring(told.data).find("o:error", OAI).get("code") == "badVerb"


def test_whoever_asks_is_answered_alike(app, signed_in, titles, amur):
    with later():
        anonymous = app.test_client().get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")
        assert ANONYMOUS.user_id is None
        person = signed_in(app, library_id=amur).get("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc")
        told = [etree.fromstring(each.data).find("o:ListIdentifiers", OAI) for each in (anonymous, person)]
        assert etree.tostring(told[0]) == etree.tostring(told[1])


def test_bringing_up_to_date_writes_nothing_where_all_is_told(titles):
    assert telling.bring_up_to_date(database(), titles) == 0
    assert telling.bring_all_up_to_date(database()) == 0
