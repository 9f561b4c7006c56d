"""The door for programs: who comes in, how lists go on, what is told of a record, and how everything is refused."""

import sqlite3
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import etree
from sqlmodel import col

from library_exchange.api_keys import services as keys
from library_exchange.api_keys.models import ApiKey
from library_exchange.api_keys.rules import Scope
from library_exchange.core import outbox
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry
from library_exchange.rest_api.rules.costs import FAILED_PER_MINUTE, PER_MINUTE, Cost
from library_exchange.rest_api.rules.paging import cursor_of
from library_exchange.rest_api.schemas.answers import Records
from library_exchange.rest_api.views import catalogue, door
from library_exchange.search import port
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folder_engine import FolderEngine
from tests.imports.files import record as marc
from tests.rest_api.api_program import Program, ask

__all__ = ["amur", "library"]
from tests.imports.conftest import amur, library

PROBLEM = "application/problem+json"


@pytest.fixture
def program(app, library, worlds) -> Program:
    """A program of the Amur library, which has sent three books and is found by their words."""

    def send() -> None:
        library.sends(
            marc("1", "Записки о реке", copies=[("84 Р7", "A1"), ("84 Р7", "A2")]),
            marc("2", "Река и тайга", copies=[("84 Р8", "A3")]),
            marc("3", "黑龙江民间故事", copies=[("I277.3/12", "B1")]),
        )
        while outbox.drain(database()):
            pass

    worlds.given(database(), "three books of a program's library", send, app)
    return Program(app, library.library_id)


def refused(answer, status, code):
    """Check that an answer is a problem and no page."""
    assert (answer.status_code, answer.content_type) == (status, PROBLEM), answer.text
    told = answer.json
    assert (told["status"], told["code"]) == (status, code)
    assert told["detail"]
    assert "<" not in told["detail"]
    assert "Set-Cookie" not in answer.headers
    return told


# Who comes in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shown", ["", "Bearer", "Bearer x", "Basic YTpi", "Bearer bridge_22222222_" + "2" * 32])
def test_who_shows_no_key_stays_outside(program, shown):
    answer = ask(program.app, None, "GET", "/libraries", Authorization=shown)
    refused(answer, 401, "unauthorized")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_sign_in_of_a_browser_opens_nothing_here(program, signed_in):
    browser = signed_in(program.app, "librarian@amur.example", program.library_id, Role.LIBRARIAN)
    refused(browser.get("/api/v1/items"), 401, "unauthorized")
    refused(browser.post("/api/v1/loans", json={"title": "Тайга"}), 401, "unauthorized")


def test_a_key_opens_what_it_was_made_for(program):
    reader = Program(program.app, program.library_id, Scope.CATALOGUE_READ)
    assert reader.asks("GET", "/records").status_code == 200
    told = refused(reader.asks("GET", "/items", Accept_Language="ru"), 403, "scope-missing")
    assert "holdings:read" in told["detail"]


def test_a_revoked_key_opens_nothing_from_then_on(program):
    administrator = Actor("person", library_id=program.library_id, roles=frozenset({Role.LIBRARY_ADMIN}))
    with transaction() as session:
        keys.revoke(session, administrator, program.key_id, now())
    refused(program.asks("GET", "/items"), 401, "unauthorized")


def test_the_use_of_a_key_is_noted_and_its_acts_are_audited_as_that_keys(program):
    [item] = program.reads("/items?barcode=A3")["items"]
    changed = program.asks("PATCH", f"/items/{item['id']}", {"call_number": "K9"}, If_Match=item["etag"])
    assert changed.status_code == 200, changed.text
    with reading() as session:
        assert now() - session.get_one(ApiKey, program.key_id).last_used_at < timedelta(minutes=1)
        last = session.scalars(sa.select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(1)).one()
    assert (last.actor_kind, last.door, last.user_id) == ("key", f"api {program.key_id}", None)


