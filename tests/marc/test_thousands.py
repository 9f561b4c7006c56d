"""Inventory numbers with their thousands apart are one number each; a row of nought copies makes none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.citations.cells import taken_apart
from library_exchange.core.text import widths
from library_exchange.marc.reading import Rejected
from library_exchange.marc.spreadsheets.columns import guess_columns
from library_exchange.marc.spreadsheets.rows import describe_rows
from library_exchange.marc.verdicts import RejectionReason, Repair


def read(*rows):
    cells = [row.split("|") for row in rows]
    return list(describe_rows(cells, guess_columns(cells), taken_apart))


def numbers(*cells, copies="1"):
    books = read(
        "Инв. №|Название|Кол-во экз.", *(f"{cell}|История Амура, ч. {at}|{copies}" for at, cell in enumerate(cells))
    )
    return [[each.own_number for each in book.description.holdings] for book in books], [book.repairs for book in books]


@pytest.mark.parametrize("written", ["1 204 567", "1\xa0204\xa0567", "1\u202f204\u202f567", "1.204.567"])
def test_a_number_with_its_thousands_apart_is_one_number_and_that_is_told(written):
    [[joined], [plain]], [told, nothing] = numbers(written, "1204568")
    assert (joined, plain) == ("1204567", "1204568")
    assert (Repair.JOINED_NUMBER in told, Repair.JOINED_NUMBER in nothing) == (True, False)


def test_several_numbers_in_a_cell_stay_several():
    [both, three], _repairs = numbers("1 204 567; 1 204 568", "101, 102, 103", copies="")
    assert (both, three) == (["1204567", "1204568"], ["101", "102", "103"])
    [beside_copies], [told] = numbers("101 102 103", copies="3")
    assert (beside_copies, Repair.JOINED_NUMBER in told) == (["101", "102", "103"], False)


@pytest.mark.parametrize("other", ["А 17", "11-1", "60011 60012", "12.345"])
def test_in_a_column_that_has_more_than_numbers_nothing_is_joined(other):
    [first, _second], told = numbers("1 204 567", other)
    assert first == ["1 204 567"]
    assert not any(Repair.JOINED_NUMBER in each for each in told)


@given(st.integers(min_value=1_000, max_value=10**12))
def test_a_number_is_looked_for_with_and_without_spaces_whichever_way_it_is_typed(number):
    grouped = f"{number:,}".replace(",", " ")
    assert {str(number), grouped} <= set(widths(str(number))) & set(widths(grouped))


def test_another_code_keeps_its_spaces():
    assert "HH3001" not in widths("HH 3001")
    assert "1234" not in widths("12 34")


@pytest.mark.parametrize("nought", ["0", "0 экз.", "0册", "０", "0,0"])
def test_a_row_that_counts_nought_copies_is_left_out_and_told(nought):
    left_out, kept = read("Инв. №|Название|Кол-во экз.", f"17|История Амура|{nought}", "18|История Зеи|1")
    assert isinstance(left_out, Rejected)
    assert left_out.reason is RejectionReason.NO_COPIES
    assert [each.copies for each in kept.description.holdings] == [1]


@pytest.mark.parametrize("untold", ["", "-", "нет данных"])
def test_a_row_that_tells_no_number_is_one_copy_as_before(untold):
    [book] = read("Инв. №|Название|Кол-во экз.", f"17|История Амура|{untold}")
    assert [each.copies for each in book.description.holdings] == [1]
