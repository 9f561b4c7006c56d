"""A file that comes in parts: in order, gone on with later, put together, checked, or given up."""

import hashlib
import html
import sqlite3
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.imports.models import FilePart, PartedFile
from library_exchange.imports.resources import uploads
from library_exchange.imports.rules.parts import KEPT, Part, Unfit, arrived, size_told, why_not
from library_exchange.imports.services.parts import forget_unfinished
from tests.imports.files import record
from tests.older import database_before, put, rows, upgrade

PAGE = "/staff/imports/parts"
WHOLE = b"".join(record(f"{n}", f"Том {n}", year=1900 + n) for n in range(30))
CUT = [WHOLE[:1000], WHOLE[1000:1700], WHOLE[1700:]]
TOLD = {"filename": "каталог.mrc", "size_bytes": str(len(WHOLE)), "digest": hashlib.sha256(WHOLE).hexdigest()}
FIRST = Part(10, "a")


@pytest.mark.parametrize(
    ("begins_at", "new", "unfit"),
    [
        (10, Part(20, "b"), None),
        (10, Part(5, "b"), None),
        (10, Part(21, "b"), Unfit.TOO_MUCH),
        (10, Part(10, "a"), Unfit.REPEATED),
        (0, Part(10, "a"), Unfit.REPEATED),
        (0, Part(20, "b"), Unfit.OVERTAKEN),
        (20, Part(10, "b"), Unfit.OVERTAKEN),
    ],
)
def test_a_part_goes_where_the_last_one_ended_once_and_no_further_than_the_file(begins_at, new, unfit):
    assert why_not(30, [FIRST], begins_at, new) == unfit


@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_all_parts_of_a_file_are_taken_one_after_the_other(sizes):
    there: list[Part] = []
    for place, size in enumerate(sizes):
        new = Part(size, str(place))
        assert why_not(sum(sizes), there, arrived(there), new) is None
        there.append(new)
    assert why_not(sum(sizes), there, arrived(there), Part(1, "more")) is Unfit.TOO_MUCH


@pytest.mark.parametrize(
    ("text", "size"),
    [
        *(("1234567", 1234567), ("1 234 567 байт", 1234567), ("1,234,567 bytes", 1234567), ("1 234 567", 1234567)),
        *(("1,234,567 字节", 1234567), ("1,2 МБ", None), ("", None), ("байт", None), ("-5", None)),
    ],
)
def test_a_size_is_read_as_systems_write_it(text, size):
    assert size_told(text) == size


@pytest.fixture
def desk(app, signed_in, amur, deliver):
    client = signed_in(app, library_id=amur, roles=Role.LIBRARIAN)

    class Desk:
        language = "ru"

        def shown(self):
            return html.unescape(client.get(f"/{self.language}{PAGE}").text)

        def posts(self, path="", **form):
            return client.post(f"/{self.language}{PAGE}{path}", data=form, content_type="multipart/form-data")

        def sends(self, content, begins_at, name="каталог.mrc.001"):
            return self.posts("/next", begins_at=str(begins_at), file=(BytesIO(content), name))

        def sends_all(self, *parts):
            at = 0
            for part in parts:
                answer = self.sends(part, at)
                at += len(part)
            return answer

    return Desk()


def kept():
    """Return the files among the uploads."""
    return list(uploads().iterdir())


@pytest.mark.parametrize(
    ("language", "first", "third"),
    [("ru", "1-я часть файла", "3-я часть файла"), ("zh", "文件的第 1 部分", "文件的第 3 部分")],
)
def test_a_file_is_sent_part_after_part_and_is_then_like_any_other(desk, deliver, language, first, third):
    desk.language = language
    assert desk.posts(**TOLD).status_code == 302
    assert first in desk.shown()
    desk.sends_all(*CUT[:2])
    assert third in desk.shown()
    answer = desk.sends(CUT[2], 1700)
    assert "/staff/imports/" in answer.location
    deliver()
    with reading() as session:
        found = session.scalars(sa.select(Import)).one()
        assert (found.state, found.filename, found.size_bytes) == (ImportState.UPLOADED, "каталог.mrc", len(WHOLE))
        assert found.survey["read"] == 30
        assert session.scalars(sa.select(FilePart)).all() == session.scalars(sa.select(PartedFile)).all() == []
    assert [path.read_bytes() for path in kept()] == [WHOLE], "the parts are removed"


