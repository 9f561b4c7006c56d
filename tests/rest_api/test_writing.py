"""What programs write: copies and loans, each once, nothing of another library, nothing over somebody's change."""

import threading
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState, SourceRecord
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry
from library_exchange.holdings.models import Correction
from library_exchange.holdings.queries.own_records import get_copy
from library_exchange.holdings.schemas import CopyChange
from library_exchange.holdings.services import copy_acts, copy_states
from library_exchange.loans.models import LoanRequest
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState
from library_exchange.rest_api.models import ApiAnswer
from library_exchange.rest_api.services import night
from tests.counting import count_queries
from tests.imports.files import record as marc
from tests.rest_api.api_program import Program

__all__ = ["amur", "library"]
from tests.imports.conftest import amur, library


@pytest.fixture
def program(app, library, worlds) -> Program:
    books = (
        marc("1", "Записки о реке", copies=[("84 Р7", "A1"), ("84 Р7", "A2")]),
        marc("2", "Река и тайга", copies=[("84 Р8", "A3")]),
    )
    worlds.given(database(), "two books of a program's library", lambda: library.sends(*books), app)
    return Program(app, library.library_id)


def item_of(program: Program, barcode: str):
    [found] = program.reads(f"/items?barcode={barcode}")["items"]
    return found


# Once -----------------------------------------------------------------------------------------------------------------


def test_what_is_sent_twice_is_done_once_and_answered_alike(program):
    new, name = {"holding_id": item_of(program, "A1")["holding_id"], "barcode": "A9"}, uuid.uuid4().hex
    first = program.asks("POST", "/items", new, Idempotency_Key=name)
    again = program.asks("POST", "/items", new, Idempotency_Key=name)
    assert (first.status_code, again.status_code) == (201, 201), first.text
    assert (again.data, again.headers["Location"]) == (first.data, first.headers["Location"])
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert len(program.reads("/items")["items"]) == 4


def test_another_thing_under_the_same_name_is_refused(program):
    name, holding_id = uuid.uuid4().hex, item_of(program, "A1")["holding_id"]
    program.asks("POST", "/items", {"holding_id": holding_id}, Idempotency_Key=name)
    other = program.asks("POST", "/items", {"holding_id": holding_id, "copies": 2}, Idempotency_Key=name)
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    elsewhere = program.asks("POST", "/loans", {"title": "Тайга"}, Idempotency_Key=name)
    assert elsewhere.json["code"] == "idempotency-key-reused"


def test_a_name_is_one_keys_and_is_forgotten_after_a_day(program):
    name, new = uuid.uuid4().hex, {"holding_id": item_of(program, "A1")["holding_id"]}
    other = Program(program.app, program.library_id)
    for each in (program, other):
        assert each.asks("POST", "/items", new, Idempotency_Key=name).status_code == 201
    with transaction() as session:
        session.execute(sa.update(ApiAnswer).values(created_at=now() - timedelta(hours=25)))
    assert program.asks("POST", "/items", new, Idempotency_Key=name).headers.get("Idempotency-Replayed") is None
    with transaction() as session:
        night.forget(session, now())
    with reading() as session:
        assert [each.key_id for each in session.scalars(sa.select(ApiAnswer))] == [program.key_id]


def test_what_was_refused_may_be_sent_again_under_its_name(program):
    name, holding_id = uuid.uuid4().hex, item_of(program, "A1")["holding_id"]
    refused = program.asks("POST", "/items", {"holding_id": holding_id, "barcode": "A3"}, Idempotency_Key=name)
    assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "barcode")
    again = program.asks("POST", "/items", {"holding_id": holding_id, "barcode": "A4"}, Idempotency_Key=name)
    assert again.status_code == 201


def test_two_that_come_at_once_are_done_once(program):
    new, name = {"holding_id": item_of(program, "A1")["holding_id"], "barcode": "A9"}, uuid.uuid4().hex
    answers = []

    def send():
        answers.append(program.asks("POST", "/items", new, Idempotency_Key=name))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {(each.status_code, each.data) for each in answers} == {(201, answers[0].data)}
    assert len(program.reads("/items?barcode=A9")["items"]) == 1


# Copies ---------------------------------------------------------------------------------------------------------------


