"""A plan that is kept is the plan that would be made, whatever names have come to mean meanwhile."""

from hypothesis import given
from hypothesis import strategies as st

from library_exchange.search import kept_plans, planning
from library_exchange.search.kept_plans import kept_plan
from library_exchange.search.planning import plan
from library_exchange.search.port import Meant, Query
from library_exchange.subject_vocabulary import reading

QUERIES = st.builds(
    Query,
    text=st.text(st.sampled_from('река Иван 史河"-*: '), max_size=20),
    filters=st.dictionaries(st.just("country"), st.lists(st.sampled_from(["CN", "RU"]), max_size=2)),
    years=st.none() | st.tuples(st.none() | st.just(1990), st.just(2000)),
    page=st.integers(1, 3),
    is_exact=st.booleans(),
    preferred=st.sampled_from([(), ("rus",)]),
)


def naming(tag):
    """Return who knows every word as the name of a person."""
    return lambda words: [Meant(0, len(words), "author", (tag,), ("Рекин",))] if tag else []


@given(QUERIES, st.lists(st.sampled_from(["", "p1", "p2"]), min_size=2, max_size=4))
def test_it_is_the_plan_that_would_be_made(query, tags):
    for tag in tags:
        asked = (query, naming(tag), 100, reading.stretches)
        assert kept_plan(*asked) == plan(*asked)
    assert kept_plan(query) == plan(query)


def test_who_asks_again_has_no_plan_made_and_names_are_asked_for_each_time(monkeypatch):
    made, asked = [], []

    def make(*given):
        made.append(given)
        return planning.plan(*given)

    monkeypatch.setattr(kept_plans, "plan", make)

    def recognise(words):
        asked.append([run.text for run in words])
        return []

    kept_plans.forget()
    first = kept_plan(Query("река Амур"), recognise)
    assert kept_plan(Query("река Амур"), recognise) is first
    assert (len(made), asked) == (1, [["река", "амур"]] * 2)
    assert kept_plan(Query("река Амур"), naming("p1")) != first
    assert len(made) == 2


def test_long_queries_are_not_kept():
    kept_plans.forget()
    kept_plan(Query("река " * 50))
    assert kept_plans._of.cache_info().currsize == 0
