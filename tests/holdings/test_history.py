"""What librarians do by hand is written down, old beside new, and can be taken back until somebody builds on it."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import LocalState
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.services import items
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound
from library_exchange.core.filling import Scope
from library_exchange.core.models import AuditEntry
from library_exchange.holdings.queries import history, own_records
from library_exchange.holdings.rules.codes import Act, Reason, Together
from library_exchange.holdings.schemas import NewCopies, TickedAct
from library_exchange.holdings.services import copy_acts
from library_exchange.holdings.services.taking_back import BUILT_ON, take_back
from tests.counting import count_queries
from tests.holdings.test_by_hand import ISBN, Desk, described
from tests.imports.files import record as marc

FILE = marc("1", "Записки о реке", isbn=ISBN, copies=[("84 Р7", "A1"), ("84 Р7", "A2")])


class Archive(Desk):
    """A librarian who looks at what was done."""

    def events(self, number: str, limit: int = 30) -> list[history.Event]:
        with reading() as session:
            source = own_records.get_source(session, self.actor.library_id, self.record(number).id)
            return history.history_of(session, source, limit, 0)[1]

    def acts(self, number: str) -> list[str | None]:
        return [each.act for each in self.events(number)]

    def written(self, number: str) -> dict[str, tuple[str, str]]:
        return {each.name: (each.old, each.new) for each in self.events(number)[0].fields}

    def takes_back(self, number: str, place: int = 0) -> None:
        correction = self.events(number)[place].correction
        with transaction() as session:
            take_back(session, self.actor, correction.id, now())

    def adds(self, number: str, **given: object) -> None:
        with transaction() as session:
            copy_acts.add(session, self.actor, self.record(number).id, NewCopies(**given), now())

    def refused(self, number: str, place: int = 0) -> str:
        """Take an act back that cannot be, and return why; the page must have said the same before."""
        told = str(self.events(number)[place].why_not)
        with pytest.raises(Conflict) as refused:
            self.takes_back(number, place)
        assert (refused.value.reason, str(refused.value.sentence)) == (BUILT_ON, told)
        return told


@pytest.fixture
def desk(library) -> Archive:
    """The desk of the Amur library, which has two books."""
    library.sends(FILE, marc("2", "Сказки тайги", copies=[("82", "A3")]))
    return Archive(library)


def test_a_correction_shows_old_beside_new_by_field(desk):
    desk.corrects("1", title="Записки об озере", year="1987")
    assert desk.written("1") == {"title": ("Записки о реке", "Записки об озере"), "year": ("1990", "1987")}
    assert desk.acts("2") == []


def test_who_corrected_is_named(desk, make_person):
    user_id = make_person(library_id=desk.actor.library_id, roles=Role.LIBRARIAN, name="Мария")
    desk.actor = replace(desk.actor, user_id=user_id)
    desk.corrects("1", title="Записки об озере")
    with reading() as session:
        [line] = history.corrections(session, desk.actor.library_id, 30, 0)
    assert (line.who, desk.events("1")[0].who) == ("Мария", "Мария")


def test_a_correction_taken_back_leaves_the_record_as_it_came(desk):
    before = described(desk.record("1"))
    desk.corrects("1", title="Записки об озере", authors="Смирнов А. А.", isbn="", bbk="84")
    desk.takes_back("1")
    after = described(desk.record("1"))
    assert (after.texts, after.contributors, after.identifiers, after.class_numbers) == (
        before.texts,
        before.contributors,
        before.identifiers,
        before.class_numbers,
    )
    assert desk.record("1").corrected_at is None
    assert desk.library.sends(FILE).unchanged == 1
    assert desk.acts("1") == [Act.CORRECTED, Act.CORRECTED]
    assert desk.events("1")[0].correction.undoes_id == desk.events("1")[1].correction.id


def test_what_was_written_later_in_another_field_stays(desk):
    desk.corrects("1", title="Записки об озере")
    desk.corrects("1", year="1987")
    desk.takes_back("1", 1)
    assert (desk.says("1")["title"], desk.says("1")["year"]) == ("Записки о реке", "1987")
    assert desk.record("1").corrected_at is not None


def test_what_somebody_has_written_anew_since_is_not_taken_back(desk):
    desk.corrects("1", title="Записки об озере")
    desk.corrects("1", title="Записки о море")
    assert "Title" in desk.refused("1", 1)
    assert desk.says("1")["title"] == "Записки о море"


def test_the_second_of_two_librarians_is_told_that_it_is_taken_back(desk):
    desk.corrects("1", title="Записки об озере")
    correction = desk.events("1")[0].correction
    desk.takes_back("1")
    with pytest.raises(Conflict) as refused, transaction() as session:
        take_back(session, desk.actor, correction.id, now())
    assert refused.value.reason == BUILT_ON


def test_taking_back_can_be_taken_back(desk):
    desk.corrects("1", title="Записки об озере")
    desk.takes_back("1")
    desk.takes_back("1")
    assert desk.says("1")["title"] == "Записки об озере"


def test_a_copy_is_again_as_it_was(desk):
    first, _second = desk.copies("1")
    desk.changes(first.id, call_number="84 Р8", barcode="B9", state=LocalState.MISSING)
    [(number, fields)] = desk.events("1")[0].copies
    assert (number, {each.name: (each.old, each.new) for each in fields}["barcode"]) == (1, ("A1", "B9"))
    desk.takes_back("1")
    copy = {each.id: each for each in desk.copies("1")}[first.id]
    assert (copy.call_number, copy.barcode, copy.state) == ("84 Р7", "A1", LocalState.ON_SHELF)


def test_a_copy_that_was_changed_again_or_whose_number_is_given_away_stays(desk):
    first, second = desk.copies("1")
    desk.changes(first.id, barcode="B9")
    desk.changes(second.id, barcode="A1")
    correction = desk.events("1")[1].correction
    with pytest.raises(Conflict) as refused, transaction() as session:
        take_back(session, desk.actor, correction.id, now())
    assert refused.value.reason == BUILT_ON
    desk.changes(first.id, barcode="B10")
    assert "changed since" in desk.refused("1", 2)


def test_a_promised_copy_stays_where_it_is(desk, app):
    first, _second = desk.copies("1")
    desk.changes(first.id, state=LocalState.NOT_LENT)
    availability.PROMISES.fill(app, "test", sa.select(sa.literal(first.id)))
    assert "promised" in desk.refused("1")
    assert "not_lent" in desk.states("1")


def test_withdrawn_copies_and_records_come_back(desk):
    first, _second = desk.copies("1")
    desk.changes(first.id, state=LocalState.WITHDRAWN, reason=Reason.LOST)
    desk.takes_back("1")
    assert desk.states("1") == ["on_shelf", "on_shelf"]
    with reading() as session:
        [row] = own_records.withdrawals_of(session, desk.record("1").id)
        assert row.undone_at is not None
    desk.withdraws("1")
    desk.takes_back("1")
    assert (desk.record("1").withdrawn_at, desk.states("1")) == (None, ["on_shelf", "on_shelf"])
    assert desk.acts("1")[:2] == [Act.RESTORED, Act.WITHDRAWN]


def test_a_record_that_was_restored_is_no_withdrawal_to_be_taken_back(desk):
    desk.withdraws("1")
    desk.restores("1")
    assert desk.events("1")[1].correction.undone_at is not None
    assert "withdraw the record" in desk.refused("1", 0)


def test_nothing_of_a_withdrawn_record_is_taken_back_but_that(desk):
    desk.corrects("1", title="Записки об озере")
    desk.withdraws("1")
    assert "withdrawn" in desk.refused("1", 1)


def test_a_book_entered_and_copies_added_leave_as_entered_by_mistake(desk):
    source = desk.enters(title="История посёлка", copies=NewCopies(barcode="Я-77"))
    desk.adds("2", copies=2, call_number="82 К")
    desk.takes_back("2")
    assert desk.states("2").count("withdrawn") == 2
    desk.takes_back(source.source_id)
    assert desk.record(source.source_id).withdrawn_at is not None
    assert [row.reason for row in withdrawals(desk, source.source_id)] == [Reason.BY_MISTAKE]


def test_a_book_on_which_somebody_went_on_working_is_not_taken_out(desk):
    source = desk.enters(title="История посёлка")
    desk.corrects(source.source_id, year="1999")
    assert "since it was entered" in desk.refused(source.source_id, 1)


def test_a_file_that_overwrote_a_correction_is_in_the_history(desk):
    desk.corrects("1", title="Записки об озере")
    desk.library.sends(marc("1", "Записки о степи", isbn=ISBN, copies=[("84 Р7", "A1"), ("84 Р7", "A2")]))
    file, correction = desk.events("1")
    assert (file.act, file.has_overwritten, file.import_id is not None) == (None, True, True)
    assert desk.written("1")["title"] == ("Записки об озере", "Записки о степи")
    assert correction.why_not is not None
    desk.corrects("1", title="Записки о горе")
    assert [(each.old, each.new) for each in desk.events("1")[1].fields] == [("Записки об озере", "Записки о степи")]


def test_many_records_changed_at_once_are_each_in_their_history(desk):
    rows = [(each.id, own_records.version_of(each)) for each in (desk.record("1"), desk.record("2"))]
    with transaction() as session:
        act = TickedAct(act=Together.CALL_NUMBER, new_call_number="К 1", scope=Scope.ALL)
        copy_acts.act_on(session, desk.actor, rows, act, now())
    assert (desk.acts("1"), desk.acts("2")) == ([Act.COPIES_CHANGED], [Act.COPIES_CHANGED])
    desk.takes_back("1")
    assert {each.call_number for each in desk.copies("1")} == {"84 Р7"}


def test_what_is_said_of_a_copy_on_the_page_of_its_title_is_in_the_history_too(desk):
    first, _second = desk.copies("1")
    with transaction() as session:
        items.set_state(session, desk.actor, first.id, LocalState.OUT_LOCALLY, now())
        items.set_number(session, desk.actor, first.id, "B9", now())
        items.set_number(session, desk.actor, first.id, "B9", now())
    assert desk.acts("1") == [Act.COPIES_CHANGED, Act.COPIES_CHANGED]
    desk.takes_back("1", 1)
    assert desk.states("1") == ["on_shelf", "on_shelf"]


def test_another_librarys_act_is_not_there(desk, other_library):
    desk.corrects("1", title="Записки об озере")
    stranger = Desk(other_library)
    with pytest.raises(NotFound), transaction() as session:
        take_back(session, stranger.actor, desk.events("1")[0].correction.id, now())
    with reading() as session:
        assert history.count_corrections(session, stranger.actor.library_id) == 0


def test_taking_back_is_in_the_audit(desk):
    desk.corrects("1", title="Записки об озере")
    desk.takes_back("1")
    with reading() as session:
        facts = session.scalars(sa.select(col(AuditEntry.facts)).where(col(AuditEntry.action) == "take_back")).one()
    assert facts["act"] == "corrected"


def test_a_longer_history_costs_no_more_queries(desk):
    desk.corrects("1", title="Записки об озере")
    desk.library.sends(marc("1", "Записки о степи", isbn=ISBN, copies=[("84 Р7", "A1"), ("84 Р7", "A2")]))
    few = count_queries(lambda: desk.events("1"))
    for number in range(6):
        desk.corrects("1", year=f"19{number}0")
    assert len(desk.events("1")) == 8
    assert count_queries(lambda: desk.events("1")) == few
    assert len(desk.events("1", limit=3)) == 3


def withdrawals(desk, number):
    with reading() as session:
        return own_records.withdrawals_of(session, desk.record(number).id)
