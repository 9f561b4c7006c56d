"""What nobody should send: each door answers it as the table of verdicts has it, as its protocol does, and before long.

The corpus is that of `tests/bad_input`, where readers meet it without a door.
"""

import time
from urllib.parse import quote_from_bytes

import pytest
from lxml import etree

from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.protocols.iso18626.rules.reading import read_confirmation
from library_exchange.protocols.iso18626.schemas import Connection
from library_exchange.protocols.iso18626.services import end_points
from tests.bad_input.bodies import BODIES
from tests.bad_input.corpus import verdicts
from tests.bad_input.messages import DOCUMENTS
from tests.bad_input.queries import QUERIES
from tests.makers import Visitor
from tests.protocols.conftest import OPERATOR

MOST_CPU_S = 2.0
LONGEST_ADDRESS = 32_000
VERDICTS = verdicts()
INDEXES = ("dc.title", "dc.creator", "dc.date", "bath.isbn", "rec.id", "lex.bbk", "lex.country")
OAI_ARGUMENTS = {
    "verb": "verb=",
    "resumptionToken": "verb=ListRecords&resumptionToken=",
    "set": "verb=ListRecords&metadataPrefix=oai_dc&set=",
    "from": "verb=ListRecords&metadataPrefix=oai_dc&from=",
    "identifier": "verb=GetRecord&metadataPrefix=oai_dc&identifier=",
}
API_ARGUMENTS = ("q", "year_from", "cursor", "limit")


@pytest.fixture
def sends(served):
    """Who sends something and sees that the answer is none of a fault, and cost no more than two seconds of a core."""
    visitor = Visitor(served.app)

    def send(path, method="GET", **more):
        began = time.process_time()
        answer = visitor.open(path, method=method, **more)
        assert time.process_time() - began < MOST_CPU_S, path[:200]
        assert answer.status_code < 500, (path[:200], answer.status_code)
        return answer

    return send


def said_by_sru(answer):
    """The number of the diagnostic, or how many records or terms there are."""
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    root = etree.fromstring(answer.data)
    [code] = root.xpath("//*[local-name()='diagnostic']/*[local-name()='uri']/text()")[:1] or [""]
    return f"-{code.rpartition('/')[2]}" if code else "answered"


def said_by_oai(answer):
    """The name of the error; what is too long for an address is not read at all."""
    if answer.status_code == 413:
        return "-413"
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    [error] = etree.fromstring(answer.data).findall("{*}error")
    return f"-{error.get('code')}"


def said_by_api(answer):
    """The status, and the fields that are refused."""
    if answer.status_code in (200, 201):
        assert answer.is_json
        return {200: "answered", 201: "taken"}[answer.status_code]
    assert answer.mimetype == "application/problem+json", answer.text[:300]
    named = sorted({each["field"] for each in answer.json.get("errors", ())})
    return " ".join([f"-{answer.status_code}", *(name[:20] for name in named[:3])])


def check(found):
    """Compare what doors answered with the table: reader and input, verdict."""
    wanted = {case: verdict for case, verdict in VERDICTS.items() if case[0] in {reader for reader, _name in found}}
    assert found == wanted


def test_a_query_of_sru_is_answered_or_has_a_diagnostic(sends):
    found = {}
    for number, (name, words) in enumerate(QUERIES.items()):
        index = INDEXES[number % len(INDEXES)].encode()
        asked = {"query": words, "scan": words, "index": index + b' = "' + words + b'"'}
        for door, told in asked.items():
            pairs = f"version=1.2&{'scanClause' if door == 'scan' else 'query'}={quote_from_bytes(told)}"
            answer = sends(f"/sru?{pairs}")
            found[f"door SRU {door}", name] = said_by_sru(answer)
            if door == "query" and len(pairs) < LONGEST_ADDRESS:
                form = {"data": pairs, "content_type": "application/x-www-form-urlencoded"}
                assert said_by_sru(sends("/sru", "POST", **form)) == said_by_sru(answer)
    check(found)


def test_each_argument_of_a_harvester_is_refused_by_its_error(sends):
    check(
        {
            (f"door OAI-PMH {argument}", name): said_by_oai(sends(f"/oai?{asked}{quote_from_bytes(words)}"))
            for argument, asked in OAI_ARGUMENTS.items()
            for name, words in QUERIES.items()
        }
    )


def test_a_search_by_a_program_is_answered_or_refused_as_a_problem(served, sends):
    key = {"Authorization": f"Bearer {served.keys[served.heihe_id]}"}
    check(
        {
            (f"door API {argument}", name): said_by_api(
                sends(f"/api/v1/records?{argument}={quote_from_bytes(words)}", headers=key)
            )
            for argument in API_ARGUMENTS
            for name, words in QUERIES.items()
        }
    )


def test_a_reader_who_asks_for_anything_whatever_gets_a_page(sends):
    for number, words in enumerate(QUERIES.values()):
        answer = sends(f"/{('zh', 'ru', 'en')[number % 3]}/search?q={quote_from_bytes(words)}")
        assert (answer.status_code, answer.mimetype) == (200, "text/html")
        assert "<script>alert(1)" not in answer.text


def test_a_body_that_cannot_be_taken_is_refused_as_a_problem(served, sends):
    key = {"Authorization": f"Bearer {served.keys[served.heihe_id]}", "If-Match": "*"}
    doors = [("POST", "/loans"), ("POST", "/items"), ("POST", "/items/states"), ("PATCH", "/items/1")]
    found = {}
    for at, (name, body) in enumerate(BODIES.items()):
        for method, path in doors:
            headers = key | {"Idempotency-Key": f"bad-{method}{path}-{at}"}
            more = {"content_type": "application/json", "headers": headers}
            found[f"door API {method} {path}", name] = said_by_api(sends(f"/api/v1{path}", method, data=body, **more))
    check(found)


@pytest.fixture
def key_from_abroad(served):
    """The key of a library abroad whose system speaks ISO 18626."""
    values = {"name": "Staatsbibliothek", "country": "DE", "mailbox": "ill@example.org", "symbols": "ISIL:DE-1"}
    with transaction() as session:
        given = Connection(**values, url="http://127.0.0.1:9/iso18626", key_sent="their-own-key-0123456789")
        end_point = end_points.connect(session, OPERATOR, "abroad", given, now(), own_key())
        return end_points.give_key(session, OPERATOR, end_point)


def said_by_iso18626(answer):
    """The status of what is no document, else the confirmation: well or ill, and why."""
    assert b"root:" not in answer.data
    if answer.status_code != 200:
        return f"-{answer.status_code}"
    part = read_confirmation(answer.data)
    told = [part.text("confirmationHeader/messageStatus"), part.text("errorData/errorType")]
    return " ".join(filter(None, told))


def test_a_document_that_cannot_be_taken_is_refused_as_the_standard_has_it(sends, key_from_abroad):
    headers = {"X-Api-Key": key_from_abroad}
    check(
        {
            ("door ISO 18626", name): said_by_iso18626(
                sends("/iso18626", "POST", data=raw, content_type="application/xml", headers=headers)
            )
            for name, raw in DOCUMENTS.items()
        }
    )
