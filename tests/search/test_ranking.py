"""Rank: the best are those that scoring every record by hand would give, however the index came about."""

import random
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh.util.numeric import byte_to_length, length_to_byte

from library_exchange.search.part_weights import weight
from library_exchange.search.planning import plan, plan_class
from library_exchange.search.port import ANYWHERE, AnalysedQuery, AnalysedRecord, AnyOf, Query, Term
from library_exchange.search.whoosh_engine.part_levels import by_weight

WORDS = {"амур": 2.0, "книга": 0.5, "мост": 1.0, "川": 3.0}
NUMBER = 1200
REMOVED = range(100, 400, 3)


def _records(seed: int) -> list[AnalysedRecord]:
    chance = random.Random(seed)
    made = []
    for number in range(1, NUMBER + 1):
        words = [word for place, word in enumerate(WORDS) if chance.random() < 0.9 / (place * place + 1)]
        terms = {word: chance.choice((1, 1, 3, 20)) for word in words} | {f"x{number}": chance.randint(1, 60)}
        made.append(AnalysedRecord(number, 1, {ANYWHERE: terms}, {}, None, "", ""))
    return made


def _by_hand(records: list[AnalysedRecord]) -> list[int]:
    lengths = [sum(record.terms[ANYWHERE].values()) for record in records]
    average = sum(lengths) / len(records)
    having = {word: sum(word in record.terms[ANYWHERE] for record in records) for word in WORDS}
    scores = {}
    for record, length in zip(records, lengths, strict=True):
        norm = 1.2 * (0.25 + 0.75 * byte_to_length(length_to_byte(length)) / average)
        scores[record.id] = sum(
            factor * (log(len(records) / (having[word] + 1)) + 1) * weight * 2.2 / (weight + norm)
            for word, factor in WORDS.items()
            if (weight := record.terms[ANYWHERE].get(word, 0))
        )
    return sorted(scores, key=lambda number: (-round(scores[number], 9), number))


@pytest.mark.parametrize("commits", [1, 4])
def test_the_best_records_come_first_whatever_was_merged_and_removed(make_whoosh, commits):
    engine, records = make_whoosh(), _records(commits)
    step = NUMBER // commits
    engine.rebuild(records[:step])
    for start in range(step, NUMBER, step):
        engine.put(records[start : start + step])
    engine.remove(REMOVED)
    engine.optimise()
    left = [record for record in records if record.id not in REMOVED]
    asked = AnalysedQuery((AnyOf(tuple(Term(ANYWHERE, word) for word in WORDS)),), scored=tuple(WORDS.items()))
    right = [number for number in _by_hand(left) if WORDS.keys() & records[number - 1].terms[ANYWHERE].keys()]
    found = engine.search(asked)
    assert (found.total, list(found.ids)) == (len(right), right[: asked.per_page])


@pytest.mark.parametrize("kind", ["whoosh", "tantivy"])
def test_of_equal_rank_books_in_the_readers_language_come_first_and_no_better_one_is_passed(request, ask, book, kind):
    engine = request.getfixturevalue(f"make_{kind}")()
    engine.rebuild([])
    same = [(n, "История Амура", language) for n, language in ((1, "eng"), (2, "rus"), (3, "chi"), (4, "rus"))]
    engine.put(book(n, title, "", languages=(language,)) for n, title, language in [*same, (5, "Амур. Амур", "eng")])
    assert ask(engine, "История Амура").ids == (1, 2, 3, 4)
    assert ask(engine, "История Амура", preferred=("rus",)).ids == (2, 4, 1, 3)
    assert ask(engine, "История Амура", preferred=("chi", "zho")).ids == (3, 1, 2, 4)
    assert ask(engine, "История Амура", preferred=("rus",), per_page=1, page=2).ids == (4,)
    assert ask(engine, "Амур").ids[0] == ask(engine, "Амур", preferred=("rus",)).ids[0] == 5


