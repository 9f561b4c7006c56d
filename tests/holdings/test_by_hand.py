"""Librarians correct records, enter books, keep copies and withdraw what is gone, and files come after that."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import (
    BibliographicRecord,
    Holding,
    Identifier,
    Import,
    Item,
    LocalState,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.services.sources import described
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.filling import Scope
from library_exchange.core.models import AuditEntry
from library_exchange.exports.rules.forms import Form
from library_exchange.exports.services.files import opened
from library_exchange.holdings.models import Withdrawal
from library_exchange.holdings.queries import lists, on_word, own_records
from library_exchange.holdings.rules.book_fields import shown
from library_exchange.holdings.rules.codes import Lack, Reason, Shown, Together
from library_exchange.holdings.schemas import CopyChange, Leaving, NewCopies, Sieve, TickedAct
from library_exchange.holdings.services import copy_acts, correcting, withdrawing
from library_exchange.imports.queries.imports import count_corrected
from library_exchange.imports.services import undoing
from library_exchange.marc.writing.record import Origin
from library_exchange.offers.models import Offer
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.services import offers
from tests.counting import count_queries
from tests.imports.files import record as marc

ISBN, OTHER_ISBN = "9785040102723", "9785170382293"


class Desk:
    """A librarian of a library at work on its records."""

    def __init__(self, library) -> None:
        self.library = library
        self.actor = Actor("person", library_id=library.library_id, roles=frozenset({Role.LIBRARIAN}))

    def record(self, number: str) -> SourceRecord:
        ours = (col(SourceRecord.library_id) == self.library.library_id, col(SourceRecord.source_id) == number)
        with reading() as session:
            return session.scalars(sa.select(SourceRecord).where(*ours)).one()

    def says(self, number: str) -> dict[str, str]:
        return shown(described(self.record(number)))

    def corrects(self, number: str, version: int | None = None, **fields: str) -> None:
        source = self.record(number)
        seen = own_records.version_of(source) if version is None else version
        with transaction() as session:
            given = {**self.says(number), **fields}
            correcting.correct(session, self.actor, source.id, seen, given, now())

    def enters(self, record_id: int | None = None, copies: NewCopies | None = None, **fields: str) -> SourceRecord:
        with transaction() as session:
            before = shown(correcting.said_of_title(session, record_id))
            given = {**before, **fields}
            return correcting.enter(session, self.actor, given, copies or NewCopies(), record_id, now())

    def copies(self, number: str) -> list[own_records.OwnCopy]:
        with reading() as session:
            source = self.record(number)
            return own_records.copies_of(session, [source.id])[source.id]

    def states(self, number: str) -> list[str]:
        return [each.state.value for each in self.copies(number)]

    def changes(self, item_id: int, **given: object) -> None:
        with transaction() as session:
            seen = own_records.get_copy(session, self.actor.library_id, item_id)
            told = {
                "seen": seen.seen,
                "barcode": seen.barcode or "",
                "call_number": seen.call_number or "",
                "copy_place": seen.place or "",
                "state": seen.state,
            }
            copy_acts.change(session, self.actor, item_id, CopyChange.model_validate(told | given), now())

    def withdraws(self, number: str, reason: Reason = Reason.WORN_OUT) -> None:
        with transaction() as session:
            source = own_records.get_source(session, self.actor.library_id, self.record(number).id, is_writing=True)
            withdrawing.withdraw_record(session, self.actor, source, Leaving(reason=reason), now())

    def restores(self, number: str) -> None:
        with transaction() as session:
            withdrawing.restore(session, self.actor, self.record(number).id, now())

    def listed(self, **sieve: object) -> list[str]:
        with reading() as session:
            _total, rows = lists.own_records(session, self.library.library_id, Sieve(**sieve), 30, 0)
            return [row.source.source_id for row in rows]


@pytest.fixture
def desk(library) -> Desk:
    """The desk of the Amur library, which has two books."""
    library.sends(
        marc("1", "Записки о реке", isbn=ISBN, copies=[("84 Р7", "A1"), ("84 Р7", "A2")]),
        marc("2", "Сказки тайги", copies=[("82", "A3")]),
    )
    return Desk(library)


def titles_standing() -> set[str]:
    with reading() as session:
        standing = sa.select(col(TextForm.value)).join(
            BibliographicRecord, col(BibliographicRecord.id) == col(TextForm.record_id)
        )
        is_title = (col(TextForm.field) == "title", col(TextForm.kind) == "original")
        return set(session.scalars(standing.where(*is_title, col(BibliographicRecord.merged_into_id).is_(None))))


def test_nothing_of_the_old_self_of_a_corrected_record_is_left(desk):
    before = desk.record("1").record_id
    desk.corrects("1", title="Записки об озере", isbn=OTHER_ISBN, year="1987", bbk="84(2)6", authors="Смирнов А. А.")
    assert titles_standing() == {"Записки об озере", "Сказки тайги"}
    with reading() as session:
        assert set(session.scalars(sa.select(col(Identifier.value)))) == {OTHER_ISBN}
        record = session.get_one(BibliographicRecord, desk.record("1").record_id)
        assert (record.year, record.merged_into_id) == (1987, None)
        old = session.get(BibliographicRecord, before)
        assert old is None or old.id == record.id or old.merged_into_id == record.id
    assert desk.says("1")["authors"] == "Смирнов А. А."


def test_copies_of_a_corrected_record_stay_as_they_are(desk):
    first, second = desk.copies("1")
    desk.changes(second.id, state=LocalState.MISSING)
    desk.corrects("1", title="Записки об озере")
    assert [(each.id, each.state.value) for each in desk.copies("1")] == [
        (first.id, "on_shelf"),
        (second.id, "missing"),
    ]


def test_a_corrected_record_is_matched_anew_and_meets_the_same_book_of_another_library(desk, other_library):
    other_library.sends(marc("h1", "Записки об озере", isbn=OTHER_ISBN))
    theirs = Desk(other_library).record("h1").record_id
    assert desk.record("1").record_id != theirs
    desk.corrects("1", title="Записки об озере", isbn=OTHER_ISBN)
    assert desk.record("1").record_id == theirs
    with reading() as session:
        holdings = session.scalars(sa.select(Holding).where(col(Holding.record_id) == theirs)).all()
        assert {each.library_id for each in holdings} == {desk.library.library_id, other_library.library_id}


def test_fields_that_nobody_touched_keep_what_no_form_shows(desk):
    before = described(desk.record("2"))
    desk.corrects("2", year="1990")
    after = described(desk.record("2"))
    assert (after.texts, after.contributors, after.relations) == (before.texts, before.contributors, before.relations)


def test_who_is_slower_is_told_and_overwrites_nothing(desk):
    seen = own_records.version_of(desk.record("1"))
    desk.corrects("1", version=seen, title="Записки об озере")
    with pytest.raises(Conflict) as refused:
        desk.corrects("1", version=seen, title="Записки о море")
    assert refused.value.reason == "changed-meanwhile"
    assert desk.says("1")["title"] == "Записки об озере"


def test_another_librarys_record_is_not_there(desk, other_library):
    stranger = Desk(other_library)
    with pytest.raises(NotFound), transaction() as session:
        correcting.correct(session, stranger.actor, desk.record("1").id, 0, {"title": "Чужое"}, now())
    with pytest.raises(NotFound):
        stranger.changes(desk.copies("1")[0].id, barcode="X")
    with pytest.raises(NotFound), transaction() as session:
        withdrawing.restore(session, stranger.actor, desk.record("1").id, now())


def test_a_file_sent_later_is_what_stands(desk):
    desk.corrects("1", title="Записки об озере")
    assert desk.record("1").corrected_at is not None
    same = marc("1", "Записки о реке", isbn=ISBN, copies=[("84 Р7", "A1"), ("84 Р7", "A2")])
    again = desk.library.sends(same)
    assert (again.updated, again.unchanged) == (1, 0)
    assert (desk.says("1")["title"], desk.record("1").corrected_at) == ("Записки о реке", None)


def test_a_file_that_says_what_was_corrected_changes_nothing(desk):
    desk.corrects("2", title="Сказки степи")
    again = desk.library.sends(marc("2", "Сказки степи", copies=[("82", "A3")]))
    assert desk.says("2")["title"] == "Сказки степи"
    assert (again.read, desk.record("2").corrected_at) == (1, None)


def test_the_preview_of_a_file_tells_what_it_overwrites(desk):
    desk.corrects("1", title="Записки об озере")
    desk.withdraws("2")
    import_id = desk.library.receives(
        marc("1", "Записки о реке", isbn=ISBN), marc("2", "Сказки тайги"), marc("3", "Песни берега")
    )
    with reading() as session:
        survey = session.get_one(Import, import_id).survey
    assert (survey["overwritten"], survey["brought_back"]) == (1, 1)
    assert [number for number, *_more in survey["examples"]["overwritten"]] == ["1"]


def test_a_file_taken_back_gives_the_correction_back(desk, app):
    desk.corrects("1", title="Записки об озере")
    again = desk.library.sends(marc("1", "Записки о реке", isbn=ISBN))
    with transaction() as session:
        session.get_one(Import, again.id).state = "undoing"
    undoing.run(database(), again.id)
    assert desk.says("1")["title"] == "Записки об озере"
    assert desk.record("1").corrected_at is not None


def test_a_book_is_entered_by_hand_with_its_copies(desk):
    given = NewCopies(barcode="Я-77", call_number="63.3", copy_place="Абонемент")
    source = desk.enters(title="История посёлка", year="1999", authors="Смирнов А. А.", copies=given)
    [copy] = desk.copies(source.source_id)
    assert (copy.barcode, copy.call_number, copy.place) == ("Я-77", "63.3", "Абонемент")
    assert "История посёлка" in titles_standing()
    assert desk.listed(shown=Shown.CORRECTED) == [source.source_id]


def test_a_record_of_the_union_is_taken_over_with_ones_own_copies(desk, other_library):
    other_library.sends(marc("h1", "Птицы озера Ханка", isbn=OTHER_ISBN))
    theirs = Desk(other_library).record("h1").record_id
    source = desk.enters(record_id=theirs, copies=NewCopies(copies=3))
    assert source.record_id == theirs
    assert desk.states(source.source_id) == ["on_shelf"] * 3


def test_a_number_of_another_copy_is_refused(desk):
    with pytest.raises(InvalidInput) as refused:
        desk.enters(title="История посёлка", copies=NewCopies(barcode="A1"))
    assert set(refused.value.fields) == {"barcode"}
    with pytest.raises(InvalidInput):
        desk.changes(desk.copies("2")[0].id, barcode="A1")


def test_a_copy_gets_another_shelf_mark_and_stays_itself(desk):
    first, second = desk.copies("1")
    desk.changes(first.id, call_number="84 Р8", copy_place="Филиал 2", barcode="B9")
    changed = {each.id: each for each in desk.copies("1")}
    assert changed[first.id].call_number == "84 Р8"
    assert (changed[first.id].place, changed[first.id].barcode) == ("Филиал 2", "B9")
    assert changed[second.id].call_number == "84 Р7"
    assert {each.call_number for each in described(desk.record("1")).holdings} == {"84 Р7", "84 Р8"}


def test_a_copy_is_withdrawn_only_with_a_reason(desk):
    first, _second = desk.copies("1")
    with pytest.raises(InvalidInput) as refused:
        desk.changes(first.id, state=LocalState.WITHDRAWN)
    assert set(refused.value.fields) == {"reason"}
    desk.changes(first.id, state=LocalState.WITHDRAWN, reason=Reason.LOST)
    assert sorted(desk.states("1")) == ["on_shelf", "withdrawn"]
    with reading() as session:
        [row] = session.scalars(sa.select(Withdrawal)).all()
        assert (row.reason, row.is_whole, row.copies) == (Reason.LOST, False, [[first.id, "on_shelf"]])


def test_a_copy_that_somebody_changed_meanwhile_is_not_changed(desk):
    first, _second = desk.copies("1")
    desk.changes(first.id, call_number="84 Р8")
    with pytest.raises(Conflict):
        desk.changes(first.id, call_number="84 Р9", seen=first.seen)


def test_a_withdrawn_record_is_held_by_nobody_and_comes_back_as_it_was(desk):
    first, _second = desk.copies("1")
    desk.changes(first.id, state=LocalState.NOT_LENT)
    desk.withdraws("1")
    assert desk.states("1") == ["withdrawn", "withdrawn"]
    assert (desk.listed(), desk.listed(shown=Shown.WITHDRAWN)) == (["2"], ["1"])
    desk.restores("1")
    assert sorted(desk.states("1")) == ["not_lent", "on_shelf"]
    assert desk.record("1").withdrawn_at is None
    with pytest.raises(Conflict):
        desk.restores("1")


def test_a_copy_withdrawn_before_the_record_stays_withdrawn_when_that_comes_back(desk):
    first, _second = desk.copies("1")
    desk.changes(first.id, state=LocalState.WITHDRAWN, reason=Reason.LOST)
    desk.withdraws("1")
    desk.restores("1")
    assert {each.id: each.state.value for each in desk.copies("1")}[first.id] == "withdrawn"


def test_many_records_are_changed_by_one_act_and_what_changed_meanwhile_stays(desk):
    rows = [(each.id, own_records.version_of(each)) for each in (desk.record("1"), desk.record("2"))]
    desk.corrects("2", title="Сказки степи")
    with transaction() as session:
        act = TickedAct(act=Together.CALL_NUMBER, new_call_number="К 1", scope=Scope.ALL)
        done, stay, _offers, replaced = copy_acts.act_on(session, desk.actor, rows, act, now())
        assert ([each.source_id for each in done], [each.source.source_id for each in stay]) == (["1"], ["2"])
    assert {each.call_number for each in desk.copies("1")} == {"К 1"}
    assert {each.call_number for each in desk.copies("2")} == {"82"}
    assert replaced == len(desk.copies("1")), "it is told how many marks were filled in"


def test_to_count_the_marks_that_become_others_reads_nothing_twice(desk):
    rows = [(each.id, own_records.version_of(each)) for each in (desk.record("1"), desk.record("2"))]
    counts = []
    for scope in Scope:  # No copy has a place: both do the same.
        act = TickedAct(act=Together.PLACE, new_place="Зал", scope=scope)
        with pytest.raises(Conflict), transaction() as session:
            counts.append(count_queries(lambda: copy_acts.act_on(session, desk.actor, rows, act, now())))  # noqa: B023
            raise Conflict("undone")
    assert counts[0] == counts[1]


def test_a_mark_that_copies_have_stays_unless_the_change_is_for_all(desk):
    rows = [(each.id, own_records.version_of(each)) for each in (desk.record("1"), desk.record("2"))]
    with transaction() as session:
        act = TickedAct(act=Together.CALL_NUMBER, new_call_number="К 1")
        done, stay, *_more = copy_acts.act_on(session, desk.actor, rows, act, now())
        assert (done, [each.source.source_id for each in stay]) == ([], ["1", "2"])
    assert {each.call_number for each in desk.copies("1")} == {"84 Р7"}


@pytest.mark.parametrize(
    ("sieve", "found"),
    [
        ({"q": "записки"}, ["1"]),
        ({"q": "A3"}, ["2"]),
        ({"q": "84 р7"}, ["1"]),
        ({"q": "978-5-04-010272-3"}, ["1"]),
        ({"q": "нет такого"}, []),
        ({"state": "missing"}, []),
        ({"state": "on_shelf"}, ["2", "1"]),
        ({"lack": Lack.ISBN}, ["2"]),
        ({"lack": Lack.CLASS}, ["2", "1"]),
        ({"since": "2100-01-01"}, []),
        ({"since": "2020-01-01"}, ["2", "1"]),
    ],
)
def test_records_are_found_by_words_numbers_and_what_they_lack(desk, sieve, found):
    assert desk.listed(**sieve) == found


def test_what_records_lack_is_counted(desk):
    with reading() as session:
        total, lacks = lists.count_lacks(session, desk.library.library_id)
    assert (total, lacks[Lack.ISBN], lacks[Lack.CLASS]) == (2, 1, 2)


def test_a_longer_list_costs_no_more_queries(desk):
    few = count_queries(desk.listed)
    desk.library.sends(*(marc(f"n{number}", f"Том {number} о лесе") for number in range(12)))
    assert count_queries(desk.listed) == few <= 4


def test_each_act_is_in_the_audit(desk):
    desk.corrects("1", title="Записки об озере")
    desk.changes(desk.copies("2")[0].id, barcode="C3")
    desk.withdraws("1")
    desk.restores("1")
    with reading() as session:
        acts = session.scalars(sa.select(col(AuditEntry.action)).order_by(col(AuditEntry.id))).all()
    assert [act for act in acts if act in ("correct", "change", "withdraw", "restore")] == [
        "correct",
        "change",
        "withdraw",
        "restore",
    ]


def test_the_only_copies_of_the_whole_library_are_its_own(desk):
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Item)) == 3


@pytest.mark.parametrize("isbn", ["978-5-04-010272-3", ISBN])
def test_a_number_that_is_only_parted_in_another_way_changes_nothing(desk, isbn):
    desk.corrects("1", isbn=isbn)
    assert desk.record("1").corrected_at is None


def test_a_record_is_not_withdrawn_while_a_copy_is_promised(desk, app):
    first, _second = desk.copies("1")
    availability.PROMISES.fill(app, "test", sa.select(sa.literal(first.id)))
    with pytest.raises(Conflict) as refused:
        desk.withdraws("1")
    assert refused.value.reason == "item-promised"
    with pytest.raises(Conflict):
        desk.changes(first.id, state=LocalState.WITHDRAWN, reason=Reason.LOST)
    with pytest.raises(Conflict):
        desk.changes(first.id, state=LocalState.MISSING)
    assert desk.states("1") == ["on_shelf", "on_shelf"]
    desk.changes(first.id, call_number="84 Р9")
    rows = [(each.id, own_records.version_of(each)) for each in (desk.record("1"), desk.record("2"))]
    with transaction() as session:
        act = TickedAct(act=Together.WITHDRAW, reason=Reason.WORN_OUT)
        done, stay, *_more = copy_acts.act_on(session, desk.actor, rows, act, now())
        assert ([each.source_id for each in done], [each.source.source_id for each in stay]) == (["2"], ["1"])


def test_what_is_offered_of_a_withdrawn_record_is_withdrawn_with_it(desk):
    first, _second = desk.copies("1")
    with transaction() as session:
        offer, _is_new = offers.offer_item(session, desk.actor, first.id, now())
        offer_id = offer.id
    desk.withdraws("1")
    with reading() as session:
        assert session.get_one(Offer, offer_id).state is OfferState.WITHDRAWN


def test_copies_that_stood_on_the_librarys_word_become_those_of_the_record_that_is_entered(desk, other_library, app):
    other_library.sends(marc("h1", "Птицы озера Ханка", isbn=OTHER_ISBN))
    theirs = Desk(other_library).record("h1").record_id
    with transaction() as session:
        for state in (LocalState.ON_SHELF, LocalState.ON_SHELF, LocalState.WITHDRAWN):
            holding = Holding(record_id=theirs, library_id=desk.library.library_id, note="ILL-1")
            session.add(holding)
            session.flush()
            session.add(Item(holding_id=holding.id, library_id=desk.library.library_id, number=1, local_state=state))
        session.flush()
        word = session.scalars(sa.select(Item).where(col(Item.library_id) == desk.library.library_id)).all()
        first, second, gone = (each.id for each in word if each.barcode is None)
        availability.PROMISES.fill(app, "test", sa.select(sa.literal(first)))
    with reading() as session:
        assert on_word.count_on_word(session, desk.library.library_id) == 1
        [row] = on_word.on_word(session, desk.library.library_id, 30, 0)
        assert (row.record_id, row.copies) == (theirs, 2)
    given = NewCopies(copies=3, call_number="28.6", state=LocalState.NOT_LENT)
    source = desk.enters(record_id=theirs, copies=given)
    copies = {each.id: (each.call_number, each.state.value) for each in desk.copies(source.source_id)}
    assert (copies[first], copies[second]) == (("28.6", "on_shelf"), ("28.6", "not_lent"))
    assert (len(copies), gone in copies) == (3, False)
    with reading() as session:
        assert on_word.count_on_word(session, desk.library.library_id) == 0


def test_a_file_to_be_taken_back_counts_the_corrections_that_go_with_it(desk):
    with reading() as session:
        found = session.scalars(sa.select(Import)).one()
        assert count_corrected(session, found) == 0
    desk.corrects("1", title="Записки об озере")
    with reading() as session:
        assert count_corrected(session, session.get_one(Import, found.id)) == 1


def test_a_record_entered_by_hand_came_in_no_format_and_goes_out_in_any(desk, tmp_path):
    source = desk.enters(title="История посёлка", year="1999")
    assert source.profile == "hand"
    for form in (Form.UNIMARC, Form.RUSMARC):
        assert "История посёлка" in written(tmp_path / form, form, desk.record(source.source_id))


def test_what_was_corrected_by_hand_goes_out_corrected_and_a_copy_that_was_moved_leaves_the_record_as_it_came(
    desk, tmp_path
):
    desk.corrects("1", title="Записки об озере")
    desk.changes(desk.copies("2")[0].id, call_number="82 К1")
    assert "Записки об озере" in written(tmp_path / "1", Form.MARC21, desk.record("1"))
    assert "82 К1" not in written(tmp_path / "2", Form.MARC21, desk.record("2"))


def written(path, form, source):
    with opened(path, form, "ru", Origin(date(2026, 1, 2), "amur", "RU")) as file:
        file.add(source)
    return path.read_text("utf-8")