def test_a_part_that_comes_twice_too_late_or_is_too_large_changes_nothing(desk):
    desk.posts(**TOLD)
    desk.sends(CUT[0], 0)
    for content, at, status in ((CUT[0], 1000, 422), (CUT[1], 0, 409), (WHOLE, 1000, 422), (b"", 1000, 422)):
        assert desk.sends(content, at).status_code == status
    assert [path.read_bytes() for path in kept()] == [CUT[0]]
    assert desk.posts("/next", begins_at="x", file=(BytesIO(CUT[1]), "b")).status_code == 422
    assert desk.posts("/next", begins_at="1000").status_code == 422


def test_a_wrong_part_is_noticed_by_the_sum_and_another_one_sent_instead(desk, deliver):
    desk.posts(**TOLD)
    answer = desk.sends_all(*CUT[:2], CUT[2][:-1] + b"!")
    assert answer.status_code == 422
    assert "не тот файл" in answer.text
    assert desk.posts("/together").status_code == 422
    desk.posts("/take-back")
    assert desk.sends(CUT[2], 1700).status_code == 302
    deliver()
    assert [path.read_bytes() for path in kept()] == [WHOLE]


def test_a_file_without_a_sum_is_checked_by_its_size_alone(desk):
    desk.posts(**TOLD | {"digest": ""})
    assert desk.sends_all(*CUT[:2]).location.endswith(PAGE)
    assert desk.posts("/together").status_code == 422
    assert desk.sends(CUT[2], 1700).status_code == 302


@pytest.mark.parametrize("wrong", [{"size_bytes": "0"}, {"size_bytes": "1 ГБ"}, {"digest": "abc"}, {"filename": ""}])
def test_what_is_told_of_the_file_must_do(desk, wrong):
    answer = desk.posts(**TOLD | wrong)
    assert answer.status_code == 422
    assert f'id="{next(iter(wrong))}-error"' in answer.text


def test_a_file_larger_than_any_is_refused_at_once(app, desk):
    app.extensions["settings"].fetch_limit_mb = 1
    assert desk.posts(**TOLD | {"size_bytes": "1000001"}).status_code == 422
    assert desk.posts(**TOLD | {"size_bytes": "1000000"}).status_code == 302


def test_one_file_at_a_time_and_it_is_given_up_after_a_question(desk, deliver):
    desk.posts(**TOLD)
    assert desk.posts(**TOLD).status_code == 409
    desk.sends(CUT[0], 0)
    assert "Все его части" in desk.posts("/give-up").text
    assert len(kept()) == 1
    desk.posts("/give-up", sure="yes")
    deliver()
    assert kept() == []
    for path in ("/give-up", "/take-back", "/together"):
        assert desk.posts(path).status_code == 409
    assert desk.sends(CUT[0], 0).status_code == 409
    assert kept() == []


def test_another_library_neither_sees_the_file_nor_adds_to_it(app, desk, make_library, signed_in):
    desk.posts(**TOLD)
    heihe = signed_in(app, "li@heihe.example", make_library(), Role.LIBRARIAN)
    assert "каталог.mrc" not in heihe.get(f"/zh{PAGE}").text
    sent = {"begins_at": "0", "file": (BytesIO(CUT[0]), "a")}
    assert heihe.post(f"/zh{PAGE}/next", data=sent, content_type="multipart/form-data").status_code == 409


def test_the_night_forgets_what_nobody_went_on_with(desk, deliver):
    desk.posts(**TOLD)
    desk.sends(CUT[0], 0)
    with transaction() as session:
        assert forget_unfinished(session, now() + KEPT - timedelta(hours=1)) == 0
        assert forget_unfinished(session, now() + KEPT + timedelta(hours=1)) == 1
    deliver()
    assert kept() == []


def test_unfinished_files_are_forgotten_on_the_way_back(tmp_path):
    app, path = database_before("0109", tmp_path)
    upgrade(app)
    connection = sqlite3.connect(path)
    stays = {"lends": 0, "is_closing": 0, "has_left": 0}
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh", **stays)
    put(connection, "parted_file", id=1, library_id=1, size_bytes=10)
    put(connection, "file_part", id=1, parted_file_id=1, size_bytes=5)
    put(connection, "outbox", id=1, kind="imports.remove_parts")
    connection.commit()
    connection.close()
    app.extensions["database"].dispose()
    with app.app_context():
        app.extensions["alembic"].downgrade("0108")
    app.extensions["database"].dispose()
    assert rows(path, "SELECT kind FROM outbox") == []
    assert rows(path, "SELECT name FROM sqlite_master WHERE name IN ('parted_file', 'file_part')") == []
    assert rows(path, "SELECT id FROM library") == [(1,)]
    upgrade(app)
    assert rows(path, "SELECT id FROM parted_file") == []
