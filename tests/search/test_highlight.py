"""What answered the query is marked, in the form in which it is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.search.highlight import spans
from library_exchange.search.planning import plan
from library_exchange.search.port import Meant, Query


def marked(query: str, shown: str) -> list[str]:
    return [shown[start:end] for start, end in spans(shown, plan(Query(query)).marks)]


@pytest.mark.parametrize(
    ("query", "shown", "parts"),
    [
        ("戰爭", "战争与和平与戰爭", ["战争", "戰爭"]),
        ("列夫托尔斯泰", "[俄] 列夫 · 托尔斯泰著", ["列夫 · 托尔斯泰"]),
        ("鲁迅小说", "鲁迅的小说选", ["鲁迅", "小说"]),
        ("乾隆", "論乾隆皇帝", ["乾隆"]),
        ("книги толст*", "Книга Л. Н. Толстого", ["Книга", "Толстого"]),
        ("ребенок", "О де\u0301тях; ребёнок", ["де\u0301тях", "ребёнок"]),
        ("«война и мир»", "Война и мир", ["Война", "и", "мир"]),
        ("война и мир", "Война и мир", ["Война", "мир"]),
        ("cafe books", "Café & Book", ["Café", "Book"]),
        ("20", "２０ лет", ["２０"]),
        ("-война мир", "Война и мир", ["мир"]),
        ("название:Ёж", "Еж и ежи", ["Еж", "ежи"]),
        ("", "Война", []),
        ("lu xun", "鲁迅全集", ["鲁迅"]),
        ("lǔ xùn", "魯迅小说", ["魯迅"]),
        ("Лу Сюнь", "鲁迅全集", ["鲁迅"]),
        ("heilongjiang", "黑龙江省志", ["黑龙江"]),
        ("lu", "鲁迅", []),
    ],
)
def test_what_is_marked(query, shown, parts):
    assert marked(query, shown) == parts


@pytest.mark.parametrize(
    ("shown", "parts"),
    [
        ("列夫·托尔斯泰 著", ["列夫·托尔斯泰"]),
        ("Tolstoy, Leo", ["Tolstoy", "Leo"]),
        ("Лев и собачка. Л. Н. Толстой", ["Толстой"]),
        ("Лев и собачка. Л. Толстой", ["Л. Толстой"]),
        ("Лев Толстой", ["Лев Толстой"]),
        ("Толстой словарь", ["Толстой"]),
    ],
)
def test_a_name_that_is_meant_is_marked_whole_in_whatever_script_it_stands(shown, parts):
    forms = ("列夫·托尔斯泰", "Лев Толстой", "Толстой", "Tolstoy")

    def recognise(found):
        return [Meant(0, len(found), "author", ("p1",), forms)]

    marks = plan(Query("Leo Tolstoy"), recognise).marks
    assert [shown[start:end] for start, end in spans(shown, marks)] == parts


@given(st.text(max_size=40), st.text(max_size=40))
def test_marks_lie_inside_the_text_and_apart(query, shown):
    found = spans(shown, plan(Query(query)).marks)
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= len(shown) for edge in edges)


@given(
    st.text(st.sampled_from("Вв мирйё«Tо1—战戰争乾后·.е\u0301"), max_size=20),
    st.sampled_from(["戰爭", "мир", "во*", "T 1"]),
)
def test_texts_that_folding_leaves_alone_are_marked_as_all_others(shown, query):
    marks = plan(Query(query)).marks
    # The last word keeps the text from being one of them.
    assert spans(shown, marks) == [each for each in spans(f"{shown} ©", marks) if each[1] <= len(shown)]
