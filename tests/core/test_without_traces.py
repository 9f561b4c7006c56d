"""Ways to reach a person are left out of a text, and her name where it is told; what else stands in it stays."""

import pytest

from library_exchange.core.personal_data import without_traces


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Пишите a@b.example или 8 914 555-12-34.", "Пишите … или …."),
        ("电话13845612345，有2017年的书", "电话…,有2017年的书"),
        ("Фонд 12 000 томов, 1985 год", "Фонд 12 000 томов, 1985 год"),
        ("Мой паспорт 1004 567890, ИНН 280112345678.", "Мой …, …."),
        ("护照 E12345678", "…"),
    ],
)
def test_ways_to_reach_a_person_are_left_out_and_other_numbers_stay(text, left):
    assert without_traces(text) == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Ольга Котова", "Звоните Ольге Котовой, КОТОВА О.", "Звоните … …, … О."),
        ("Ольга Котова", "Книги, которые ищет Ирина", "Книги, которые ищет Ирина"),
        ("Анна Благова", "Благовой в Благовещенске, Анной", "… в Благовещенске, …"),
        ("Семёнов П. С.", "У Семенова, П. С. Семёнова", "У …, П. С. …"),
        ("Ли На", "На полке есть ли книги? Ли", "… полке есть ли книги? …"),
        ("周小梅", "请找周小梅或周 小梅，每周一", "请找…或…,每周一"),
        ("王", "王国的书", "王国的书"),
        ("Ann Lee-Berg", "Ann's books, Lee, Berg and an annual", "…'s books, …, … and an annual"),
    ],
)
def test_the_name_of_a_person_is_left_out_in_every_case_of_grammar_and_other_words_stay(name, text, left):
    assert without_traces(text, name) == left
