"""The judged queries are answered well enough in each kind; `benchmarks.relevance` asks them among more books."""

from collections import defaultdict
from statistics import mean

import pytest
import sqlalchemy as sa
from sqlmodel import col

from benchmarks.relevance import measure, ndcg, questions
from library_exchange.catalogue.models import SourceRecord
from library_exchange.core.db import reading
from library_exchange.core.settings import CHECKOUT


@pytest.fixture
def golden(knowing_web, shared_data, make_library, take_in_file, deliver):
    """The golden books of both countries, in the index; the record of each of their numbers."""
    take_in_file(shared_data / "golden" / "catalogue_zh_cnmarc.xml", make_library())
    take_in_file(shared_data / "golden" / "catalogue_ru_rusmarc.xml", make_library("Amur", "RU"))
    deliver()
    with reading() as session:
        return dict(session.execute(sa.select(col(SourceRecord.source_id), col(SourceRecord.record_id))).all())


def test_readers_find_what_they_ask_for(golden, shared_data):
    with reading() as session:
        found = [measure(session, each, golden) for each in questions(shared_data / "golden" / "queries.tsv")]
    by_kind = defaultdict(list)
    for each in found:
        by_kind[each.question.kind].append(each)
    assert mean(each.recall_20 for each in found) >= 0.95
    assert {kind: r for kind, some in by_kind.items() if (r := mean(each.recall_20 for each in some)) < 0.85} == {}
    assert mean(each.ndcg_10 for each in found) >= 0.90
    assert mean(each.total == 0 for each in found) < 0.03
    assert mean(each.precision_r for each in found) >= 0.90


def test_no_judged_query_stands_in_the_program(shared_data):
    asked = {each.text for each in questions(shared_data / "golden" / "queries.tsv")}
    sources = [*(CHECKOUT / "library_exchange").rglob("*.py"), *(CHECKOUT / "translations").rglob("*.po")]
    texts = {path: path.read_text(encoding="utf-8") for path in sources}
    assert len(texts) > 100
    assert {str(path): [text for text in asked if text in written] for path, written in texts.items()} == {
        str(path): [] for path in texts
    }


def test_the_gain_of_a_list_counts_what_stands_first():
    assert ndcg([1, 2, 3], {1, 2, 3}) == 1
    assert ndcg([9, 8], {1}) == 0
    assert ndcg([1, 9], {1}) > ndcg([9, 1], {1}) > 0
