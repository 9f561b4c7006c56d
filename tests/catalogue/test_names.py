"""Names and titles meet in every script, order and case; namesakes are never made one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.authority import facts, linking, names
from library_exchange.authority.linking import Known, Mention, Sureness, Title
from library_exchange.search.analysis.folding import prepared, runs

LESKOV = Known(1, "ru", "1831-1895", ("Лесков, Николай Семёнович", "列斯科夫", "尼古拉·列斯科夫", "Leskov, Nikolai"))
BA_JIN = Known(2, "zh", "1904-2005", ("Ба Цзинь", "巴金", "Ba, Jin"))
MAO_DUN = Known(3, "zh", "1896-1981", ("Цзяо Эршичжэнь", "焦二十真", "Jiao, Ershizhen"))


def _asked(text):
    return names.of_query(list(runs(prepared(text))))


@pytest.mark.parametrize(
    ("form", "is_chinese", "asked"),
    [
        ("Лесков, Николай Семёнович", False, "Лесков Николай Семенович"),
        ("Лесков, Николай Семёнович", False, "Николая Лескова"),
        ("Лесков, Николай Семёнович", False, "Н. С. Лесков"),
        ("Лесков, Николай Семёнович", False, "Leskov Nikolai Semenovich"),
        ("Лесков, Николай Семёнович", False, "Лескову"),
        ("尼古拉·列斯科夫", False, "尼古拉•列斯科夫"),
        ("尼古拉·列斯科夫", False, "列斯科夫"),
        ("Чжуан-цзы", True, "Čžuan-czy"),
        ("Герцен, Александр", False, "Gertcen Aleksandr"),
        ("巴金", True, "ba jin"),
        ("巴金", True, "Bā Jīn"),
        ("巴金", True, "Ба Цзинь"),
        ("謝冰心", True, "谢冰心"),
    ],
)
def test_a_person_is_found_under_each_way_of_writing_the_name(form, is_chinese, asked):
    assert names.of_person(form, is_chinese) & _asked(asked)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("Очарованный странник", "очарованного странника"),
        ("Очарованный странник", "Ocharovannyi strannik"),
        ("Соборяне", "Соборяне"),
        ("邊城", "边城"),
        ("邊城", "biancheng"),
        ("The Enchanted Wanderer", "Enchanted Wanderer"),
        ("Палата № 6", "Палата №6"),
    ],
)
def test_a_work_is_found_under_each_way_of_writing_the_title(title, asked):
    assert names.of_work(title) & _asked(asked)


@pytest.mark.parametrize(("form", "asked"), [("Белый, Андрей", "белый"), ("Лесков, Николай", "лесной"), ("巴金", "ba")])
def test_a_common_word_is_no_surname(form, asked):
    assert not names.of_person(form, form == "巴金") & _asked(asked)


def test_a_first_name_with_a_capital_may_be_the_surname_of_somebody_known():
    arnold, small = (next(runs(prepared(word))) for word in ("Арнольда", "арнольда"))
    assert names.is_surely_surname(arnold)
    assert not names.is_surely_surname(small)


@pytest.mark.parametrize(
    ("title", "work"),
    [
        ("Соборяне. Часть 1", "Соборяне"),
        ("边城（全二册）", "边城"),
        ("Левша ; Соборяне ; Рассказы", "Соборяне"),
        ("边城：汉俄对照", "边城"),
    ],
)
def test_the_title_of_a_work_is_seen_in_the_title_of_a_book(title, work):
    assert work in names.titles_in(title)


@pytest.mark.parametrize(
    ("mention", "sureness"),
    [
        (Mention("Лесков, Николай Семенович"), Sureness.SURE),
        (Mention("Лесков Н. С."), Sureness.SURE),
        (Mention("Лесков, Н.С."), Sureness.SURE),
        (Mention("Николай Лесков"), Sureness.SURE),
        (Mention("Leskov, Nikolai"), Sureness.SURE),
        (Mention("Лесков"), Sureness.POSSIBLE),
        (Mention("Лесков Н."), Sureness.POSSIBLE),
        (Mention("Лесков", dates="1831-1895"), Sureness.SURE),
        (Mention("Лесков (1831-1895)"), Sureness.SURE),
        (Mention("Лесков Н. С., 1831–1895"), Sureness.SURE),
        (Mention("Н. С. Лесков (1831-)"), Sureness.SURE),
        (Mention("Лесков, Николай Семёнович (1912-1980)"), Sureness.NONE),
        (Mention("列斯科夫（1831—1895）"), Sureness.SURE),
        (Mention("Лесков, Николай Семёнович", dates="1912-1980"), Sureness.NONE),
        (Mention("Лесков, Андрей Николаевич"), Sureness.NONE),
        (Mention("Лесков А. Н."), Sureness.NONE),
        (Mention("Песков, Николай Семёнович"), Sureness.NONE),
        (Mention("[俄] 列斯科夫"), Sureness.SURE),
        (Mention("列斯科夫"), Sureness.SURE),
        (Mention("尼·列斯科夫"), Sureness.SURE),
        (Mention("尼古拉·谢苗诺维奇·列斯科夫"), Sureness.SURE),
        (Mention("安德烈·列斯科夫"), Sureness.NONE),
    ],
)
def test_how_sure_a_name_is_a_russian_author(mention, sureness):
    assert linking.match(mention, LESKOV, sharing=1) is sureness


def test_a_surname_that_several_persons_share_tells_nothing_for_sure():
    assert linking.match(Mention("列斯科夫"), LESKOV, sharing=2) is Sureness.POSSIBLE
    assert linking.match(Mention("尼古拉·列斯科夫"), LESKOV, sharing=2) is Sureness.SURE


def test_two_syllables_of_another_script_may_be_a_homophone():
    assert linking.match(Mention("Ба Цзинь"), BA_JIN, sharing=1) is Sureness.POSSIBLE
    assert linking.match(Mention("Ба Цзинь", dates="1904-2005"), BA_JIN, sharing=1) is Sureness.SURE
    assert linking.match(Mention("巴金"), BA_JIN, sharing=1) is Sureness.SURE
    assert linking.match(Mention("Цзяо Эршичжэнь"), MAO_DUN, sharing=1) is Sureness.SURE


def test_a_foreign_country_before_the_name_is_not_a_chinese_author():
    assert linking.match(Mention("巴金", qualifier="美"), BA_JIN, sharing=1) is Sureness.NONE


def test_facts_that_nobody_checked_are_never_sure():
    known = Known(1, "zh", None, ("巴金",), is_checked=False)
    assert linking.match(Mention("巴金"), known, sharing=1) is Sureness.POSSIBLE


def test_a_title_needs_its_author_or_has_to_be_alone():
    work = Title(7, person_id=1)
    assert linking.match_work("家", work, {1: Sureness.POSSIBLE}, has_names=True, sharing=1) == (Sureness.SURE, True)
    assert linking.match_work("家", work, {}, has_names=True, sharing=1) == (Sureness.NONE, False)
    assert linking.match_work("家", work, {}, has_names=False, sharing=1) == (Sureness.POSSIBLE, False)
    assert linking.match_work("Очарованный странник", work, {}, has_names=False, sharing=1)[0] is Sureness.SURE


@given(st.text(max_size=60))
def test_any_text_has_keys_that_fit_the_table(text):
    assert all(
        0 < len(key) <= names.LONGEST_KEY for key in names.of_person(text, is_chinese=False) | names.of_work(text)
    )
    assert all(len(key) <= names.LONGEST_KEY for key in _asked(text))
    assert isinstance(names.titles_in(text), list)
    assert linking.match(Mention(text), LESKOV, 1) in set(Sureness)


def test_the_facts_are_whole():
    persons, works = list(facts.persons()), list(facts.works())
    keys = [entry.key for entry in persons]
    assert len(set(keys)) == len(keys) > 300
    assert {work.person for work in works} - {None} <= set(keys)
    for entry in (*persons, *works):
        assert {"Cyrl"} <= {form.script for form in entry.forms}, entry.key
        assert {form.script for form in entry.forms} & {"Hans", "Hant"}, entry.key
        assert len({form.value for form in entry.forms}) == len(entry.forms), entry.key
