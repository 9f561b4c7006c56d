"""What nobody should send: each door refuses it as its protocol has it, not as a fault of ours, and before long."""

import json
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
from tests.makers import Visitor
from tests.protocols.conftest import OPERATOR, request_document

MOST_CPU_S = 2.0
FORM = "application/x-www-form-urlencoded"
TEXTS = {
    "nothing": b"",
    "blanks": b" \t\r\n ",
    "star": b"*",
    "stars": b"* * * *",
    "masks": b"?" * 20,
    "leading stars": b"*a *b *c",
    "range": b"[a TO z]",
    "many or": b" or ".join([b"a"] * 5000),
    "many parentheses": b"(" * 2500 + b"a" + b")" * 2500,
    "open parentheses": b"(" * 5000,
    "many not": b"a" + b" not b" * 2000,
    "quotes": b'"' * 10_000,
    "odd quotes": b'"' * 9_999,
    "backslashes": b'"' + b"\\" * 2001 + b'"',
    "long word": b"w" * 20_000,
    "long Chinese": "江".encode() * 5_000,
    "number": b"^1e309",
    "NUL": b"a\x00b",
    "overriding": "мост\u202eтсом".encode(),
    "zero width": "мо\u200bст\u200d".encode(),
    "half a pair": b"\xed\xa0\x80",
    "no UTF-8": b"\xff\xfe\xfa",
    "noncharacter": "\uffff".encode(),
    "combining": ("е" + "\u0301" * 3_000).encode(),
    "template": b"{{7*7}} %s %(x)s ${x}",
    "lines": b"a\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "markup": b"</query><x xmlns='y'>]]>&amp;&#0;<!--",
    "SQL": b"'; DROP TABLE item; --",
    "digits": "１２３ ١٢٣ ²".encode(),
    "many digits": b"9" * 4_000,
}


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


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_query_of_sru_is_answered_or_has_a_diagnostic(sends, text):
    queries = {"query": text, "scanClause": text}
    more = {f"query {index}": index.encode() + b' = "' + text + b'"' for index in INDEXES}
    for name, told in {**queries, **more}.items():
        asked = f"version=1.2&{name.partition(' ')[0]}={quote_from_bytes(told)}"
        answers = [sends(f"/sru?{asked}"), sends("/sru", "POST", data=asked, content_type=FORM)]
        for answer in answers[: 1 if len(asked) > 32_000 else 2]:
            assert (answer.status_code, answer.mimetype) == (200, "text/xml")
            etree.fromstring(answer.data)


