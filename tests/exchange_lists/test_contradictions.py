"""A line that contradicts the record found for it is asked about, side by side; nothing of it is taken silently."""

import re
from dataclasses import replace
from html import unescape

import pytest

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.exchange_lists.models import EditionChoice
from library_exchange.exchange_lists.queries.list_imports import list_page
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.rules.editions import Contradiction, Said, differences
from library_exchange.exchange_lists.rules.stated import Stated, are_other_places, places_in, stated
from library_exchange.exchange_lists.schemas import ListAnswers
from library_exchange.exchange_lists.services import answering_lists
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.marc.description import Contributor, Identifier, Text, TextField, form
from library_exchange.offers.models import ListKind, Offer
from tests.catalogue.books import book, give
from tests.partners import ISBN, OTHER_ISBN, rows_of

C = Contradiction


@pytest.fixture
def heihe(web, make_partner):
    return make_partner("Heihe", "CN")


@pytest.fixture
def amur(web, make_partner):
    return make_partner("Amur", "RU")


def edition(title, *authors, year=2005, isbn=None, language="chi", number="1", translator=None, **texts):
    """Describe an edition; `texts` are its publisher, place, edition, part_number."""
    known = book(title, *authors, number=number, language=language)
    people = (Contributor("trl", "person", False, (form(translator),)),) if translator else ()
    return replace(
        known,
        year=year,
        year_text=str(year),
        texts=(*known.texts, *(Text(TextField(name), (form(value),), 0) for name, value in texts.items())),
        contributors=(*known.contributors, *people),
        identifiers=(Identifier("isbn", isbn, isbn, True),) if isbn else (),
    )


def answers(partner, list_id, **fields):
    given = ListAnswers.from_form({name.replace("_", "-", 1): value for name, value in fields.items()})
    with transaction() as session:
        return answering_lists.answer(session, get_list_import(session, partner.librarian, list_id), given, now())


def shown(partner, list_id):
    with reading() as session:
        return list_page(session, get_list_import(session, partner.librarian, list_id), "ru", 50, 0)


FOREST = edition(
    *("额尔古纳河右岸", "迟子建"),
    year=2005,
    publisher="百花文艺出版社",
    place="天津",
    edition="第2版",
    part_number="第1册",
)
BRIDGE = edition(
    *("Мост через Амур", "Петров, Иван Сергеевич"),
    language="rus",
    year=1984,
    publisher="Хабаровское книжное издательство",
    place="Хабаровск",
    edition="2-е изд.",
    translator="Сидоров, Пётр Львович",
)


@pytest.mark.parametrize(
    ("known", "said", "expected"),
    [
        (FOREST, {"year": 1979}, [C.YEAR]),
        (FOREST, {"year": 2004}, [C.YEAR]),
        (FOREST, {"year": 2005, "publisher": "百花文艺出版社", "author": "迟子建"}, []),
        (FOREST, {"publisher": "百花文艺"}, []),
        (FOREST, {"publisher": "黑龙江人民出版社", "year": 1979}, [C.PUBLISHER, C.YEAR]),
        (FOREST, {"publisher": "Дальиздат"}, []),
        (FOREST, {"author": "迟子建著"}, []),
        (FOREST, {"author": "老鬼"}, [C.AUTHOR]),
        (FOREST, {"volume": "第2册"}, [C.VOLUME]),
        (FOREST, {"volume": "上"}, []),
        (FOREST, {"stated": Stated(edition="第3版")}, [C.EDITION]),
        (FOREST, {"stated": Stated(edition="第1版")}, [C.EDITION]),
        (FOREST, {"stated": Stated(edition="第二版")}, []),
        (FOREST, {"year": 2005, "stated": Stated(place="北京")}, [C.PLACE]),
        (FOREST, {"year": 2005, "stated": Stated(place="天津")}, []),
        (FOREST, {}, []),
        (BRIDGE, {"year": 1833}, [C.YEAR]),
        (BRIDGE, {"author": "Петров И.С."}, []),
        (BRIDGE, {"author": "Иван Петров"}, []),
        (BRIDGE, {"author": "Петров А.С."}, [C.AUTHOR]),
        (BRIDGE, {"publisher": "Кн. изд-во"}, []),
        (BRIDGE, {"publisher": "Наука"}, [C.PUBLISHER]),
        (BRIDGE, {"year": 1984, "stated": Stated(place="М.")}, [C.PLACE]),
        (BRIDGE, {"stated": Stated(edition="3-е изд.")}, [C.EDITION]),
        (BRIDGE, {"stated": Stated(translators="пер. А. Н. Носова")}, [C.TRANSLATOR]),
        (BRIDGE, {"stated": Stated(translators="пер. П. Л. Сидорова")}, []),
    ],
)
def test_what_a_line_says_of_its_edition_is_held_against_the_record(known, said, expected):
    found = differences(Said(title=known.title, **said), known)
    assert [each.what for each in found] == expected
    assert all(each.told and each.known and each.told != each.known for each in found)


