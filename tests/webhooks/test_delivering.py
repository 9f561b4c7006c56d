"""Events go from the audit to a program's address: each once, signed, again when it fails, nowhere they must not."""

import contextlib
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import col
from standardwebhooks import Webhook as Standard

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core import audit
from library_exchange.core.actor import Role, clock
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.core.outgoing import Unreached
from library_exchange.directory.models import Library
from library_exchange.mail.models import KIND as MAIL
from library_exchange.offers.models import Want
from library_exchange.offers.rules.wants import WantKind
from library_exchange.webhooks import jobs, queries
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.resources import DOOR
from library_exchange.webhooks.rules.delivering import Outcome, State
from library_exchange.webhooks.rules.kinds import MOST_AT_ONCE
from library_exchange.webhooks.services import collecting, delivering, keeping, night, sending_again
from library_exchange.webhooks.services.ordering import DELIVER
from tests.ways_out import decide, noted
from tests.webhooks.conftest import BASE_URL

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def later(told, length: timedelta) -> None:
    """Have everything that waits have waited for so long already."""
    with transaction() as session:
        hook = session.get_one(Webhook, told.webhook_id)
        due = hook.due_at - length if hook.due_at else None
        for row in session.scalars(sa.select(WebhookDelivery).where(col(WebhookDelivery.next_at).is_not(None))):
            row.next_at -= length
        for name in ("spared_until", "failing_since", "old_until"):
            if getattr(hook, name):
                setattr(hook, name, getattr(hook, name) - length)
        open_orders = (col(OutboxMessage.kind) == DELIVER, col(OutboxMessage.done_at).is_(None))
        for order in session.scalars(sa.select(OutboxMessage).where(*open_orders)):
            if hook.due_at and order.payload["due"] == hook.due_at.isoformat():
                order.payload, order.due_at = order.payload | {"due": due.isoformat()}, due
        hook.due_at = due


def open_orders() -> int:
    with reading() as session:
        wanted = sa.select(sa.func.count()).where(
            col(OutboxMessage.kind) == DELIVER, col(OutboxMessage.done_at).is_(None)
        )
        return session.scalar(wanted)


def letters() -> list[dict]:
    with reading() as session:
        wanted = sa.select(col(OutboxMessage.payload)).where(col(OutboxMessage.kind) == MAIL)
        return list(session.scalars(wanted.order_by(col(OutboxMessage.id))))


# One event, one delivery ----------------------------------------------------------------------------------------------


def test_what_is_committed_after_what_happened_later_is_told_too(told):
    """Where several write at once, a lower number may be seen later; the cursor waits for the transaction that has it.

    SQLite has one writer after the other, so that there numbers are seen in their order.
    """
    with contextlib.ExitStack() as slow:
        first = slow.enter_context(database().transaction())
        audit.record(first, clock(), "want.add", "want", _want(first, told.library_id))
        first.flush()
        if database().is_sqlite:
            slow.close()
        else:
            assert told.collects() == 0
        [second] = told.wants()
        before = told.collects()
        assert before == (2 if database().is_sqlite else 0)
    assert before + told.collects() == 2
    assert told.collects() == 0
    bodies = [json.loads(each.body)["data"]["thing_id"] for each in told.deliveries()]
    assert bodies[1] == second
    assert len(set(bodies)) == 2


def _want(session, library_id):
    times = {"created_at": now(), "touched_at": now()}
    made = Want(library_id=library_id, kind=WantKind.EDITION, title="Лес", title_key="лес", **times)
    session.add(made)
    session.flush()
    return made.id


def test_what_happens_is_delivered_signed_and_noted(told):
    [want] = told.wants()
    assert told.collects() == 1
    told.deliver()
    [got] = told.program.got
    body = Standard(told.secret).verify(got.body, got.headers)
    assert (body["type"], body["data"]["thing_id"]) == ("want.add", want)
    assert body["data"]["href"].startswith(f"{BASE_URL}/api/v1/events?cursor=")
    assert got.headers["content-type"] == "application/json"
    [delivery] = told.deliveries()
    assert (delivery.outcome, delivery.status, delivery.answer) == (Outcome.DELIVERED, 200, "thank you")
    assert (delivery.tries, delivery.message_id) == (1, f"evt_{body['data']['id']}")
    assert told.state().due_at is None
    assert open_orders() == 0


