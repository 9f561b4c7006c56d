"""The operator seals a backup for a key, or with a passphrase, and is asked for it when it comes back."""

import stat

import pytest

from library_exchange.cli import main
from library_exchange.core.db import database

WORD = "мост и книги"


@pytest.fixture
def run(web):
    """Run a command on the application of the test; return its answer."""
    runner = web.test_cli_runner()
    return lambda *arguments, **more: runner.invoke(main, [str(one) for one in arguments], **more)


def _lose_the_database(web):
    database().dispose()
    for ending in ("", "-wal", "-shm"):
        web.extensions["settings"].instance_dir.joinpath(f"bridge.sqlite{ending}").unlink(missing_ok=True)


def test_a_passphrase_is_asked_for_and_the_index_comes_back_too(run, web, make_library, tmp_path):
    make_library("Heihe")
    made = run("backup", tmp_path / "kept", "--passphrase", input=f"{WORD}\n{WORD}\n")
    assert made.exit_code == 0, made.output
    _lose_the_database(web)
    wrong = run("restore", tmp_path / "kept", input="another one\n")
    assert "the key or passphrase is another" in " ".join(wrong.output.split())
    back = run("restore", tmp_path / "kept", input=f"{WORD}\n")
    assert (back.exit_code, "0 records are in the index" in back.output) == (0, True), back.output
    with database().reading() as session:
        assert session.connection().exec_driver_sql("SELECT code FROM library").all() == [("heihe",)]


def test_a_passphrase_may_stand_in_the_environment_and_is_not_short(run, tmp_path, monkeypatch):
    monkeypatch.setenv("LX_BACKUP_PASSPHRASE", "short")
    assert "at least 12" in run("backup", tmp_path / "kept", "--passphrase").output
    monkeypatch.setenv("LX_BACKUP_PASSPHRASE", WORD)
    assert run("backup", tmp_path / "kept", "--passphrase").exit_code == 0
    assert run("restore", tmp_path / "kept", "--only-compare").exit_code == 0


def test_a_pair_of_keys_is_made_once_and_only_its_owner_reads_the_file(run, web, tmp_path):
    file = tmp_path / "key"
    public = run("backup-key", file).output.strip()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "never overwritten" in run("backup-key", file).output
    web.extensions["settings"] = web.extensions["settings"].model_copy(update={"backup_key": public})
    assert run("backup", tmp_path / "kept").exit_code == 0
    assert (tmp_path / "kept" / "backup.sealed").is_file()
    assert "by --key" in run("restore", tmp_path / "kept", "--only-compare").output
    told = run("restore", tmp_path / "kept", "--only-compare", "--key", file)
    assert told.output == "The backup is as its manifest says.\n"
