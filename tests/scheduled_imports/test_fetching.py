"""A library's file is fetched: the first looked at by a person, later ones taken in by themselves, failures told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core import outgoing
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import files
from library_exchange.scheduled_imports import queries
from library_exchange.scheduled_imports.models import ScheduledImport
from library_exchange.scheduled_imports.rules import Failure, Outcome, Reason
from library_exchange.scheduled_imports.services import night
from library_exchange.scheduled_imports.services.setting import FETCH, stop
from tests.imports.files import record

BOOKS = [record(f"{n}", f"Том {n}", author=f"Автор {n}", year=1900 + n) for n in range(40)]


def takes_in(fetching, import_id: int | None) -> None:
    """Let a person take a file in."""
    with transaction() as session:
        found = session.get_one(Import, import_id)
        files.start(session, fetching.actor, found, fetching.schedule().is_whole)
    fetching.deliver()


@pytest.fixture
def known(fetching):
    """A library whose first file a person has taken in."""
    fetching.begins(*BOOKS)
    takes_in(fetching, fetching.tries()[0].import_id)
    return fetching


def test_the_first_file_is_fetched_at_once_and_waits_for_a_person(fetching):
    fetching.begins(*BOOKS)
    first = fetching.tries()[0]
    assert (first.outcome, first.reason) == (Outcome.WAITS, Reason.FIRST)
    found = fetching.file(first.import_id)
    assert (found.state, found.filename, found.survey["read"]) == (ImportState.UPLOADED, "catalogue.mrc", 40)
    assert fetching.numbers() == set()


def test_a_later_file_is_taken_in_by_itself(known):
    last = known.fetches(*BOOKS, record("new", "Новая книга"))
    assert (last.outcome, last.reason) == (Outcome.TAKEN_IN, None)
    assert known.file(last.import_id).state is ImportState.DONE
    assert "new" in known.numbers()


def test_a_file_that_did_not_change_is_not_even_sent(known):
    assert known.fetches().outcome is Outcome.UNCHANGED
    assert "If-None-Match" in known.server.asked[-1]


def test_a_server_without_marks_sends_the_same_file_in_vain(known):
    known.server.has_marks = False
    before = list(uploads().iterdir())
    assert known.fetches().outcome is Outcome.UNCHANGED
    assert list(uploads().iterdir()) == before


def test_a_whole_catalogue_that_lacks_a_few_records_withdraws_them(fetching):
    fetching.begins(*BOOKS, covers="whole")
    takes_in(fetching, fetching.tries()[0].import_id)
    assert fetching.fetches(*BOOKS[2:]).outcome is Outcome.TAKEN_IN
    assert fetching.numbers() == {f"{n}" for n in range(2, 40)}


def test_half_a_catalogue_waits_and_withdraws_nothing(fetching):
    fetching.begins(*BOOKS, covers="whole")
    takes_in(fetching, fetching.tries()[0].import_id)
    last = fetching.fetches(*BOOKS[:20])
    assert (last.outcome, last.reason) == (Outcome.WAITS, Reason.MANY_MISSING)
    assert len(fetching.numbers()) == 40


def test_a_newer_file_takes_the_place_of_one_that_waits(fetching):
    fetching.begins(*BOOKS[:2])
    first = fetching.tries()[0]
    fetching.fetches(*BOOKS)
    assert fetching.file(first.import_id).state is ImportState.DISCARDED
    assert [each.outcome for each in fetching.tries()] == [Outcome.WAITS, Outcome.OVERTAKEN]


def test_a_file_that_was_given_up_comes_again_when_somebody_asks_for_it(fetching):
    fetching.begins(*BOOKS)
    with transaction() as session:
        files.discard(session, fetching.actor, session.get_one(Import, fetching.tries()[0].import_id))
    assert fetching.fetches().outcome is Outcome.WAITS


def test_a_new_address_is_looked_at_by_a_person_again(known):
    known.server.address = known.server.address.replace("catalogue", "other")
    known.begins(*BOOKS, record("new", "Новая книга"))
    assert known.tries()[0].reason == Reason.FIRST


def test_a_file_is_read_in_the_encoding_that_was_chosen_for_the_last_one(fetching):
    fetching.begins(*BOOKS)
    first = fetching.tries()[0].import_id
    with transaction() as session:
        session.get_one(Import, first).encoding = "utf-8"
    takes_in(fetching, first)
    last = fetching.fetches(*BOOKS, record("new", "Новая книга"))
    assert fetching.file(last.import_id).encoding == "utf-8"
    assert last.outcome is Outcome.TAKEN_IN


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, Failure.NOT_THERE),
        (401, Failure.SIGN_IN_WANTED),
        (403, Failure.REFUSED),
        (503, Failure.SERVER_ERROR),
    ],
)
def test_what_the_server_refuses_is_told_by_its_number(fetching, status, failure):
    fetching.server.status = status
    fetching.begins(*BOOKS)
    assert [(each.outcome, each.reason, each.detail) for each in fetching.tries()] == [
        (Outcome.FAILED, failure, str(status))
    ]


def test_a_file_that_fails_is_tried_again_later_and_later_and_then_comes(fetching):
    fetching.server.status = 503
    fetching.begins(*BOOKS)
    waits = [fetching.schedule().next_at - now()]
    for _again in range(2):
        fetching.fetches()
        waits.append(fetching.schedule().next_at - now())
    assert waits == sorted(waits)
    assert fetching.schedule().failures == 3
    fetching.server.status = 200
    assert fetching.fetches().outcome is Outcome.WAITS
    assert (fetching.schedule().failures, fetching.schedule().failing_since) == (0, None)


def test_three_failures_stand_on_the_list_of_work_and_in_the_check(fetching):
    fetching.server.status = 404
    fetching.begins(*BOOKS)
    fetching.fetches()
    for count in (0, 1):
        with reading() as session:
            found = session.execute(queries.failing(fetching.library_id, now().date())).all()
            findings = queries.findings(session)
        assert (len(found), len(findings)) == (count, count)
        fetching.fetches()
    assert "amur" in findings[0]
    assert "secret" not in findings[0]


def test_a_web_page_is_no_file(fetching):
    fetching.begins(b"\n<!DOCTYPE html><title>Sign in</title>")
    assert fetching.tries()[0].reason == Failure.WEB_PAGE


def test_an_empty_file_is_told(fetching):
    fetching.begins()
    assert fetching.tries()[0].reason == Failure.EMPTY
    assert list(uploads().iterdir()) == []


@pytest.mark.parametrize("tells_its_size", [True, False])
def test_a_file_that_is_too_large_is_left(fetching, monkeypatch, tells_its_size):
    monkeypatch.setattr("library_exchange.scheduled_imports.resources.MEGABYTE", 10)
    if not tells_its_size:
        fetching.server.headers = {"Transfer-Encoding": "identity"}
        monkeypatch.setattr(outgoing, "_require_size", lambda *_args: None)
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.TOO_LARGE
    assert list(uploads().iterdir()) == []


def test_a_server_that_speaks_slowly_is_not_waited_for(fetching, monkeypatch):
    monkeypatch.setattr("library_exchange.scheduled_imports.resources.OPENED_FOR", timedelta(seconds=0.5))
    fetching.server.pause_s = 0.2
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.TOO_SLOW
    assert list(uploads().iterdir()) == []


def test_a_server_of_a_closed_network_is_not_asked(app, fetching):
    app.extensions["settings"].fetch_networks = ""
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.NOT_PUBLIC
    assert fetching.server.asked == []


def test_a_server_that_nobody_vouches_for_is_not_believed(fetching, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.CERTIFICATE
    assert fetching.server.asked == []


def test_a_server_proves_the_name_in_the_address(fetching):
    fetching.server.address = fetching.server.address.replace("localhost", "127.0.0.1")
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.CERTIFICATE


@pytest.mark.parametrize("leads_to", ["http://localhost/file", "https://a:b@localhost/file", "file:///etc/passwd", ""])
def test_nobody_is_sent_on_to_what_is_not_secure_or_round_in_a_circle(fetching, leads_to):
    fetching.server.status, fetching.server.headers = 302, {"Location": leads_to}
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.REDIRECTED


def test_nobody_is_sent_on_into_a_closed_network(app, fetching):
    fetching.server.status, fetching.server.headers = 302, {"Location": "https://10.0.0.1/file"}
    fetching.begins(*BOOKS)
    assert fetching.tries()[0].reason == Failure.NOT_PUBLIC


def test_the_address_stands_in_no_audit_and_no_order(known):
    with reading() as session:
        told = [entry.facts for entry in session.scalars(sa.select(AuditEntry))]
        ordered = [row.payload for row in session.scalars(sa.select(OutboxMessage))]
    assert "secret" not in str(told)
    assert "secret" not in str(ordered)


def test_the_night_orders_what_is_due_until_the_next_one(known):
    with transaction() as session:
        assert night.order_what_is_due(session, now()) == 1
        newest = sa.select(OutboxMessage).where(OutboxMessage.kind == FETCH).order_by(OutboxMessage.id.desc())
        ordered = session.scalars(newest).first()
        assert ordered.due_at == known.schedule().next_at
        assert ordered.done_at is None
        session.get_one(ScheduledImport, known.schedule().id).next_at = now() + timedelta(days=3)
        session.flush()
        assert night.order_what_is_due(session, now()) == 0


def test_an_order_that_something_overtook_comes_to_nothing(known):
    with transaction() as session:
        night.order_what_is_due(session, now())
        session.get_one(ScheduledImport, known.schedule().id).next_at = now() + timedelta(days=7)
        session.execute(sa.update(OutboxMessage).values(due_at=now()))
    asked = len(known.server.asked)
    known.deliver()
    assert len(known.server.asked) == asked


def test_an_address_that_was_ended_is_asked_no_more(known):
    with transaction() as session:
        night.order_what_is_due(session, now())
        session.execute(sa.update(OutboxMessage).values(due_at=now()))
        stop(session, known.actor, known.library_id)
    asked = len(known.server.asked)
    known.deliver()
    assert len(known.server.asked) == asked
    assert known.tries() == []


def test_bytes_of_old_files_are_removed_and_what_was_taken_in_stays(known):
    known.fetches(*BOOKS, record("new", "Новая книга"))
    later = now() + night.FILES_KEPT_FOR + timedelta(hours=1)
    assert len(list(uploads().iterdir())) == 2
    with transaction() as session:
        assert night.remove_old_files(session, later) == 2
    known.deliver()
    assert list(uploads().iterdir()) == []
    assert len(known.numbers()) == 41


def test_a_table_with_other_columns_than_last_time_waits(fetching):
    fetching.server.address = fetching.server.address.replace("mrc", "csv")
    head, rows = "Заглавие;Автор;Год\n", "Том 1;Ким;1990\nТом 2;Ли;1991\n"
    fetching.begins((head + rows).encode())
    first = fetching.tries()[0].import_id
    with transaction() as session:
        session.get_one(Import, first).columns = {"headings": 1, "columns": ["title", "author", "year"]}
    takes_in(fetching, first)
    assert fetching.fetches((head + rows + "Том 3;Ли;1992\n").encode()).outcome is Outcome.TAKEN_IN
    last = fetching.fetches(("Автор;Заглавие;Год\nКим;Том 1;1990\n").encode())
    assert (last.outcome, last.reason) == (Outcome.WAITS, Reason.OTHER_COLUMNS)
