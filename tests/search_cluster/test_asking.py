"""What is said to a cluster, told without one: conditions, the address, refusals."""

import base64
import json

import pytest
from pydantic import ValidationError

from library_exchange.app import create_app
from library_exchange.core.settings import Settings
from library_exchange.search.errors import IndexAway, IndexDamaged, is_away
from library_exchange.search.part_weights import ABOVE_WORDS
from library_exchange.search.port import AllOf, AnalysedQuery, AnyOf, Prefix, Sort, Term, facet_term
from library_exchange.search_cluster import conditions
from library_exchange.search_cluster.cluster import NAME, Cluster
from library_exchange.search_cluster.engine import OpenSearchEngine
from library_exchange.search_cluster.question import Question
from tests.played_servers import played

ONE, OTHER = Term("text", "амур"), Term("title", "река")


@pytest.mark.parametrize(
    ("condition", "asked"),
    [
        (ONE, {"term": {"text": "амур"}}),
        (facet_term("country", "RU"), {"term": {"facet_country": "RU"}}),
        (AllOf(()), conditions.EVERYTHING),
        (AnyOf(()), conditions.NOTHING),
        (AllOf((ONE,)), {"term": {"text": "амур"}}),
        (AllOf((ONE, OTHER)), {"bool": {"filter": [{"term": {"text": "амур"}}, {"term": {"title": "река"}}]}}),
        (AnyOf((ONE, Term("text", "тайга"))), {"terms": {"text": ["амур", "тайга"]}}),
        (Prefix("text", "там"), conditions.NOTHING),
        (Prefix("text", "та"), {"terms": {"text": ["тайга", "там"]}}),
        (AnyOf((AllOf(()), ONE)), conditions.any_of([{"term": {"text": "амур"}}, conditions.EVERYTHING])),
    ],
)
def test_conditions_as_the_server_takes_them(condition, asked):
    expanded = {Prefix("text", "там"): [], Prefix("text", "та"): ["тайга", "там"]}
    assert conditions.of(condition, expanded) == asked


def test_words_with_a_star_are_looked_up_once_wherever_they_stand():
    star, other = Prefix("text", "та"), Prefix("title", "ре")
    assert conditions.prefixes([AllOf((star, AnyOf((ONE, other)))), star, OTHER]) == [star, other]


def test_what_is_named_stands_above_what_is_apt_and_that_above_the_rest():
    query = AnalysedQuery((ONE,), wider=(OTHER,), apt=(OTHER,), preferred=("rus",), scored=(("амур", 1.0),))
    body = Question(query, {}).body(is_counted=False)
    tiers = next(each["dis_max"]["queries"] for each in body["query"]["bool"]["should"] if "dis_max" in each)
    assert [tier["constant_score"]["boost"] / ABOVE_WORDS for tier in tiers] == [4, 3, 2, 1]
    assert body["sort"][0] == "_score"
    by_title = Question(AnalysedQuery((ONE,), wider=(OTHER,), sort=Sort.TITLE), {}).body(is_counted=False)
    assert "_score" not in by_title["sort"]
    assert "should" not in by_title["query"]["bool"] or "minimum_should_match" in by_title["query"]["bool"]


def test_nobody_turns_pages_beyond_the_last_record():
    def window(page, per_page):
        body = Question(AnalysedQuery(page=page, per_page=per_page), {}).body(is_counted=False)
        return body["from"], body["size"]

    assert window(1, 20) == (0, 20)
    assert window(4, 3000) == (9000, 1000)
    assert window(501, 20) == (0, 0)


def test_the_address_says_who_asks_and_how_indices_are_named():
    plain = Cluster("http://search.example:9200")
    named = Cluster("https://bridge:p%40ss@search.example:9200/amur/")
    assert (plain.name, named.name) == (NAME, "amur")
    assert "authorization" not in plain._headers
    assert base64.b64decode(named._headers["authorization"].partition(" ")[2]) == b"bridge:p@ss"
    assert named._host == "https://search.example:9200"


@pytest.mark.parametrize("url", ["", "search.example:9200", "http://a/b/c", "http://a/Amur", "http:///x", "ftp://a"])
def test_a_cluster_needs_an_address_that_can_be_one(url, tmp_path):
    with pytest.raises(ValidationError, match="LX_SEARCH_URL"):
        Settings(_env_file=None, instance_dir=tmp_path, search_engine="opensearch", search_url=url)
    assert Settings(_env_file=None, instance_dir=tmp_path, search_url=url).search_engine == "whoosh"


def test_the_setting_gives_the_application_its_engine_and_tells_nobody_the_password(tmp_path):
    chosen = {"search_engine": "opensearch", "search_url": "http://bridge:hidden@127.0.0.1:1/amur"}
    given = Settings(_env_file=None, instance_dir=tmp_path, rate_limits=False, **chosen)
    assert "hidden" not in repr(given)
    engine = create_app(given).extensions["search"]
    assert isinstance(engine, OpenSearchEngine)
    with pytest.raises(IndexAway) as away:
        _ = engine.count
    assert "hidden" not in repr(away.value.facts)
    assert is_away(engine)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, b"{}", IndexDamaged),
        (503, b"{}", IndexAway),
        (429, b"{}", IndexAway),
        (401, b"{}", IndexAway),
        (200, b"<html>a door keeper of the house</html>", IndexAway),
        (200, json.dumps({"a": {"mappings": {}}}).encode(), IndexDamaged),
    ],
)
def test_whatever_else_is_answered_is_one_of_two_errors(status, body, error):
    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    with played(answer, is_secure=False) as url:
        engine = OpenSearchEngine(url.rstrip("/"), away_s=0)
        with pytest.raises(IndexDamaged) as told:
            _ = engine.generation
        assert type(told.value) is error
        assert is_away(engine) == (error is IndexAway)
        engine.close()
