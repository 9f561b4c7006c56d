"""The third engine on a real node: the contract of all engines, the answers of the first, and what a network does."""

import inspect
import threading
import time

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlmodel import col

from library_exchange.catalogue.services import index
from library_exchange.core.db import database, reading
from library_exchange.core.errors import Unavailable
from library_exchange.core.models import OutboxMessage
from library_exchange.search.errors import IndexAway, IndexDamaged, is_away
from library_exchange.search.planning import plan
from library_exchange.search.port import TERMS_VERSION, AllOf, AnalysedQuery, Query, Sort, Term
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine
from library_exchange.search_cluster import engine as engine_module
from library_exchange.search_cluster import writer_lock
from library_exchange.search_cluster.engine import OpenSearchEngine
from tests.catalogue.conftest import take_in
from tests.search import test_engine_contract as contract
from tests.search import test_engines_agree as agreeing

shelf = contract.shelf
# What every engine must do is tried here once more: with one node for all, and none where the other engines are tried.
globals().update(
    {
        name: test
        for name, test in vars(contract).items()
        if name.startswith("test_") and {"engine", "shelf"} & inspect.signature(test).parameters.keys()
    }
)


def test_it_answers_as_an_engine_that_looks_at_every_book(opened, reference, book):
    few = settings(max_examples=4, stateful_step_count=8, database=None)
    contract.try_random_shelves(lambda _number: opened(), reference, book, few)


@pytest.fixture(scope="module")
def two_shelves(opened, reference, book):
    """It and the one that knows, with the same 150 books."""
    made = opened(refresh_s=3600), reference()
    contract.fill_alike(made, book)
    return made


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=contract.QUERIES)
def test_random_questions(two_shelves, query):
    engine, right = two_shelves
    contract.agree(engine, right, query)


@pytest.fixture(scope="module")
def engines(opened, book, tmp_path_factory):
    """All three engines with the same 600 books."""
    made = [kind(tmp_path_factory.mktemp("alike") / "index") for kind in (WhooshEngine, TantivyEngine)]
    made.append(opened(refresh_s=3600))
    agreeing.fill_alike(made, book)
    yield made
    for engine in made:
        engine.close()


def test_500_questions_are_answered_as_the_other_engines_answer_them(engines):
    whoosh, tantivy, cluster = engines
    agreeing.answer_alike(whoosh, cluster)
    assert cluster.versions() == whoosh.versions() == tantivy.versions()
    on_shelf = cluster.having("availability", "on_shelf")
    assert on_shelf == whoosh.having("availability", "on_shelf") == tantivy.having("availability", "on_shelf") != set()
    words = ["история", "амур", "鲁迅", "зебра", "история"]
    assert cluster.known(words).keys() == whoosh.known(words).keys() == {"история", "амур", "鲁迅"}


def test_a_star_that_stands_for_very_many_words_stands_for_the_first_by_their_letters(engine, book, tmp_path):
    words = [f"тай{one}{other}" for one in "абвгдежзиклмнопр" for other in "абвгдежзиклмнопр"]
    books = [book(number, word) for number, word in enumerate(words, 1)]
    books += [book(1000 + number, f"{words[-1]} {words[-2]}") for number in range(20)]
    whoosh = WhooshEngine(tmp_path / "index")
    whoosh.rebuild(books)
    engine.rebuild(books)
    for text in ("тай*", "тай* -тайаб", "title:тай* тайа*"):
        one, other = (each.search(plan(Query(text, per_page=100, sort=Sort.TITLE))) for each in (whoosh, engine))
        assert (one.total, one.ids, one.facets, one.is_partial) == (other.total, other.ids, other.facets, True)
    whoosh.close()


def test_a_book_of_very_many_words_is_found_by_all_of_them(engine, book):
    letters = "абвгдежзиклмнопрстуф"
    long = book(1, " ".join(f"{one}{two}{three}" for one in letters for two in letters for three in letters[:4]))
    engine.rebuild([long, book(2, "абв")])
    every = AllOf(tuple(Term("text", term) for term in long.terms["text"]))
    assert len(every.parts) > 1500
    assert engine.search(AnalysedQuery((every,))).ids == (1,)


