"""Facets of tantivy's index, counted from columns made for that, are those that counting every record gives."""

import random

import pytest

from library_exchange.search.port import FACETS, AnalysedQuery, AnalysedRecord
from library_exchange.search.tantivy_engine import facet_counts, snapshot

HEADINGS = [f"Тема {chr(0x410 + n // 12)}{n}" for n in range(160)]
LIBRARIES = [f"cn-{n}" for n in range(12)]


def _record(record_id: int, chance: random.Random) -> AnalysedRecord:
    # A few headings stand with most books, most of them with one or two.
    headings = {HEADINGS[int(160 * chance.random() ** 3)] for _ in range(chance.randint(0, 3))}
    return AnalysedRecord(
        record_id,
        1,
        {"text": {"слово": 1}},
        {
            "availability": ("on_shelf",) if chance.random() < 0.5 else (),
            "country": tuple(chance.sample(("CN", "RU"), chance.randint(0, 2))),
            "library": tuple(chance.sample(LIBRARIES, chance.choice([0, 1, 1, 4, 5, 6, 9]))),
            "library_kind": tuple(chance.sample(("school", "public", "ngo"), chance.randint(0, 3))),
            "language": tuple(chance.sample(("chi", "rus", "eng"), chance.randint(1, 3))),
            "decade": (chance.choice(("1980", "1990", "unknown")),),
            "subject": tuple(sorted(headings)),
        },
        None,
        "",
        "",
    )


@pytest.fixture(params=[1, 4])
def both(request, make_tantivy, reference, monkeypatch):
    """The engine with several segments, in which some books were replaced and removed, and the one that is right."""
    chance = random.Random(request.param)
    monkeypatch.setattr(facet_counts, "BEYOND", request.param)
    monkeypatch.setattr(facet_counts, "MOST_LOOKED_UP", chance.choice([0, 5, 1000]))
    monkeypatch.setattr(snapshot, "LARGE", 20)  # so that most counts are kept, and answer other questions
    engines = make_tantivy(), reference()
    books = [_record(n, chance) for n in range(400)]
    for engine in engines:
        engine.rebuild(books[:250])
    for start in (250, 300):
        changed = [*books[start : start + 50], *(_record(n, chance) for n in chance.sample(range(start), 9))]
        gone = chance.sample(range(start), 9)
        for engine in engines:
            engine.put(changed)
            engine.remove(gone)
    return engines


def test_facets_are_those_of_all_records(both):
    for filters in (
        {},
        {"country": ("RU",)},
        {"availability": ("on_shelf",), "library_kind": ("ngo", "school")},
        {"library": ("cn-3", "cn-9", "nobody")},
        {"subject": (HEADINGS[0], HEADINGS[150], "нет такой"), "language": ("chi",)},
    ):
        tantivy, right = (engine.search(AnalysedQuery(filters=filters)) for engine in both)
        assert tantivy.total == right.total
        for name in FACETS:
            assert tantivy.facets[name] == right.facets[name], (filters, name)


def test_pages_of_one_question_share_what_was_counted_until_something_changes(make_tantivy):
    engine = make_tantivy()
    chance = random.Random(7)
    engine.rebuild(_record(n, chance) for n in range(50))
    first, second = (engine.search(AnalysedQuery(page=page)) for page in (1, 2))
    assert first.facets["subject"] is second.facets["subject"]
    engine.remove([1])
    assert engine.search(AnalysedQuery(page=2)).total == first.total - 1
