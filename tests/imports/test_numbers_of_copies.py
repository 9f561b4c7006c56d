"""No inventory number is lost: each copy keeps the one that the file gives it, in every form of a file."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Import, Item, LocalState
from library_exchange.core.db import database, reading, transaction
from library_exchange.holdings.queries.scanned_codes import readings
from library_exchange.imports.services import files, undoing
from library_exchange.marc.verdicts import Repair
from tests.imports.files import record

IRBIS = "#920: PAZK\n{}#200: ^AГроза\n{}\n*****\n"


def standing() -> list[str]:
    """Return what stands on the shelf: the number of each copy, a dash for one without."""
    there = sa.select(col(Item.barcode)).where(col(Item.local_state) == LocalState.ON_SHELF)
    with reading() as session:
        return [number or "-" for number in session.scalars(there.order_by(col(Item.holding_id), col(Item.number)))]


@pytest.mark.parametrize(
    ("cells", "numbers", "is_told"),
    [
        ("1001;2", ["1001", "-"], True),
        ('"1001, 1002";2', ["1001", "1002"], False),
        ('"1001; 1002; 1003";', ["1001", "1002", "1003"], False),
        ('"1001, 1002";1', ["1001", "1002"], False),
        (";2", ["-", "-"], False),
        ("1001;", ["1001"], False),
    ],
)
def test_every_number_in_a_row_of_a_table_is_kept_and_missing_ones_are_told(library, cells, numbers, is_told):
    found = library.sends(f"Заглавие;Инв. №;Экз.\nГроза;{cells}\nБесы;9;1\n".encode())
    assert (found.accepted, standing()) == (2, [*numbers, "9"])
    assert (Repair.COPIES_WITHOUT_NUMBER in found.preview["repairs"]) is is_told


NONE = (
    "б/н",
    "Б/Н",
    "без номера",
    "Без инв. №",
    "нет",
    "—",
    "-",
    "инв. № нет",
    "无",
    "無號",
    "暂无",
    "no number",
    "n/a",
    "？",
)


@pytest.mark.parametrize("word", NONE)
def test_a_word_for_no_number_is_the_number_of_no_copy_and_is_told(library, word):
    found = library.sends(f'Заглавие;Инв. №;Экз.\nГроза;"{word}";1\nБесы;9;1\n'.encode())
    assert (found.accepted, standing()) == (2, ["-", "9"])
    assert found.preview["repairs"][str(Repair.NO_NUMBER)] == 1
    library.sends(record("7", "Гроза. Драма", copies=[("84", word), ("84", word), ("84", "Н1")]))
    assert sorted(standing()) == ["-", "-", "-", "9", "Н1"]
    assert readings(word) == [], "a scanner finds nothing by it"


def test_what_looks_a_little_like_a_word_for_no_number_is_one(library):
    numbers = ["БН-1", "Н-12", "нет 5", "A无1", "NA100", "0"]
    library.sends(record("7", "Гроза", copies=[("84", number) for number in numbers]))
    assert standing() == numbers


def test_several_barcodes_under_one_shelf_mark_are_several_copies_with_numbers(library):
    library.sends(record("7", "Гроза", copies=[("84", "B1"), ("84", "B2"), ("85", "B3"), ("84", "")]))
    assert standing() == ["B1", "B2", "-", "B3"]


@pytest.mark.parametrize(
    ("copies", "numbers"),
    [
        ("#910: ^A0^BA-1^DЧЗ\n#910: ^A0^BA-2^DАБ\n#910: ^A0^BA-3^DАБ", ["A-1", "A-2", "A-3"]),
        ("#910: ^AU^BA-3^DАБ^13", ["A-3", "-", "-"]),
        ("#910: ^AU^DАБ^13", ["-", "-", "-"]),
        ("#910: ^au^DАБ^13 экз.", ["-", "-", "-"]),
        ("#910: ^A0", ["-"]),
        ("#910: ^A0^BA-1\n#910: ^A0", ["A-1", "-"]),
        ("#910: ^A6^BA-1\n#910: ^AU^B1/2^12", ["1/2", "-"]),
    ],
)
@pytest.mark.parametrize("mark", ["#903: 84/Т53\n", ""])
def test_copies_in_several_rooms_of_a_library_with_irbis_are_all_there(library, mark, copies, numbers):
    library.sends(IRBIS.format(mark, copies).encode())
    assert standing() == numbers


def test_the_number_of_a_copy_stays_with_it_when_other_copies_come_and_go(library):
    library.sends(record("7", "Гроза", copies=[("84", "B1"), ("84", "B2")]))
    with reading() as session:
        second = session.scalars(sa.select(col(Item.id)).where(col(Item.barcode) == "B2")).one()
    library.sends(record("7", "Гроза. Драма", copies=[("84", "B2"), ("84", "B3")]))
    assert standing() == ["B2", "B3"]
    with reading() as session:
        assert session.get_one(Item, second).local_state is LocalState.ON_SHELF


def test_a_copy_without_a_number_gets_it_from_a_later_file_and_loses_it_when_that_is_taken_back(library):
    library.sends(record("7", "Гроза", copies=[("84", ""), ("84", "")]))
    later = library.sends(record("7", "Гроза. Драма", copies=[("84", "B1"), ("84", "B2")]))
    assert standing() == ["B1", "B2"]
    with transaction() as session:
        files.undo(session, library.actor, session.get_one(Import, later.id))
    undoing.run(database(), later.id)
    assert standing() == ["-", "-"]


def test_a_file_that_no_longer_gives_numbers_leaves_those_that_are_known(library):
    library.sends(record("7", "Гроза", copies=[("84", "B1"), ("84", "B2")]))
    library.sends(record("7", "Гроза. Драма", copies=[("84", ""), ("84", "")]))
    assert standing() == ["B1", "B2"]


@pytest.mark.parametrize("copies", ["1000", "4000"])
def test_more_copies_than_a_library_has_are_cut_and_that_is_told(library, copies):
    found = library.sends(f"Заглавие;Экз.\nГроза;{copies}\nБесы;1\n".encode())
    assert len(standing()) == 999 + 1
    assert found.preview["repairs"][str(Repair.TOO_MANY_COPIES)] == 1