def test_signs_that_mean_something_to_others_are_words_like_any_other(engine, book):
    terms = {"text": {'a"b': 2, "c\\d (e)": 1, "text:x) ConstantScore": 1, "*": 1}, "title": {"text:*": 1}}
    odd = book(1, "Амур")
    engine.rebuild([type(odd)(1, 1, terms, odd.facets, None, "", "")])
    for field, words in terms.items():
        for word in words:
            assert engine.search(AnalysedQuery((Term(field, word),))).ids == (1,), word


# Lists without words --------------------------------------------------------------------------------------------------


def test_lists_without_words_are_counted_once_for_each_state_of_the_index(engine, book, monkeypatch):
    engine.rebuild(book(n, f"Том {n}", countries=("RU",), year=1990 + n) for n in range(1, 9))
    counted = []
    whole = engine_module.Question.body

    def noting(question, *, is_counted, weights=None):
        counted.append(is_counted)
        return whole(question, is_counted=is_counted, weights=weights)

    monkeypatch.setattr(engine_module.Question, "body", noting)
    russian = {"filters": {"country": ("RU",)}}
    asked = [Query(per_page=3), Query(per_page=3, page=2), Query(sort=Sort.TITLE), Query(**russian), Query(**russian)]
    answers = [engine.search(plan(query)) for query in (*asked, Query(per_page=2, **russian))]
    assert counted == [True, False, False, True, False]
    assert [(hits.total, hits.facets) for hits in answers[:3]] == [(8, answers[0].facets)] * 3
    assert answers[1].ids == (5, 4, 3)
    engine.put([book(20, "Том 20")])
    assert engine.search(plan(Query(per_page=3))).total == 9
    assert counted[-1] is True


# Several machines -----------------------------------------------------------------------------------------------------


def test_searches_are_answered_while_it_is_rebuilt(opened, book):
    engine, other = opened("changing"), opened("changing")
    engine.rebuild([book(1, "Амур")])
    seen, is_over = [], threading.Event()

    def search():
        while not is_over.is_set():
            seen.append((other.search(plan(Query("амур"))).total, other.count))

    reader = threading.Thread(target=search)
    reader.start()
    try:
        for size in (40, 3, 30):
            engine.rebuild(book(n, "Амур") for n in range(size))
    finally:
        is_over.set()
        reader.join()
    assert {total for total, _ in seen} <= {1, 40, 3, 30}
    assert len(seen) > 3
    assert other.generation == engine.generation


def test_another_machine_sees_a_commit_and_a_patient_one_a_second_later(opened, book, ask):
    engine, other, patient = opened("seen"), opened("seen"), opened("seen", refresh_s=60)
    engine.rebuild([])
    assert (ask(other, "амур").total, ask(patient, "амур").total) == (0, 0)
    engine.put([book(1, "Амур")])
    assert (ask(other, "амур").total, ask(patient, "амур").total) == (1, 0)
    assert other.generation == engine.generation != patient.generation
    patient.put([book(2, "Амур")])
    assert ask(patient, "амур").total == 2


def test_a_patient_machine_does_not_miss_that_the_index_was_replaced(opened, book, ask):
    engine, patient = opened("replaced"), opened("replaced", refresh_s=60)
    engine.rebuild([])
    assert patient.count == 0
    engine.rebuild([book(1, "Амур")])
    assert ask(patient, "амур").total == 1


def test_who_writes_keeps_others_from_writing_until_it_has_ended_or_is_dead(opened, book, monkeypatch):
    engine, other = opened("writing"), opened("writing")
    engine.rebuild([book(1, "Амур")])

    def records():
        for write in (lambda: other.put([book(2, "Тайга")]), lambda: other.remove([1]), lambda: other.rebuild([])):
            with pytest.raises(Unavailable, match="index-busy") as refused:
                write()
            assert not isinstance(refused.value, IndexDamaged)
        yield book(3, "Лес")

    engine.rebuild(records())
    assert engine.versions() == {3: 1}
    other.put([book(2, "Тайга")])
    assert engine.versions() == {2: 1, 3: 1}

    monkeypatch.setattr(writer_lock, "LEASE_S", 0.3)

    def too_slow():
        yield book(4, "Река")
        time.sleep(0.5)
        other.put([book(5, "Море")])

    with pytest.raises(Unavailable, match="index-busy"):
        engine.rebuild(too_slow())
    assert engine.versions() == {2: 1, 3: 1, 5: 1}


