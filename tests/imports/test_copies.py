"""A library tells once how its system writes copies: seen on its own records, kept for later files, taken back."""

from functools import reduce
from io import BytesIO

import lxml.html
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col

from library_exchange.catalogue.models import Import, Item, LocalState
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.imports.rules.copies import DESCRIBES, USUAL, may_tell_of_copies
from library_exchange.imports.services.copies import rule_of
from library_exchange.marc.copies import by_call_number
from library_exchange.marc.copy_rules import CopyRule, as_told, tags_of, with_field, without_field
from library_exchange.marc.copy_states import MEANINGS, usual_meaning
from library_exchange.marc.description import CopyState
from library_exchange.marc.reading import Accepted, read
from tests.imports.files import record

HERE, OUT, GONE = "$p K1 $o 84/1 $c AB $7 0", "$p K2 $o 84/1 $c CH $7 выдан", "$p K3 $o 84/1 $c AB $7 списан"
BOOKS = (
    record("1", "Тихий Дон", fields=[("952", HERE), ("952", OUT), ("952", GONE)]),
    record("2", "Гроза", fields=[("952", "$p K4 $o 84/2 $c CH $7 0")]),
)
TOLD = {"tag": "952", "barcode": "p", "call_number": "o", "place": "c", "state": "7"}


def copies_by(rule, *fields):
    found = list(read(BytesIO(record("1", "Ёлка", fields=fields)), copies=rule))
    assert all(isinstance(each, Accepted) for each in found)
    return found[0].description.holdings


# What a rule reads ----------------------------------------------------------------------------------------------------


def test_a_copy_has_its_number_call_number_place_and_state():
    rule = CopyRule("952", "o", "p", "c", state="7", states={"0": CopyState.ON_SHELF}, places={"ab": "Абонемент"})
    [copy] = copies_by(rule, ("952", HERE))
    assert (copy.barcode, copy.call_number, copy.note, copy.state) == ("K1", "84/1", "Абонемент", CopyState.ON_SHELF)
    assert copy.library_code is None


@pytest.mark.parametrize(
    ("field", "count", "numbers"),
    [
        ("$g 3 $a 84", 3, []),
        ("$g много $a 84", 1, []),
        ("$i 1 $i 2 $g 5 $a 84", 2, ["1", "2"]),
        ("$a 84", 1, []),
        ("$z note", 0, []),
        ("$s x $g 4 $i 9", 0, []),
        (f"$g {'9' * 30}", 999999, []),
    ],
)
def test_copies_are_counted_by_their_numbers_else_as_told_and_not_once_they_are_gone(field, count, numbers):
    rule = CopyRule("945", "a", "i", count="g", state="s", states={"x": CopyState.GONE})
    found = copies_by(rule, ("945", field))
    assert sum(each.copies for each in found) == count
    assert [each.barcode for each in found if each.barcode] == numbers


def test_a_call_number_may_be_made_of_two_parts():
    [copy] = copies_by(CopyRule("905", "d+e"), ("905", "$d I247.5 $e 12"))
    assert copy.call_number == "I247.5/12"


def test_of_a_union_list_only_the_own_copies_count():
    rule = CopyRule("852", "j", "p", library="a", own=("АОНБ", "Амурская"))
    found = copies_by(rule, ("852", "$a РГБ $j 1 $p 7"), ("852", "$a аонб $j 2 $p 8"))
    assert [each.barcode for each in found] == ["8"]


NUMBERS = CopyRule("949", barcode="i", place="l", state="s", states={"gone": CopyState.GONE})
SHELVES = CopyRule("852", "h", place="b")


