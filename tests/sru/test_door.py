"""Other programs search the union catalogue: the same books as on the page, in every version and form."""

from urllib.parse import urlencode

import pytest
from lxml import etree

from library_exchange.protocols.sru import peer
from library_exchange.protocols.sru.rules.requests import SCHEMAS
from library_exchange.search.errors import IndexDamaged
from tests.catalogue.books import book, give
from tests.counting import count_queries
from tests.imports.files import record

NAMES = {
    "1.1": ("http://www.loc.gov/zing/srw/", "http://www.loc.gov/zing/srw/diagnostic/"),
    "1.2": ("http://www.loc.gov/zing/srw/", "http://www.loc.gov/zing/srw/diagnostic/"),
    "2.0": (
        "http://docs.oasis-open.org/ns/search-ws/sruResponse",
        "http://docs.oasis-open.org/ns/search-ws/diagnostic",
    ),
}
ISBN = "978-7-207-08555-9"
MOST = "dc.title = мост"
BOOKS = [
    record("1", "Мосты через Амур", "Рекин, Иван", 1990, ISBN, copies=[("84 Р1", "A1")]),
    record("2", "Ёлка у моста", "Рекин, Иван", 1995, copies=[("84 Р2", "A2")], fields=[("650", "$aМосты")]),
    record("3", "Река и мост", "Мостова, Анна", 2001, copies=[("84 Р3", "A3")], fields=[("084", "$a63.3$2rubbk")]),
    record("4", "Сад", "Мостова, Анна", 2005, copies=[("84 Р4", "A4")]),
]


@pytest.fixture
def ask(web, library, deliver):
    """Four books of a library, and who asks for them."""
    library.sends(*BOOKS)
    deliver()
    browser = web.test_client()

    def send(by="GET", **given):
        pairs = urlencode(given)
        kind = "application/x-www-form-urlencoded"
        answer = browser.post("/sru", data=pairs, content_type=kind) if by == "POST" else browser.get(f"/sru?{pairs}")
        assert (answer.status_code, answer.content_type) == (200, "text/xml; charset=utf-8")
        return etree.fromstring(answer.data)

    return send


def texts(answer, name):
    return [each.text for each in answer.findall(f".//{{*}}{name}")]


def wrong(answer):
    return [(int(uri.rpartition("/")[2]), *texts(answer, "details")) for uri in texts(answer, "uri")]


def found(ask, query, **more):
    """Return the numbers of the records that a query finds."""
    answer = ask(version="1.2", operation="searchRetrieve", query=query, **more)
    assert not wrong(answer)
    return {int(each) for each in texts(answer, "recordIdentifier")}


QUERIES = {
    "мост": {1, 2, 3, 4},
    "река": {3},
    "cql.allRecords = 1": {1, 2, 3, 4},
    "dc.title = мосты": {1, 2, 3},
    "title = мосты": {1, 2, 3},
    'dc.title = "река мост"': {3},
    'dc.title = "мосты через амур"': {1},
    'dc.title any "ёлка сад"': {2, 4},
    'dc.title all "мост река"': {3},
    'dc.title adj "через амур"': {1},
    'dc.title == "река"': {3},
    "dc.title = Елка": {2},
    "dc.title = мо*": {1, 2, 3},
    "dc.creator = рекин": {1, 2},
    "dc.subject = мосты": {2},
    "dc.publisher = мост": {1, 2, 3, 4},
    f"bath.isbn = {ISBN}": {1},
    'dc.identifier = "urn:ISBN:9787207085559"': {1},
    'bath.isbn any "9787207085559 9780000000002"': {1},
    "dc.date = 1995": {2},
    "dc.date > 1995": {3, 4},
    "dc.date >= 1995 and dc.date < 2005": {2, 3},
    'dc.date within "1990 1999" and dc.creator = рекин': {1, 2},
    "dc.language = ru": {1, 2, 3, 4},
    "dc.language = chi": set(),
    "lex.library = amur and dc.title = сад": {4},
    "lex.country = ru not dc.title = сад": {1, 2, 3},
    "lex.country = cn or dc.title = сад": {4},
    "dc.title = сад not lex.country = cn": {4},
    "lex.bbk = 63": {3},
    "lex.bbk == 63.3": {3},
    "lex.bbk == 63": set(),
    "rec.identifier = 3": {3},
    'rec.id any "1 4 999"': {1, 4},
    "rec.id = 1 or rec.id = 2": {1, 2},
    "(dc.title = сад or dc.title = река) and dc.creator = мостова": {3, 4},
    "dc.title = мост not dc.creator = рекин not dc.title = сад": {3},
    "cql.allRecords = 1 not dc.title = мост": {4},
    "dc.title = сад or cql.allRecords = 1": {1, 2, 3, 4},
}


