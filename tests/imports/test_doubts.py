"""Two books under one number, and known copies under a new number: both are told, neither is lost, a person decides."""

from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.models import DoubtKind, Import, Item, SourceRecord
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.imports.models import DoubtState, ImportDoubt
from library_exchange.imports.services import doubts
from library_exchange.imports.views import doubts as views
from tests.imports.files import record

REPLACED, KEPT_APART, LEFT_OUT = DoubtState.REPLACED, DoubtState.KEPT_APART, DoubtState.LEFT_OUT
NUMBERLESS = DoubtState.NUMBERLESS
STORM, FOREST = record("7", "Гроза", "Островский, А."), record("7", "Лес", "Островский, А.", 1991)
OLD = record("7", "Гроза", copies=[("84", "B1"), ("85", "B2")])
NEW = record("new-7", "Гроза", copies=[("84", "B1"), ("85", "B2")])


def questions():
    with reading() as session:
        return session.scalars(sa.select(ImportDoubt).order_by("id")).all()


def decide(library, answered, doubt=None):
    [doubt] = [doubt] if doubt else [each for each in questions() if each.state is DoubtState.OPEN]
    with transaction() as session:
        doubts.answer(session, library.actor, session.get_one(ImportDoubt, doubt.id), answered, now())


def items():
    with reading() as session:
        return session.scalars(sa.select(Item).order_by("id")).all()


def is_accounted_for(found):
    parts = (found.created, found.joined, found.updated, found.unchanged, found.withdrawn, found.held, found.left_out)
    return sum(parts) == found.accepted and found.accepted + found.rejected == found.read


# Two books under one number -------------------------------------------------------------------------------------------


def test_the_second_book_of_a_number_waits_and_the_first_stays(library, known_titles):
    found = library.sends(STORM, FOREST)
    assert (known_titles(), found.held, found.created) == ({"Гроза"}, 1, 1)
    assert is_accounted_for(found)
    [asked] = questions()
    assert (asked.kind, asked.number, asked.raw) == (DoubtKind.OTHER_BOOK, "7", FOREST)


def test_kept_apart_both_stand_and_later_files_ask_no_more(library, known_titles):
    found = library.sends(STORM, FOREST)
    decide(library, KEPT_APART)
    assert known_titles() == {"Гроза", "Лес"}
    assert library.numbers() == {"7", "7 (2)"}
    assert is_accounted_for(library.file(found.id))
    again = library.sends(STORM, FOREST)
    assert (again.unchanged, again.held) == (2, 0)
    corrected = library.sends(STORM, record("7", "Лес : комедия", "Островский, А.", 1991))
    assert (corrected.unchanged, corrected.updated, corrected.held) == (1, 1, 0)
    assert known_titles() == {"Гроза", "Лес : комедия"}


def test_a_third_book_of_a_number_is_asked_about_too(library, known_titles):
    library.sends(STORM, FOREST)
    decide(library, KEPT_APART)
    library.sends(STORM, FOREST, record("7", "Снегурочка", "Островский, А."))
    decide(library, KEPT_APART)
    assert library.numbers() == {"7", "7 (2)", "7 (3)"}
    assert known_titles() == {"Гроза", "Лес", "Снегурочка"}


def test_a_number_used_again_gives_its_place_to_the_new_book(library, known_titles):
    library.sends(STORM)
    found = library.sends(FOREST)
    decide(library, REPLACED)
    assert known_titles() == {"Лес"}
    assert (library.file(found.id).updated, library.file(found.id).held) == (1, 0)
    assert library.sends(FOREST).unchanged == 1


def test_what_is_left_out_is_left_out_again_until_it_says_something_else(library, known_titles):
    library.sends(STORM)
    library.sends(FOREST)
    decide(library, LEFT_OUT)
    again = library.sends(FOREST)
    assert (again.left_out, again.held) == (1, 0)
    assert is_accounted_for(again)
    assert library.sends(record("7", "Бесприданница", "Островский, А.")).held == 1
    assert known_titles() == {"Гроза"}


