"""What stands first among books that answer equally."""

import pytest

from library_exchange.search.planning import plan
from library_exchange.search.port import CERTAIN, Meant, Query, SearchableEntity
from library_exchange.search.ranks import is_certainly_found, most_held_first, spoken_by
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine

MUCH, LITTLE = "p1", "p2"


@pytest.mark.parametrize(
    ("text", "page", "first"),
    [
        ("托尔斯泰", "ru", "chi"),
        ("Толстой", "zh", "rus"),
        ("Tolstoy", "ru", "rus"),
        ("1984", "zh", "chi"),
        ("", "en", "eng"),
    ],
)
def test_the_script_typed_tells_the_language_and_the_page_does_where_none_is_told(text, page, first):
    assert first in spoken_by(text, page)


@pytest.fixture(params=[WhooshEngine, TantivyEngine])
def shelf(request, tmp_path, book):
    def by(number, tag, language, title="Книга"):
        entity = SearchableEntity("author", tag, ("Громов, А.", "格罗莫夫"))
        return book(number, title, "Громов", entities=(entity,), languages=(language,))

    engine = request.param(tmp_path / "index")
    engine.rebuild(
        [
            by(1, LITTLE, "rus", "Громов о Громове"),
            by(2, MUCH, "chi"),
            by(3, MUCH, "rus", "Громов и его длинная книга о многом, чего здесь не расскажешь"),
            by(4, MUCH, "rus"),
            by(5, MUCH, "chi", "Громов"),
            *(book(number, f"История {number}", "Белов") for number in range(10, 70)),
        ]
    )
    yield engine
    engine.close()


def asked(engine, *preferred):
    recognised = [Meant(0, 1, "author", (MUCH, LITTLE), ("Громов",))]
    planned = plan(Query("Громов", preferred=preferred), lambda words: recognised)
    return engine.search(most_held_first(planned, [MUCH, LITTLE], engine)).ids


def test_of_namesakes_whose_books_the_catalogue_has_most_comes_first(shelf):
    assert set(asked(shelf)[:4]) == {2, 3, 4, 5}
    assert asked(shelf)[4] == 1


def test_books_of_the_person_in_the_language_come_before_the_others(shelf):
    assert set(asked(shelf, "rus")[:2]) == {3, 4}
    assert set(asked(shelf, "chi")[:2]) == {2, 5}
    assert asked(shelf, "chi")[4] == 1


def test_one_person_alone_changes_no_weight(shelf):
    planned = plan(Query("Громов"))
    assert most_held_first(planned, [MUCH], shelf) is planned
    assert shelf.known([CERTAIN + MUCH, CERTAIN + LITTLE]) == {CERTAIN + MUCH: 4, CERTAIN + LITTLE: 1}


def test_what_only_sounds_so_is_not_surely_found(tmp_path, book):
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([book(1, "远方", "格罗莫夫")])
    assert not is_certainly_found(plan(Query("Громов")), engine.search(plan(Query("Громов"))))
    assert is_certainly_found(plan(Query("格罗莫夫")), engine.search(plan(Query("格罗莫夫"))))
    engine.close()
