"""No search costs more than its share, whatever is typed: work is counted, and visitors wait their turn."""

import re

import pytest
from flask import Flask

from library_exchange.accounts import rates
from library_exchange.catalogue.queries import correcting, searching
from library_exchange.catalogue.queries.recognising import MOST_KEYS, Recogniser
from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.door_keeping.keeper import Keeper
from library_exchange.search import budget, slipped_words
from library_exchange.search.analysis import slips
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.port import Query
from library_exchange.search.unknown_words import unknown_words
from tests.catalogue.books import book, give
from tests.counting import count_queries

TERMS_OF_A_WORD = 4
"""A word a letter away is looked up as a term and as it is printed, of the record and of its persons."""
COSTLY = {
    "one Russian word": "щ" * 128 + "ъы" * 64,
    "one Latin word": "qz" * 128,
    "sixteen names": " ".join(f"Zhqz{letter}nq" for letter in "abcdefghijklmnop"),
    "sixteen words": " ".join(f"щъы{'жэ' * 5}{letter}" for letter in "абвгдежзиклмнопр"),
    "ten thousand letters": "ъэ" * 5000,
    "ten thousand characters": "щъыжэц " * 1430,
    "three scripts": " ".join(("щъыжэцюх", "zqxwvkjq", "的一是不了人")) * 8,
    "stars": " ".join(f"{letter}щ*" for letter in "абвгдежзиклмнопр"),
}


class Counting:
    """The engine of an application, which notes what it is asked."""

    def __init__(self, engine):
        self._engine = engine
        self.looked_up, self.asked, self.searches = 0, 0, 0

    def __getattr__(self, name):
        return getattr(self._engine, name)

    def known(self, terms):
        terms = list(terms)
        self.looked_up += len(terms)
        self.asked += 1
        return self._engine.known(terms)

    def search(self, query):
        self.searches += 1
        return self._engine.search(query)


@pytest.fixture
def counting(knowing_web: Flask):
    counted = knowing_web.extensions["search"] = Counting(knowing_web.extensions["search"])
    return counted


@pytest.mark.parametrize("text", COSTLY.values(), ids=COSTLY.keys())
def test_a_search_that_nothing_answers_looks_up_no_more_than_its_share(knowing_web, counting, visitor, text):
    assert visitor(knowing_web).get("/ru/search", query_string={"q": text}).status_code == 200
    own_words = 16 * 2 * TERMS_OF_A_WORD
    of_the_dictionary = 16 * slipped_words.MOST_LEMMAS * 2
    assert counting.looked_up <= budget.MOST_CANDIDATES * TERMS_OF_A_WORD + own_words + of_the_dictionary
    assert counting.searches <= 2 * (budget.MOST_TRIED + 1)


def test_the_share_is_enough_for_a_slip_in_a_long_word_among_others(knowing_web, deliver, make_library):
    give(
        make_library("Amur", "RU"), book("Достопримечательности города", "Иванов", number="1", language="rus"), raw=b"1"
    )
    deliver()
    with reading() as session:
        found = searching.search(session, knowing_web.extensions["search"], Query("достопремечательности города"), "ru")
    assert found.corrected == "достопримечательности города"


@pytest.fixture
def shelved(counting, make_library, deliver):
    """The engine with a book in it."""
    give(make_library("Amur", "RU"), book("Белка и лес", "Лина Берегова", number="1"), raw=b"1")
    deliver()
    return counting


def test_many_doubtful_parts_cost_no_more_queries_than_two(shelved):
    def cost(text):
        with reading() as session:
            return count_queries(lambda: list(correcting.corrections(session, shelved, text, budget.Budget())))

    parts = ["屠格捏夫一", "格罗莫捏夫", "列夫捏诺娃", "安德捏耶夫", "契诃捏夫斯", "果戈捏里亚"]
    assert 0 < cost(" ".join(parts)) <= cost(" ".join(parts[:2]))