def test_what_was_told_is_not_told_again_and_what_was_before_is_not_told(told, make_library, program, deliver):
    told.wants(2)
    assert (told.collects(), told.collects()) == (2, 0)
    told.registers(program.address)
    assert told.collects() == 0
    told.wants()
    assert told.collects() == 2, "one delivery for each address"
    told.deliver()
    ids = [got.headers["webhook-id"] for got in program.got]
    assert len(ids) == 4
    assert len(set(ids)) == 3, "an event has one name wherever it goes"


def test_only_what_was_ticked_and_is_the_librarys_own_is_told(told, make_library):
    loans_only, _secret = told.registers(told.program.address, "loans")
    stranger = make_library("Amur", "RU")
    with transaction() as session:
        [number] = told.wants()
        theirs = Want(**(session.get_one(Want, number).model_dump() | {"id": None, "library_id": stranger}))
        session.add(theirs)
        session.flush()
        audit.record(session, clock(), "want.add", "want", theirs.id)
        audit.record(session, clock(), "add", "user", 1)
    assert told.collects() == 1
    assert [each.webhook_id for each in told.deliveries()] == [told.webhook_id]
    assert loans_only != told.webhook_id


def test_much_at_once_is_told_by_one_message(told):
    before = told.state().cursor
    told.wants(MOST_AT_ONCE)
    assert told.collects() == MOST_AT_ONCE
    told.wants(MOST_AT_ONCE + 1)
    assert told.collects() == 1
    last = told.deliveries()[-1]
    assert last.type == "events.many"
    assert told.state().cursor > before + 2 * MOST_AT_ONCE
    assert told.collects() == 0


def test_a_file_taken_in_is_one_event(told):
    with transaction() as session:
        values = {"filename": "a.mrc", "stored_name": "a", "size_bytes": 1, "state": ImportState.DONE}
        file = Import(library_id=told.library_id, created_at=now(), **values)
        session.add(file)
        session.flush()
        for action in ("upload", "choose", "start", "done"):
            audit.record(session, clock(), action, "import", file.id)
    assert told.collects() == 1
    assert told.deliveries()[0].type == "import.done"


def test_a_cursor_follows_what_is_nobodys_business(told, monkeypatch):
    monkeypatch.setattr(collecting, "FAR", 5)
    with transaction() as session:
        for _number in range(6):
            audit.record(session, clock(), "add", "user", 1)
    before = told.state().cursor
    assert told.collects() == 0
    assert told.state().cursor > before + 5


def test_a_library_that_has_left_is_told_nothing(told):
    told.wants()
    with transaction() as session:
        library = session.get_one(Library, told.library_id)
        library.lends, library.leaves_on, library.is_closing, library.has_left = False, now().date(), True, True
    assert told.collects() == 0


def test_the_clock_collects_what_happened(told):
    told.wants()
    assert jobs.collect() == 1


# Again ----------------------------------------------------------------------------------------------------------------


def test_what_fails_is_tried_again_under_the_same_name_and_then_given_up(told):
    told.program.status, told.program.answer = 500, b"<h1>Oops</h1>\n\x00\xff" + b"x" * 5000
    told.tests()
    [delivery] = told.deliveries()
    assert (delivery.outcome, delivery.status, delivery.tries) == (Outcome.WAITING, 500, 1)
    assert delivery.answer.startswith("<h1>Oops</h1>")
    assert len(delivery.answer) == 200
    assert open_orders() == 1
    told.deliver()
    assert len(told.program.got) == 1, "not before its time"
    for _try in range(9):
        later(told, DAY + HOUR)
        with transaction() as session:
            session.get_one(Webhook, told.webhook_id).failing_since = now()
        told.deliver()
    assert len({got.headers["webhook-id"] for got in told.program.got}) == 1
    assert len({got.body for got in told.program.got}) == 1
    assert len(told.program.got) == 10
    assert told.deliveries()[0].outcome is Outcome.FAILED
    assert open_orders() == 0


def test_one_that_fails_does_not_hold_up_the_others(told):
    told.program.status = 422
    told.tests()
    told.program.status = 204
    told.tests()
    assert [each.outcome for each in told.deliveries()] == [Outcome.WAITING, Outcome.DELIVERED]
    assert told.state().failing_since is None


