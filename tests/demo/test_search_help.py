"""The page that tells how search works: each of its examples finds something in the demonstration."""

import pytest

from library_exchange.catalogue.queries.searching import search
from library_exchange.catalogue.views.help import TOPICS
from library_exchange.core.db import reading

EXAMPLES = [(asked.q, asked.exact) for topic in TOPICS for asked in topic.searches()]


@pytest.mark.parametrize(("text", "is_exact"), EXAMPLES)
def test_an_example_finds_a_book_that_has_all_its_words(demo, text, is_exact):
    [asked] = [a for topic in TOPICS for a in topic.searches() if (a.q, a.exact) == (text, is_exact)]
    with reading() as session:
        found = search(session, demo.extensions["search"], asked.query(1, 20), "en")
    assert found.total > 0
    assert not found.loosened


@pytest.mark.parametrize("lang", ["zh", "ru", "en"])
def test_the_page_shows_every_example_as_a_link(demo, lang):
    page = demo.test_client().get(f"/{lang}/search/help").get_data(as_text=True)
    assert page.count(f'href="/{lang}/search?q=') == len(EXAMPLES)