@pytest.mark.parametrize(
    ("before", "after", "is_asked"),
    [
        ({"title": "Грза"}, {"title": "Гроза"}, False),
        ({"title": "Гроза"}, {"title": "Гроза : драма в пяти действиях"}, False),
        ({"title": "Гроза", "year": 1990}, {"title": "Гроза", "year": 1991}, False),
        ({"title": "红楼梦"}, {"title": "紅樓夢"}, False),
        ({"title": "Гроза", "isbn": "9785170118380"}, {"title": "Пьесы", "isbn": "9785170118380"}, False),
        ({"title": "Книга раз"}, {"title": "Книга два"}, True),
        ({"title": "История Амура"}, {"title": "История Хабаровска"}, True),
        ({"title": "Я"}, {"title": "Мяч"}, True),
        ({"title": "红楼梦"}, {"title": "三国演义"}, True),
    ],
)
def test_corrections_are_told_from_other_books(library, before, after, is_asked):
    library.sends(record("7", **before))
    assert library.sends(record("7", **after)).held == is_asked


# A bar code that another book has -------------------------------------------------------------------------------------

MINE, MISREAD = record("7", "Гроза", copies=[("84", "B1")]), record("8", "Лес", copies=[("84", "B1"), ("85", "B2")])


def test_a_book_with_a_misread_bar_code_comes_without_it_and_keeps_its_other_copies_numbers(library, known_titles):
    library.sends(MINE)
    found = library.sends(MISREAD)
    decide(library, NUMBERLESS)
    assert known_titles() == {"Гроза", "Лес"}
    assert sorted(library.copies(), key=str) == ["B1", "B2", None]
    assert (library.file(found.id).created, library.file(found.id).held) == (1, 0)
    assert is_accounted_for(library.file(found.id))


def test_later_files_bring_the_misread_bar_code_no_more_and_ask_nothing(library):
    library.sends(MINE)
    library.sends(MISREAD)
    decide(library, NUMBERLESS)
    again = library.sends(MISREAD)
    assert (again.unchanged, again.held) == (1, 0)
    corrected = library.sends(record("8", "Лес : комедия", copies=[("84", "B1"), ("85", "B2")]))
    assert (corrected.updated, corrected.held) == (1, 0)
    assert sorted(library.copies(), key=str) == ["B1", "B2", None]


def test_the_bar_code_is_the_books_once_the_other_one_has_it_no_more(library):
    library.sends(MINE)
    library.sends(MISREAD)
    decide(library, NUMBERLESS)
    library.sends(record("7", "Гроза", copies=[("84", "B9")]))
    library.sends(record("8", "Лес : комедия", copies=[("84", "B1"), ("85", "B2")]))
    assert sorted(library.copies()) == ["B1", "B2", "B9"]


def test_two_books_of_one_record_number_are_no_matter_of_bar_codes(library):
    library.sends(STORM)
    library.sends(FOREST)
    with pytest.raises(Conflict, match="no-shared-code"):
        decide(library, NUMBERLESS)
    assert [each.state for each in questions()] == [DoubtState.OPEN]


# Known copies under a new number --------------------------------------------------------------------------------------


def test_known_copies_under_a_new_number_are_not_taken_in_twice(library):
    library.sends(OLD)
    found = library.sends(NEW)
    assert (found.held, library.copies(), library.numbers()) == (1, ["B1", "B2"], {"7"})
    [asked] = questions()
    assert (asked.kind, asked.number) == (DoubtKind.NEW_NUMBER, "new-7")


def test_the_same_copies_go_on_under_the_new_number(library):
    library.sends(OLD)
    before = [item.id for item in items()]
    found = library.sends(NEW)
    decide(library, REPLACED)
    assert (library.numbers(), [item.id for item in items()]) == ({"new-7"}, before)
    assert is_accounted_for(library.file(found.id))
    assert library.sends(NEW).unchanged == 1


def test_further_copies_stand_beside_the_known_ones(library):
    library.sends(record("7", "Гроза", copies=[("84", "")]))
    library.sends(record("8", "Гроза", copies=[("84", "")]))
    decide(library, KEPT_APART)
    assert (library.numbers(), len(library.copies())) == ({"7", "8"}, 2)
    assert library.sends(record("8", "Гроза", copies=[("84", "")])).unchanged == 1


def test_in_one_file_too(library):
    found = library.sends(OLD, NEW)
    assert (found.created, found.held, library.numbers()) == (1, 1, {"7"})


