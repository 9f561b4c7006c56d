"""Records of a library by its program: entered, changed, sent anew; fields chosen; what files changed, told whole."""

import uuid
from io import BytesIO

import pytest
from pymarc import MARCReader, record_to_xml

from library_exchange.api_keys.rules import Scope
from library_exchange.catalogue.models import Import
from library_exchange.core import outbox
from library_exchange.core.db import database, transaction
from library_exchange.imports.services import files, undoing
from tests.imports.files import record as marc
from tests.rest_api.api_program import Program

__all__ = ["amur", "library", "other_library"]
from tests.imports.conftest import amur, library, other_library

ISO, XML = "application/marc", "application/marcxml+xml"
FOREST = marc("77", "Лес и вода", author="Иванов И. И.", copies=[("Б 12", "N1"), ("Б 12", "N2")])


def as_xml(raw: bytes) -> bytes:
    return record_to_xml(next(iter(MARCReader(BytesIO(raw)))), namespace=True)


@pytest.fixture
def program(app, library) -> Program:
    """A program of a library that has sent one book."""
    library.sends(marc("1", "Записки о реке", copies=[("84 Р7", "A1")]))
    return Program(app, library.library_id)


def enter(program, told, kind="", query="", **more):
    headers = {"Content_Type": kind} if kind else {}
    return program.asks("POST", f"/records{query}", told, **headers, **more)


def fields(answer):
    return [each["field"] for each in answer.json["errors"]]


# Entered --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "written"), [(ISO, FOREST), (XML, as_xml(FOREST))])
def test_a_record_in_marc_comes_with_its_number_and_copies(program, deliver, kind, written):
    made = enter(program, written, kind)
    assert made.status_code == 201, made.text
    told = program.reads(made.headers["Location"])
    assert (told["source_id"], told["titles"][0]["value"]) == ("77", "Лес и вода")
    assert {each["barcode"] for each in told["items"]} == {"N1", "N2"}
    assert made.headers["ETag"] == told["etag"] == program.asks("GET", told["href"]).headers["ETag"]
    outbox.drain(database())
    assert program.reads("/records?q=вода")["items"][0]["id"] == told["record_id"]


def test_a_record_as_fields_gets_a_number_of_ours(program):
    told = {"title": "Тайга весной", "authors": "П. Петров", "year": "1975", "isbn": "978-5-17-118366-0"}
    made = enter(program, told | {"barcode": "T1", "call_number": "Т 5"})
    assert made.status_code == 201, made.text
    assert made.json["source_id"] == "own:1"
    [copy] = made.json["items"]
    assert (copy["barcode"], copy["call_number"]) == ("T1", "Т 5")
    record = program.reads(f"/records/{made.json['record_id']}")
    assert (record["year"], record["languages"], record["identifiers"][0]["value"]) == (1975, ["rus"], "9785171183660")


def test_a_copy_of_a_title_of_the_union_is_entered_by_its_number(program, app, other_library):
    other_library.sends(marc("5", "Горы", author="Сидоров С."))
    [_own, mountains] = sorted(each["id"] for each in program.reads("/records")["items"])
    made = enter(program, {"record_id": mountains, "barcode": "G1"})
    assert (made.status_code, made.json["record_id"], made.json["titles"][0]["value"]) == (201, mountains, "Горы")


