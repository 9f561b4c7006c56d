"""Targets are asked within bounds, and what they answer is kept for a while; one that fails is told in a sentence."""

import os
import shutil
import socket
import subprocess
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from library_exchange.copy_cataloguing.models import TargetAnswer
from library_exchange.copy_cataloguing.resources import MOST_AT_ONCE, in_background
from library_exchange.copy_cataloguing.rules.targets import (
    USUAL_INDEXES,
    AnswerState,
    NoRecords,
    Protocol,
    Syntax,
    Target,
    Trouble,
    Wanted,
)
from library_exchange.copy_cataloguing.services import asking, looking
from library_exchange.copy_cataloguing.services.night import VERBS
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from tests.copy_cataloguing.conftest import bounds
from tests.copy_cataloguing.sru_answers import answer, marc, refusal

BOOK = Wanted(title="мост")


def target(address, **more):
    return Target(Protocol.SRU, address, USUAL_INDEXES[Protocol.SRU], **more)


def trouble(found, **within):
    with pytest.raises(NoRecords) as none:
        asking.ask(found, BOOK, 1, bounds(**within))
    return none.value.why


def test_a_server_is_asked_with_name_and_password_only_if_it_wants_them(elsewhere):
    elsewhere.body = answer([marc("Мост")], hits=23)
    assert asking.ask(target(elsewhere.address), BOOK, 1, bounds()).hits == 23
    asking.ask(target(elsewhere.address, username="reader", password="s3cret"), BOOK, 1, bounds())
    assert elsewhere.asked[0]["query"] == 'dc.title = "мост"'
    assert "Authorization" not in elsewhere.told[0]
    assert elsewhere.told[1]["Authorization"] == "Basic cmVhZGVyOnMzY3JldA=="


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, b"<html/>", Trouble.REFUSED),
        (403, b"no", Trouble.REFUSED),
        (404, b"<html/>", Trouble.NOT_THERE),
        (400, b"<html/>", Trouble.NOT_UNDERSTOOD),
        (503, b"<html/>", Trouble.SERVER_ERROR),
        (200, b"<html/>", Trouble.NOT_UNDERSTOOD),
        (500, refusal(1, "Down"), Trouble.DIAGNOSTIC),
        (200, refusal(1, "Down"), Trouble.DIAGNOSTIC),
    ],
)
def test_what_a_server_answers_in_place_of_records_is_told_apart(elsewhere, status, body, expected):
    elsewhere.status, elsewhere.body = status, body
    assert trouble(target(elsewhere.address)) is expected


def test_a_server_has_so_much_time_and_so_many_bytes_and_no_more(elsewhere):
    elsewhere.body = answer([marc("Мост")] * 10)
    assert trouble(target(elsewhere.address), most_bytes=1000) is Trouble.TOO_LARGE
    elsewhere.pause_s = 3
    began = time.monotonic()
    assert trouble(target(elsewhere.address), seconds=0.3) in (Trouble.TOO_SLOW, Trouble.NO_ANSWER)
    assert time.monotonic() - began < 2


def test_closed_networks_are_asked_only_where_the_operator_allows_them(elsewhere):
    for closed in (elsewhere.address, "http://[::1]:9/sru", "http://10.0.0.1/sru", "http://169.254.169.254/latest"):
        assert trouble(target(closed), allowed="192.0.2.0/24") is Trouble.NOT_PUBLIC
    assert elsewhere.asked == []
    if shutil.which("zoomsh"):
        assert trouble(z3950("127.0.0.1:210/books"), allowed="192.0.2.0/24") is Trouble.NOT_PUBLIC


def test_a_server_leads_nobody_into_a_closed_network(elsewhere, catalogue):
    inside = catalogue()
    elsewhere.status, elsewhere.headers = 302, {"Location": inside.address.replace("127.0.0.1", "10.0.0.1")}
    assert trouble(target(elsewhere.address)) is Trouble.NOT_PUBLIC


def test_a_server_that_is_not_there_is_told(catalogue):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    assert trouble(target(f"http://127.0.0.1:{port}/sru")) is Trouble.NO_ANSWER
    assert trouble(target("http://nobody.invalid/sru")) is Trouble.NO_SUCH_SERVER


# What is kept ---------------------------------------------------------------------------------------------------------


def test_what_was_asked_of_late_is_not_asked_again(desk, elsewhere):
    elsewhere.body = answer([marc("Мост", "b1"), marc("Сад", "b2")], hits=23)
    desk.lists(elsewhere.address, page_size=2)
    first = desk.looks(BOOK)
    assert (first.state, first.hits, len(desk.found())) == (AnswerState.ANSWERED, 23, 2)
    assert desk.looks(BOOK).id == first.id
    assert len(elsewhere.asked) == 1
    assert desk.looks(BOOK, start=3).id != first.id
    assert elsewhere.asked[1]["startRecord"] == "3"
    desk.looks(Wanted(author="мост"))
    assert len(elsewhere.asked) == 3


def test_a_server_that_failed_is_asked_again_sooner(desk, elsewhere):
    elsewhere.body = refusal(16, "Unsupported index", "dc.title")
    desk.lists(elsewhere.address)
    failed = desk.looks(BOOK)
    told = (failed.state, failed.reason, failed.detail)
    assert told == (AnswerState.FAILED, Trouble.DIAGNOSTIC, "Unsupported index: dc.title (1/16)")
    elsewhere.body = answer([marc("Мост")])
    with transaction() as session:
        session.get_one(TargetAnswer, failed.id).began_at -= timedelta(minutes=1)
    assert desk.looks(BOOK).state is AnswerState.ANSWERED