def test_a_copy_is_added_changed_and_withdrawn(program):
    record_id = item_of(program, "A1")["record_id"]
    added = program.asks("POST", "/items", {"record_id": record_id, "barcode": "A9", "call_number": "84 Р9"})
    [item] = added.json["items"]
    assert (item["barcode"], item["call_number"], added.headers["Location"]) == ("A9", "84 Р9", item["href"])
    changed = program.asks("PATCH", item["href"], {"copy_place": "Хранение"}, If_Match=item["etag"])
    assert changed.json | {"etag": ""} == item | {"copy_place": "Хранение", "etag": ""}
    assert changed.headers["ETag"] == changed.json["etag"] != item["etag"]
    why = {"reason": "worn_out"}
    stale = program.asks("POST", f"{item['href']}/withdraw", why, If_Match=item["etag"])
    assert stale.status_code == 412
    gone = program.asks("POST", f"{item['href']}/withdraw", why, If_Match=changed.headers["ETag"])
    assert (gone.status_code, gone.json["state"]) == (200, "withdrawn")


def test_somebodys_change_is_not_overwritten(program):
    item = item_of(program, "A3")
    librarian = Actor("person", library_id=program.library_id, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        seen = get_copy(session, program.library_id, item["id"]).seen
        change = CopyChange(barcode="A3", call_number="84 Р8", state=LocalState.NOT_LENT, seen=seen)
        copy_acts.change(session, librarian, item["id"], change, now())
    late = program.asks("PATCH", item["href"], {"call_number": "K9"}, If_Match=item["etag"])
    assert (late.status_code, late.json["code"]) == (412, "precondition-failed")
    assert item_of(program, "A3")["call_number"] == "84 Р8"


def test_nothing_of_another_library_is_written_or_told(program, make_library):
    other = Program(program.app, make_library("Heihe"))
    item = item_of(program, "A3")
    for method, path, told in (
        ("GET", item["href"], None),
        ("PATCH", item["href"], {"call_number": "K9"}),
        ("POST", f"{item['href']}/withdraw", {"reason": "lost"}),
        ("POST", "/items", {"holding_id": item["holding_id"]}),
        ("GET", f"/holdings/{item['holding_id']}", None),
    ):
        answer = other.asks(method, path, told, If_Match="*")
        assert (answer.status_code, answer.json["code"]) == (404, "not-found")
    states = {"items": [{"id": item["id"], "state": "missing"}, {"barcode": "A3", "state": "missing"}]}
    told = other.asks("POST", "/items/states", states).json
    assert [each["result"] for each in told["items"]] == ["not-found", "not-found"]
    assert item_of(program, "A3") == item
    assert other.reads("/items")["items"] == []


# Where many copies are ------------------------------------------------------------------------------------------------


def tell(program, *lines):
    told = [{"state": state, ("id" if isinstance(name, int) else "barcode"): name} for name, state in lines]
    answer = program.asks("POST", "/items/states", {"items": told})
    assert answer.status_code == 200, answer.text
    return answer.json


def test_each_of_many_lines_has_an_answer_of_its_own(program):
    first, gone = item_of(program, "A1"), item_of(program, "A2")
    program.asks("POST", f"{gone['href']}/withdraw", {"reason": "lost"}, If_Match=gone["etag"])
    told = tell(
        program,
        (first["id"], "out_locally"),
        ("A3", "on_shelf"),
        ("A2", "on_shelf"),
        ("nowhere", "missing"),
    )
    assert [each["result"] for each in told["items"]] == ["changed", "unchanged", "withdrawn", "not-found"]
    assert [bool(each["detail"]) for each in told["items"]] == [False, False, True, True]
    assert (told["changed"], item_of(program, "A1")["state"]) == (1, "out_locally")


def test_of_two_lines_about_one_copy_the_later_holds(program):
    told = tell(program, ("A1", "missing"), ("A1", "not_lent"))
    assert [each["result"] for each in told["items"]] == ["changed", "changed"]
    assert item_of(program, "A1")["state"] == "not_lent"
    with reading() as session:
        entries = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "set_state")).all()
    assert [each.facts for each in entries] == [{"before": "on_shelf", "after": "not_lent"}]


def test_a_number_that_two_copies_have_names_none(program):
    with transaction() as session:
        session.execute(sa.update(Item).where(col(Item.barcode) == "A2").values(barcode="A1"))
    assert tell(program, ("A1", "missing"))["items"][0]["result"] == "several"