def test_queries_find_what_they_say(ask):
    for query, ids in QUERIES.items():
        assert found(ask, query) == ids, query


def test_books_are_found_in_every_script_that_people_write_a_name_in(knowing_web, make_library, deliver):
    library = make_library("Heihe")
    number = give(library, book("阿Q正传", "鲁迅", language="chi"))
    deliver()
    browser = knowing_web.test_client()
    for query in (
        'dc.creator = "Лу Синь"',
        "dc.creator = 鲁迅",
        'dc.creator all "Лу Синь"',
        '"Lu Xun"',
        "dc.title=阿Q正傳",
    ):
        answer = browser.get("/sru", query_string={"version": "1.2", "operation": "searchRetrieve", "query": query})
        assert texts(etree.fromstring(answer.data), "recordIdentifier") == [str(number)], query


@pytest.mark.parametrize("version", NAMES)
def test_records_come_in_every_version_form_and_packing(ask, version):
    namespace, _diagnostic = NAMES[version]
    for by in ("GET", "POST"):
        for schema, (_form, short) in SCHEMAS.items():
            asked = {"version": version, "operation": "searchRetrieve", "query": MOST, "recordSchema": short}
            answer = ask(by, **asked)
            assert answer.tag == f"{{{namespace}}}searchRetrieveResponse"
            assert texts(answer, "numberOfRecords") == ["3"]
            assert texts(answer, "recordSchema") == [schema] * 3 + [short]
            assert [len(each) for each in answer.iter(f"{{{namespace}}}recordData")] == [1, 1, 1]
            packing = "recordXMLEscaping" if version == "2.0" else "recordPacking"
            packed = ask(by, **asked, **{packing: "string"})
            written = [etree.fromstring(each) for each in texts(packed, "recordData")]
            assert [each.tag for each in written] == [each[0].tag for each in answer.iter(f"{{{namespace}}}recordData")]


def test_every_record_is_met_once_however_it_is_turned(ask):
    walked = []
    start = 1
    while start:
        answer = ask(
            version="1.2", operation="searchRetrieve", query="cql.allRecords=1", startRecord=start, maximumRecords=3
        )
        walked += texts(answer, "recordIdentifier")
        assert texts(answer, "recordPosition") == [
            str(n) for n in range(start, start + len(texts(answer, "recordPosition")))
        ]
        start = int(next(iter(texts(answer, "nextRecordPosition")), 0))
    assert sorted(walked) == ["1", "2", "3", "4"]
    none = ask(version="1.2", operation="searchRetrieve", query=MOST, maximumRecords=0)
    assert (texts(none, "numberOfRecords"), texts(none, "record"), wrong(none)) == (["3"], [], [])


def test_books_stand_in_the_order_that_is_asked_for(ask):
    def years(sort):
        answer = ask(version="1.2", operation="searchRetrieve", query=f"{MOST} sortby {sort}")
        return texts(answer, "recordIdentifier")

    assert years("dc.date") == ["1", "2", "3"]
    assert years("dc.date/sort.descending") == ["3", "2", "1"]
    assert years("dc.title") == ["2", "1", "3"]


WRONG = {
    (("operation", "foo"),): (4, "foo"),
    (("version", "9.9"), ("query", "a")): (5, "2.0"),
    (("query", "a"), ("startRecord", "x")): (6, "startRecord"),
    (("query", "a"), ("startRecord", "0")): (6, "startRecord"),
    (("query", "a"), ("maximumRecords", "-1")): (6, "maximumRecords"),
    (("query", "a"), ("maximumRecords", "9" * 40)): (6, "maximumRecords"),
    (("query", "a"), ("queryType", "pqf")): (6, "queryType"),
    (("operation", "searchRetrieve"),): (7, "query"),
    (("operation", "searchRetrieve"), ("query", "")): (7, "query"),
    (("operation", "scan"),): (7, "scanClause"),
    (("query", "a"), ("colour", "red")): (8, "colour"),
    (("query", "@attr 1=4 a"),): (10, "1"),
    (("query", "\x00 ("),): (10, "the query ends here"),
    (("query", "a" * 5000),): (12, "4096"),
    (("query", "x.y = 1"),): (15, "x"),
    (("query", "dc.foo = 1"),): (16, "dc.foo"),
    (("query", "dc.title <> a"),): (19, "<>"),
    (("query", "dc.title =/fuzzy a"),): (20, "fuzzy"),
    (("query", "dc.title < a"),): (22, "dc.title <"),
    (("query", 'dc.title = ""'),): (27,),
    (("query", "dc.title = м?ст"),): (28, "м?ст"),
    (("query", "dc.title = ^мост"),): (31, "^мост"),
    (("query", "dc.date = вчера"),): (36, "вчера"),
    (("query", "a or/x b"),): (37, "or/…"),
    (("query", "a prox b"),): (39,),
    (("query", "a or dc.date = 1990"),): (48, "dc.date, not or rec.identifier under or"),
    (("query", "cql.resultSetId = 1"),): (50,),
    (("query", MOST), ("startRecord", "4")): (61, "3"),
    (("query", MOST), ("startRecord", "1000000")): (61, "3"),
    (("query", MOST), ("recordSchema", "bibframe")): (66, "bibframe"),
    (("query", MOST), ("recordXMLEscaping", "zip")): (71, "zip"),
    (("query", f"{MOST} sortby dc.subject"),): (80, "dc.subject"),
    (("query", "a"), ("stylesheet", "/x.xsl")): (110, "/x.xsl"),
    (("scanClause", "dc.title = a"), ("responsePosition", "99")): (120, "99"),
    (("scanClause", "dc.title = a"), ("maximumTerms", "1000")): (121, "100"),
    (("scanClause", "dc.subject = a"),): (16, "dc.subject"),
}


