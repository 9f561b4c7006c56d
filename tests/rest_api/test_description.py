"""The description of the door agrees with the door, and the examples of the page for programmers work as they stand."""

import json
import re
import shlex
from html import unescape

import lxml.html
import pytest

from library_exchange.api_keys.rules import Scope
from library_exchange.rest_api import policy
from library_exchange.rest_api.examples import EXAMPLES
from library_exchange.rest_api.openapi import document
from library_exchange.rest_api.routes import ROUTES
from tests.imports.files import record as marc
from tests.makers import Visitor
from tests.rest_api.api_program import Program

__all__ = ["amur", "library"]
from tests.imports.conftest import amur, library


def routes_of(app):
    return {
        (rule.endpoint.removeprefix("api."), method, re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.openapi"
    }


def test_every_route_is_described_and_has_a_scope(web):
    assert {(each.name, each.method, f"/api/v1{each.path}") for each in ROUTES} == routes_of(web)
    assert {each.name for each in ROUTES} == set(policy.SCOPES)
    assert {each.value for each in policy.SCOPES.values() if each} == set(Scope)


def test_every_route_that_changes_something_is_asked_for_once_or_of_a_version():
    for route in ROUTES:
        assert (route.takes is not None) == (route.method in ("POST", "PATCH")), route.name
        if route.method in ("PATCH", "PUT"):
            assert route.needs_version, route.name
        assert not (route.method == "GET" and route.needs_version), route.name
        writes = policy.SCOPES[route.name] in (Scope.HOLDINGS_WRITE, Scope.RECORDS_WRITE, Scope.LOANS_WRITE)
        assert writes == (route.method != "GET"), route.name


def references(told):
    if isinstance(told, dict):
        yield from ([told["$ref"]] if "$ref" in told else [])
        for each in told.values():
            yield from references(each)
    elif isinstance(told, list):
        for each in told:
            yield from references(each)


def test_the_description_is_whole(web):
    answer = Visitor(web).get("/api/v1/openapi.json")
    assert answer.status_code == 200
    told = answer.json
    assert told == json.loads(json.dumps(document()))
    assert told["openapi"] == "3.1.0"
    names = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert set(references(told)) <= names
    operations = [each for path in told["paths"].values() for each in path.values()]
    assert len({each["operationId"] for each in operations}) == len(operations) == len(ROUTES)


def test_no_answer_has_a_place_for_a_reader():
    for route in ROUTES:
        for schema in route.gives.model_json_schema().get("$defs", {}).values():
            names = " ".join(schema.get("properties", ()))
            assert not re.search(r"reader|patron|card|phone|mail|person|user|note|answer", names), names


# Examples -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def program(app, library) -> Program:
    library.sends(
        marc("1", "Записки о реке", copies=[("84 Р7", "A1"), ("84 Р7", "A2")]),
        marc("2", "Река и тайга", copies=[("84 Р8", "A3")]),
    )
    return Program(app, library.library_id)


def carried_out(program, command, known):
    """Carry a command of the page out, with what it leaves open filled in; return the answer."""
    for name, value in known.items():
        command = command.replace(f'"{{{name}}}"', json.dumps(value)).replace(f"{{{name}}}", str(value))
    words = shlex.split(command.replace("\\\n", " "))
    method, url = words[words.index("-X") + 1], words[words.index("-X") + 2]
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    body = words[words.index("-d") + 1].encode() if "-d" in words else None
    assert "{" not in url + "".join(headers.values()), command
    return Visitor(program.app).open(re.sub(r"^https?://[^/]+", "", url), method=method, headers=headers, data=body)


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_every_example_of_the_page_works_as_it_stands(program, make_library, deliver, lang):
    page = lxml.html.fromstring(Visitor(program.app).get(f"/{lang}/developers").text)
    commands = [unescape(each.text_content()) for each in page.xpath("//pre[@data-example]")]
    assert len(commands) == len(EXAMPLES)
    harvested, searched = page.xpath("//section[@aria-labelledby='without-key']//a/@href")
    for address in (harvested, searched):
        answer = Visitor(program.app).get(re.sub(r"^https?://[^/]+", "", address))
        assert (answer.status_code, answer.mimetype.endswith("xml")) == (200, True), address
    [item] = program.reads("/items?barcode=A1")["items"]
    heihe = Program(program.app, make_library("Heihe"))
    asked = heihe.asks("POST", "/loans", {"record_id": item["record_id"]}).json
    send = {"action": "send", "supplier_id": program.library_id}
    assert heihe.asks("POST", f"{asked['href']}/steps", send, If_Match="*").status_code == 200
    deliver()
    [lent] = program.reads("/loans?side=supplying")["items"]
    known = {"key": program.key, "record_id": item["record_id"], "item_id": item["id"], "loan_id": lent["id"]}
    known |= {"barcode": "A2", "new-barcode": "N1", "new-record": "N2", "holding_id": item["holding_id"]}
    for number, (example, command) in enumerate(zip(EXAMPLES, commands, strict=True)):
        things = {"take_step": f"/loans/{lent['id']}", "change_holding": f"/holdings/{item['holding_id']}"}
        etag = program.asks("GET", things.get(example.name, f"/items/{item['id']}")).headers["ETag"]
        answer = carried_out(program, command, known | {"etag": etag, "new-each-time": f"n{number}"})
        if example.name == "take_step":
            assert answer.json["errors"][0]["field"] == "item_id"  # which copy is for the librarian to say
        else:
            assert answer.status_code in (200, 201), (command, answer.text)
