"""A file that one machine took is read on the other, whatever the place is where both can reach it."""

import os
import time

import pytest

from library_exchange.core import kept_files
from tests.machines import two_machines

FILE = b"a record and its end \x1d" * 60_000  # more than one piece of the database


@pytest.fixture(params=["memory", "folder", pytest.param("database", marks=pytest.mark.postgres)])
def folders(request, tmp_path):
    """The folders of uploads of two machines that share a place for files."""
    made = [tmp_path / name / "uploads" for name in ("first", "second")]
    for each in made:
        each.mkdir(parents=True)
    if request.param == "database":
        with two_machines(request.getfixturevalue("postgres_server"), tmp_path, {"files": "database"}):
            yield made
        return
    pytest.importorskip("fsspec")
    url = f"memory://{tmp_path.name}" if request.param == "memory" else f"file://{tmp_path}/shared"
    depot = kept_files.ObjectDepot(url)
    kept_files._depots.update(dict.fromkeys(made, depot))
    yield made
    for each in made:
        kept_files._depots.pop(each)


def test_what_one_machine_took_the_other_reads(folders):
    first, second = (folder / "f00d" for folder in folders)
    assert not kept_files.at_hand(second).exists()
    first.write_bytes(FILE)
    kept_files.keep(first)
    assert kept_files.at_hand(first).read_bytes() == FILE
    assert kept_files.at_hand(second).read_bytes() == FILE
    kept_files.remove(second)
    assert not kept_files.at_hand(second).exists()
    kept_files.remove(first)
    kept_files.remove(first)  # again, as after a crash
    assert not kept_files.at_hand(first).exists()


def test_an_empty_file_is_a_file_and_a_later_one_takes_its_place(folders):
    first, second = (folder / "mail.eml" for folder in folders)
    for content in (b"", b"the second", b"3"):
        first.write_bytes(content)
        kept_files.keep(first)
        assert kept_files.at_hand(first).read_bytes() == content
    assert kept_files.at_hand(second).read_bytes() == b"3"


def test_copies_go_after_hours_and_what_lay_there_before_is_handed_over(folders):
    first, second = folders
    (first / "old").write_bytes(b"from before there was a depot")
    (first / "kept").write_bytes(FILE)
    kept_files.keep(first / "kept")
    long_ago = time.time() - kept_files.COPIES_KEPT_S - 1
    for path in (first / "old", first / kept_files.FETCHED / "kept"):
        os.utime(path, (long_ago, long_ago))
    (first / "being-written").write_bytes(b"half")
    for _time in range(2):
        kept_files.sweep(first)
    assert [each.name for each in first.iterdir() if each.is_file()] == ["being-written"]
    assert not (first / kept_files.FETCHED / "kept").exists()
    assert kept_files.at_hand(second / "old").read_bytes() == b"from before there was a depot"
    assert kept_files.at_hand(first / "kept").read_bytes() == FILE


def test_without_a_depot_a_file_lies_where_it_was_written(tmp_path):
    path = tmp_path / "f00d"
    path.write_bytes(FILE)
    kept_files.keep(path)
    kept_files.sweep(tmp_path)
    assert kept_files.at_hand(path) == path
    assert [each.name for each in tmp_path.iterdir()] == ["f00d"]
    kept_files.remove(path)
    assert list(tmp_path.iterdir()) == []
