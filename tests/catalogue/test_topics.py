"""A topic is found in all languages, and the page tells a reader what was searched for besides her words."""

import pytest

from tests.catalogue.books import book, give


@pytest.fixture
def shelf(web, make_library, deliver):
    """Three books on one town, of which two say so in their titles, and one on another."""
    library = make_library("Amur", "RU")
    give(library, book("История Харбина", "Ганин, Пётр"), raw=b"1")
    give(library, book("哈尔滨历史", "王伟", number="2", language="chi"), raw=b"2")
    give(library, book("История Магадана", "Уваров, Лев", number="3"), raw=b"3")
    deliver()


@pytest.mark.parametrize(
    ("language", "asked"), [("ru", "история Харбина"), ("zh", "哈尔滨历史"), ("en", "history of Harbin")]
)
def test_books_on_a_topic_are_found_in_every_language(web, shelf, visitor, language, asked):
    page = visitor(web).get(f"/{language}/search", query_string={"q": asked}).text
    assert "Харбина" in page
    assert "哈尔滨历史" in page.replace("<mark>", "").replace("</mark>", "")
    assert "Магадана" not in page


@pytest.mark.parametrize(("language", "said"), [("ru", "哈尔滨"), ("zh", "Харбин")])
def test_the_page_tells_what_was_also_searched_for_and_how_to_search_the_words_alone(
    web, shelf, visitor, language, said
):
    asked = {"ru": "история Харбина", "zh": "哈尔滨历史"}[language]
    browser = visitor(web)
    page = browser.get(f"/{language}/search", query_string={"q": asked}).text
    also = page[page.index('<details class="also') :].split("</details>")[0]
    assert said in also
    assert "exact=1" in also
    exact = browser.get(f"/{language}/search", query_string={"q": asked, "exact": "1"}).text
    assert '<details class="also' not in exact