def test_a_server_that_sends_more_than_it_was_asked_for_is_cut_short(desk, elsewhere):
    elsewhere.body = answer([marc("Мост")] * 5)
    desk.lists(elsewhere.address, page_size=2)
    desk.looks(BOOK)
    assert [each.position for each in desk.found()] == [1, 2]


def test_an_answer_that_comes_when_nobody_waits_any_more_is_let_go(desk, elsewhere):
    desk.lists(elsewhere.address)
    done = desk.looks(BOOK)
    with transaction() as session:
        looking.keep(session, done.id, NoRecords(Trouble.TOO_SLOW), 10)
        looking.keep(session, 999, NoRecords(Trouble.TOO_SLOW), 10)
    with reading() as session:
        assert session.get_one(TargetAnswer, done.id).state is AnswerState.ANSWERED


def test_whatever_else_goes_wrong_is_raised_and_keeps_nobody_waiting(desk, elsewhere, monkeypatch):
    monkeypatch.setattr(looking, "ask", lambda *_given: 1 // 0)
    desk.lists(elsewhere.address)
    with pytest.raises(ZeroDivisionError):
        desk.looks(BOOK)
    assert desk.looks(BOOK).reason is Trouble.NOT_UNDERSTOOD


def test_answers_are_forgotten_after_a_day_with_their_records(desk, elsewhere):
    elsewhere.body = answer([marc("Мост")])
    desk.lists(elsewhere.address)
    desk.looks(BOOK)
    for later, left in ((timedelta(hours=23), 1), (timedelta(days=1, minutes=1), 0)):
        with transaction() as session:
            assert VERBS["forget_old"](session, now() + later) == 1 - left
        assert len(desk.found()) == left


def test_no_more_targets_are_asked_at_once_than_there_is_room_for():
    done = []
    waits = [in_background(lambda: time.sleep(0.3)) for _each in range(MOST_AT_ONCE)]
    assert all(waits)
    assert not in_background(lambda: done.append("never"))
    time.sleep(0.6)
    assert in_background(lambda: done.append("now"))
    time.sleep(0.1)
    assert done == ["now"]


def test_a_target_for_which_there_is_no_room_says_so(desk, elsewhere):
    target_id = desk.lists(elsewhere.address)
    with transaction() as session:
        made = TargetAnswer(target_id=target_id, asked=BOOK.digest, began_at=now())
        session.add(made)
        session.flush()
        looking.give_up(session, [made.id])
    assert desk.looks(BOOK).reason is Trouble.BUSY
    assert elsewhere.asked == []


# A real server --------------------------------------------------------------------------------------------------------


def z3950(address, **more):
    return Target(Protocol.Z3950, address, USUAL_INDEXES[Protocol.Z3950], **more)


@pytest.fixture(scope="module")
def yaz():
    """The test server of the package yaz, which speaks SRU and Z39.50: its place, as host:port.

    Skips where that is not installed; fails where it must be.
    """
    program = shutil.which("yaz-ztest")
    if program is None or shutil.which("zoomsh") is None:
        if os.environ.get("REQUIRE_YAZ") == "1":
            pytest.fail("YAZ is required here but absent")
        pytest.skip("needs the package yaz: yaz-ztest and zoomsh")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen([program, f"tcp:127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        for _try in range(50):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


@pytest.mark.parametrize("version", ["1.1", "1.2", "2.0"])
def test_the_test_server_of_yaz_answers_over_sru(yaz, version):
    told = target(f"http://{yaz}/Default", version=version, record_schema="marcxml", page_size=3)
    found = asking.ask(told, Wanted(words="computer"), 1, bounds())
    assert (found.hits >= 3, len(found.pieces)) == (True, 3)
    assert b"How to program a computer" in found.pieces[0].raw
    with pytest.raises(NoRecords) as none:
        asking.ask(told, Wanted(words="computer"), 99, bounds())
    assert none.value.why is Trouble.DIAGNOSTIC


def test_the_test_server_of_yaz_answers_over_z3950(yaz):
    told = z3950(f"{yaz}/Default", page_size=3)
    found = asking.ask(told, Wanted(title="computer"), 1, bounds())
    assert (found.hits, len(found.pieces)) == (23, 3)
    assert b"How to program a computer" in found.pieces[0].raw
    assert len(asking.ask(told, Wanted(title="computer"), 22, bounds()).pieces) == 2
    unreachable = replace(told, address="127.0.0.1:9/Default")
    assert trouble(unreachable) is Trouble.NO_ANSWER
    assert trouble(told, most_bytes=100) is Trouble.TOO_LARGE
    named = replace(told, username="reader", password="s3cret", syntax=Syntax.UNIMARC)
    assert asking.ask(named, Wanted(title='computer" x'), 1, bounds()).hits > 0


def test_a_z3950_server_that_says_nothing_is_given_up(yaz):
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        began = time.monotonic()
        assert trouble(z3950(f"127.0.0.1:{mute.getsockname()[1]}/books"), seconds=0.5) is Trouble.TOO_SLOW
        assert time.monotonic() - began < 3


def test_without_the_program_that_is_told(monkeypatch):
    monkeypatch.setattr(asking.shutil, "which", lambda _name: None)
    assert not asking.is_installed()
    assert trouble(z3950("127.0.0.1:210/books")) is Trouble.NO_PROGRAM