def test_words_are_looked_up_all_at_once(shelved):
    words = list(runs(prepared("щъыжэц щъыжэк щъыжэн")))
    before = shelved.asked
    assert unknown_words(shelved, words) == set(words)
    assert shelved.asked == before + 1


def test_names_are_looked_up_under_a_limited_number_of_keys(knowing_web):
    found = list(runs(prepared(" ".join(["сянганганьангансянь"] * 16))))
    with reading() as session:
        recogniser = Recogniser(session)
        recogniser.expect(found)
    assert 0 < len(recogniser._known) < 2 * MOST_KEYS


@pytest.mark.parametrize(
    ("one", "other", "is_near"),
    [
        ("tolstoi", "tolstoi", True),
        ("tolstoi", "tolstai", True),
        ("tolstoi", "tolsto", True),
        ("tolstoi", "tolstoii", True),
        ("tolstoi", "otlstoi", True),
        ("tolstoi", "tolstio", True),
        ("tolstoi", "olstoi", True),
        ("tolstoi", "ttolstoi", True),
        ("tolstoi", "tolsti", True),
        ("tolstoi", "tilstai", False),
        ("tolstoi", "tolst", False),
        ("tolstoi", "lostoi", False),
        ("tolstoi", "tolstoiov", False),
    ],
)
def test_one_slip_is_a_letter_more_less_or_another_or_two_exchanged(one, other, is_near):
    assert slips.is_one_slip(one, other) is is_near
    assert slips.is_one_slip(other, one) is is_near


@pytest.fixture
def limited(make_app, sqlite_url):
    """An application whose rate limits are on."""
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    with app.app_context():
        yield app


def _searches(browser, times, address="192.0.2.7", lang="en"):
    place = {"environ_base": {"REMOTE_ADDR": address}}
    return [browser.get(f"/{lang}/search?q=книга", **place) for _time in range(times)]


def test_who_searches_without_end_is_asked_to_wait_and_others_are_not(limited, visitor):
    answers = _searches(visitor(limited), 122)
    assert [answer.status_code for answer in answers[-3:]] == [200, 429, 429]
    assert answers[-1].headers["Retry-After"] == "60"
    assert "Please wait a minute, then load this page again." in answers[-1].text
    assert re.search("[а-я]{5}", _searches(visitor(limited), 1, lang="ru")[0].text)
    assert _searches(visitor(limited), 1, address="198.51.100.9")[0].status_code == 200


def test_a_librarian_is_not_kept_from_work_by_her_readers_behind_the_same_address(
    limited, visitor, signed_in, make_library
):
    librarian = signed_in(limited, library_id=make_library(), roles=Role.LIBRARIAN)
    _searches(visitor(limited), 121)
    assert _searches(librarian, 1)[0].status_code == 200


def test_who_looks_in_catalogues_elsewhere_without_end_is_asked_to_wait(limited, signed_in, make_library):
    librarian = signed_in(limited, library_id=make_library(), roles=Role.LIBRARIAN)
    answers = [librarian.get("/en/staff/copy-cataloguing").status_code for _time in range(61)]
    assert answers[-2:] == [200, 429]


def test_every_page_that_everybody_may_open_has_a_limit_and_signs_of_life_have_none(
    make_app, sqlite_url, visitor, monkeypatch
):
    monkeypatch.setattr(rates, "PAGE", "1 per minute")
    monkeypatch.setattr(rates, "COSTLY_PAGES", {})
    monkeypatch.setattr(Keeper, "per_minute", lambda _keeper, _door, _limit, _key_id=None: 1)
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    rights, browser = app.extensions["rights"], visitor(app)
    plain = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.arguments <= {"lang"}]
    public = {rule.rule.split(":lang>")[-1]: rule for rule in plain if rights[rule.endpoint].is_public}
    answers = {}
    for path, rule in public.items():
        address = path if rule.arguments == set() else f"/en{path}"
        answers[rule.endpoint] = [browser.get(address).status_code for _time in range(2)][-1]
    assert {name for name, status in answers.items() if status not in (429, 503)} == {"web.healthz"}
    assert len(answers) > 10