def test_issues_of_a_serial_and_volumes_of_a_set_have_years_of_their_own():
    serial, whole = replace(FOREST, bib_level="s"), replace(FOREST, year_text="1981-2005")
    assert differences(Said(title=FOREST.title, year=1990), serial) == []
    assert differences(Said(title=FOREST.title, year=1990), whole) == []
    assert [each.what for each in differences(Said(title=FOREST.title, year=1980), whole)] == [C.YEAR]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("春天的故事", [C.TITLE]), ("额尔古纳河右岸 迟子建", []), ("На правом берегу", [])],
)
def test_a_number_of_a_book_with_another_title_is_a_contradiction(title, expected):
    known = replace(FOREST, identifiers=(Identifier("isbn", ISBN, ISBN, True),))
    assert [each.what for each in differences(Said(title=title, isbn=ISBN, text=title), known)] == expected


@pytest.mark.parametrize(
    ("text", "title", "publisher", "year", "expected"),
    [
        ("Петров И.С. Мост. 3-е изд., доп. М.: Наука, 1984", "Мост", "Наука", 1984, Stated("3-е изд.", "", "М")),
        (
            *("Мост / пер. с кит. А. Н. Носовой. Хабаровск, 1984", "Мост", None, 1984),
            Stated("", "пер. с кит. А. Н. Носовой", "Хабаровск"),
        ),
        ("Мост. Изд. 2-е. Благовещенск, 2001", "Мост", None, 2001, Stated("Изд. 2-е", "", "Благовещенск")),
        (
            *("《桥》彼得罗夫著，李刚译，北京：人民文学出版社，1984年第2版", "桥", "人民文学出版社", 1984),
            Stated("第2版", "李刚译", "北京"),
        ),
        ("桥 第三版 上海 译文出版社", "桥", "译文出版社", None, Stated("第三版", "", "")),
        ("Хабаровск, 1984", "Хабаровск", None, 1984, Stated()),
        ("翻译研究 1984", "翻译研究", None, 1984, Stated()),
    ],
)
def test_edition_translator_and_place_are_read_out_of_a_line(text, title, publisher, year, expected):
    assert stated(text, title, publisher, year) == expected


def test_places_are_compared_in_full_and_in_letters_of_one_kind():
    assert places_in("М.; Л.") == {"москва", "ленинград"}
    assert are_other_places("М.", "Хабаровск")
    assert not are_other_places("М.", "Москва")
    assert not are_other_places("М.", "М. ; Л.")
    assert not are_other_places("北京市", "北京")
    assert not are_other_places("Пекин", "北京")
    assert not are_other_places("Урюпинск", "Москва")


LINE = "Петров И.С. Мост через Амур. М.: Наука, 1833"


@pytest.fixture
def bridge(heihe):
    return give(heihe.id, BRIDGE)


def test_a_line_of_another_edition_waits_for_an_answer_and_shows_both_sides(amur, bridge):
    list_id = amur.sends(f"{LINE}\nПетров И.С. Мост через Амур. Хабаровск, 1984")
    first, second = amur.lines(list_id)
    assert (first.problem, first.record_id, first.joined_to) == (Problem.OTHER_EDITION, None, None)
    assert (second.problem, second.record_id) == (None, bridge)
    row = shown(amur, list_id).rows[0]
    assert [each.what for each in row.differences] == [C.PLACE, C.PUBLISHER, C.YEAR]
    assert (row.found.record_id, row.differences[-1].told, row.differences[-1].known) == (bridge, "1833", "1984")
    assert amur.takes(list_id) == (1, 1)


@pytest.mark.parametrize(
    ("answer", "record", "year", "publisher"),
    [("same_edition", True, 1984, "Хабаровское книжное издательство"), ("as_typed", False, 1833, "Наука")],
)
def test_the_librarian_says_whether_it_is_the_edition_of_the_catalogue(amur, bridge, answer, record, year, publisher):
    list_id = amur.sends(LINE)
    assert answers(amur, list_id, do=f"{answer}-1") == 1
    (line,) = amur.lines(list_id)
    assert (line.problem, line.record_id) == (None, bridge if record else None)
    assert (line.entry["year"], line.entry["publisher"]) == (year, publisher)
    assert rows_of(EditionChoice) == [], "it is said of this line, not of the title"
    assert amur.takes(list_id) == (1, 0)
    (offer,) = rows_of(Offer)
    assert (offer.year, offer.record_id) == (year, bridge if record else None)
    assert amur.lines(amur.sends(LINE))[0].problem is Problem.OTHER_EDITION