def test_what_is_sent_twice_is_entered_once(program):
    name = uuid.uuid4().hex
    first, again = (enter(program, FOREST, ISO, Idempotency_Key=name) for _time in range(2))
    assert (first.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = enter(program, FOREST, ISO, "?another=1", Idempotency_Key=name)
    assert other.json["code"] == "idempotency-key-reused"
    assert len(program.reads("/holdings")["items"]) == 2


def test_a_number_or_a_book_that_is_there_is_refused_with_the_way_to_it(program):
    [own] = program.reads("/holdings")["items"]
    number = enter(program, marc("1", "Другая книга"), ISO)
    assert (number.status_code, number.json["reason"]) == (409, "number-taken")
    alike = enter(program, marc("9", "Записки о реке"), ISO)
    assert (alike.status_code, alike.json["reason"]) == (409, "held-already")
    typed = enter(program, {"title": "Записки о реке", "authors": "Толстой, Лев", "year": "1990", "publisher": "Мост"})
    assert (typed.status_code, typed.json["reason"]) == (409, "held-already")
    for answer in (number, alike, typed):
        assert answer.json["errors"] == [{"field": "holding", "detail": own["href"]}]
    assert enter(program, marc("9", "Записки о реке"), ISO, "?another=1").status_code == 201
    barcode = enter(program, marc("10", "Совсем другая", copies=[("К", "A1")]), ISO)
    assert (barcode.status_code, barcode.json["reason"]) == (409, "barcode-taken")


@pytest.mark.parametrize(
    ("told", "kind", "status", "wrong"),
    [
        (b"nothing of the kind", ISO, 422, ["record"]),
        (FOREST + marc("78", "Вторая"), ISO, 422, ["record"]),
        (marc("78", "Ушедшая", is_deleted=True), ISO, 422, ["record"]),
        (b'<!DOCTYPE r [<!ENTITY x "y">]><collection/>', XML, 422, ["record"]),
        ({"authors": "Никто"}, "", 422, ["title"]),
        ({"title": ""}, "", 422, ["title"]),
        ({"title": "Т", "year": "давно"}, "", 422, ["year"]),
        ({"title": "Т", "colour": "red"}, "", 422, ["colour"]),
        ({"title": "Т", "barcode": "A1"}, "", 422, ["barcode"]),
        ({"record_id": 999999}, "", 404, []),
        (b"x", "text/plain", 415, []),
    ],
)
def test_what_is_no_record_is_refused_and_nothing_is_kept(program, told, kind, status, wrong):
    answer = enter(program, told, kind)
    assert (answer.status_code, fields(answer)) == (status, wrong), answer.text
    assert len(program.reads("/holdings")["items"]) == 1


def test_the_profile_may_be_told(program):
    assert fields(enter(program, FOREST, ISO, "?profile=nothing")) == ["profile"]
    assert enter(program, FOREST, ISO, "?profile=marc21").status_code == 201


# Changed --------------------------------------------------------------------------------------------------------------


def test_fields_that_are_named_change_and_the_others_stay(program):
    [own] = program.reads("/holdings")["items"]
    path, stale = own["href"], own["etag"]
    assert program.asks("PATCH", path, {"title": "Иное"}).status_code == 428
    done = program.asks("PATCH", path, {"title": "Записки о большой реке"}, If_Match=stale)
    assert (done.status_code, done.json["titles"][0]["value"]) == (200, "Записки о большой реке")
    assert done.headers["ETag"] != stale
    record = program.reads(f"/records/{done.json['record_id']}")
    assert record["contributors"][0]["forms"][0]["value"] == "Толстой, Лев"
    assert program.asks("PATCH", path, {"title": "Третье"}, If_Match=stale).status_code == 412


def test_a_record_sent_anew_says_what_it_says_and_its_copies_stay(program):
    [own] = program.reads("/holdings")["items"]
    path = own["href"]
    program.asks("POST", "/items", {"holding_id": own["id"], "barcode": "A2"})
    tag = program.reads(path)["etag"]
    anew = marc("1", "Записки о малой реке", copies=[("Иной шифр", "Z9")])
    done = program.asks("PUT", path, anew, Content_Type=ISO, If_Match=tag)
    assert done.status_code == 200, done.text
    assert done.json["titles"][0]["value"] == "Записки о малой реке"
    assert [each["barcode"] for each in done.json["items"]] == ["A1", "A2"]
    same = program.asks("PUT", path, anew, Content_Type=ISO, If_Match=done.headers["ETag"])
    assert same.headers["ETag"] == done.headers["ETag"]
    other = program.asks("PUT", path, marc("2", "Чужой номер"), Content_Type=ISO, If_Match="*")
    assert (other.status_code, fields(other)) == (422, ["record"])
    assert program.asks("PUT", path, {"title": "Т"}, If_Match="*").status_code == 415


def test_another_librarys_record_is_not_there_and_a_key_needs_the_scope(program, app, make_library):
    [own] = program.reads("/holdings")["items"]
    stranger = Program(app, make_library("Heihe"))
    assert stranger.asks("PATCH", own["href"], {"title": "Моё"}, If_Match="*").status_code == 404
    assert stranger.asks("PUT", own["href"], FOREST, Content_Type=ISO, If_Match="*").status_code == 404
    reader = Program(app, program.library_id, Scope.HOLDINGS_READ, Scope.HOLDINGS_WRITE)
    assert reader.asks("POST", "/records", {"title": "Т"}).json["code"] == "scope-missing"


# Fields ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/libraries", {"code"}),
        ("/records", {"id", "titles"}),
        ("/holdings", {"id", "etag"}),
        ("/items", {"barcode", "state"}),
        ("/imports", {"id", "state"}),
        ("/events", {"type"}),
    ],
)
def test_of_each_row_only_the_fields_asked_for_are_told(program, path, names):
    told = program.reads(f"{path}?fields={','.join(names)},")
    assert told["items"]
    assert {frozenset(each) for each in told["items"]} == {frozenset(names)}
    every = program.reads(path)
    assert told.keys() == every.keys()
    assert [{name: each[name] for name in names} for each in every["items"]] == told["items"]