@pytest.mark.parametrize("rule", [with_field(NUMBERS, SHELVES), with_field(SHELVES, NUMBERS)])
@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ([("852", "$h 84 $b ЧЗ"), ("949", "$i 1"), ("949", "$i 2")], [("1", "84", "ЧЗ"), ("2", "84", "ЧЗ")]),
        (
            [("852", "$h 84"), ("852", "$h 85"), ("949", "$i 1"), ("949", "$i 2")],
            [("1", "84", None), ("2", "85", None)],
        ),
        ([("852", "$h 84"), ("852", "$h 85"), ("949", "$i 1")], [("1", None, None)]),
        ([("852", "$h 84 $b ЧЗ"), ("949", "$i 1 $l АБ")], [("1", "84", "АБ")]),
        ([("852", "$h 84"), ("949", "$i 1 $s gone")], []),
        ([("852", "$h 84")], [(None, "84", None)]),
        ([("949", "$i 1")], [("1", None, None)]),
        ([], []),
    ],
)
def test_a_field_without_numbers_says_more_of_the_copies_of_another_and_adds_none(rule, fields, wanted):
    found = [each for each in copies_by(rule, *fields) if each.copies]
    assert [(each.barcode, each.call_number, each.note) for each in found] == wanted


def test_a_number_in_two_fields_is_one_copy_and_gone_if_either_says_so():
    rule = with_field(NUMBERS, CopyRule("952", "o", "p", state="7", states={"w": CopyState.GONE}))
    found = copies_by(
        rule, ("949", "$i 1"), ("949", "$i 2"), ("952", "$p 1 $o 84"), ("952", "$p 2 $7 w"), ("952", "$p 3")
    )
    assert [(each.barcode, each.call_number) for each in found if each.copies] == [("1", "84"), ("3", None)]


@given(st.lists(st.sampled_from([NUMBERS, SHELVES, CopyRule("952", "o", "p"), CopyRule("949", "a")]), max_size=6))
def test_a_field_is_told_once_whatever_is_told_and_left_out(rules):
    told = reduce(with_field, rules, None)
    assert {each.tag for each in told.each} == {each.tag for each in rules} if rules else told is None
    assert len(told.each) == len({each.tag for each in rules}) if rules else True
    assert reduce(without_field, ["949", "852", "952"], told) is None


def test_a_record_whose_copies_are_all_gone_has_none_and_one_that_tells_of_none_has_one():
    rule = CopyRule("952", "o", "p", state="7", states={"списан": CopyState.GONE})
    assert sum(each.count for each in by_call_number(copies_by(rule, ("952", GONE)))) == 0
    assert [each.count for each in by_call_number(copies_by(rule))] == [1]


@given(
    st.builds(
        CopyRule,
        st.sampled_from(("852", "952")),
        *[st.sampled_from(("", "a", "p"))] * 6,
        own=st.lists(st.text(min_size=1)).map(tuple),
        states=st.dictionaries(st.text(), st.sampled_from(CopyState)),
        places=st.dictionaries(st.text(), st.text()),
        beside=st.sampled_from([(), (SHELVES,), (SHELVES, NUMBERS)]),
    )
)
def test_a_rule_is_the_same_after_it_was_kept(rule):
    assert as_told(rule.as_kept()) == rule


# What is proposed -----------------------------------------------------------------------------------------------------


def test_what_is_usual_names_fields_that_may_tell_of_copies():
    assert all(may_tell_of_copies(tag) and rule.tag == tag for tag, rule in USUAL.items())
    assert not any(map(may_tell_of_copies, ("200", "245", "700", *DESCRIBES)))


def test_a_word_has_one_meaning_whatever_its_case_and_width():
    words = [word for state in MEANINGS.values() for word in state]
    assert len({word.casefold() for word in words}) == len(words)
    assert (usual_meaning("Списан"), usual_meaning("０"), usual_meaning("?")) == (
        CopyState.GONE,
        CopyState.ON_SHELF,
        None,
    )


MARC = "iso-2709"


