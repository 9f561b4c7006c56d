"""What brought a hit is told where its title and authors do not show it: heading, class, another text."""

import pytest

from library_exchange.hit_reasons.display import _meaning
from library_exchange.hit_reasons.rules import Kind, Reason, reason
from library_exchange.search.planning import plan
from library_exchange.search.port import Query
from library_exchange.subject_vocabulary import reading


def asked(text):
    planned = plan(Query(text), read_topics=reading.stretches)
    return planned.marks, planned.topics


FORMS = [
    ("title", "Проектная экономика", "ru"),
    ("note", "Издано к съезду рыбаков Сибири", "ru"),
    ("keyword", "развитие регионов Сибири", "ru"),
]


@pytest.mark.parametrize("text", ["西伯利亚", "Сибирь", "Siberia"])
def test_a_heading_in_whatever_case_and_language_is_named_first(text):
    marks, topics = asked(text)
    found = reason(FORMS, [], marks, topics)
    assert (found.kind, found.value) == (Kind.HEADING, "развитие регионов Сибири")


def test_then_the_class_with_the_topic_that_it_names_and_then_another_text():
    marks, topics = asked("渔业")
    forms = [("title", "Лососи Амура", "ru"), ("note", "Рыболовство на Амуре", "ru")]
    by_class = reason(forms, [("udc", "94"), ("bbk", "47.22")], marks, topics)
    assert (by_class.kind, by_class.value, by_class.topic.key) == (Kind.CLASS, "47.22", "fisheries")
    assert reason(forms, [], marks, topics).kind is Kind.TEXT
    assert reason(forms[:1], [], marks, topics) is None


@pytest.mark.parametrize("text", ["西伯利亚", "哈巴罗夫斯克", "贝加尔"])
def test_what_names_a_topic_is_not_taken_for_a_name_that_may_sound_so(text):
    """西伯利亚 has the consonants of «Ли Харпер», and that is no reason to show her books."""
    assert ":xl:" not in repr(plan(Query(text), read_topics=reading.stretches).wider)
    assert ":xl:" in repr(plan(Query("托儿斯泰"), read_topics=reading.stretches).wider)


@pytest.mark.parametrize(
    ("heading", "asked_for", "meaning"),
    [
        ("вычислительная математика", "数学", "数学"),
        ("Сибирь", "西伯利亚", "西伯利亚"),
        ("вычислительная математика", "西伯利亚", ""),
        ("数学", "数学", ""),
    ],
)
def test_a_heading_in_another_language_tells_which_topic_it_is_about(heading, asked_for, meaning):
    _marks, topics = asked(asked_for)
    lang = "zh-Hans" if heading == "数学" else "ru"
    assert _meaning(Reason(Kind.HEADING, heading, lang), topics, "zh") == meaning