def test_of_one_thing_too_and_what_is_no_field_is_refused(program):
    [own] = program.reads("/holdings")["items"]
    assert program.reads(f"{own['href']}?fields=id,source_id") == {"id": own["id"], "source_id": "1"}
    for path in ("/holdings", own["href"], "/records", f"/records/{own['record_id']}", "/account"):
        assert fields(program.asks("GET", f"{path}?fields=id,secret")) == ["fields"], path


# Imports --------------------------------------------------------------------------------------------------------------


def happened(program, cursor):
    told = program.reads(f"/events?limit=200&cursor={cursor}")
    return [(each["type"], each["href"]) for each in told["items"]], told["cursor"]


class Copy:
    """What a program keeps of its library's records: read whole once, then kept current by events alone."""

    def __init__(self, program):
        self.program = program
        self.cursor = program.reads("/events?limit=200")["cursor"]
        self.rows = {}
        self.read("/holdings")

    def read(self, path):
        while path:
            answer = self.program.asks("GET", path)
            self.rows |= {each["id"]: each for each in answer.json["items"]}
            path = answer.headers.get("Link", "").partition(">")[0].partition("/api/v1")[2]

    def follow(self):
        told, self.cursor = happened(self.program, self.cursor)
        for kind, href in told:
            if kind == "import.undone":
                self.rows = {}
                self.read("/holdings")
            elif kind.startswith("import."):
                self.read(f"{self.program.reads(href)['changed']}&limit=2")
            elif kind.startswith("holding."):
                self.rows[int(href.rpartition("/")[2])] = self.program.reads(href)


def test_a_program_that_follows_events_has_all_that_files_brought_changed_and_withdrew(program, library):
    many = [marc(str(number), f"Книга {number}", copies=[("К", f"K{number}")]) for number in range(10, 15)]
    kept = Copy(program)

    def is_complete():
        kept.follow()
        rows = {each["id"]: each for each in program.reads("/holdings?limit=200")["items"]}
        return kept.rows == rows

    library.sends(*many)
    assert is_complete()
    library.sends(many[0], marc("11", "Книга одиннадцатая"), marc("12", "Книга 12", is_deleted=True))
    assert is_complete()
    enter(program, FOREST, ISO)
    assert is_complete()
    whole = library.sends(*many, is_whole=True)
    assert is_complete()
    assert any(each["is_withdrawn"] for each in kept.rows.values())
    with transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, whole.id))
    undoing.run(database(), whole.id)
    assert is_complete()


def test_a_file_is_told_with_what_became_of_it_and_of_another_library_nothing(program, app, make_library):
    [told] = program.reads("/imports")["items"]
    assert (told["state"], told["read"], told["created"]) == ("done", 1, 1)
    assert program.reads(told["href"]) == told
    assert [each["source_id"] for each in program.reads(told["changed"])["items"]] == ["1"]
    stranger = Program(app, make_library("Heihe"))
    assert stranger.asks("GET", told["href"]).status_code == 404
    assert stranger.reads(told["changed"])["items"] == stranger.reads("/imports")["items"] == []
