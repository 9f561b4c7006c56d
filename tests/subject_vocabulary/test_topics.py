"""The table of topics is one that a librarian can trust, and words of a query name its topics in any language."""

from collections import Counter
from itertools import pairwise

import pytest

from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.subject_vocabulary.classes import topics_above, topics_of
from library_exchange.subject_vocabulary.display import in_other_scripts
from library_exchange.subject_vocabulary.reading import named_by, stretches
from library_exchange.subject_vocabulary.vocabulary import LANGUAGES, SCHEMES, concepts


def named(text):
    found = stretches(list(runs(prepared(text))))
    return [
        tuple(topic.key for topic in stretch.topics) or " ".join(run.text for run in stretch.words) for stretch in found
    ]


def test_each_topic_has_one_row_and_a_usual_form_in_each_language():
    keys = Counter(concept.topic.key for concept in concepts())
    assert len(keys) > 400
    assert max(keys.values()) == 1
    lacking = [c.topic.key for c in concepts() if {language for language, _ in c.topic.forms} != set(LANGUAGES)]
    assert lacking == []


def test_no_class_number_belongs_to_two_topics():
    numbers = Counter((scheme, n) for concept in concepts() for scheme in SCHEMES for n in concept.classes[scheme])
    assert [number for number, times in numbers.items() if times > 1] == []


def test_each_form_names_its_topic_itself():
    missed = [
        (concept.topic.key, form)
        for concept in concepts()
        for form in concept.recognised
        if concept.topic.key not in {key for part in named(form) for key in part if isinstance(part, tuple)}
    ]
    assert missed == []


@pytest.mark.parametrize(
    "text", ["история Харбина", "Харбин: история", "哈尔滨历史", "哈爾濱的歷史", "the history of Harbin"]
)
def test_a_query_names_the_same_topics_in_each_language_script_and_case(text):
    assert {part for part in named(text) if isinstance(part, tuple)} == {("history",), ("harbin",)}


def test_the_longest_name_is_meant():
    assert named("китайская медицина") == [("chinese-medicine",)]
    assert named("中国文学理论")[0] == ("chinese-literature",)


def test_what_names_no_topic_stays_as_it_is():
    assert named("река Зея весной") == [("rivers",), "зея весной"]
    assert named("Зея весной") == []


def test_one_character_is_a_topic_at_the_end_only():
    assert named("黑河史")[-1] == ("history",)
    assert ("history",) not in named("史密斯的经济")


def test_a_name_of_several_topics_tells_of_its_parts():
    (whole,) = stretches(list(runs(prepared("Trans-Siberian Railway"))))
    assert {topic.key for part in whole.parts for topic in part.topics} >= {"railways", "siberia"}


@pytest.mark.parametrize(
    ("scheme", "number", "topics"),
    [
        ("clc", "I512.45", {"literature", "russian-literature"}),
        ("bbk", "22.143я73", {"mathematics", "algebra", "linear-algebra"}),
        ("udc", "821.161.1-31", {"literature", "russian-literature"}),
        ("ddc", "512.5", {"mathematics", "algebra", "linear-algebra"}),
        ("lcc", "512.5", set()),
    ],
)
def test_a_class_number_names_the_topics_above_it(scheme, number, topics):
    assert topics <= set(topics_of([(scheme, number)]))
    assert bool(topics) == bool(topics_of([(scheme, number)]))


@pytest.mark.parametrize(
    ("number", "narrowest"),
    [
        ("83.3", "literary-theory"),
        ("83.3(5Кит)", "chinese-literature"),
        ("84(5Кит)", "chinese-literature"),
        ("84(2Рос=Рус)6", "russian-literature"),
        ("84(2=411.2)6", "russian-literature"),
        ("63.3(5Кит)", "chinese-history"),
    ],
)
def test_the_words_of_a_class_are_those_of_the_most_exact_one_with_its_country(number, narrowest):
    assert topics_above("bbk", number)[0].key == narrowest
    assert "biography" not in {topic.key for topic in topics_above("bbk", number)}


def test_a_number_of_another_scheme_is_not_taken_for_its_own():
    assert "history" in topics_of([("bbk", "63.3(2)")])
    assert "history" not in topics_of([("udc", "63.3(2)")])


def test_a_page_tells_the_names_in_the_other_scripts():
    ((harbin,),) = [stretch.topics for stretch in stretches(list(runs("Харбин")))]
    assert in_other_scripts([harbin], "Харбин") == [("哈尔滨", "zh-Hans"), ("Harbin", "en")]


FALSE_FRIENDS = [
    ("渔业", "рыболовство", "рыбалка"),
    ("远东渔业", "рыболовство", "рыбалка"),
    ("钓鱼", "рыбалка", "рыболовство"),
    ("白俄罗斯", "Белоруссия", "русская эмиграция"),
    ("罗斯福", None, "Россия"),
    ("满洲里", "Маньчжоули", "Маньчжурия"),
    ("内蒙古", "Внутренняя Монголия", "Монголия"),
    ("伊尔库茨克", "Иркутск", "Байкал"),
    ("外贝加尔", "Забайкалье", "Байкал"),
    ("大连", "Далянь", "Ляонин"),
    ("长春", "Чанчунь", "Цзилинь"),
    ("海参崴", "Владивосток", "Приморье"),
    ("库页岛", "Сахалин", "Курильские острова"),
    ("马加丹", "Магадан", "Чукотка"),
    ("敦煌", "Дуньхуан", "Синьцзян"),
    ("日本海", "Японское море", "Япония"),
    ("中东路", "КВЖД", "Ближний Восток"),
]
"""Words that stand near each other and do not mean the same: what is asked, what it means, and what it does not."""


@pytest.mark.parametrize(("asked", "meant", "near"), FALSE_FRIENDS)
def test_what_stands_near_a_topic_is_not_taken_for_it(asked, meant, near):
    topics = [topic for part in stretches(list(runs(prepared(asked)))) for topic in part.topics]
    forms = {value for topic in topics for _language, value in topic.forms}
    usual = {dict(reversed(topic.forms))["ru"] for topic in topics}
    assert near not in forms
    assert meant is None or meant in usual


def test_a_book_on_fisheries_is_no_book_on_angling():
    topics = topics_of([("clc", "S975"), ("bbk", "47.22"), ("udc", "639.22")])
    assert "fisheries" in topics
    assert "angling" not in topics


def test_the_topics_of_a_whole_name_are_those_that_its_words_are_cut_into():
    forms = [form for concept in concepts()[::7] for form in concept.recognised]
    for text in [*forms, *(f"{form} {other}" for form, other in pairwise(forms)), "", "и", "и история", "Россия и"]:
        words = list(runs(prepared(text)))
        cut = stretches(words)
        assert named_by(words) == (cut[0].topics if len(cut) == 1 else ())
