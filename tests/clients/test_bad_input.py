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
from tests.bad_input import doors
from tests.bad_input.bodies import BODIES
from tests.bad_input.corpus import verdicts
from tests.bad_input.messages import DOCUMENTS
from tests.bad_input.queries import QUERIES
from tests.makers import Visitor
from tests.protocols.conftest import OPERATOR

MOST_CPU_S = 2.0
LONGEST_FORM = {"sru": 32_000, "oai": 16_000}
VERDICTS = verdicts()


@pytest.fixture
def house(untouched_house):
    """The house as it was built, whatever other clients sent; the sessions of a test are those of its application."""
    with untouched_house.app.app_context():
        yield untouched_house


@pytest.fixture
def sends(house):
    """Who sends something and sees that the answer is none of a fault, and cost no more than two seconds of a core."""
    visitor = Visitor(house.app)

    def send(path, method="GET", **more):
        began = time.process_time()
        answer = visitor.open(path, method=method, **more)
        assert time.process_time() - began < MOST_CPU_S, path[:200]
        assert answer.status_code < 500, (path[:200], answer.status_code)
        return answer

    return send


def said_by_sru(answer):
    """The number of the diagnostic, or how many records or terms there are; without words the door explains itself."""
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    root = etree.fromstring(answer.data)
    [code] = root.xpath("//*[local-name()='diagnostic']/*[local-name()='uri']/text()")[:1] or [""]
    if code:
        return f"-{code.rpartition('/')[2]}"
    kind = etree.QName(root).localname
    found = {
        "searchRetrieveResponse": f"{root.findtext('{*}numberOfRecords')} found",
        "scanResponse": f"{len(root.findall('{*}terms/{*}term'))} terms",
        "explainResponse": "explained",
    }
    return found[kind]


def said_by_oai(answer):
    """The name of the error; what is too long for an address is not read at all."""
    if answer.status_code == 413:
        return "-413"
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    [error] = etree.fromstring(answer.data).findall("{*}error")
    return f"-{error.get('code')}"


def said_by_api(answer):
    """How many are found, or what became of a body; else the status, and the fields that are refused."""
    if answer.status_code in (200, 201):
        assert answer.is_json
        found = f"{answer.json['total']} found" if "total" in answer.json else "answered"
        return "taken" if answer.status_code == 201 else found
    assert answer.mimetype == "application/problem+json", answer.text[:300]
    named = sorted({each["field"] for each in answer.json.get("errors", ())})
    return " ".join([f"-{answer.status_code}", *(name[:20] for name in named[:3])])


def check(found):
    """Compare what doors answered with the table: reader and input, verdict."""
    wanted = {case: verdict for case, verdict in VERDICTS.items() if case[0] in {reader for reader, _name in found}}
    assert found == wanted


def says_the_same(sends, door, pairs, said):
    """Return what a door says, to a form as to an address; what is too long for one only by its address."""
    told = said(sends(f"/{door}?{pairs}"))
    if len(pairs) < LONGEST_FORM[door]:
        form = {"data": pairs, "content_type": "application/x-www-form-urlencoded"}
        assert said(sends(f"/{door}", "POST", **form)) == told, pairs[:200]
    return told


def test_a_query_of_sru_is_answered_or_has_a_diagnostic(sends):
    check(
        {
            (f"door SRU {asked}", name): says_the_same(sends, "sru", doors.sru(asked, words), said_by_sru)
            for asked in doors.SRU
            for name, words in QUERIES.items()
        }
    )


def test_each_argument_of_a_harvester_is_refused_by_its_error(sends):
    check(
        {
            (f"door OAI-PMH {argument}", name): says_the_same(
                sends, "oai", f"{asked}{quote_from_bytes(words)}", said_by_oai
            )
            for argument, asked in doors.OAI_PMH.items()
            for name, words in QUERIES.items()
        }
    )


def test_a_search_by_a_program_is_answered_or_refused_as_a_problem(house, sends):
    key = {"Authorization": f"Bearer {house.keys[house.heihe_id]}"}
    check(
        {
            (f"door API {argument}", name): said_by_api(
                sends(f"/api/v1/records?{asked}{quote_from_bytes(words)}", headers=key)
            )
            for argument, asked in doors.API.items()
            for name, words in QUERIES.items()
        }
    )


def test_a_reader_who_asks_for_anything_whatever_gets_a_page(sends):
    for number, words in enumerate(QUERIES.values()):
        answer = sends(f"/{('zh', 'ru', 'en')[number % 3]}/search?q={quote_from_bytes(words)}")
        assert (answer.status_code, answer.mimetype) == (200, "text/html")
        assert "<script>alert(1)" not in answer.text


def test_a_body_that_cannot_be_taken_is_refused_as_a_problem(house, sends):
    key = {"Authorization": f"Bearer {house.keys[house.heihe_id]}", "If-Match": "*"}
    found = {}
    for at, (name, body) in enumerate(BODIES.items()):
        for method, path in doors.API_BODIES:
            headers = key | {"Idempotency-Key": f"bad-{method}{path}-{at}"}
            more = {"content_type": "application/json", "headers": headers}
            found[f"door API {method} {path}", name] = said_by_api(sends(f"/api/v1{path}", method, data=body, **more))
    check(found)


@pytest.fixture
def key_from_abroad(house):
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