def test_a_rebuild_that_fails_changes_nothing_and_leaves_nothing(opened, book, ask):
    engine = opened("failing")
    engine.rebuild([book(1, "Амур")])
    before = engine.generation

    def broken():
        yield book(2, "Тайга")
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError):
        engine.rebuild(broken())
    assert (engine.generation, ask(engine, "амур").ids) == (before, (1,))
    assert set(engine._cluster.ask("GET", "/failing-t*/_alias")) == {before.rpartition(".")[0]}
    engine.put([book(2, "Тайга")])


def test_tidying_removes_what_is_left_of_older_indices(opened, book):
    engine = opened("tidied")
    engine.rebuild([book(1, "Амур")])
    for name in (f"tidied-t{TERMS_VERSION}-killed", f"tidied-t{TERMS_VERSION - 1}-older", "tidied-theirs"):
        engine._cluster.ask("PUT", f"/{name}")
    engine._cluster.ask("PUT", f"/tidied-t{TERMS_VERSION - 1}-older/_alias/tidied-t{TERMS_VERSION - 1}")
    engine.optimise()
    left = set(engine._cluster.ask("GET", "/tidied-*/_alias"))
    assert left == {engine.generation.rpartition(".")[0], "tidied-theirs", "tidied-lock"}


def test_an_index_that_is_not_there_or_not_ours_is_damage_and_no_new_one_is_begun(opened, book):
    engine = opened("absent")
    for ask in (lambda: engine.count, lambda: engine.search(AnalysedQuery()), lambda: engine.put([book(1, "Амур")])):
        with pytest.raises(IndexDamaged) as lost:
            ask()
        assert not isinstance(lost.value, IndexAway)
    assert not is_away(engine)
    engine._cluster.ask("PUT", f"/absent-theirs/_alias/absent-t{TERMS_VERSION}", but=(404,))
    engine._cluster.ask("PUT", "/absent-theirs")
    engine._cluster.ask("PUT", f"/absent-theirs/_alias/absent-t{TERMS_VERSION}")
    with pytest.raises(IndexDamaged):
        _ = engine.generation
    assert engine.rebuild([book(1, "Амур")]) == 1
    assert engine.versions() == {1: 1}


# The cluster away -----------------------------------------------------------------------------------------------------


def test_while_the_cluster_is_away_the_database_answers_and_afterwards_the_index_catches_up(
    web, road, shared_data, make_library, deliver, tmp_path
):
    engine = OpenSearchEngine(f"http://127.0.0.1:{road.port}/journey", refresh_s=0, away_s=0)
    web.extensions["search"] = engine
    library, visitor = make_library(), web.test_client()
    engine.rebuild([])
    take_in(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", library, folder=tmp_path)
    road.close()
    deliver()
    page = visitor.get("/en/search").get_data(as_text=True)
    assert "some books may not be found" in page
    assert 'href="/en/r/' in page
    with pytest.raises(IndexAway):
        _ = engine.generation
    assert index.drift(database(), engine) == ["the search server does not answer: see LX_SEARCH_URL"]
    assert index.look_after(database(), engine) is None
    assert kinds_waiting() == {index.PUT}, "nothing is to be built anew"
    road.open()
    with web.app_context():
        due_now()
        deliver()
    assert kinds_waiting() == set()
    assert index.drift(database(), engine) == []
    assert "some books may not be found" not in visitor.get("/en/search").get_data(as_text=True)
    engine.close()


def kinds_waiting():
    with reading() as session:
        return set(session.scalars(sa.select(col(OutboxMessage.kind)).where(col(OutboxMessage.done_at).is_(None))))


def due_now():
    with database().transaction() as session:
        session.execute(sa.update(OutboxMessage).values(due_at=sa.func.datetime("now", "-1 minute")))


def test_a_cluster_that_was_not_reached_is_left_alone_for_a_moment(road, book):
    engine = OpenSearchEngine(f"http://127.0.0.1:{road.port}/left-alone", refresh_s=60, away_s=60)
    engine.rebuild([book(1, "Амур")])
    assert engine.count == 1
    assert not is_away(engine)
    road.close()
    with pytest.raises(IndexAway):
        _ = engine.count
    road.open()
    assert is_away(engine)
    engine.close()
    assert engine.count == 1
    engine.close()