# How it is refused ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "told", "headers", "status", "code"),
    [
        ("GET", "/nothing", None, {}, 404, "not-found"),
        ("GET", "/records/999999", None, {}, 404, "not-found"),
        ("GET", "/items/x", None, {}, 404, "not-found"),
        ("DELETE", "/items", None, {}, 405, "method-not-allowed"),
        ("PUT", "/records/1", None, {}, 405, "method-not-allowed"),
        ("GET", "/items?limit=0", None, {}, 422, "invalid-input"),
        ("GET", "/items?cursor=!!", None, {}, 422, "invalid-input"),
        ("GET", "/items?state=eaten", None, {}, 422, "invalid-input"),
        ("GET", "/items?record_id=x", None, {}, 422, "invalid-input"),
        ("GET", "/records/1", None, {"Accept": "image/png"}, 406, "not-acceptable"),
        ("POST", "/loans", b"{", {}, 400, "malformed"),
        ("POST", "/loans", b"[]", {}, 400, "malformed"),
        ("POST", "/loans", b"\xff", {}, 400, "malformed"),
        ("POST", "/loans", b"[" * 100_000, {}, 400, "malformed"),
        ("POST", "/loans", b"title=x", {"Content_Type": "application/x-www-form-urlencoded"}, 415, None),
        ("POST", "/loans", b" " * (door.LARGEST + 1), {}, 413, "too-large"),
        ("POST", "/loans", {"title": "Тайга"}, {"Idempotency_Key": ""}, 400, "idempotency-key-missing"),
        ("POST", "/loans", {}, {}, 422, "invalid-input"),
        ("POST", "/loans", {"titel": "Тайга"}, {}, 422, "invalid-input"),
        ("PATCH", "/items/{item}", {"call_number": "K9"}, {}, 428, "precondition-required"),
        ("PATCH", "/items/{item}", {"call_number": "K9"}, {"If_Match": '"0"'}, 412, "precondition-failed"),
        ("PATCH", "/items/{item}", {"state": "eaten"}, {"If_Match": "*"}, 422, "invalid-input"),
        ("PATCH", "/items/{item}", {"state": "withdrawn"}, {"If_Match": "*"}, 422, "invalid-input"),
        ("PATCH", "/items/{item}", {"call_number": "K" * 121}, {"If_Match": "*"}, 422, "invalid-input"),
        ("POST", "/items", {"record_id": 999999}, {}, 422, "invalid-input"),
        ("POST", "/items", {"holding_id": 999999}, {}, 404, "not-found"),
        ("POST", "/items/states", {"items": []}, {}, 422, "invalid-input"),
        ("POST", "/items/states", {"items": [{"state": "on_shelf"}]}, {}, 422, "invalid-input"),
    ],
)
def test_what_is_refused_is_a_problem_and_never_a_page(program, method, path, told, headers, status, code):
    [item] = program.reads("/items?barcode=A3")["items"]
    answer = program.asks(method, path.format(item=item["id"]), told, **headers)
    refused(answer, status, code or "unsupported-media-type")
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_a_fault_of_ours_is_a_problem_too(program, monkeypatch):
    def fall(*_given):
        raise RuntimeError("broken")

    monkeypatch.setattr("library_exchange.rest_api.queries.own.libraries", fall)
    program.app.config["PROPAGATE_EXCEPTIONS"] = False
    refused(program.asks("GET", "/libraries"), 500, "failed")


def test_a_database_that_is_held_is_told_as_such(program, monkeypatch):
    def held(*_given):
        error = sqlite3.Error("database is locked")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error

    monkeypatch.setattr("library_exchange.rest_api.queries.own.libraries", held)
    answer = program.asks("GET", "/libraries")
    assert (answer.status_code, answer.content_type, answer.json["reason"]) == (503, PROBLEM, "database-locked")
    assert answer.headers["Retry-After"]


@pytest.mark.parametrize(
    ("language", "sentence"), [("zh-CN", "请填写此项"), ("ru-RU", "Заполните это поле"), ("en", "Fill in this field")]
)
def test_sentences_speak_the_language_of_the_program_and_codes_none(program, language, sentence):
    told = refused(program.asks("POST", "/loans", {}, Accept_Language=language), 422, "invalid-input")
    [field] = told["errors"]
    assert field["field"] == "title"
    assert sentence in field["detail"]


def test_what_lies_in_a_list_is_named_by_its_place(program):
    lines = {"items": [{"barcode": "A1", "state": "on_shelf"}, {"barcode": "A2", "state": "eaten"}]}
    told = refused(program.asks("POST", "/items/states", lines), 422, "invalid-input")
    assert [each["field"] for each in told["errors"]] == ["items.1.state"]


