"""The built-in engine among its neighbours: other threads, other processes, broken files, sudden ends."""

import errno
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import AnalysedQuery, AnalysedRecord, Hits
from library_exchange.search.whoosh_engine import engine as engine_module
from library_exchange.search.whoosh_engine.storage import CarefulStorage
from tests.search.conftest import current


@pytest.fixture
def shelf(make_whoosh, book):
    engine = make_whoosh()
    engine.rebuild(book(n, f"Том {n}", year=1990 + n % 30) for n in range(1, 60))
    return engine


def toc(folder: Path) -> Path:
    return next(path for path in current(folder).iterdir() if path.suffix == ".toc")


def segment(folder: Path) -> Path:
    return next(path for path in current(folder).iterdir() if path.suffix == ".seg")


def truncate(path: Path, size: int = 40) -> None:
    path.write_bytes(path.read_bytes()[:size])


DAMAGES = {
    "the list of segments deleted": lambda folder: toc(folder).unlink(),
    "the list of segments cut off": lambda folder: truncate(toc(folder)),
    "the list of segments emptied": lambda folder: toc(folder).write_bytes(b""),
    "a segment deleted": lambda folder: segment(folder).unlink(),
    "a segment cut off": lambda folder: truncate(segment(folder), segment(folder).stat().st_size // 2),
    "a segment emptied": lambda folder: segment(folder).write_bytes(b""),
    "the folder deleted": lambda folder: shutil.rmtree(current(folder)),
    "everything deleted": lambda folder: shutil.rmtree(folder / "index"),
    "the pointer deleted": lambda folder: (folder / "index" / "current").unlink(),
    "the terms of another version": lambda folder: (folder / "index" / "current").write_text("000001 0"),
    "the pointer garbled": lambda folder: (folder / "index" / "current").write_bytes(b"\xff../.."),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_one_error_and_a_rebuild_mends_it(shelf, tmp_path, make_whoosh, ask, book, damage):
    shelf.close()
    damage(tmp_path)
    engine = make_whoosh()
    with pytest.raises(IndexDamaged):
        ask(engine, "том")
    with pytest.raises(IndexDamaged):
        _ = engine.count
    assert engine.rebuild([book(1, "Том 1")]) == 1
    assert ask(engine, "том").ids == (1,)
    engine.put([book(2, "Том 2")])
    assert engine.count == 2


@pytest.mark.parametrize("name", ["the list of segments deleted", "the folder deleted", "the pointer deleted"])
def test_writing_to_a_damaged_index_is_the_same_error_and_starts_no_new_one(shelf, tmp_path, make_whoosh, book, name):
    DAMAGES[name](tmp_path)
    with pytest.raises(IndexDamaged):
        make_whoosh().put([book(1, "Том")])
    with pytest.raises(IndexDamaged):
        _ = make_whoosh().count


def test_random_bytes_in_a_segment_give_answers_or_the_one_error(shelf, tmp_path, make_whoosh, ask):
    shelf.close()
    whole = segment(tmp_path).read_bytes()
    for start in range(0, len(whole) - 200, len(whole) // 25):
        segment(tmp_path).write_bytes(whole[:start] + os.urandom(200) + whole[start + 200 :])
        engine = make_whoosh()
        with suppress(IndexDamaged):
            assert isinstance(ask(engine, "том 7"), Hits)


def test_a_folder_nobody_indexed_is_said_to_be_damaged_not_empty(make_whoosh, ask):
    with pytest.raises(IndexDamaged):
        ask(make_whoosh(), "")


def test_an_open_index_answers_on_when_its_files_are_deleted_under_it(make_whoosh, tmp_path, ask, book):
    engine = make_whoosh(refresh_s=60)
    engine.rebuild([book(1, "Том")])
    assert ask(engine, "том").total == 1
    segment(tmp_path).unlink()
    assert ask(engine, "том").total == 1


def test_the_folder_is_private(shelf, tmp_path):
    assert (tmp_path / "index").stat().st_mode & 0o777 == 0o700
    assert current(tmp_path).stat().st_mode & 0o777 == 0o700


def test_another_process_sees_a_commit_and_a_rebuild(shelf, make_whoosh, ask, book):
    other = make_whoosh()
    assert ask(other, "амур").total == 0
    shelf.put([book(100, "Амур")])
    assert ask(other, "амур").ids == (100,)
    shelf.rebuild([book(101, "Амур")])
    assert ask(other, "амур").ids == (101,)
    assert other.generation == shelf.generation


def test_another_process_looks_for_changes_once_in_a_while_only(shelf, make_whoosh, ask, book):
    other = make_whoosh(refresh_s=60)
    assert ask(other, "амур").total == 0
    shelf.put([book(100, "Амур")])
    assert ask(other, "амур").total == 0


def test_a_change_of_one_record_lays_out_no_old_segment_again(shelf, ask, book):
    ask(shelf, "том")
    large = shelf._snapshot.segments[0]
    shelf.put([book(3, "Амур")])
    assert ask(shelf, "амур").ids == (3,)
    assert shelf._snapshot.segments[0] is large
    assert [bitmaps.size for bitmaps in shelf._snapshot.segments] == [59, 1]


def test_many_small_commits_leave_few_segments(shelf, ask, book):
    for n in range(40):
        shelf.put([book(1000 + n, "Амур")])
    assert (ask(shelf, "амур").total, shelf.count) == (40, 99)
    assert len(shelf._snapshot.segments) <= 10
    shelf.optimise()
    assert (ask(shelf, "амур").total, len(shelf._snapshot.segments)) == (40, 1)


def test_a_rebuild_in_several_commits_gives_one_index(shelf, ask, book, monkeypatch):
    monkeypatch.setattr(engine_module, "RECORDS_PER_COMMIT", 10)
    assert shelf.rebuild(book(n, f"Амур {n}") for n in range(25)) == 25
    assert (ask(shelf, "амур").total, len(shelf._snapshot.segments)) == (25, 1)


def test_of_two_records_with_one_id_the_later_counts_wherever_they_stand(shelf, ask, book):
    shelf.put([book(8, "Амур"), book(9, "Зея"), book(8, "Бурея"), book(10, "Уссури"), book(9, "Селенга")])
    assert [ask(shelf, word).ids for word in ("амур", "бурея", "зея", "селенга", "уссури")] == [
        (),
        (8,),
        (),
        (9,),
        (10,),
    ]


def test_terms_that_cannot_be_kept_change_nothing(shelf, ask, book):
    broken = AnalysedRecord(9, 1, {"text": {"a": "not a weight"}}, {}, None, "", "")  # type: ignore[dict-item]
    with pytest.raises(ValueError):
        shelf.put([book(8, "Амур"), broken])
    assert ask(shelf, "амур").total == 0
    shelf.put([book(8, "Амур")])
    assert ask(shelf, "амур").ids == (8,)


def test_a_write_that_fails_midway_changes_nothing_and_frees_the_lock(shelf, ask, book):
    broken = AnalysedRecord(9, "no number", {}, {}, None, "", "")  # type: ignore[arg-type]
    with pytest.raises(struct.error):
        shelf.put([book(8, "Амур"), broken])
    assert ask(shelf, "амур").total == 0
    shelf.put([book(8, "Амур")])
    assert ask(shelf, "амур").ids == (8,)


def test_a_full_disk_is_no_damage_and_is_got_over_without_a_restart(shelf, tmp_path, ask, book, monkeypatch):
    def full(*_: object, **__: object):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as while_full:
        while_full.setattr(CarefulStorage, "rename_file", full)
        for write in (lambda: shelf.put([book(8, "Амур")]), lambda: shelf.rebuild([book(8, "Амур")]), shelf.optimise):
            with pytest.raises(Unavailable, match="no-room-for-index") as told:
                write()
            assert not isinstance(told.value, IndexDamaged)
        assert (ask(shelf, "амур").total, shelf.count) == (0, 59)
    shelf.put([book(8, "Амур")])
    assert ask(shelf, "амур").ids == (8,)


WRITER = """
import sys
from pathlib import Path
from library_exchange.search.port import AnalysedRecord
from library_exchange.search.whoosh_engine.engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]), lock_wait_s=10)
version = int(sys.argv[2])
while True:
    version += 1
    engine.put(AnalysedRecord(n, version, {"text": {"all": 1, f"v{version}": 1}}, {}, None, "", "") for n in range(25))
    print(version, flush=True)
    if version % 7 == 0:
        engine.optimise()
"""


def test_killed_while_committing_the_index_opens_whole_and_unlocked(make_whoosh, tmp_path):
    engine = make_whoosh(lock_wait_s=5)
    engine.rebuild([])
    acknowledged = 0
    for round_no in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(acknowledged)], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        for _ in range(round_no + 1):
            acknowledged = int(writer.stdout.readline())
        time.sleep(0.004 * round_no)  # somewhere inside the next commit
        writer.send_signal(signal.SIGKILL)
        last = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        acknowledged = max([acknowledged, *last])
        found = make_whoosh()
        versions = set(found.versions().values())
        assert len(versions) == 1  # a commit is there or it is not
        assert versions <= {acknowledged, acknowledged + 1}
        assert found.search(AnalysedQuery()).total == found.count == 25
        acknowledged = versions.pop()
    engine.put([AnalysedRecord(1, 1, {"text": {"all": 1}}, {}, None, "", "")])
    assert engine.count == 25
    live = {bitmaps.segment_id for bitmaps in engine._snapshot.segments}
    on_disk = {path.stem for path in current(tmp_path).glob("MAIN_*.*") if path.suffix != ".toc"}
    assert on_disk == live  # a clean commit sweeps what the killed ones left