def test_an_answer_can_be_changed_and_another_record_chosen(amur, heihe, bridge):
    other = give(heihe.id, replace(BRIDGE, source_id="2", year=1999, year_text="1999"), b"2")
    assert other != bridge
    list_id = amur.sends("Заглавие\tГод\tИздательство\nМост через Амур\t1999\tНаука")
    row = shown(amur, list_id).rows[0]
    assert [each.record_id for each in row.editions] == [other, bridge]
    answers(amur, list_id, edition_1=str(bridge))
    assert amur.lines(list_id)[0].record_id == bridge
    answers(amur, list_id, edition_1="none")
    assert amur.lines(list_id)[0].record_id is None
    answers(amur, list_id, edition_1="999999")
    assert amur.lines(list_id)[0].record_id is None, "a record of another title is no answer"


def test_lines_that_contradict_alike_are_answered_at_once_and_others_are_left_alone(amur, bridge):
    list_id = amur.sends(f"{LINE}\nПетров И.С. Мост через Амур. Хабаровск, 1990\nМост через Амур\nСказки у моря")
    assert shown(amur, list_id).other_edition == 2
    assert answers(amur, list_id, do="as_typed-all") == 2
    assert [line.record_id for line in amur.lines(list_id)] == [None, None, bridge, None]
    assert [line.joined_to for line in amur.lines(list_id)] == [None] * 4


def test_a_number_of_an_older_edition_is_asked_about_and_copies_of_it_are_not_counted_with_the_other(amur, heihe):
    record = give(heihe.id, edition("额尔古纳河右岸", "迟子建", isbn=ISBN, publisher="百花文艺出版社"))
    list_id = amur.sends(f"额尔古纳河右岸，黑龙江人民出版社，1979，{ISBN}\n{ISBN}\n{OTHER_ISBN} Бесы")
    assert [line.problem for line in amur.lines(list_id)] == [Problem.OTHER_EDITION, None, None]
    answers(amur, list_id, do="as_typed-1")
    first, second, _third = amur.lines(list_id)
    assert (first.record_id, first.joined_to, second.record_id, second.joined_to) == (None, None, record, None)


def test_an_edition_that_is_remembered_for_a_title_is_not_taken_for_a_line_that_contradicts_it(amur, heihe, bridge):
    give(heihe.id, replace(BRIDGE, source_id="2", year=1999, year_text="1999"), b"2")
    answers(amur, amur.sends("Мост через Амур"), edition_1=str(bridge))
    first, second = amur.lines(amur.sends("Мост через Амур\nПетров И.С. Мост через Амур. Хабаровск, 1961"))
    assert (first.problem, first.record_id) == (None, bridge)
    assert second.problem is Problem.OTHER_EDITION


def test_wants_are_asked_about_too_and_an_answer_to_what_is_not_asked_changes_nothing(amur, bridge):
    list_id = amur.sends(LINE, ListKind.WANTS)
    assert amur.lines(list_id)[0].problem is Problem.OTHER_EDITION
    plain = amur.sends("Мост через Амур", ListKind.WANTS)
    answers(amur, plain, do="as_typed-1")
    assert amur.lines(plain)[0].record_id == bridge


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", ["Как в списке", "В каталоге", "То же издание: как в каталоге", "Другое издание: как в списке"]),
        ("zh", ["书单所写", "目录中", "是同一版本：以目录为准", "是另一版本：照书单所写"]),
    ],
)
def test_the_page_shows_both_sides_and_takes_the_answers(amur, bridge, at_desk, language, words):
    list_id = amur.sends(f"{LINE}\n{LINE} 2 экз.")
    desk = at_desk(amur.librarian_id)
    page = desk.get(f"/{language}/staff/exchange/lists/{list_id}").text
    text = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    assert all(word in text for word in words)
    assert "1833" in text
    assert "1984" in text
    desk.post(f"/{language}/staff/exchange/lists/{list_id}/answers", data={"do": "same_edition-all"})
    assert [line.record_id for line in amur.lines(list_id)] == [bridge, bridge]
