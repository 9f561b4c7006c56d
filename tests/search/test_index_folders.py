"""What the folder of either engine must stand: two writers, rebuilds that fail, readers meanwhile, leftovers."""

import os
import threading
import time

import pytest

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folders import DESK
from tests.search.conftest import current


@pytest.fixture(params=["whoosh", "tantivy"])
def make_engine(request):
    """Open each engine in turn."""
    return request.getfixturevalue(f"make_{request.param}")


@pytest.fixture
def shelf(make_engine, book):
    engine = make_engine()
    engine.rebuild(book(n, f"Том {n}", year=1990 + n % 30) for n in range(1, 60))
    return engine


def test_a_second_writer_waits_and_then_gives_up(shelf, make_engine, book):
    hurried = make_engine(lock_wait_s=0.05)

    def slow():
        with pytest.raises(Unavailable, match="index-busy"):
            hurried.put([book(2, "Второй")])
        yield book(1, "Первый")

    assert shelf.rebuild(slow()) == 1
    hurried.put([book(2, "Второй")])
    assert shelf.count == 2


def test_searches_are_answered_while_the_index_is_rebuilt(shelf, ask, book):
    totals = []

    def books():
        for n in range(3):
            totals.append(ask(shelf, "том").total)
            yield book(n, "Амур")

    shelf.rebuild(books())
    assert totals == [59, 59, 59]
    assert ask(shelf, "том").total == 0


def test_a_rebuild_that_fails_leaves_the_old_index_and_no_lock(shelf, tmp_path, ask, book):
    def torn():
        yield book(1, "Амур")
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError):
        shelf.rebuild(torn())
    assert (ask(shelf, "том").total, ask(shelf, "амур").total) == (59, 0)
    assert [path.name for path in (tmp_path / "index").iterdir() if path.is_dir()] == [current(tmp_path).name]
    shelf.put([book(61, "Том 61")])
    assert shelf.count == 60


def test_a_rebuild_with_a_record_twice_does_not_come_into_force(shelf, book):
    with pytest.raises(IndexDamaged):
        shelf.rebuild([book(1, "Том"), book(1, "Том")])
    assert shelf.count == 59


def test_folders_of_the_past_are_swept_after_a_grace(shelf, tmp_path, book):
    past = current(tmp_path)
    shelf.rebuild([book(1, "Том")])
    assert past.is_dir()  # other processes may still read it
    left = tmp_path / "index" / f"{DESK}1"
    left.mkdir()
    for folder in (past, left):
        os.utime(folder, (time.time() - 3600,) * 2)
    shelf.optimise()
    assert not past.exists()
    assert not left.exists()
    assert current(tmp_path).is_dir()


def test_threads_search_while_one_writes(shelf, ask, book):
    errors: list[Exception] = []
    stop = threading.Event()

    def search():
        while not stop.is_set():
            try:
                hits = ask(shelf, "том -амур")
                assert hits.total == len(hits.ids) == 59
            except Exception as error:
                errors.append(error)
                return

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for n in range(12):
        shelf.put([book(500 + n, "Амур"), book(1 + n, f"Том {1 + n}", version=2)])
    shelf.optimise()
    stop.set()
    for thread in threads:
        thread.join()
    assert errors == []
    assert shelf.versions()[1] == 2