def test_other_copies_and_those_of_other_libraries_are_no_question(library, other_library):
    other_library.sends(OLD)
    library.sends(OLD)
    found = library.sends(
        record("8", "Гроза", copies=[("84", "B3")]),
        record("9", "Гроза", copies=[("86", "")]),
        record("10", "Гроза", year=1991),
    )
    assert (found.held, found.accepted) == (0, 3)


def test_a_book_that_was_withdrawn_comes_back_under_a_new_number_unasked(library):
    library.sends(OLD)
    library.sends(record("7", "Гроза", is_deleted=True))
    found = library.sends(NEW)
    assert (found.held, library.numbers()) == (0, {"new-7"})


# Answers --------------------------------------------------------------------------------------------------------------


def test_who_decides_second_is_told(library):
    library.sends(STORM, FOREST)
    [asked] = questions()
    with reading() as session:
        seen_by_another = session.get_one(ImportDoubt, asked.id)
    decide(library, LEFT_OUT)
    with pytest.raises(Conflict), transaction() as session:
        doubts.answer(session, library.actor, session.get_one(ImportDoubt, asked.id), KEPT_APART, now())
    with pytest.raises(Conflict), transaction() as session:
        doubts.answer(session, library.actor, session.merge(seen_by_another, load=False), KEPT_APART, now())


def test_what_an_earlier_file_asked_is_overtaken_by_a_later_one(library):
    library.sends(STORM)
    first = library.sends(FOREST)
    second = library.sends(record("7", "Снегурочка", "Островский, А."))
    assert [each.state for each in questions()] == [DoubtState.OVERTAKEN, DoubtState.OPEN]
    assert (library.file(first.id).held, library.file(second.id).held) == (0, 1)


def test_all_of_a_kind_are_answered_at_once(library, deliver):
    numbers = range(doubts.PIECE + 3)
    library.sends(*(record(f"{n}", f"Том {n}", isbn="", year=1900 + n) for n in numbers))
    found = library.sends(*(record(f"new-{n}", f"Том {n}", year=1900 + n) for n in numbers), STORM, FOREST)
    assert found.held == len(numbers) + 2  # "7" is another book here, twice
    doubts.answer_all(database(), found.id, DoubtKind.NEW_NUMBER, REPLACED, now())
    assert library.numbers() == {f"new-{n}" for n in numbers}
    assert library.file(found.id).held == 2
    with transaction() as session:
        again = session.get_one(Import, found.id)
        doubts.order_all(session, library.actor, again, DoubtKind.OTHER_BOOK, LEFT_OUT)
    deliver()
    assert library.file(found.id).held == 0


def test_an_answer_that_cannot_be_given_any_more_changes_nothing(library):
    library.sends(OLD)
    library.sends(NEW)
    [asked] = questions()
    with transaction() as session:
        session.scalars(sa.select(SourceRecord)).one().source_id = "new-7"
    with pytest.raises(Conflict), transaction() as session:
        doubts.answer(session, library.actor, session.get_one(ImportDoubt, asked.id), REPLACED, now())
    assert questions()[0].state is DoubtState.OPEN


def test_cases_from_the_field(library, shared_data):
    cases = shared_data / "cases"
    twice = library.sends((cases / "one_number_two_books.mrc").read_bytes())
    assert (twice.created, twice.held) == (1, 1)
    known = (cases / "renumbered_001.mrc").read_bytes()
    library.sends(known.replace(b"NEWSYS-1", b"OLDSYS-1"))
    assert library.sends(known).held == 1
    assert "NEWSYS-1" not in library.numbers()


@pytest.mark.parametrize(
    ("number", "codes", "asked"),
    [
        ("barcode:451201/2", {"45-1201"}, "The same row stands twice in this file. Are these the same copies?"),
        ("row:ab", {"45-1201"}, "Another row of this book has the number 45-1201 already. Are these the same copies?"),
        ("row:ab", set(), "None"),
    ],
)
def test_a_row_that_comes_twice_is_told_as_that_and_not_as_another_number(app, monkeypatch, number, codes, asked):
    monkeypatch.setattr(doubts, "shared_codes", lambda _known, _said: codes)
    known = SimpleNamespace(source_id="barcode:451201")
    assert str(views._again(SimpleNamespace(kind=DoubtKind.NEW_NUMBER, number=number), known, None)) == asked
    assert views._again(SimpleNamespace(kind=DoubtKind.OTHER_BOOK, number=number), known, None) is None