def test_a_server_that_does_not_answer_is_asked_once_whatever_waits_and_gets_all_when_it_is_back(told):
    told.program.is_silent = True
    told.wants(5)
    told.collects()
    told.deliver()
    assert len(told.program.got) == 1
    assert told.deliveries()[0].failure == Unreached.NO_ANSWER
    told.program.is_silent = False
    later(told, 6 * SECOND)
    told.deliver()
    assert len({got.headers["webhook-id"] for got in told.program.got}) == 5
    assert {each.outcome for each in told.deliveries()} == {Outcome.DELIVERED}
    assert told.state().failing_since is None


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_wants_to_be_left_alone_is_left_alone(told, status):
    told.program.status, told.program.headers = status, {"Retry-After": "7200"}
    told.wants(2)
    told.collects()
    told.deliver()
    assert len(told.program.got) == 1
    later(told, HOUR)
    told.wants()
    told.collects()
    told.deliver()
    assert len(told.program.got) == 1
    told.program.status = 200
    later(told, 2 * HOUR)
    told.deliver()
    assert len(told.program.got) == 4


def test_410_ends_it_until_somebody_resumes(told, make_person):
    make_person("anna@heihe.example", library_id=told.library_id, roles=Role.LIBRARY_ADMIN)
    told.program.status = 410
    told.tests()
    assert told.state().state is State.GONE
    assert told.deliveries()[0].outcome is Outcome.FAILED
    told.wants()
    assert told.collects() == 0
    assert "410" not in letters()[0]["body"]
    told.does(keeping.resume)
    assert told.collects() == 1, "what happened meanwhile is not lost"


def test_after_a_day_of_failures_it_is_stopped_and_the_administrators_are_told_each_in_her_language(told, make_person):
    for name, language in (("anna", "ru"), ("lan", "zh")):
        make_person(f"{name}@heihe.example", library_id=told.library_id, roles=Role.LIBRARY_ADMIN, language=language)
    told.program.status = 500
    told.tests()
    later(told, DAY)
    told.deliver()
    hook = told.state()
    assert (hook.state, hook.due_at) == (State.FAILING, None)
    assert hook.stopped_at is not None
    assert {letter["language"] for letter in letters()} == {"ru", "zh"}
    for letter in letters():
        assert "localhost" in letter["subject"]
        assert f"/{letter['language']}/staff/webhooks/{told.webhook_id}" in letter["body"]
        assert "seen-by-nobody" not in letter["subject"] + letter["body"]
    with reading() as session:
        assert len(session.execute(queries.stopped(told.library_id, now().date())).all()) == 1
    assert told.deliveries()[0].outcome is Outcome.WAITING
    told.program.status = 200
    told.does(keeping.resume)
    told.deliver()
    assert told.deliveries()[0].outcome is Outcome.DELIVERED
    with reading() as session:
        assert session.execute(queries.stopped(told.library_id, now().date())).all() == []


def test_where_no_administrator_can_be_written_to_the_desk_is_told(told):
    told.program.status = 410
    told.tests()
    with reading() as session:
        library = session.get_one(Library, told.library_id)
    assert [letter["recipient"] for letter in letters()] == [library.mailbox]


# Killed in between ----------------------------------------------------------------------------------------------------


def the_order(told) -> dict:
    with reading() as session:
        wanted = sa.select(col(OutboxMessage.payload)).where(
            col(OutboxMessage.kind) == DELIVER, col(OutboxMessage.done_at).is_(None)
        )
        return session.scalars(wanted).one()


@pytest.mark.parametrize("dies_in", ["post", "note", "order_next"])
def test_a_worker_that_dies_anywhere_loses_nothing_and_doubles_at_most_under_one_name(told, monkeypatch, dies_in):
    told.wants(2)
    told.collects()
    before = getattr(delivering, dies_in)

    def dies(*given):
        if dies_in == "post":
            before(*given)
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(delivering, dies_in, dies)
        with pytest.raises(SystemExit):
            jobs._deliver([the_order(told)])
    jobs._deliver([the_order(told)])
    assert {each.outcome for each in told.deliveries()} == {Outcome.DELIVERED}
    names = [got.headers["webhook-id"] for got in told.program.got]
    assert len(set(names)) == 2
    assert len(names) == (2 if dies_in == "order_next" else 3)
    told.deliver()
    assert len(told.program.got) == len(names)
    assert told.state().due_at is None