# At the desk ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(app, signed_in, amur, deliver):
    """A librarian at her browser, in the language asked for, with the worker at hand."""
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)

    class Desk:
        library = amur

        def get(self, path, language="ru"):
            answer = client.get(f"/{language}{path}")
            assert answer.status_code == 200, path
            return answer.get_data(as_text=True)

        def reads(self, path):
            """What she sees of a page: no tokens, in which any two letters stand by chance."""
            return lxml.html.fromstring(self.get(path)).text_content()

        def post(self, path, **form):
            answer = client.post(f"/ru{path}", data=form, content_type="multipart/form-data")
            deliver()
            return answer

        def sends(self, *records):
            answer = self.post("/staff/imports", file=(BytesIO(b"".join(records)), "каталог.mrc"))
            return answer.location.removeprefix("/ru")

        def takes_in(self, *records):
            page = self.sends(*records)
            assert self.post(f"{page}/start").status_code == 302
            return page

    return Desk()


def items():
    with reading() as session:
        found = session.scalars(sa.select(Item).order_by(col(Item.barcode))).all()
        return {each.barcode: (each.place, each.local_state) for each in found}


def test_she_sees_the_field_says_what_its_parts_hold_and_it_is_kept_for_later_files(desk):
    page = desk.sends(*BOOKS)
    for language, words in (("ru", "Как записаны ваши экземпляры"), ("zh", "贵馆复本的著录方式")):
        shown = desk.get(f"{page}/copies", language)
        assert words in shown
        assert "K1" in shown
    assert desk.post(f"{page}/copies", **TOLD).status_code == 302
    shown = desk.get(f"{page}/copies?tag=952")
    assert '<option value="gone" selected>' in shown, "what a code usually means is proposed"
    codes = {"state_code": ["0", "выдан", "списан"], "state_means": ["on_shelf", "out", "gone"]}
    places = {"place_code": ["AB", "CH"], "place_name": ["Абонемент", "Читальный зал"]}
    assert desk.post(f"{page}/copies", **TOLD, **codes, **places).status_code == 302
    assert "Читальный зал" in desk.get(page)
    desk.post(f"{page}/start")
    assert items() == {
        "K1": ("Абонемент", LocalState.ON_SHELF),
        "K2": ("Читальный зал", LocalState.OUT_LOCALLY),
        "K4": ("Читальный зал", LocalState.ON_SHELF),
    }
    desk.takes_in(record("3", "Недоросль", fields=[("952", "$p K5 $o 84/3 $c AB $7 0")]))
    assert items()["K5"] == ("Абонемент", LocalState.ON_SHELF)


def test_she_reads_two_fields_together_and_leaves_one_of_them_out_again(desk):
    book = record("1", "Ёлка", fields=[("852", "$h 84Р $b ЧЗ"), ("949", "$i 11"), ("949", "$i 12")])
    page = desk.sends(book)
    desk.post(f"{page}/copies", tag="949", barcode="i")
    for language, words in (("ru", "Читать вместе с полем 949"), ("zh", "与字段 949 一并读取")):
        assert words in desk.get(f"{page}/copies?tag=852", language)
    desk.post(f"{page}/copies", tag="852", call_number="h", place="b", is_beside="1")
    shown = desk.get(f"{page}/copies")
    assert "84Р" in shown
    assert "Не читать поле 852" in shown
    desk.post(f"{page}/copies/forget", tag="852")
    assert "84Р" not in desk.get(page)
    desk.post(f"{page}/copies", tag="852", call_number="h", place="b", is_beside="1")
    desk.post(f"{page}/start")
    assert items() == {"11": ("ЧЗ", LocalState.ON_SHELF), "12": ("ЧЗ", LocalState.ON_SHELF)}
    desk.takes_in(record("3", "Гроза", fields=[("852", "$h 84Р $b АБ"), ("949", "$i 13")]))
    assert items()["13"] == ("АБ", LocalState.ON_SHELF)


