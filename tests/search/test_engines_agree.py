"""Whichever engine an operator chooses, readers get the same books: 500 questions put to both."""

import random
import re

import pytest

from library_exchange.search.planning import plan
from library_exchange.search.port import ON_SHELF, Query, Sort
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine
from library_exchange.subject_vocabulary import reading

CHINESE = re.findall("..", "历史中国文学研究世界经济文化戰爭小说诗歌铁路森林边疆贸易")
RUSSIAN = re.findall(r"\w+", "история Амур книги литература Китай железная дорога тайга город рассказы народ экономика")
ENGLISH = re.findall(r"\w+", "history river libraries Amur China Russian railway forest books nineteenth century")
AUTHORS = ["鲁迅", "萧红", "Толстой, Лев Николаевич", "Арсеньев В. К.", "Smith, John", ""]
PUBLISHERS = ["黑龙江人民出版社", "Амур", "University Press"]
HEADINGS = [f"{word} -- {place}" for word in (*RUSSIAN, *CHINESE) for place in ("Китай", "中国", "Амур")]
LIBRARIES = ["heihe", "hlj", "amur", "khab"]
KINDS = ["public", "university", "school"]
QUESTIONS = 500


def title(chance: random.Random) -> str:
    words, joint = chance.choice(((CHINESE, ""), (RUSSIAN, " "), (ENGLISH, " ")))
    return joint.join(chance.choices(words, k=chance.randint(2, 5)))


@pytest.fixture(scope="module")
def engines(tmp_path_factory, book):
    """Both engines with the same books."""
    made = [kind(tmp_path_factory.mktemp(kind.__name__) / "index") for kind in (WhooshEngine, TantivyEngine)]
    fill_alike(made, book)
    yield made
    for engine in made:
        engine.close()


def fill_alike(engines, book):
    """Give engines the same 600 books, a few of them changed and taken out since."""
    chance = random.Random(11)
    books = [
        book(
            number,
            title(chance),
            chance.choice(AUTHORS),
            year=chance.choice([None, *range(1950, 2025)]),
            libraries=chance.sample(LIBRARIES, chance.randint(0, 3)),
            library_kinds=chance.sample(KINDS, chance.randint(0, 2)),
            languages=[chance.choice(["chi", "rus", "eng"])],
            countries=chance.sample(["CN", "RU"], chance.randint(0, 2)),
            subjects=chance.sample(HEADINGS, chance.randint(0, 4)),
            is_on_shelf=chance.random() < 0.6,
            identifiers=[f"978-5-{number:05}-01"],
        )
        for number in range(1, 601)
    ]
    for engine in engines:
        engine.rebuild(books[:500])
        engine.put(books[490:560])
        engine.put(books[560:])
        engine.remove(range(100, 120))


def text(chance: random.Random) -> str:
    words = title(chance).split()
    return chance.choice(
        [
            "",
            words[0],
            " ".join(words),
            f"«{' '.join(words[:2])}»",
            f"{words[0][:3]}*",
            f"{words[0]} -{chance.choice(RUSSIAN)}",
            f"author:{chance.choice(AUTHORS[:5])}",
            chance.choice(AUTHORS),
            f"title:{words[-1]} {chance.choice(ENGLISH)}",
            f"subject:{chance.choice(RUSSIAN)}",
            f"978-5-{chance.randint(1, 700):05}-01",
        ]
    )


def question(chance: random.Random) -> Query:
    choices = {
        "country": ["CN", "RU", "KZ"],
        "library": LIBRARIES,
        "library_kind": KINDS,
        "language": ["chi", "rus"],
        "decade": ["1960", "2000", "unknown"],
        "availability": [ON_SHELF],
        "subject": ["История — Китай", "Амур — Амур", "Nothing"],
    }
    chosen = chance.sample(sorted(choices), chance.choice([0, 0, 1, 1, 2]))
    return Query(
        text(chance),
        {name: tuple(chance.sample(choices[name], 1)) for name in chosen},
        chance.choice([None, None, (1960, 1999), (None, 1980), (2001, None)]),
        sort=chance.choice(list(Sort)),
        page=chance.choice([1, 1, 2]),
        per_page=chance.choice([5, 20, 100]),
    )


def test_both_engines_give_the_same_totals_facets_and_orders(engines):
    answer_alike(*engines)


def answer_alike(first, second):
    """Put the questions to two engines: same totals, same facets, and what is in an order in the same."""
    chance = random.Random(7)
    totals = []
    for _ in range(QUESTIONS):
        query = question(chance)
        asked = plan(query, read_topics=reading.stretches)
        one, other = first.search(asked), second.search(asked)
        assert (one.total, one.facets, one.is_loosened, one.is_partial) == (
            other.total,
            other.facets,
            other.is_loosened,
            other.is_partial,
        ), query
        assert len(one.ids) == len(other.ids)
        if query.sort is not Sort.RELEVANCE:
            assert one.ids == other.ids, query
        elif query.page == 1 and query.per_page >= one.total:
            assert set(one.ids) == set(other.ids), query
        totals.append(one.total)
    assert sum(total > 0 for total in totals) > QUESTIONS / 2


def test_both_engines_know_the_same_records_terms_and_free_copies(engines):
    whoosh, tantivy = engines
    assert whoosh.versions() == tantivy.versions()
    assert whoosh.having("availability", ON_SHELF) == tantivy.having("availability", ON_SHELF) != set()
    words = ["история", "амур", "鲁迅", "зебра"]
    assert whoosh.known(words).keys() == tantivy.known(words).keys() == {"история", "амур", "鲁迅"}


def test_a_star_that_stands_for_very_many_words_stands_for_the_same_ones(tmp_path, book):
    """The first by their letters, though the last are the most frequent."""
    words = [f"тай{one}{other}" for one in "абвгдежзиклмнопр" for other in "абвгдежзиклмнопр"]
    books = [book(number, word) for number, word in enumerate(words, 1)]
    books += [book(1000 + number, f"{words[-1]} {words[-2]}") for number in range(20)]
    found = []
    for kind in (WhooshEngine, TantivyEngine):
        engine = kind(tmp_path / kind.__name__)
        engine.rebuild(books)
        found.append(engine.search(plan(Query("тай*", per_page=100))))
        engine.close()
    assert found[0].total == found[1].total
    assert found[0].is_partial is found[1].is_partial is True
    assert found[0].facets == found[1].facets
