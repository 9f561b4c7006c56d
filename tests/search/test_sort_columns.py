"""Orders of hits are kept beside the index: read as they were made, made anew where the file is missing or torn."""

import pytest

from library_exchange.search.port import Sort
from library_exchange.search.whoosh_engine import snapshot, sort_columns

SORTS = [sort for sort in Sort if sort is not Sort.RELEVANCE]


@pytest.fixture
def shelf(make_whoosh, book, monkeypatch):
    monkeypatch.setattr(snapshot, "LARGE", 10)
    engine = make_whoosh()
    engine.rebuild(books(book))
    return engine


def books(book):
    return [book(n, f"Том {n * 7 % 13}", f"Автор {n % 5}", year=1990 + n % 11) for n in range(1, 40)]


def kept(folder):
    return sorted((folder / "index").glob(f"*/*{sort_columns.SUFFIX}"))


def in_order(ask, engine):
    return [ask(engine, "", sort=sort).ids for sort in SORTS]


def refuse(*_args):
    raise AssertionError("an order was made while a reader waited")


def test_a_rebuilt_index_is_asked_in_each_order_without_making_one(
    shelf, make_whoosh, reference, ask, book, monkeypatch
):
    monkeypatch.setattr(sort_columns.Orders, "_sorted", refuse)
    right = reference()
    right.rebuild(books(book))
    assert in_order(ask, make_whoosh()) == in_order(ask, right)


def test_after_the_night_the_orders_of_the_merged_segment_are_kept(
    shelf, make_whoosh, tmp_path, ask, book, monkeypatch
):
    (before,) = kept(tmp_path)
    shelf.put([book(50, "Амур", "Автор 2", year=1985)])
    wanted = in_order(ask, shelf)
    shelf.optimise()
    (after,) = kept(tmp_path)
    assert after != before
    monkeypatch.setattr(sort_columns.Orders, "_sorted", refuse)
    assert in_order(ask, make_whoosh()) == wanted


@pytest.mark.parametrize("damage", ["missing", "cut off", "one byte wrong", "of other keys"])
def test_a_torn_order_is_made_anew(shelf, make_whoosh, tmp_path, ask, damage):
    wanted = in_order(ask, shelf)
    (path,) = kept(tmp_path)
    stored = path.read_bytes()
    match damage:
        case "missing":
            path.unlink()
        case "cut off":
            path.write_bytes(stored[:-9])
        case "one byte wrong":
            path.write_bytes(stored[:30] + bytes([stored[30] ^ 1]) + stored[31:])
        case "of other keys":
            path.write_bytes(b"x" + stored[1:])
    assert in_order(ask, make_whoosh()) == wanted
