"""What the texts of a record tell of whom and what it names: the same whether just read or stored long ago."""

from library_exchange.authority.linking import Mention
from library_exchange.authority.record_texts import Named, RecordTexts, Text

AUTHOR = Named(0, "person", True, "1900-1970", "俄")
EDITOR = Named(1, "person", False)
BODY = Named(2, "corporate", False)


def texts(*given: Text) -> RecordTexts:
    return RecordTexts(("chi",), given)


def test_the_main_author_comes_first_and_all_forms_of_a_name_are_one_person():
    found = texts(
        Text("contributor", "Иванова", "original", 1, EDITOR),
        Text("contributor", "Лунина", "original", 0, AUTHOR),
        Text("contributor", "卢尼娜", "translation", 0, AUTHOR),
    ).mentions()
    assert found == [
        (Mention("Лунина", "1900-1970", "俄"), Mention("卢尼娜", "1900-1970", "俄")),
        (Mention("Иванова"),),
    ]


def test_bodies_and_transliterations_are_nobody_whom_a_record_names():
    found = texts(
        Text("contributor", "Издательство", "original", 2, BODY),
        Text("contributor", "Lunina", "transliteration", 0, AUTHOR),
    )
    assert found.mentions() == []
    assert [values for _whom, values in found.contributors()] == [("Издательство",), ("Lunina",)]


def test_titles_stand_in_their_place_and_an_alternative_one_is_no_title_proper():
    found = texts(
        Text("note", "Прим.", "original", 0),
        Text("alternative_title", "Третья", "original", 3),
        Text("parallel_title", "Вторая", "original", 2),
        Text("title", "Первая", "original", 1),
        Text("title", "Pervaia", "transliteration", 1),
    )
    assert found.titles() == ["Первая", "Вторая", "Третья"]
    assert found.titles_proper() == ["Первая", "Pervaia", "Вторая"]