INDEXES = ("dc.title", "dc.creator", "dc.date", "bath.isbn", "rec.id", "lex.bbk", "lex.country")
OAI_FAULTS = {
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_argument_of_a_harvester_is_refused_by_its_error(sends, text):
    listed = "verb=ListRecords&metadataPrefix=oai_dc&{}="
    for asked in (
        *("verb={}=", "verb=ListRecords&resumptionToken=", "verb=ListRecords&metadataPrefix="),
        *(listed.format(name) for name in ("set", "from", "until", "x")),
        "verb=GetRecord&metadataPrefix=oai_dc&identifier=",
    ):
        pairs = asked + quote_from_bytes(text)
        for answer in (sends(f"/oai?{pairs}"), sends("/oai", "POST", data=pairs, content_type=FORM)):
            if answer.status_code == 413:
                continue
            assert (answer.status_code, answer.mimetype) == (200, "text/xml")
            [error] = etree.fromstring(answer.data).findall("{*}error")
            assert error.get("code") in OAI_FAULTS


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_search_by_a_program_is_answered_or_refused_as_a_problem(served, sends, text):
    key = {"Authorization": f"Bearer {served.keys[served.heihe_id]}"}
    for name in ("q", "language", "year_from", "sort", "cursor", "limit"):
        answer = sends(f"/api/v1/records?{name}={quote_from_bytes(text)}", headers=key)
        assert answer.is_json or answer.mimetype == "application/problem+json", name
        assert answer.status_code in (200, 422)


BODIES = {
    "nothing": b"",
    "no object": b"[]",
    "null": b"null",
    "nested": b'{"title": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "nested objects": b'{"title": ' * 50_000 + b"1" + b"}" * 50_000,
    "not a number": b'{"title": NaN}',
    "infinite": b'{"record_id": 1e999}',
    "many digits": b'{"record_id": ' + b"9" * 5_000 + b"}",
    "large": b'{"record_id": 100000000000000000000}',
    "fraction": b'{"record_id": 1.5}',
    "negative": b'{"record_id": -1}',
    "true": b'{"record_id": true}',
    "half a pair": b'{"title": "\\ud800"}',
    "NUL": b'{"title": "\\u0000"}',
    "long": json.dumps({"title": "я" * 150_000}).encode(),
    "many fields": json.dumps({f"f{n}": n for n in range(20_000)}).encode(),
    "list for text": b'{"title": ["a"]}',
    "object for text": b'{"title": {"a": {}}}',
    "UTF-16": '{"title": "Тайга"}'.encode("utf-16"),
    "cp1251": '{"title": "Тайга"}'.encode("cp1251"),
    "trailing": b'{"title": "a"} x',
    "day": b'{"title": "a", "needed_by": "9999-12-31"}',
    "year nought": b'{"title": "a", "needed_by": "0000-00-00"}',
    "class": b'{"title": "a", "__class__": "x"}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_cannot_be_taken_is_refused_as_a_problem(served, sends, body):
    key = {"Authorization": f"Bearer {served.keys[served.heihe_id]}", "If-Match": "*"}
    for number, (method, path) in enumerate(
        [("POST", "/loans"), ("POST", "/items"), ("POST", "/items/states"), ("PATCH", "/items/1")]
    ):
        headers = key | {"Idempotency-Key": f"bad-{number}"}
        answer = sends(f"/api/v1{path}", method, data=body, content_type="application/json", headers=headers)
        assert answer.mimetype == "application/problem+json", (path, answer.text[:300])
        assert answer.status_code in (400, 404, 422)


GOOD = request_document().decode()
DEEP = "<a>" * 200_000 + "</a>" * 200_000
LAUGHS = '<!ENTITY a0 "ха">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def _with(declared, inside="&a;"):
    head, _question, rest = GOOD.partition("?>")
    return f"{head}?><!DOCTYPE ISO18626Message [{declared}]>{rest.replace('История Амура', inside)}".encode()


DOCUMENTS = {
    "nothing": b"",
    "no XML": b"\x00\x01\x02",
    "billion laughs": _with(LAUGHS, "&a11;"),
    "quadratic": _with(f'<!ENTITY a "{"х" * 50_000}">', "&a;" * 1_000),
    "external entity": _with('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    "external DTD": GOOD.replace("?>", '?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', 1).encode(),
    "deep": GOOD.replace("История Амура", DEEP).encode(),
    "only deep": DEEP.encode(),
    "wrong namespace": GOOD.replace("http://illtransactions.org", "http://nowhere.example").encode(),
    "half": GOOD.encode()[: len(GOOD) // 2],
    "UTF-16 said to be UTF-8": b"\xff\xfe" + GOOD.encode("utf-16-le"),
    "cp1251 said to be UTF-8": GOOD.encode("cp1251", errors="replace"),
    "control characters": GOOD.replace("История", "Ист\x0bория").encode(),
    "character reference": GOOD.replace("История", "&#0;&#x1F;").encode(),
}


@pytest.fixture
def key_from_abroad(served):
    """The key of a library abroad whose system speaks ISO 18626."""
    values = {"name": "Staatsbibliothek", "country": "DE", "mailbox": "ill@example.org", "symbols": "ISIL:DE-1"}
    with transaction() as session:
        given = Connection(**values, url="http://127.0.0.1:9/iso18626", key_sent="their-own-key-0123456789")
        end_point = end_points.connect(session, OPERATOR, "abroad", given, now(), own_key())
        return end_points.give_key(session, OPERATOR, end_point)


def test_a_document_that_cannot_be_taken_is_refused_as_the_standard_has_it(sends, key_from_abroad):
    for name, raw in DOCUMENTS.items():
        headers = {"X-Api-Key": key_from_abroad}
        answer = sends("/iso18626", "POST", data=raw, content_type="application/xml", headers=headers)
        assert b"root:" not in answer.data
        if answer.status_code == 200:
            part = read_confirmation(answer.data)
            assert part.text("confirmationHeader/messageStatus") == "ERROR", name
        else:
            assert answer.status_code in (400, 413), name
