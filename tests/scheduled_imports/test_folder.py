"""A file in the operator's folder is fetched as one from a server: in the library's own folder, whole, and no other."""

import os
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.directory.models import Library
from library_exchange.scheduled_imports.rules import Failure, Outcome
from library_exchange.scheduled_imports.schemas import Schedule
from library_exchange.scheduled_imports.services import folder, setting
from library_exchange.scheduled_imports.services.downloading import NotFetched
from tests.imports.files import record

LONG_AGO = 1_700_000_000


def written(path, content=b"books", at=LONG_AGO):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


@contextmanager
def refused(why):
    with pytest.raises(NotFetched) as caught:
        yield
    assert caught.value.failure is why


def content_of(place, name, most=100):
    with folder.opened(place, name, None, most) as coming:
        return b"".join(iter(lambda: coming.read(2), b""))


def test_a_file_is_read_whole_and_known_again_by_its_version(tmp_path):
    written(tmp_path / "books.mrc")
    assert content_of(tmp_path, "books.mrc") == b"books"
    with folder.opened(tmp_path, "books.mrc", None, 100) as coming:
        version = coming.etag
    with folder.opened(tmp_path, "books.mrc", version, 100) as coming:
        assert coming is None
    written(tmp_path / "books.mrc", b"bookz", LONG_AGO + 1)
    with folder.opened(tmp_path, "books.mrc", version, 100) as coming:
        assert coming.etag != version


@pytest.mark.parametrize("name", ["none.mrc", "link.mrc", "inner", "pipe", "inner/books.mrc/../../secret", ""])
def test_what_is_no_plain_file_of_the_folder_is_not_there(tmp_path, name):
    own = tmp_path / "own"
    secret = written(tmp_path / "secret")
    written(own / "inner" / "books.mrc")
    (own / "link.mrc").symlink_to(secret)
    os.mkfifo(own / "pipe")
    with refused(Failure.NOT_IN_FOLDER):
        content_of(own, name)


def test_a_folder_that_is_a_link_or_none_has_no_files(tmp_path):
    written(tmp_path / "there" / "books.mrc")
    (tmp_path / "here").symlink_to(tmp_path / "there")
    for place in (tmp_path / "here", tmp_path / "nowhere", None):
        with refused(Failure.NOT_IN_FOLDER):
            content_of(place, "books.mrc")


def test_a_file_that_changed_a_moment_ago_or_while_it_is_read_waits(tmp_path):
    file = written(tmp_path / "books.mrc", at=now().timestamp())
    with refused(Failure.STILL_WRITTEN):
        content_of(tmp_path, "books.mrc")
    written(file)
    with refused(Failure.STILL_WRITTEN), folder.opened(tmp_path, "books.mrc", None, 100) as coming:
        coming.read(2)
        os.utime(file, (LONG_AGO + 5, LONG_AGO + 5))
        while coming.read(2):
            pass


def test_a_file_that_is_too_large_is_left(tmp_path):
    written(tmp_path / "books.mrc")
    with refused(Failure.TOO_LARGE):
        content_of(tmp_path, "books.mrc", most=4)


@pytest.mark.parametrize("name", ["../books.mrc", "a/b.mrc", "a\\b.mrc", ".hidden"])
def test_a_name_has_no_folder_in_it(name):
    with pytest.raises(ValueError, match="no name"):
        Schedule.model_validate({"file_name": name})


@pytest.fixture
def own_folder(app, amur, tmp_path):
    """The library's folder at the operator."""
    app.extensions["settings"].fetch_folder = tmp_path
    with reading() as session:
        return tmp_path / session.scalars(sa.select(col(Library.code)).where(col(Library.id) == amur)).one()


def test_it_waits_for_a_person_first_and_an_unchanged_one_is_not_looked_at(fetching, own_folder):
    written(own_folder / "books.mrc", record("1", "Тихий Дон"))
    with transaction() as session:
        given = Schedule.model_validate({"file_name": "books.mrc"})
        setting.keep(session, fetching.actor, fetching.library_id, given, own_key(), now())
    fetching.deliver()
    first = fetching.tries()[0]
    assert first.outcome is Outcome.WAITS
    assert fetching.file(first.import_id).filename == "books.mrc"
    assert fetching.fetches().outcome is Outcome.UNCHANGED
    (own_folder / "books.mrc").unlink()
    assert fetching.fetches().reason == Failure.NOT_IN_FOLDER


@pytest.mark.parametrize(
    ("has_folder", "form", "status"),
    [
        (True, {"file_name": "books.mrc"}, 302),
        (True, {"url": "https://example.org/books.mrc"}, 302),
        (True, {"url": "https://example.org/books.mrc", "file_name": "books.mrc"}, 422),
        (True, {}, 422),
        (True, {"file_name": "../books.mrc"}, 422),
        (False, {"file_name": "books.mrc"}, 422),
        (False, {"url": "https://example.org/books.mrc", "file_name": "books.mrc"}, 302),
        (False, {}, 422),
    ],
)
def test_an_administrator_tells_one_place(app, signed_in, amur, tmp_path, has_folder, form, status):
    app.extensions["settings"].fetch_folder = tmp_path if has_folder else None
    client = signed_in(app, library_id=amur, roles=Role.LIBRARY_ADMIN)
    answer = client.post("/ru/staff/imports/scheduled", data=form)
    assert answer.status_code == status
    shown = client.get("/ru/staff/imports/scheduled").text
    assert ('name="file_name"' in shown) == has_folder
    if status == 302 and "url" not in form:
        assert "Файл в папке вашей библиотеки" in shown
        assert 'value="books.mrc"' in shown
        assert "books.mrc" in client.get("/zh/staff/imports/scheduled").text
