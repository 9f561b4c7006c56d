"""A damaged file of an index ends no process: it is noticed while the index is open as well, and a rebuild mends it."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import pytest

from library_exchange.search import checksums
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.tantivy_engine import engine as tantivy_engine
from library_exchange.search.tantivy_engine import manifest, private_copies
from tests.search.conftest import current

KINDS = ("whoosh", "tantivy")


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def turn_a_bit(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)[0]
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte ^ 1]))


def swap(path: Path) -> None:
    """Put another file of the index under the name."""
    other = next(each for each in sorted(path.parent.iterdir()) if each != path and not each.name.startswith("."))
    path.write_bytes(other.read_bytes())


DAMAGES = {
    "cut short": cut,
    "emptied": lambda path: os.truncate(path, 0),
    "deleted": Path.unlink,
    "a bit turned": turn_a_bit,
    "swapped": swap,
}


def parts(folder: Path) -> list[Path]:
    endings = {".seg", ".toc", ".idx", ".term", ".fast", ".store", ".fieldnorm", ".pos", ".del"}
    names = {manifest.MANIFEST, manifest.COMMIT}
    return [path for path in sorted(folder.iterdir()) if path.suffix in endings or path.name in names]


@pytest.fixture(params=KINDS)
def make(request):
    return request.getfixturevalue(f"make_{request.param}")


@pytest.fixture
def shelf(make, book):
    engine = make()
    engine.rebuild(book(n, f"Том {n}", year=1990 + n % 30) for n in range(1, 60))
    engine.put([book(3, "Амур"), book(70, "Лес")])
    return engine


@pytest.mark.parametrize("kind", DAMAGES)
def test_a_damage_to_any_file_is_noticed_under_an_open_index_and_by_who_opens_it(
    shelf, make, tmp_path, ask, book, kind
):
    # Each file meets one of the damages, each damage some of the files; all of all are tried by a benchmark.
    for part in range([*DAMAGES].index(kind), len(parts(current(tmp_path))), len(DAMAGES)):
        assert ask(shelf, "том").total == 58
        DAMAGES[kind](parts(current(tmp_path))[part])
        with pytest.raises(IndexDamaged):
            ask(shelf, "том")
        with pytest.raises(IndexDamaged):
            ask(make(), "том")
        shelf.rebuild(book(n, f"Том {n}") for n in range(1, 60))
        shelf.put([book(3, "Амур"), book(70, "Лес")])


def test_a_file_that_was_touched_but_is_the_same_is_no_damage(shelf, tmp_path, ask):
    assert ask(shelf, "том").total == 58
    for path in parts(current(tmp_path)):
        path.write_bytes(path.read_bytes())
    assert ask(shelf, "том").total == 58


def test_a_pointer_with_another_number_is_damage(shelf, tmp_path, ask):
    pointer = tmp_path / "index" / "current"
    pointer.write_text(pointer.read_text().replace("1", "2", 1))
    with pytest.raises(IndexDamaged):
        ask(shelf, "том")


def test_what_is_damaged_is_not_merged_into_what_is_whole(shelf, make, tmp_path):
    for path in parts(current(tmp_path)):
        if path.suffix in (".seg", ".term"):
            cut(path)
    with pytest.raises(IndexDamaged):
        make().optimise()


ASKED_WHILE_CUT = """
import os, sys
from pathlib import Path
from typing import BinaryIO
from importlib import import_module
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.planning import plan
from library_exchange.search.port import Query

module, name, root = sys.argv[1:]
engine = getattr(import_module(module), name)(Path(root), refresh_s=3600)
asked = [plan(Query(text)) for text in ("", "том", "т*", "лес")]
assert engine.search(asked[0]).total == 60
folder = Path(root) / (Path(root) / "current").read_text().split()[0]
for path in folder.iterdir():
    os.truncate(path, 0)
for query in asked:
    try:
        engine.search(query)
        engine.versions()
    except IndexDamaged:
        pass
print("alive")
"""


def test_a_process_that_asks_outlives_files_cut_short_under_it_before_it_looks_at_them(shelf, tmp_path):
    shelf.close()
    kind = type(shelf)
    command = [sys.executable, "-c", ASKED_WHILE_CUT, kind.__module__, kind.__name__, str(tmp_path / "index")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert (ended.returncode, ended.stdout) == (0, "alive\n"), (ended.returncode == -signal.SIGBUS, ended.stderr)


def test_copies_of_an_index_stay_while_only_small_commits_come(make_tantivy, book, monkeypatch):
    copied: list[Path] = []
    copy = private_copies._copied

    def noting(path: Path, *weighed: int) -> BinaryIO:
        copied.append(path)
        return copy(path, *weighed)

    monkeypatch.setattr(private_copies, "_copied", noting)
    shelf = make_tantivy()
    shelf.rebuild(book(n, f"Том {n}") for n in range(1, 60))
    assert shelf.count == 59
    first = set(copied)
    copied.clear()
    shelf.put([book(70, "Лес")])
    assert shelf.count == 60
    assert copied
    assert not first.intersection(copied)


def test_without_room_for_copies_the_index_is_read_where_it_lies(make_tantivy, book, ask, monkeypatch, caplog):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    make_tantivy().rebuild([book(1, "Том")])
    monkeypatch.setattr(private_copies, "_copied", full)
    assert ask(make_tantivy(), "том").total == 1
    assert "no room for copies" in caplog.text
    monkeypatch.setattr(private_copies, "OPEN_FILES", Path("/nowhere"))
    assert ask(make_tantivy(), "том").total == 1


def test_while_somebody_writes_the_index_that_is_open_answers_on(make_tantivy, book, ask, tmp_path, monkeypatch):
    shelf = make_tantivy()
    shelf.rebuild([book(1, "Том")])
    assert ask(shelf, "том").total == 1
    with shelf._folders.writing(1):
        (current(tmp_path) / manifest.MANIFEST).unlink()
        assert ask(shelf, "том").total == 1
        monkeypatch.setattr(tantivy_engine, "BETWEEN_TRIES_S", 0)
        with pytest.raises(IndexDamaged):
            ask(make_tantivy(), "том")


def test_a_commit_that_was_not_noted_any_more_is_left_out(make_tantivy, book, ask, tmp_path):
    shelf = make_tantivy()
    shelf.rebuild([book(1, "Том")])
    noted = (current(tmp_path) / manifest.MANIFEST).read_bytes()
    shelf.put([book(2, "Том")])
    (current(tmp_path) / manifest.MANIFEST).write_bytes(noted)
    assert ask(make_tantivy(), "том").total == 1
    shelf.put([book(3, "Том")])
    assert ask(make_tantivy(), "том").total == 3


def test_a_seal_holds_for_one_name_and_one_content(tmp_path):
    path = tmp_path / "one"
    path.write_bytes(b"content")
    checksums.seal(path, "one")
    checksums.check_seal(path)
    path.rename(tmp_path / "other")
    with pytest.raises(IndexDamaged):
        checksums.check_seal(tmp_path / "other")
    (tmp_path / "short").write_bytes(b"x")
    with pytest.raises(IndexDamaged):
        checksums.check_seal(tmp_path / "short")