def test_what_is_wrong_is_told_by_its_diagnostic(ask):
    for given, told in WRONG.items():
        for by in ("GET", "POST"):
            answer = ask(by, **dict(given))
            assert wrong(answer) == [told], given
            assert texts(answer, "message")
    for version, (_answer, namespace) in NAMES.items():
        answer = ask(version=version, operation="searchRetrieve")
        [diagnostic] = answer.findall(".//{*}diagnostic")
        assert diagnostic.tag == f"{{{namespace}}}diagnostic"


def test_a_place_beyond_the_last_record_keeps_their_number(ask):
    answer = ask(query=MOST, startRecord=9)
    assert (texts(answer, "numberOfRecords"), wrong(answer)) == (["3"], [(61, "3")])


def test_the_server_explains_itself(ask):
    for given in ({}, {"operation": "explain", "version": "1.1"}, {"operation": "nothing"}):
        answer = ask(**given)
        assert answer.tag.endswith("explainResponse")
        assert texts(answer, "database") == ["sru"]
        assert {each.get("name") for each in answer.findall(".//{*}schema")} == {
            short for _f, short in SCHEMAS.values()
        }


def test_terms_are_listed_around_one(ask):
    assert texts(ask(version="1.2", operation="scan", scanClause="dc.title = р"), "value") == ["Река и мост", "Сад"]
    answer = ask(version="1.2", operation="scan", scanClause="dc.title = р", responsePosition=2, maximumTerms=2)
    assert texts(answer, "value") == ["Мосты через Амур", "Река и мост"]
    assert texts(answer, "numberOfRecords") == ["1", "1"]
    assert texts(ask(scanClause="bath.isbn = 978"), "value") == ["9787207085559"]
    assert texts(ask(scanClause="lex.bbk = 6"), "value") == ["63.3"]
    assert ask(scanClause="a").tag == "{http://docs.oasis-open.org/ns/search-ws/scan}scanResponse"


def test_an_answer_costs_as_many_queries_however_many_records_it_has(ask):
    costs = {n: count_queries(lambda n=n: ask(query=MOST, maximumRecords=n)) for n in (1, 3)}
    assert costs[1] == costs[3] <= 12


def test_while_the_index_is_out_of_order_the_search_is_told_to_be_unavailable(ask, monkeypatch):
    def damaged(*_args):
        raise IndexDamaged("gone")

    monkeypatch.setattr(peer.queries, "search", damaged)
    assert wrong(ask(query=MOST)) == [(2,)]


def test_soap_is_refused_and_a_get_with_a_type_is_none(ask, web):
    browser = web.test_client()
    assert browser.post("/sru", data="<x/>", content_type="text/xml").status_code == 415
    assert browser.get("/sru?query=a", content_type="text/xml").status_code == 200
    assert browser.post("/sru", data={"query": "a" * (peer.LARGEST_BODY + 1)}).status_code == 413


def test_a_door_that_is_shut_is_not_there_and_one_asked_too_often_says_so(make_app, sqlite_url):
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    browser = app.test_client()
    statuses = [browser.get("/sru").status_code for _ in range(61)]
    assert statuses == [200] * 60 + [429]
    often = browser.get("/sru")
    assert (often.mimetype, often.headers["RateLimit-Policy"]) == ("text/plain", '"anonymous";q=60;w=60')
    assert 1 <= int(often.headers["Retry-After"]) <= 60
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"sru": False})
    app.extensions["limits"].reset()
    shut = browser.get("/sru")
    assert (shut.status_code, shut.mimetype) == (404, "text/plain")


def test_nothing_is_read_that_the_page_would_not_show(ask):
    answer = ask(query=MOST, recordSchema="mods")
    assert set(texts(answer, "physicalLocation")) == {"amur"}