def test_what_was_told_of_many_stands_in_audit_and_history_and_ends_offers(program):
    item = item_of(program, "A1")
    with transaction() as session:
        session.add(
            Offer(
                library_id=program.library_id,
                state=OfferState.OPEN,
                record_id=item["record_id"],
                item_id=item["id"],
                title="Записки о реке",
                title_key="записки о реке",
                weight_g=300,
                created_at=now(),
                touched_at=now(),
            )
        )
    assert tell(program, ("A1", "missing"), ("A3", "missing"))["offers_withdrawn"] == 1
    with reading() as session:
        audit = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.action) == "set_state")).all()
        assert {(each.subject, each.door, each.user_id) for each in audit} == {("item", f"api {program.key_id}", None)}
        rows = session.scalars(sa.select(Correction).order_by(col(Correction.id))).all()
        sources = set(session.scalars(sa.select(col(SourceRecord.id))))
        assert {each.source_record_id for each in rows} == sources
        assert rows[0].copies == [[item["id"], 1, {"state": "on_shelf"}, {"state": "missing"}]]


def test_many_copies_cost_as_many_queries_as_few(program, library):
    library.sends(*(marc(f"m{n}", f"Книга {n}", copies=[("84", f"M{n}")]) for n in range(60)))
    key = Actor("key", library_id=program.library_id, roles=frozenset({Role.LIBRARIAN}))

    def missing(numbers):
        lines = [copy_states.Told(LocalState.MISSING, barcode=f"M{n}") for n in numbers]
        with transaction() as session:
            assert copy_states.tell(session, key, lines, now()).changed == len(lines)

    few, many = count_queries(lambda: missing(range(3))), count_queries(lambda: missing(range(3, 60)))
    assert few == many <= 10


# Loans ----------------------------------------------------------------------------------------------------------------


def test_a_request_is_made_and_goes_by_the_steps_that_are_offered(program, make_library, deliver):
    heihe = Program(program.app, make_library("Heihe"))
    record_id = item_of(program, "A3")["record_id"]
    made = heihe.asks("POST", "/loans", {"record_id": record_id})
    assert made.status_code == 201, made.text
    loan = made.json
    assert (loan["side"], loan["state"], loan["partner"]) == ("requesting", "review", None)
    send = next(each for each in loan["steps"] if each["action"] == "send")
    assert send["asks"] == ["supplier_id", "asks_on"]
    sent = heihe.asks(
        "POST", send["href"], {"action": "send", "supplier_id": program.library_id}, If_Match=made.headers["ETag"]
    )
    assert (sent.status_code, sent.json["state"], sent.json["partner"]) == (200, "sent", "amur")
    deliver()
    [theirs] = program.reads("/loans?side=supplying&open=true")["items"]
    assert theirs["number"] == sent.json["number"]
    take = {"action": "will_supply", "barcode": "A3"}
    taken = program.asks("POST", f"{theirs['href']}/steps", take, If_Match=f'"{theirs["version"]}"')
    assert (taken.status_code, taken.json["state"]) == (200, "to_pick"), taken.text
    deliver()
    assert heihe.reads(loan["href"])["state"] == "will_supply"
    assert item_of(program, "A3")["is_promised"] is True
    assert tell(program, ("A3", "missing"))["items"][0]["result"] == "item-promised"


@pytest.mark.parametrize(
    ("told", "version", "status", "code"),
    [
        ({"action": "will_supply"}, "*", 409, "conflict"),
        ({"action": "eat"}, "*", 422, "invalid-input"),
        ({"action": "decline"}, "*", 422, "invalid-input"),
        ({"action": "decline", "decline_reason": "held_here"}, '"9"', 412, "precondition-failed"),
        ({"action": "decline", "decline_reason": "held_here"}, "", 428, "precondition-required"),
    ],
)
def test_a_step_that_is_not_open_is_refused_as_on_its_page(program, told, version, status, code):
    loan = program.asks("POST", "/loans", {"title": "Тайга"}).json
    answer = program.asks("POST", f"{loan['href']}/steps", told, If_Match=version)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    with reading() as session:
        assert session.get_one(LoanRequest, loan["id"]).state == "review"


def test_a_request_for_a_book_that_the_library_has_asks_why(program):
    answer = program.asks("POST", "/loans", {"record_id": item_of(program, "A3")["record_id"]})
    assert (answer.status_code, answer.json["errors"][0]["field"]) == (422, "own_copy")


def test_a_loan_of_another_library_is_not_found(program, make_library):
    loan = program.asks("POST", "/loans", {"title": "Тайга"}).json
    other = Program(program.app, make_library("Heihe"))
    assert other.asks("GET", loan["href"]).status_code == 404
    step = {"action": "decline", "decline_reason": "held_here"}
    assert other.asks("POST", f"{loan['href']}/steps", step, If_Match="*").status_code == 404
    assert other.reads("/loans")["items"] == []