def test_who_asks_too_often_is_told_how_long_to_wait(make_app, sqlite_url, make_library):
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    with app.app_context():
        library_id = make_library("Amur", "RU")
        program, other = Program(app, library_id), Program(app, library_id)
    first = program.asks("GET", "/records?q=река")
    assert first.headers["RateLimit-Policy"] == f'"search";q={PER_MINUTE[Cost.SEARCH]};w=60'
    assert f"r={PER_MINUTE[Cost.SEARCH] - 1};" in first.headers["RateLimit"]
    bulk = [program.asks("POST", "/items/states", {"items": []}) for _ in range(PER_MINUTE[Cost.BULK] + 1)]
    refused(bulk[-1], 429, "too-many-requests")
    assert 1 <= int(bulk[-1].headers["Retry-After"]) <= 60
    assert bulk[-2].status_code == 422
    assert other.asks("POST", "/items/states", {"items": []}).status_code == 422
    failed = [ask(app, "x", "GET", "/items") for _ in range(FAILED_PER_MINUTE + 1)]
    assert (failed[-2].status_code, failed[-1].status_code) == (401, 429)


# Lists ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/items", "/holdings", "/records?sort=title", "/records?q=река&sort=title", "/records?sort=added"]
)
def test_a_list_goes_on_until_all_was_told_once(program, path):
    whole = [each["id"] for each in program.reads(path)["items"]]
    found, at = [], f"{path}{'&' if '?' in path else '?'}limit=1"
    while at:
        answer = program.asks("GET", at)
        assert len(answer.json["items"]) == 1
        found += [each["id"] for each in answer.json["items"]]
        link = answer.headers.get("Link", "")
        assert link == "" or link.endswith('>; rel="next"')
        at = link[1:].partition(">")[0].partition("/api/v1")[2]
        assert len(found) <= len(whole)
    assert found == whole
    assert len(whole) >= 2


def test_a_search_ends_somewhere_but_in_the_order_by_number(program, monkeypatch):
    for module in (catalogue, port):
        monkeypatch.setattr(module, "FURTHEST_RECORD", 2)
    assert "Link" not in program.asks("GET", "/records?sort=title&limit=1").headers
    refused(program.asks("GET", f"/records?sort=title&limit=1&cursor={cursor_of(3)}"), 422, "invalid-input")
    first = program.asks("GET", "/records?sort=added&limit=1")
    [last] = first.json["items"]
    assert f"cursor={cursor_of(last['id'])}" in first.headers["Link"]
    [before] = program.reads(f"/records?sort=added&limit=1&cursor={cursor_of(last['id'])}")["items"]
    assert before["id"] < last["id"]


def test_where_the_index_is_out_of_order_a_walk_by_number_goes_on_all_the_same(program, monkeypatch):
    def is_damaged(*_args):
        raise IndexDamaged("test")

    every = [each["id"] for each in program.reads("/records?sort=added")["items"]]
    monkeypatch.setattr(FolderEngine, "search", is_damaged)
    assert [each["id"] for each in program.reads("/records?sort=added")["items"]] == every
    behind = program.reads(f"/records?sort=added&cursor={cursor_of(every[0])}")["items"]
    assert [each["id"] for each in behind] == every[1:]


def test_copies_are_found_by_number_state_and_title(program):
    [item] = program.reads("/items?barcode=A3")["items"]
    assert (item["call_number"], item["state"], item["is_promised"]) == ("84 Р8", "on_shelf", False)
    assert program.reads(f"/items?record_id={item['record_id']}")["items"] == [item]
    assert program.reads(f"/items?holding_id={item['holding_id']}")["items"] == [item]
    assert program.reads("/items?state=missing")["items"] == []
    assert program.reads(f"/holdings/{item['holding_id']}")["items"] == [item]


def test_what_was_read_already_is_not_told_anew(program):
    [item] = program.reads("/items?barcode=A3")["items"]
    answer = program.asks("GET", f"/items/{item['id']}")
    assert answer.headers["ETag"] == item["etag"]
    again = program.asks("GET", f"/items/{item['id']}", If_None_Match=item["etag"])
    assert (again.status_code, again.data) == (304, b"")


# Records --------------------------------------------------------------------------------------------------------------


def test_a_search_finds_what_its_page_finds_with_filters_and_facets(program):
    told = program.reads("/records?q=река&language=rus")
    assert told["total"] == 2
    assert Records.model_validate(told).model_dump() == told
    assert {each["titles"][0]["value"] for each in told["items"]} == {"Записки о реке", "Река и тайга"}
    assert all(each["is_own"] and each["held"][0]["country"] == "RU" for each in told["items"])
    assert {"value": "amur", "count": 2} in told["facets"]["library"]
    assert program.reads("/records?q=река&country=CN")["total"] == 0


