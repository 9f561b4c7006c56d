"""A library's server is harvested: all the first time, then what changed; what is deleted there leaves."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Import, ImportState, Item
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry
from library_exchange.harvesting.models import Harvest, HarvestedRecord, HarvestSource
from library_exchange.harvesting.rules.runs import Failure, Outcome
from library_exchange.harvesting.services import night, sources
from library_exchange.imports.services import files
from library_exchange.scheduled_imports.rules import Reason
from tests.harvesting.played import Book, page

BOOKS = [Book(f"{n}", f"Том {n}", at=f"2026-11-{n + 1:02}T00:00:00Z") for n in range(25)]
ALL = {each.identifier for each in BOOKS}


@pytest.fixture
def known(harvesting):
    """A library whose first harvest a person has taken in."""
    harvesting.server.repository.books = list(BOOKS)
    harvesting.begins()
    return harvesting


@pytest.mark.alike_on_both
def test_the_first_harvest_brings_everything_and_waits_for_a_person(harvesting):
    harvesting.server.repository.books = list(BOOKS)
    harvesting.begins(is_taken_in=False)
    first = harvesting.last()
    assert (first.outcome, first.reason, first.is_whole) == (Outcome.WAITS, Reason.FIRST, True)
    assert (first.pages, first.records) == (13, 25)
    assert (harvesting.file().filename, harvesting.file().survey["read"]) == ("Каталог.xml", 25)
    harvesting.takes_in()
    assert harvesting.numbers() == ALL
    assert harvesting.copies() == 25


@pytest.mark.alike_on_both
def test_a_later_harvest_asks_for_what_changed_and_takes_it_in_by_itself(known):
    known.server.repository.books.append(Book("new", "Новая книга", at="2026-11-29T13:00:00Z"))
    last = known.harvests()
    assert known.server.lists()[-1]["from"] == "2026-11-28T12:00:00Z", "a day before the server's own time"
    assert (last.outcome, last.records, last.is_whole) == (Outcome.TAKEN_IN, 1, False)
    assert known.numbers() == {*ALL, "new"}


@pytest.mark.alike_on_both
def test_a_server_that_knows_days_alone_is_asked_for_days(harvesting):
    harvesting.server.repository.granularity = "YYYY-MM-DD"
    harvesting.server.repository.books = list(BOOKS)
    harvesting.begins()
    assert harvesting.harvests().outcome is Outcome.UNCHANGED
    assert harvesting.server.lists()[-1]["from"] == "2026-11-28"


@pytest.mark.alike_on_both
def test_what_is_known_already_makes_no_file_to_look_at(known):
    known.server.repository.change("3", title="Том 3")
    last = known.harvests()
    assert (last.outcome, last.records) == (Outcome.UNCHANGED, 1)
    assert known.file().state is ImportState.DISCARDED


@pytest.mark.alike_on_both
def test_nothing_new_is_no_failure(known):
    last = known.harvests()
    assert (last.outcome, last.records, last.import_id) == (Outcome.UNCHANGED, 0, None)
    assert known.source().failures == 0


def test_a_deleted_record_leaves_with_its_copies(known):
    known.server.repository.change("3", is_deleted=True)
    last = known.harvests()
    assert (last.outcome, last.deleted) == (Outcome.TAKEN_IN, 1)
    assert known.numbers() == ALL - {"3"}
    assert known.copies() == 24
    assert known.harvests().outcome is Outcome.UNCHANGED, "it is not withdrawn again each night"


@pytest.mark.alike_on_both
def test_many_deleted_records_wait_for_a_person(known):
    for each in list(ALL)[:3]:
        known.server.repository.change(each, is_deleted=True)
    last = known.harvests()
    assert (last.outcome, last.reason) == (Outcome.WAITS, Reason.MANY_GONE)
    assert known.numbers() == ALL


def test_a_deleted_record_that_stands_under_a_new_name_stays(known):
    known.server.repository.change("3", is_deleted=True, number="3")
    known.server.repository.books.append(Book("moved", "Том 3", at="2026-11-29T13:00:00Z", number="3"))
    known.harvests()
    assert known.numbers() == ALL


@pytest.mark.alike_on_both
def test_a_record_that_gets_another_number_leaves_under_the_old_one(known):
    known.server.repository.change("3", number="300")
    known.harvests()
    assert known.numbers() == ALL - {"3"} | {"300"}


def test_what_came_from_elsewhere_since_it_was_deleted_stays(known):
    known.server.repository.change("3", is_deleted=True)
    known.server.repository.change("4", title="Том 4")
    with transaction() as session:
        session.execute(
            sa.update(HarvestedRecord).where(col(HarvestedRecord.number) == "3").values(gone_at=now() - timedelta(1))
        )
    known.harvests()
    assert known.numbers() == ALL


@pytest.mark.alike_on_both
def test_a_copy_that_is_promised_stays_and_is_told(known, monkeypatch):
    from library_exchange.catalogue.services import withdrawing

    monkeypatch.setattr(withdrawing, "promised", lambda: col(Item.barcode) == "B3")
    known.server.repository.change("3", is_deleted=True)
    known.harvests()
    assert known.copies() == 25
    assert known.file().kept_items == 1


@pytest.mark.alike_on_both
@pytest.mark.parametrize("deleted", ["no", "transient"])
def test_what_a_server_lacks_that_does_not_tell_it_leaves_when_all_is_harvested(harvesting, deleted):
    harvesting.server.repository.books, harvesting.server.repository.deleted = list(BOOKS), deleted
    harvesting.begins()
    harvesting.server.repository.books = BOOKS[1:]
    assert harvesting.harvests().is_whole is False
    assert harvesting.numbers() == ALL
    assert harvesting.harvests(is_whole=True).is_whole
    assert harvesting.numbers() == ALL - {"0"}


@pytest.mark.alike_on_both
def test_a_list_that_is_shorter_than_it_says_withdraws_nothing(known):
    known.server.answers = lambda told: (200, {}, page(BOOKS[1:], token="", total=25))
    known.harvests(is_whole=True)
    assert known.numbers() == ALL


@pytest.mark.alike_on_both
def test_what_somebody_gave_up_is_asked_for_again(harvesting):
    harvesting.server.repository.books = list(BOOKS)
    harvesting.begins(is_taken_in=False)
    with transaction() as session:
        files.discard(session, harvesting.actor, session.get_one(Import, harvesting.last().import_id))
    assert harvesting.harvests().is_whole
    assert harvesting.last().outcome is Outcome.WAITS


@pytest.mark.alike_on_both
def test_a_newer_harvest_takes_the_place_of_one_that_waits_and_has_all_of_it(known):
    for each in list(ALL)[:8]:
        known.server.repository.change(each, title=f"Другое {each}")
    assert known.harvests().outcome is Outcome.WAITS
    assert known.harvests().records == 8
    assert [each.outcome for each in known.rows()[:2]] == [Outcome.WAITS, Outcome.OVERTAKEN]


@pytest.mark.alike_on_both
def test_dublin_core_is_read_as_far_as_it_goes(harvesting):
    harvesting.server.repository.books = BOOKS[:3]
    harvesting.begins("oai_dc")
    assert harvesting.numbers() == {f"oai:played:{n}" for n in range(3)}
    assert harvesting.copies() == 3


@pytest.mark.alike_on_both
def test_one_bad_record_is_refused_and_stops_nothing(known):
    bad = f"{BOOKS[3].marc().replace('</subfield>', ' & <', 1)}"
    known.server.repository.books += [
        Book("bad", "", at="2026-11-29T13:00:00Z", raw=bad),
        Book("good", "Хорошая книга", at="2026-11-29T13:00:01Z"),
    ]
    last = known.harvests()
    assert (last.outcome, last.reason) == (Outcome.WAITS, Reason.MANY_REJECTED)
    known.takes_in()
    assert (known.file().rejected, known.file().created) == (1, 1)
    assert "good" in known.numbers()


@pytest.mark.alike_on_both
def test_a_bad_record_alone_is_told_and_does_not_come_each_night(known):
    known.server.repository.books.append(Book("bad", "", at="2026-11-29T13:00:00Z", raw="<mets/>"))
    last = known.harvests()
    assert (last.outcome, last.reason) == (Outcome.UNCHANGED, Failure.ONLY_REFUSED)
    assert known.file().state is ImportState.DISCARDED


# Pausing and ending ---------------------------------------------------------------------------------------------------


@pytest.mark.alike_on_both
def test_a_harvest_that_is_paused_stops_behind_its_page_and_goes_on_there(harvesting):
    harvesting.server.repository.books = BOOKS[:9]
    answer, asked, base = harvesting.server.repository.answer, [], database()

    def paused(told: dict[str, str]):
        asked.append(told)
        if len(asked) == 2:
            with base.transaction() as session:
                sources.pause(session, harvesting.actor, session.scalars(sa.select(HarvestSource)).one())
        return answer(told)

    harvesting.enters()
    harvesting.server.answers = paused
    harvesting.chooses()
    harvesting.deliver()
    assert harvesting.source().is_paused
    assert len(asked) == 2
    with transaction() as session:
        sources.go_on(session, harvesting.actor, session.scalars(sa.select(HarvestSource)).one(), now())
    harvesting.deliver()
    assert (len(harvesting.rows()), harvesting.last().records) == (1, 9)


@pytest.mark.alike_on_both
def test_another_choice_is_harvested_from_the_beginning_and_looked_at_again(known):
    known.chooses(set_spec="books")
    known.deliver()
    assert known.last().is_whole
    assert known.last().outcome is Outcome.UNCHANGED, "the same records are nothing to look at"


def test_what_came_stays_when_a_server_is_ended(known):
    with transaction() as session:
        sources.end(session, known.actor, session.scalars(sa.select(HarvestSource)).one())
    known.deliver()
    assert known.numbers() == ALL
    assert list(known.pages_folder().iterdir()) == []
    with reading() as session:
        assert session.scalars(sa.select(Harvest)).all() == []
        told = session.scalars(sa.select(AuditEntry).where(col(AuditEntry.subject) == "harvest_source")).all()
    assert all("/oai" not in str(each.facts) for each in told)


def test_the_night_orders_what_is_due_and_removes_old_pages(known):
    with transaction() as session:
        session.execute(sa.update(HarvestSource).values(next_at=now() + timedelta(hours=20)))
        assert night.order_what_is_due(session, now()) == 1
        assert night.remove_old_pages(session, now() + timedelta(days=31)) == 1
    known.deliver()
    assert list(known.pages_folder().iterdir()) == []
    assert known.last().has_pages is False