def test_an_order_that_was_overtaken_comes_to_nothing(told):
    told.wants()
    told.collects()
    order = the_order(told)
    told.deliver()
    jobs._deliver([order])
    assert len(told.program.got) == 1


def test_collecting_that_dies_moves_no_cursor_and_leaves_no_half(told, monkeypatch):
    told.wants(3)
    before = told.state().cursor
    with monkeypatch.context() as killed:
        killed.setattr(collecting, "order", lambda *_given: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            told.collects()
    assert (told.state().cursor, told.deliveries()) == (before, [])
    assert told.collects() == 3


def test_who_was_slower_collects_nothing(told):
    told.wants()
    cursor = told.state().cursor
    told.collects()
    with transaction() as session:
        assert collecting.collect(session, told.webhook_id, cursor, BASE_URL, now()) == 0


def test_an_address_has_its_turn_and_then_others_have(told, monkeypatch):
    told.wants(2)
    told.collects()
    for room, name in ((jobs, "PASS_S"), (delivering, "TURN_S")):
        due = told.state().due_at
        with monkeypatch.context() as hurried:
            hurried.setattr(room, name, -1)
            jobs._deliver([{"webhook": told.webhook_id, "due": due.isoformat()}])
        assert told.program.got == []
        assert told.state().due_at > due, name
    told.deliver()
    assert len(told.program.got) == 2


def test_an_address_at_which_something_breaks_keeps_no_other_from_its_turn(told, monkeypatch):
    broken = told.webhook_id
    told.registers(told.program.address)
    told.wants()
    told.collects()
    before = delivering.run

    def breaks(where, number, *more):
        if number == broken:
            raise ZeroDivisionError
        before(where, number, *more)

    with monkeypatch.context() as failing:
        failing.setattr(delivering, "run", breaks)
        told.deliver()
    assert len(told.program.got) == 1
    with transaction() as session:
        session.execute(sa.update(OutboxMessage).where(col(OutboxMessage.done_at).is_(None)).values(due_at=now()))
    told.deliver()
    assert len(told.program.got) == 2


# Where nobody is sent -------------------------------------------------------------------------------------------------


def test_a_server_of_a_closed_network_is_not_asked(told):
    told.app.extensions["settings"].webhook_networks = ""
    told.tests()
    assert told.program.got == []
    assert told.deliveries()[0].failure == Unreached.NOT_PUBLIC


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "[64:ff9b::a00:1]"],
)
def test_no_address_of_a_closed_network_is_asked(told, host):
    told.app.extensions["settings"].webhook_networks = ""
    told.webhook_id, _secret = told.registers(f"https://{host}/events")
    told.tests()
    assert told.deliveries()[0].failure == Unreached.NOT_PUBLIC


def test_a_redirect_is_a_failure_and_leads_nobody_on(told):
    told.program.status, told.program.headers = 307, {"Location": told.program.address}
    told.tests()
    assert len(told.program.got) == 1
    assert (told.deliveries()[0].status, told.deliveries()[0].outcome) == (307, Outcome.WAITING)


