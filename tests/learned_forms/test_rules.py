"""Records that have a name or title in two scripts teach the search what it is called in the other."""

import pytest

from library_exchange.learned_forms.rules import Evidence, Kind, Told, meanings, pairs


def taught(*texts):
    return {(pair.kind, pair.value, pair.evidence) for pair in pairs([Told(*text) for text in texts])}


@pytest.mark.parametrize(
    ("field", "evidence"),
    [
        ("parallel_title", Evidence.PARALLEL_TITLE),
        ("alternative_title", Evidence.ALTERNATIVE_TITLE),
        ("original_title", Evidence.ORIGINAL_TITLE),
    ],
)
def test_a_title_beside_the_title_proper_is_learned_both_ways(field, evidence):
    assert taught(("title", "江上的灯"), (field, "Огни над рекой")) == {
        (Kind.TITLE, "Огни над рекой", evidence),
        (Kind.TITLE, "江上的灯", evidence),
    }


def test_titles_of_one_script_and_transliterations_teach_nothing():
    assert not taught(("title", "江上的灯"), ("alternative_title", "河上的灯"))
    assert not taught(("title", "江上的灯"), ("parallel_title", "Jiang shang de deng", "transliteration"))
    assert not taught(("title", "江上的灯"), ("note", "Огни над рекой"))


@pytest.mark.parametrize(
    "note",
    [
        "原名: Огни над рекой",
        "书名原文：Огни над рекой.",
        "译自《Огни над рекой》",
        "Загл. ориг. на рус. яз.: Огни над рекой",
        "Пер. изд.: Огни над рекой / С. Громов",
        "Ориг. загл.: «Огни над рекой»",
    ],
)
def test_the_title_of_the_original_is_learned_from_a_note(note):
    assert taught(("title", "江上的灯"), ("note", note)) == {
        (Kind.TITLE, "Огни над рекой", Evidence.ORIGINAL_TITLE),
        (Kind.TITLE, "江上的灯", Evidence.ORIGINAL_TITLE),
    }


def test_the_forms_of_one_contributor_are_learned_and_those_of_two_are_not():
    one = ("contributor", "格罗莫夫", "original", 1)
    assert taught(one, ("contributor", "Громов, Сергей", "original", 1)) == {
        (Kind.NAME, "Громов, Сергей", Evidence.OTHER_SCRIPT),
        (Kind.NAME, "格罗莫夫", Evidence.OTHER_SCRIPT),
    }
    assert not taught(one, ("contributor", "Громов, Сергей", "original", 2))


def test_a_name_in_brackets_behind_the_name_is_learned_and_a_role_is_not():
    assert taught(("responsibility", "谢·格罗莫夫 (С. Громов) 著")) == {
        (Kind.NAME, "С. Громов", Evidence.BRACKETS),
        (Kind.NAME, "谢·格罗莫夫", Evidence.BRACKETS),
    }
    assert not taught(("responsibility", "谢·格罗莫夫 (俄罗斯) 著"))


def test_a_surname_alone_is_nobodys():
    found = pairs([Told("contributor", "格罗莫夫", contributor=1), Told("contributor", "Громов", contributor=1)])
    assert [pair.value for pair in found if pair.value != "Громов"] == []


def test_what_has_too_many_meanings_has_none():
    one = [(Kind.TITLE, "Письма"), (Kind.TITLE, "Letters")]
    assert meanings(one) == one
    assert meanings([(Kind.TITLE, title) for title in ("Письма", "Письмо", "Послания", "Весточки")]) == []