def test_a_record_is_told_with_all_that_libraries_hold(program):
    [found] = program.reads("/records?q=民间故事")["items"]
    told = program.reads(found["href"])
    assert [each["forms"][0]["value"] for each in told["texts"] if each["field"] == "title"] == ["黑龙江民间故事"]
    [held] = told["holdings"]
    assert held == {"library": "amur", "country": "RU", "call_number": "I277.3/12", "available": 1, "total": 1}


@pytest.mark.parametrize(
    ("accept", "query", "begins"),
    [
        ("application/marcxml+xml", "", b"<?xml"),
        ("application/marc", "", b"0"),
        ("application/marc", "?profile=rusmarc", b"0"),
        ("application/x-bibtex", "", b"@"),
        ("application/x-research-info-systems", "", b"TY"),
        ("application/ld+json", "", b"{"),
        ("application/mods+xml", "", b"<?xml"),
        ("application/dc+xml", "", b"<?xml"),
        ("image/png, application/marcxml+xml;q=0.5", "", b"<?xml"),
        ("*/*", "", b'{"id"'),
    ],
)
def test_a_record_is_told_in_the_form_that_is_asked_for(program, accept, query, begins):
    [found] = program.reads("/records?q=тайга")["items"]
    answer = program.asks("GET", found["href"] + query, Accept=accept)
    assert answer.status_code == 200
    assert answer.data.startswith(begins)
    if begins == b"<?xml":
        assert "Река и тайга" in "".join(etree.fromstring(answer.data).itertext())


def test_events_tell_what_changed_behind_a_cursor_and_where_to_go_on(program):
    cursor = program.reads("/events?limit=200")["cursor"]
    assert program.reads(f"/events?cursor={cursor}") == {"items": [], "cursor": cursor, "next": None}
    program.asks("POST", "/items/states", {"items": [{"barcode": "A1", "state": "missing"}]})
    told = program.reads(f"/events?cursor={cursor}")
    [item] = program.reads("/items?barcode=A1")["items"]
    [event] = told["items"]
    assert (event["type"], event["thing"], event["href"]) == ("item.set_state", "item", item["href"])
    assert told["cursor"] != cursor
    deaf = Program(program.app, program.library_id, Scope.LOANS_READ)
    assert deaf.reads(f"/events?cursor={cursor}")["items"] == []


@pytest.mark.parametrize(
    ("accept", "query", "root"),
    [
        ("application/marcxml+xml", "", "{http://www.loc.gov/MARC21/slim}collection"),
        ("application/marcxml+xml", "&profile=unimarc", "{info:lc/xmlns/marcxchange-v2}collection"),
        ("application/mods+xml", "", "{http://www.loc.gov/mods/v3}modsCollection"),
        ("image/png, application/dc+xml;q=0.5", "", "records"),
    ],
)
def test_a_search_tells_whole_records_in_the_form_that_is_asked_for(program, accept, query, root):
    found = program.reads("/records?q=тайга&limit=1")
    answer = program.asks("GET", f"/records?q=тайга&limit=1{query}", Accept=accept)
    document = etree.fromstring(answer.data)
    assert (answer.status_code, answer.headers["X-Total-Count"]) == (200, str(found["total"]))
    assert (document.tag, len(document)) == (root, len(found["items"]))
    assert "Река и тайга" in "".join(document.itertext())
    nothing = program.asks("GET", f"/records?q=айсберг{query}", Accept=accept)
    assert (len(etree.fromstring(nothing.data)), nothing.headers["X-Total-Count"]) == (0, "0")


def test_whole_records_go_on_as_cards_do(program):
    cards = program.asks("GET", "/records?limit=1&sort=added")
    whole = program.asks("GET", "/records?limit=1&sort=added", Accept="application/mods+xml")
    assert whole.headers["Link"] == cards.headers["Link"]


def test_a_search_tells_no_form_that_has_no_document_of_several(program):
    refused(program.asks("GET", "/records?q=тайга", Accept="application/marc"), 406, "not-acceptable")
    asked = program.asks("GET", "/records?q=тайга&profile=rusmarc", Accept="application/marcxml+xml")
    assert "profile" in [each["field"] for each in refused(asked, 422, "invalid-input")["errors"]]