def test_another_field_may_be_read_instead(desk):
    page = desk.sends(*BOOKS)
    desk.post(f"{page}/copies", tag="949", barcode="i")
    desk.post(f"{page}/copies", **TOLD)
    with reading() as session:
        assert tags_of(rule_of(session, desk.library, MARC)) == ["952"]


def test_what_the_system_says_later_is_what_stands_and_is_taken_back_with_its_file(desk):
    first = desk.sends(*BOOKS)
    desk.post(f"{first}/copies", **TOLD)
    desk.post(f"{first}/start")
    before = items()
    assert before["K1"] == ("AB", LocalState.ON_SHELF)
    moved = [("952", "$p K1 $o 84/1 $c CH $7 выдан"), ("952", "$p K2 $o 84/1 $c CH $7 0")]
    second = desk.takes_in(record("1", "Тихий Дон", fields=moved))
    assert items()["K1"] == ("CH", LocalState.OUT_LOCALLY)
    assert items()["K2"] == ("CH", LocalState.ON_SHELF)
    desk.post(f"{second}/undo", sure="yes")
    assert items() == before


@pytest.mark.parametrize(
    "form",
    [
        {"tag": "952"},
        {"tag": "9520", "barcode": "p"},
        {"tag": "952", "barcode": "pp"},
        {"tag": "", "barcode": "p"},
    ],
)
def test_what_tells_nothing_is_refused_and_nothing_is_kept(desk, form):
    page = desk.sends(*BOOKS)
    answer = desk.post(f"{page}/copies", **form)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text or 'aria-invalid="true"' in answer.text
    with reading() as session:
        assert rule_of(session, desk.library, MARC) is None


def test_copies_are_read_as_the_format_has_them_once_the_rule_is_forgotten(desk):
    page = desk.sends(record("1", "Ёлка", copies=[("84", "77")], fields=[("952", HERE)]))
    assert "77" in desk.reads(page)
    desk.post(f"{page}/copies", **TOLD)
    assert "K1" in desk.reads(page)
    desk.post(f"{page}/copies/forget")
    assert "K1" not in desk.reads(page)
    with reading() as session:
        assert session.scalars(sa.select(Import)).one().copies is None


def test_the_rule_of_one_library_is_none_of_another_ones(desk, make_library):
    page = desk.sends(*BOOKS)
    desk.post(f"{page}/copies", **TOLD)
    with reading() as session:
        assert rule_of(session, desk.library, MARC)["tag"] == "952"
        assert rule_of(session, desk.library, "irbis-text") is None
        assert rule_of(session, make_library("Heihe"), MARC) is None


def test_once_the_file_is_taken_in_its_copies_are_told_with_the_next_one(desk):
    page = desk.takes_in(*BOOKS)
    assert desk.post(f"{page}/copies", **TOLD).status_code == 409


def test_the_form_stands_as_the_field_is_read_so_that_keeping_it_changes_nothing(desk):
    page = desk.sends(record("1", "Ёлка", fields=[("852", "$a АОНБ $b ЧЗ $h 84 $p 77 $z порвана")]))
    before = desk.get(page).split('id="copies"')[1].split("</section>")[0]
    shown = lxml.html.fromstring(desk.get(f"{page}/copies?tag=852"))
    form = next(form for form in shown.forms if form.action.endswith("/copies"))
    desk.post(f"{page}/copies", **{name: value for name, value in form.form_values() if name != "csrf_token"})
    assert desk.get(page).split('id="copies"')[1].split("</section>")[0].split("<p><a")[0] == before.split("<p><a")[0]


def test_a_file_without_the_field_that_was_told_says_so(desk):
    desk.post(f"{desk.sends(*BOOKS)}/copies", **TOLD)
    page = desk.sends(record("9", "Ёлка", fields=[("949", "$a 84 $i 5")]))
    for language, words in (("ru", "ни в одной записи этого файла"), ("zh", "本文件的记录中没有该字段")):
        assert words in desk.get(f"{page}/copies", language)
