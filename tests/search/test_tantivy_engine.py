"""The second engine among its neighbours: other threads, other processes, broken files, sudden ends."""

import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import AnalysedQuery, AnalysedRecord, Hits
from library_exchange.search.tantivy_engine import engine as engine_module
from library_exchange.search.tantivy_engine.damage import told_as_damage
from tests.search.conftest import current


@pytest.fixture
def shelf(make_tantivy, book):
    engine = make_tantivy()
    engine.rebuild(book(n, f"Том {n}", year=1990 + n % 30) for n in range(1, 60))
    return engine


def part(folder: Path, ending: str) -> Path:
    return next(path for path in current(folder).iterdir() if path.suffix == ending)


def replace_file(path: Path, content: bytes) -> None:
    """Put other content under a name; a file cut short while it is mapped into memory would end the process."""
    draft = path.with_name("draft")
    draft.write_bytes(content)
    draft.replace(path)


def truncate(path: Path, size: int = 40) -> None:
    replace_file(path, path.read_bytes()[:size])


DAMAGES = {
    "the list of segments deleted": lambda folder: (current(folder) / "meta.json").unlink(),
    "the list of segments cut off": lambda folder: truncate(current(folder) / "meta.json"),
    "the list of segments emptied": lambda folder: (current(folder) / "meta.json").write_bytes(b""),
    "the terms deleted": lambda folder: part(folder, ".term").unlink(),
    "the terms cut off": lambda folder: truncate(part(folder, ".term")),
    "the postings emptied": lambda folder: replace_file(part(folder, ".idx"), b""),
    "the columns deleted": lambda folder: part(folder, ".fast").unlink(),
    "the folder deleted": lambda folder: shutil.rmtree(current(folder)),
    "everything deleted": lambda folder: shutil.rmtree(folder / "index"),
    "the pointer deleted": lambda folder: (folder / "index" / "current").unlink(),
    "an index of the other engine": lambda folder: (folder / "index" / "current").write_text("000001 3 whoosh"),
    "the terms of another version": lambda folder: (folder / "index" / "current").write_text("000001 0 tantivy"),
    "the pointer garbled": lambda folder: (folder / "index" / "current").write_bytes(b"\xff../.."),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_one_error_and_a_rebuild_mends_it(shelf, tmp_path, make_tantivy, ask, book, damage):
    shelf.close()
    damage(tmp_path)
    engine = make_tantivy()
    with pytest.raises(IndexDamaged):
        ask(engine, "том")
    with pytest.raises(IndexDamaged):
        _ = engine.count
    assert engine.rebuild([book(1, "Том 1")]) == 1
    assert ask(engine, "том").ids == (1,)
    engine.put([book(2, "Том 2")])
    assert engine.count == 2


@pytest.mark.parametrize("name", ["the list of segments deleted", "the folder deleted", "the pointer deleted"])
def test_writing_to_a_damaged_index_is_the_same_error_and_starts_no_new_one(shelf, tmp_path, make_tantivy, book, name):
    DAMAGES[name](tmp_path)
    with pytest.raises(IndexDamaged):
        make_tantivy().put([book(1, "Том")])
    with pytest.raises(IndexDamaged):
        _ = make_tantivy().count


def test_random_bytes_in_a_segment_give_answers_or_the_one_error(shelf, tmp_path, make_tantivy, ask):
    shelf.close()
    chance = random.Random(4)
    for ending in (".term", ".idx", ".fast"):
        path = part(tmp_path, ending)
        whole = path.read_bytes()
        for start in range(0, len(whole) - 100, max(1, len(whole) // 8)):
            replace_file(path, whole[:start] + chance.randbytes(100) + whole[start + 100 :])
            engine = make_tantivy()
            with suppress(IndexDamaged):
                assert isinstance(ask(engine, "том 7"), Hits)
            engine.close()
        replace_file(path, whole)
    assert ask(make_tantivy(), "том").total == 59


def test_the_index_of_one_engine_is_not_taken_for_the_others(shelf, make_whoosh, ask, book):
    with pytest.raises(IndexDamaged):
        ask(make_whoosh(), "том")
    assert make_whoosh().rebuild([book(1, "Том")]) == 1
    with pytest.raises(IndexDamaged):
        ask(shelf, "том")


def test_another_process_sees_a_commit_and_a_rebuild(shelf, make_tantivy, ask, book):
    other, patient = make_tantivy(), make_tantivy(refresh_s=60)
    assert (ask(other, "амур").total, ask(patient, "амур").total) == (0, 0)
    shelf.put([book(100, "Амур")])
    assert (ask(other, "амур").ids, ask(patient, "амур").total) == ((100,), 0)
    shelf.rebuild([book(101, "Амур")])
    assert ask(other, "амур").ids == (101,)
    assert other.generation == shelf.generation


def test_a_write_that_fails_midway_changes_nothing_and_frees_the_lock(shelf, ask, book, monkeypatch):
    def broken(_record: AnalysedRecord):
        raise RuntimeError("no such field")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(engine_module.schema, "document", broken)
        with pytest.raises(RuntimeError):
            shelf.put([book(8, "Амур")])
    with pytest.raises(AttributeError):
        shelf.put([replace(book(8, "Амур"), terms=None)])
    assert ask(shelf, "амур").total == 0
    shelf.put([book(8, "Амур")])
    assert ask(shelf, "амур").ids == (8,)


@pytest.mark.parametrize("told", ["No space left on device (os error 28)", "IoError { kind: StorageFull, code: 28 }"])
def test_a_full_disk_is_no_damage(told):
    with pytest.raises(Unavailable, match="no-room-for-index") as error, told_as_damage("commit"):
        raise ValueError(told)
    assert not isinstance(error.value, IndexDamaged)


def test_many_small_commits_leave_few_segments_and_few_files(shelf, tmp_path, ask, book):
    for n in range(24):
        shelf.put([book(1000 + n, "Амур")])
    shelf.optimise()
    assert (ask(shelf, "амур").total, shelf.count) == (24, 83)
    assert shelf._snapshot._searcher.num_segments <= 12
    assert len([path for path in current(tmp_path).iterdir() if path.suffix == ".term"]) <= 12


WRITER = """
import sys
from pathlib import Path
from library_exchange.search.port import AnalysedRecord
from library_exchange.search.tantivy_engine.engine import TantivyEngine
engine = TantivyEngine(Path(sys.argv[1]), lock_wait_s=10)
version = int(sys.argv[2])
while True:
    version += 1
    engine.put(AnalysedRecord(n, version, {"text": {"all": 1, f"v{version}": 1}}, {}, None, "", "") for n in range(25))
    print(version, flush=True)
"""


def test_killed_while_committing_the_index_opens_whole_and_unlocked(make_tantivy, tmp_path):
    engine = make_tantivy(lock_wait_s=5)
    engine.rebuild([])
    acknowledged = 0
    for round_no in range(5):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "index"), str(acknowledged)], stdout=subprocess.PIPE
        )
        assert writer.stdout is not None
        for _ in range(round_no + 1):
            acknowledged = int(writer.stdout.readline())
        time.sleep(0.003 * round_no)  # somewhere inside the next commit
        writer.send_signal(signal.SIGKILL)
        last = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        acknowledged = max([acknowledged, *last])
        found = make_tantivy()
        versions = set(found.versions().values())
        assert len(versions) == 1  # a commit is there or it is not
        assert versions <= {acknowledged, acknowledged + 1}
        assert found.search(AnalysedQuery()).total == found.count == 25
        acknowledged = versions.pop()
    engine.put([AnalysedRecord(1, 1, {"text": {"all": 1}}, {}, None, "", "")])
    assert engine.count == 25
