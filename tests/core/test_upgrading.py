"""Before anything is begun on a database its schema is looked at; before it is changed there is a backup."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from library_exchange import migrations
from library_exchange.app import create_app
from library_exchange.commands.keeping import check, restore_backup
from library_exchange.commands.serving import jobs
from library_exchange.commands.upgrading import upgrade
from library_exchange.core import backup, upgrading
from library_exchange.core.upgrading import COPYING, NotStarted, State
from tests.conftest import CHEAP, settings_for
from tests.older import database_before

VERSIONS = Path(migrations.__file__).with_name("versions").glob("[0-9]*.py")
BEFORE, NEWEST = sorted(path.name[:4] for path in VERSIONS)[-2:]


def _call(app, command, *words):
    return app.test_cli_runner().invoke(command, words)


def _run(path, statement):
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.executescript(statement)


@pytest.fixture
def older(tmp_path):
    """An application on a database of before the newest migration, and its file."""
    return database_before(NEWEST, tmp_path)


def test_an_older_database_is_told_and_left_alone_until_it_is_upgraded(older):
    app, _path = older
    found = upgrading.look(app)
    assert (found.state, found.missing) == (State.OLDER, (NEWEST,))
    told = _call(app, upgrade, "--check")
    assert (told.exit_code, f"1 migrations are to come, {NEWEST} to {NEWEST}" in " ".join(told.output.split())) == (
        1,
        True,
    )
    refused = _call(app, jobs)
    assert (refused.exit_code, "library-exchange upgrade" in refused.output) == (1, True)
    assert upgrading.look(app) == found


def test_an_upgrade_makes_a_backup_of_what_was_before(older):
    app, _path = older
    done = _call(app, upgrade)
    assert (done.exit_code, "A backup is made before." in " ".join(done.output.split())) == (0, True)
    assert upgrading.look(app).state is State.CURRENT
    [made] = [each for each in app.extensions["settings"].folder("backups").iterdir() if each.is_dir()]
    assert made.name.startswith(f"before-{NEWEST}-")
    manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["schema"] == BEFORE
    assert _call(app, upgrade, "--check").exit_code == 0


def test_where_no_backup_can_be_made_nothing_is_changed(older, monkeypatch):
    def fail(*_given, **_more):
        raise upgrading.backup.postgres_tools.ToolFailed("pg_dump is not on the path")

    app, _path = older
    monkeypatch.setattr(backup, "make", fail)
    refused = _call(app, upgrade)
    assert "Nothing was changed" in refused.output
    assert upgrading.look(app).state is State.OLDER
    done = _call(app, upgrade, "--without-backup")
    assert (done.exit_code, "A backup" in done.output) == (0, False)
    assert upgrading.look(app).state is State.CURRENT


@pytest.mark.parametrize(
    ("spoil", "state", "says"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", State.UNKNOWN, "made by a newer"),
        ("DROP TABLE alembic_version", State.UNKNOWN, "something else"),
        (f"CREATE TABLE {COPYING} (begun)", State.HALF_COPIED, "was not finished"),
    ],
)
def test_on_a_database_that_is_not_known_nothing_is_begun(older, spoil, state, says):
    app, path = older
    _run(path, spoil)
    found = upgrading.look(app)
    assert found.state is state
    for refuse in (upgrading.require_known, upgrading.require_current):
        with pytest.raises(NotStarted, match=says):
            refuse(found)
    for command in (upgrade, jobs):
        refused = _call(app, command)
        assert (refused.exit_code, says in " ".join(refused.output.split())) == (1, True)
    assert upgrading.look(app) == found


def test_an_empty_database_is_made_without_a_backup(tmp_path):
    app = create_app(settings_for(tmp_path), **CHEAP)
    found = upgrading.look(app)
    assert found.state is State.NEW
    upgrading.require_known(found)
    with pytest.raises(NotStarted, match="nothing yet"):
        upgrading.require_current(found)
    app.extensions["database"].dispose()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [("", "call `library-exchange upgrade`"), ("UPDATE alembic_version SET version_num = '9999'", "made by a newer")],
)
def test_a_look_for_damage_tells_what_to_do_with_another_schema(older, spoil, says):
    app, path = older
    _run(path, spoil)
    told = _call(app, check)
    assert (told.exit_code, says in " ".join(told.output.split())) == (1, True), told.output
    assert "1 findings" in told.output


@pytest.mark.parametrize(
    ("spoil", "code", "says"),
    [
        ("", 0, "its schema is older. Now: library-exchange upgrade"),
        ("UPDATE alembic_version SET version_num = '9999'", 1, "made by a newer"),
    ],
)
def test_of_a_backup_that_was_put_back_is_told_whether_this_version_knows_it(older, spoil, code, says):
    app, path = older
    _run(path, spoil)
    folder = backup.make(app.extensions["database"], app.extensions["settings"])
    app.extensions["database"].dispose()
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    told = _call(app, restore_backup, str(folder))
    assert (told.exit_code, says in " ".join(told.output.split())) == (code, True), told.output
