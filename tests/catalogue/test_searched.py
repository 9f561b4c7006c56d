"""What a search asked for, as the page that found nothing takes it up."""

import pytest

from library_exchange.catalogue.searched import asks_for_subject, fields_of


@pytest.mark.parametrize(("query", "expected"), [("subject:история", True), ("тема:история", True), ("история", False)])
def test_a_search_in_subjects_is_told_from_one_for_words(query, expected):
    assert asks_for_subject(query) is expected


@pytest.mark.parametrize(
    ("query", "persons", "expected"),
    [
        ("Лу Синь", [("лу", "синь")], {"author": "Лу Синь"}),
        ("«Лу Синь»", [("лу", "синь")], {"author": "Лу Синь"}),
        ("Толстой, Воскресение", [("толстой",)], {"author": "Толстой", "title": "Воскресение"}),
        ("Фёдоров", [("федоров",)], {"author": "Фёдоров"}),
        ("鲁迅 故乡", [("鲁迅",)], {"author": "鲁迅", "title": "故乡"}),
        ("книги Пушкина", [("пушкина",)], {"author": "Пушкина"}),
        ("Чайка", [], {"title": "Чайка"}),
        ("author:Лу title:Родное", [("лу",)], {"author": "Лу", "title": "Родное"}),
        ("Книга о реке", [("никто",)], {"title": "Книга о реке"}),
    ],
)
def test_a_known_name_that_was_searched_for_is_the_author_of_what_is_asked_for(query, persons, expected):
    assert fields_of(query, persons) == expected