def test_a_server_that_nobody_vouches_for_is_told_nothing(told, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    told.tests()
    assert told.program.got == []
    assert told.deliveries()[0].failure == Unreached.CERTIFICATE


def test_the_address_and_the_secret_stand_in_no_audit_no_order_and_no_table_of_ours(told):
    told.tests()
    with reading() as session:
        kept = [str(entry.facts) for entry in session.scalars(sa.select(AuditEntry))]
        kept += [str(row.payload) for row in session.scalars(sa.select(OutboxMessage))]
        hook = session.get_one(Webhook, told.webhook_id).model_dump()
    assert "seen-by-nobody" not in "".join(kept)
    assert told.secret.removeprefix("whsec_") not in str(hook)
    assert told.key not in str(hook)


# The secret -----------------------------------------------------------------------------------------------------------


def believes(secret: str, got) -> bool:
    held = Standard(secret)
    try:
        held.verify(got.body, got.headers)
    except Exception:
        return False
    return True


def test_after_a_new_secret_both_hold_for_a_day(told):
    new = told.does(keeping.roll, told.key)
    told.tests()
    assert [believes(secret, told.program.got[-1]) for secret in (told.secret, new)] == [True, True]
    later(told, DAY)
    told.tests()
    assert [believes(secret, told.program.got[-1]) for secret in (told.secret, new)] == [False, True]


def test_where_the_key_of_the_service_was_changed_nothing_is_signed_until_there_is_a_new_secret(told):
    told.key = "another key"
    with transaction() as session:
        hook = session.get_one(Webhook, told.webhook_id)
        sending_again.send_test(session, told.actor, hook, BASE_URL, now())
    due = told.state().due_at
    delivering.run(database(), told.webhook_id, due, told.key, jobs.bounds())
    assert (told.state().state, told.program.got) == (State.UNSIGNED, [])
    assert len(letters()) == 1
    secret = told.does(keeping.roll, told.app.extensions["settings"].secret("secret_key"))
    told.deliver()
    assert [believes(each, told.program.got[-1]) for each in (told.secret, secret)] == [False, True]


# By a click -----------------------------------------------------------------------------------------------------------


def test_one_delivery_is_sent_again_under_its_name(told):
    told.tests()
    told.does(sending_again.send_again, told.deliveries()[0].id)
    told.deliver()
    first, second = told.program.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert told.deliveries()[0].outcome is Outcome.DELIVERED


def test_all_that_failed_since_some_time_is_sent_again_and_nothing_else(told):
    told.program.status = 400
    told.wants(3)
    told.collects()
    told.deliver()
    told.program.status = 200
    told.tests()
    with transaction() as session:
        oldest = session.get_one(WebhookDelivery, told.deliveries()[0].id)
        oldest.tried_at -= 2 * HOUR
    assert told.does(sending_again.send_failed_again, now() - HOUR) == 2
    told.deliver()
    assert [each.outcome for each in told.deliveries()] == [Outcome.WAITING, *[Outcome.DELIVERED] * 3]
    assert told.does(sending_again.send_failed_again, now() - HOUR) == 0


def test_a_paused_address_gets_nothing_and_all_when_it_is_resumed(told):
    told.does(keeping.pause)
    told.wants(2)
    assert told.collects() == 0
    told.does(keeping.resume)
    told.collects()
    told.deliver()
    assert len(told.program.got) == 2


def test_an_ended_address_is_forgotten_with_what_was_delivered(told):
    told.wants()
    told.collects()
    told.does(keeping.end)
    told.deliver()
    assert told.program.got == []
    assert told.deliveries() == []


def test_deliveries_are_kept_for_thirty_days(told):
    told.tests()
    with time_machine.travel(now() + timedelta(days=29), tick=False), transaction() as session:
        night.forget(session, now())
    assert len(told.deliveries()) == 1
    with time_machine.travel(now() + timedelta(days=31), tick=False), transaction() as session:
        night.forget(session, now())
    assert told.deliveries() == []


def test_the_body_is_what_was_signed_to_the_byte(told):
    told.wants()
    told.collects()
    told.deliver()
    assert told.program.got[0].body.decode() == told.deliveries()[0].body
    assert json.loads(told.program.got[0].body)


# The way out ----------------------------------------------------------------------------------------------------------


def test_events_wait_while_the_way_out_is_shut_and_every_try_is_noted(told):
    decide(DOOR, is_open=False)
    told.wants()
    told.collects()
    told.deliver()
    assert (told.program.got, noted(DOOR)) == ([], (0, []))
    decide(DOOR, is_open=True)
    told.program.status = 500
    told.deliver()
    told.program.status = 302
    told.does(sending_again.send_again, told.deliveries()[0].id)
    told.deliver()
    told.program.status = 204
    told.does(sending_again.send_again, told.deliveries()[0].id)
    told.deliver()
    assert (len(told.program.got), noted(DOOR)) == (3, (3, ["http-500", "http-302"]))
    told.program.is_silent = True
    told.tests()
    assert noted(DOOR) == (4, ["http-500", "http-302", "no_answer"])