@pytest.mark.parametrize("kind", ["whoosh", "tantivy"])
def test_where_no_book_has_all_the_words_those_with_more_of_them_come_first(request, kind, book, ask):
    engine = request.getfixturevalue(f"make_{kind}")()
    engine.rebuild([book(1, "苏联 苏联 苏联"), book(2, "解体诸因"), book(3, "亲历苏联解体"), book(4, "边城")])
    hits = ask(engine, "苏联解体原因")
    assert (hits.ids[0], set(hits.ids), hits.is_loosened) == (3, {1, 2, 3}, True)


@pytest.mark.parametrize("kind", ["whoosh", "tantivy"])
def test_a_book_with_the_rare_word_comes_before_those_with_more_common_ones(request, kind, book, ask):
    engine = request.getfixturevalue(f"make_{kind}")()
    engine.rebuild([])
    common = [book(n, f"Очерк истории края. Часть {n}") for n in range(1, 40)]
    engine.put([*common, book(40, "Письма из Зеи")])
    hits = ask(engine, "очерк истории края Зеи")
    assert (hits.total, hits.is_loosened, hits.ids[0]) == (40, True, 40)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_part_that_fewer_books_have_weighs_no_less(one, other):
    few, many = sorted((one, other))
    assert weight(few, 10_000) >= weight(many, 10_000) >= 1


PARTS = st.integers(1, 6).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 12), min_size=n, max_size=n),
        st.lists(st.lists(st.integers(0, 255), min_size=n, max_size=n), min_size=1, max_size=3),
    )
)


@given(PARTS)
def test_levels_are_the_sums_of_the_weights_that_each_record_has(drawn):
    weights, segments = drawn
    levels = by_weight([(w, at) for at, w in enumerate(weights)], [(255, having) for having in segments])
    got = [{(at, bit) for at, here in enumerate(level) for bit in range(8) if here >> bit & 1} for level in levels]
    sums = {
        (at, bit): sum(w for w, bits in zip(weights, having, strict=True) if bits >> bit & 1)
        for at, having in enumerate(segments)
        for bit in range(8)
    }
    right = [
        {place for place, s in sums.items() if s == one} for one in sorted(set(sums.values()), reverse=True) if one
    ]
    assert got == right


@pytest.mark.parametrize("kind", ["whoosh", "tantivy"])
def test_a_class_is_found_with_what_is_below_it_and_just_its_number_first(request, kind, book):
    engine = request.getfixturevalue(f"make_{kind}")()
    engine.rebuild(
        [
            book(1, "Один", classes=("63.3(2)6",)),
            book(2, "Два", classes=("63.3(2)",)),
            book(3, "Три", classes=("84(2Рос=Рус)6", "I512.45")),
        ]
    )
    assert engine.search(plan_class(Query("ББК 63.3(2)"))).ids == (2, 1)
    assert engine.search(plan_class(Query("I512.45"))).ids == (3,)
    assert engine.search(plan_class(Query("63.3(2)6*"))).ids == (1,)
    assert engine.search(plan_class(Query("class:63.3(2)"))).ids == (2, 1)
    assert plan_class(Query("Один")) is None


@pytest.mark.parametrize("kind", ["whoosh", "tantivy"])
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Амур class:63.3(2)", {1, 2}),
        ("class:63.3(2)6 Амур", {1}),
        ("индекс:84 title:Амур", {3}),
        ("分类号：I512 Амур", {3}),
        ("Амур -class:63.3", {3}),
        ("Амур class:I5*", {3}),
        ("Амур class:K2", set()),
    ],
)
def test_a_class_beside_words_narrows_them_in_both_engines(request, kind, book, text, ids):
    engine = request.getfixturevalue(f"make_{kind}")()
    classes = (("63.3(2)6",), ("63.3(2)",), ("84(2Рос=Рус)6", "I512.45"))
    engine.rebuild([book(at, "Река Амур", classes=each) for at, each in enumerate(classes, 1)])
    hits = engine.search(plan(Query(text)))
    assert (set() if hits.is_loosened else set(hits.ids)) == ids


def test_a_word_behind_the_name_of_a_class_is_a_word(ask, engine, book):
    engine.put([book(1, "Индекс: роман")])
    assert ask(engine, "индекс:роман").ids == (1,)
