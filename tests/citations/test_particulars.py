"""What a pasted citation tells of volume, edition and translator is asked for with the title, and known there again."""

import pytest

from library_exchange.citations.particulars import with_particulars, without_particulars
from library_exchange.citations.pasted import FORMS, take_apart

ENDING = "Москва : Восток, 2015. – "


@pytest.mark.parametrize(
    ("citation", "title"),
    [
        (
            f"Аов, А. А. Курс языка : в 2 т. / А. А. Аов. – 11-е изд. – {ENDING}Т. 1. – 768 с.",
            "Курс языка : в 2 т. Т. 1 (11-е изд.)",
        ),
        (
            "Аов А. А. Курс языка : в 2 т. 11-е изд., испр. и доп. М. : Восток, 2010. Т. 2. 744 с.",
            "Курс языка : в 2 т. Т. 2 (11-е изд., испр. и доп.)",
        ),
        (
            f"Аов, А. А. Сказки реки / А. А. Аов ; пер. с кит. И. И. Бова. – {ENDING}509 с. – (Сказки мира ; Т. 5).",
            "Сказки реки (пер. с кит. И. И. Бова)",
        ),
        ("吴某某. 新编汉语: 第2册[M]. 5版. 北京: 商务印书馆, 2008.", "新编汉语: 第2册 (5版)"),
        ("吴某某. 新编汉语[M]. 草某, 译. 第5版. 北京: 商务印书馆, 2008.", "新编汉语 (第5版, 草某, 译)"),
        ("吴某某：《新编汉语》第二册，草某译，北京：商务印书馆，2008年第1版。", "新编汉语 第二册 (草某译)"),
        ("吴某某：《新编汉语》，北京：商务印书馆，2008年第3版。", "新编汉语 (第3版)"),
        (
            "Smith, J. A. (2010). Rivers (3rd ed., Vol. 2). Beijing: River Press.",
            "Rivers. Vol. 2 (3rd ed.)",
        ),
        ("吴某某. 新编汉语[M]. 北京: 商务印书馆, 2008.", "新编汉语"),
        (f"Аов, А. А. Река / А. А. Аов. – 1-е изд. – {ENDING}9 с.", "Река"),
    ],
)
def test_volume_edition_and_translator_go_with_the_title(citation, title):
    found = take_apart(citation)
    assert found.as_fields()["title"] == title
    assert found.as_copy_fields()["title"] == title


def test_the_number_of_a_series_is_no_volume_and_the_first_edition_needs_no_word():
    told = [take_apart(form.example) for form in FORMS]
    assert {(each.of_set, each.particulars) for each in told} == {("", ""), ("", "修订二版")}


@pytest.mark.parametrize("title", ["Курс языка", "Курс языка : в 2 т", "新编汉语", "Rivers of Asia", "Т"])
@pytest.mark.parametrize("volume", ["", "Т. 1", "第二册", "Vol. 2"])
@pytest.mark.parametrize("others", ["", "11-е изд., испр. и доп.", "第5版, 草某译", "3rd ed.", "пер. И. И. Бова"])
def test_the_catalogue_is_asked_for_the_title_alone(title, volume, others):
    assert without_particulars(with_particulars(title, volume, others)) == title


@pytest.mark.parametrize("title", ["Амур (очерки)", "История Китая. Т", "战争与和平", "Ч. и другие"])
def test_a_title_that_only_looks_so_stays_whole(title):
    assert without_particulars(title) == title
