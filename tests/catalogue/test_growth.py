"""The made-up catalogue by which growth is measured: it holds what taking the same records in would leave."""

import json
from collections import Counter

import sqlalchemy as sa
from sqlmodel import select

from benchmarks.growth import asked, report
from benchmarks.growth.multiplying import _copied
from benchmarks.growth.rows import HOLDERS, TABLES, _lines, holders, rows, weights
from benchmarks.growth.titles import described, is_chinese, isbn, title_words
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, MatchKey, SourceRecord, TextForm
from library_exchange.catalogue.services import records
from library_exchange.catalogue.services.placing import Arrival
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction

TITLES, LIBRARIES, TAKEN_IN = 200, 4, 20


def test_so_many_titles_have_three_holders_each_and_everything_is_numbered_once():
    made = rows(1, range(1, TITLES + 1), weights(1, LIBRARIES))
    assert {table: len(found) for table, found in made.items() if table in (BibliographicRecord, Holding, Item)} == {
        BibliographicRecord: TITLES,
        Holding: TITLES * HOLDERS,
        Item: TITLES * HOLDERS,
    }
    for found in made.values():
        numbers = [row["id"] for row in found if "id" in row]
        assert len(numbers) == len(set(numbers))
    held = Counter((row["record_id"], row["library_id"]) for row in made[Holding])
    assert set(held.values()) == {1}
    assert all(len(set(holders(1, n, weights(1, LIBRARIES)))) == HOLDERS for n in range(1, TITLES))


def test_a_book_is_the_same_whenever_it_is_made_and_its_words_are_its_title():
    for number in range(1, TITLES + 1):
        book = described(1, number)
        assert book == described(1, number)
        assert book != described(2, number)
        joint = "" if is_chinese(number) else " "
        assert joint.join(title_words(1, number)).casefold() == book.title.casefold()
    assert len({isbn(number) for number in range(1, TITLES + 1)}) == TITLES


def test_the_rows_are_those_that_taking_the_records_in_leaves(web, make_library):
    library = make_library("Heihe")
    arrivals = [Arrival(described(1, n), b"raw", "rusmarc", "utf-8") for n in range(1, TAKEN_IN + 1)]
    with transaction() as session:
        taken = records.take_in(session, library, arrivals, now())
    made = rows(1, range(1, TAKEN_IN + 1), weights(1, LIBRARIES))
    number_of = {record_id: number for number, (record_id, _outcome) in enumerate(taken, 1)}
    with reading() as session:
        for table, column in ((TextForm, "value"), (MatchKey, "key"), (SourceRecord, "said")):
            stored = {(number_of[row.record_id], getattr(row, column)) for row in session.scalars(select(table))}
            assert stored == {(row["record_id"], row[column]) for row in made[table]}
        for row, record in zip(made[BibliographicRecord], session.scalars(select(BibliographicRecord)), strict=True):
            told = ("title_key", "author_key", "sort_title", "sort_author", "folded", "languages", "year")
            assert {name: row[name] for name in told} == {name: getattr(record, name) for name in told}
            # Names in other scripts, of whomever the catalogue knows them, are not made up.
            assert {**row["card"], "authors": []} == {**record.card, "authors": []}


def test_every_row_is_one_line_for_the_server_with_a_value_for_each_column():
    made = rows(1, range(1, 20), weights(1, LIBRARIES))
    for table in TABLES:
        columns = list(made[table][0])
        assert set(columns) <= set(sa.inspect(table).columns.keys())
        for line, row in zip(_lines(columns, made[table]), made[table], strict=True):
            assert line.count("\n") == 1
            assert line.count("\t") == len(row) - 1


def test_a_copy_of_a_table_refers_to_the_copies_of_what_its_rows_refer_to():
    references = {("holding", "library_id"): "library", ("holding", "record_id"): "bibliographic_record"}
    offsets = {"holding": 300, "library": 4}
    told = _copied("holding", ["id", "library_id", "record_id", "note"], references, offsets, 2)
    assert 't."id" + 600, t."library_id" + 8, t."record_id", t."note" FROM "holding" t WHERE t.id <= 300' in told


def test_searches_are_the_same_for_a_seed_and_others_for_those_that_warm_up():
    assert asked.searches(1, TITLES) == asked.searches(1, TITLES)
    assert asked.searches(1, TITLES) != asked.searches(1, TITLES, others=1)
    assert Counter(kind for kind, _path in asked.searches(1, TITLES)) == dict.fromkeys(asked.CLASSES, asked.EACH)


def test_the_table_tells_how_much_more_each_figure_is_than_at_the_size_before(tmp_path):
    lines = [
        {"titles": 100, "libraries": 1, "at": "then", "pages": {"home": {"ms": 9.0}}},
        {"titles": 100, "libraries": 1, "at": "then", "pages": {"home": {"ms": 2.0}}, "night": {"ms": 1.0}},
        {"titles": 1000, "libraries": 10, "at": "then", "pages": {"home": {"ms": 3.0}}},
    ]
    file = tmp_path / "growth.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert report.rows(report.read([file])) == [["pages: home: ms", "2.0", "3.0", "1.50"]]
