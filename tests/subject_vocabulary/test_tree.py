"""The trees that readers browse are whole, and a book stands in them where its class numbers put it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.search.analysis import class_numbers
from library_exchange.subject_vocabulary import tree
from library_exchange.subject_vocabulary.vocabulary import LANGUAGES, SCHEMES

TOPS = {"clc": set("ABCDEFGHIJKNOPQRSTUVXZ"), "udc": set("012356789")}
TENS = {f"{tens}0" for tens in range(11, 100) if tens % 10} | {f"0{tens}0" for tens in range(1, 10) if tens != 4}


def everything(scheme, node=None):
    return [found for child in tree.below(scheme, node) for found in (child, *everything(scheme, child))]


NODES = [node for scheme in SCHEMES for node in everything(scheme)]


def codes(*classes):
    return set(tree.branches_of(classes))


def test_every_class_can_be_reached_and_is_called_something_in_each_language():
    assert len(NODES) > 1000
    assert max(Counter(node.code for node in NODES).values()) == 1
    lacking = [node.code for node in NODES for language in LANGUAGES if not node.called(language).strip()]
    assert lacking == []
    assert all(tree.find(node.scheme, node.number) is node for node in NODES)


def test_no_two_classes_of_a_scheme_are_called_the_same():
    called = Counter((node.scheme, language, node.called(language)) for node in NODES for language in LANGUAGES)
    assert [name for name, times in called.items() if times > 1] == []


@pytest.mark.parametrize(("scheme", "tops"), TOPS.items())
def test_the_main_classes_of_a_scheme_are_all_there(scheme, tops):
    assert {node.number for node in tree.below(scheme)} == tops


def test_the_hundred_divisions_of_dewey_are_there_but_those_without_a_subject():
    numbers = {node.number for node in NODES if node.scheme == "ddc"}
    assert numbers >= TENS


def test_a_book_with_the_number_of_a_class_stands_in_it_and_in_all_above_it_and_somewhere_in_every_tree():
    wrong = []
    for node in NODES:
        found = codes((node.scheme, node.number))
        above = {each.code for each in (node, *tree.path(node))}
        if not (above <= found and {code.partition(":")[0] for code in found} == set(SCHEMES)):
            wrong.append(node.code)
    assert wrong == []


@given(st.lists(st.tuples(st.sampled_from((*SCHEMES, "lcc")), st.text("0123456789.ABIKТ63(Рос=)-/", max_size=9))))
def test_whoever_stands_in_a_class_stands_in_all_above_it(classes):
    found = codes(*classes)
    for code in found:
        scheme, _, number = code.partition(":")
        assert {above.code for above in tree.path(tree.find(scheme, number))} <= found


RUSSIAN_FICTION = {"clc:I512.4", "bbk:84(2Рос=Рус)-44", "udc:821.161.1-3", "ddc:891.73"}


@pytest.mark.parametrize(
    ("scheme", "number", "wanted"),
    [
        ("clc", "I512.45", RUSSIAN_FICTION),
        ("bbk", "84(2Рос=Рус)6-44", RUSSIAN_FICTION),
        ("bbk", "84(2=411.2)52-44", RUSSIAN_FICTION),
        ("udc", "821.161.1-31", RUSSIAN_FICTION),
        ("ddc", "891.733", RUSSIAN_FICTION),
        ("bbk", "84(5Кит)", {"clc:I2", "udc:821.581", "ddc:895.1"}),
        ("bbk", "Т3(2)6", {"bbk:63", "clc:K", "udc:94"}),
        ("clc", "TP311.1", {"clc:TP3", "bbk:32.97", "udc:004", "ddc:004"}),
        ("ddc", "512.5", {"ddc:510", "clc:O1", "bbk:22.1", "udc:51"}),
        ("bbk", "82.3(5Кит)", {"bbk:80/84", "bbk:82", "clc:I27"}),
    ],
)
def test_books_of_all_schemes_stand_in_one_place(scheme, number, wanted):
    assert wanted <= codes((scheme, number))


def test_in_the_tree_of_a_scheme_the_numbers_of_that_scheme_decide():
    both = codes(("clc", "I512.45"), ("bbk", "63.3(2)6"))
    assert "clc:I512.4" in both
    assert "clc:K" not in both
    assert "bbk:63.3(2)" in both
    assert "bbk:84" not in both


def test_a_number_of_no_known_scheme_and_none_say_nothing():
    assert codes(("lcc", "PG3365"), ("clc", "")) == set()


def test_the_way_to_a_class_begins_at_the_top():
    path = [node.number for node in tree.path(tree.find("bbk", "84(2Рос=Рус)"))]
    assert path == ["80/84", "84"]
    assert [node.number for node in tree.path(tree.find("ddc", "891.7"))] == ["800", "890"]


def test_the_same_subject_is_found_in_another_scheme_or_the_nearest_above():
    assert tree.same_in(tree.find("clc", "I512"), "bbk").number == "84(2Рос=Рус)"
    assert tree.same_in(tree.find("clc", "H11"), "udc").number == "811.581"
    assert tree.same_in(tree.find("clc", "A1"), "udc") is None


@pytest.mark.parametrize(
    ("heading", "scheme", "number"),
    [
        ("История", "bbk", "63"),
        ("История", "clc", "K"),
        ("俄罗斯文学", "clc", "I512"),
        ("俄罗斯文学", "bbk", "84(2Рос=Рус)"),
        ("physics", "udc", "53"),
        ("Поэзия", "bbk", None),
        ("Зея весной", "bbk", None),
    ],
)
def test_a_heading_leads_to_the_class_that_it_names(heading, scheme, number):
    found = tree.of_heading(heading, scheme)
    assert (found.number if found else None) == number


def test_a_class_is_told_by_number_and_name_and_an_unknown_one_by_what_was_asked():
    assert tree.called("clc:I512", "ru") == "I512 Русская литература"
    assert tree.called("clc:?", "ru") == "clc:?"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("K512", "clc:K512"),
        ("k5", "clc:K5"),
        ("分类号:I", "clc:I"),
        ("I512.45", "clc:I512.4"),
        ("ББК 63.3(2)", "bbk:63.3(2)"),
        ("84(2Рос=Рус)6-44", "bbk:84(2Рос=Рус)-44"),
        ("УДК 94(510)", "udc:94(510)"),
        ("история", None),
        ("2026", None),
    ],
)
def test_what_a_reader_types_as_a_class_number_leads_to_the_narrowest_class_of_it(typed, code):
    found = tree.nearest(typed)
    assert (found.code if found else None) == code


def test_the_number_of_every_class_names_that_class_when_its_scheme_is_said():
    for node in NODES:
        said = f"{class_numbers.CALLED[node.scheme]} {node.number}"
        assert node.code in tree.codes_named(said) or class_numbers.read(said) is None, said


@pytest.mark.parametrize(
    ("classes", "headings", "scheme", "told"),
    [
        ([("bbk", "63.3(2)")], [], "clc", ["K512"]),
        ([("clc", "K25")], [], "bbk", ["63.3(5Кит)5"]),
        ([("bbk", "63.3(2)")], [("ИСТОРИЯ", "ru"), ("Экономика", "ru")], "clc", ["K512", "F"]),
        ([], [("экономика", "ru"), ("бабушкины рецепты", "ru")], "clc", ["F"]),
        ([], [], "clc", []),
    ],
)
def test_what_a_book_is_about_is_told_in_the_scheme_of_the_reader_narrowest_first(classes, headings, scheme, told):
    """A heading that only names a class above one that is told already says nothing new."""
    assert [node.number for node in tree.about(classes, headings, scheme)] == told
