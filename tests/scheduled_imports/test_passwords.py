"""A file behind a user name and a password: told to its server alone, kept sealed, shown and written nowhere."""

import html

import pytest
import sqlalchemy as sa

from library_exchange.core.actor import Role
from library_exchange.core.db import reading
from library_exchange.core.errors import InvalidInput
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.scheduled_imports.rules import Failure, Outcome, authorization
from tests.imports.files import record
from tests.older import database_before, rows, upgrade
from tests.scheduled_imports.conftest import serving

PAGE = "/staff/imports/scheduled"
BOOKS = [record(f"{n}", f"Том {n}", year=1900 + n) for n in range(3)]
USER, PASSWORD = "выгрузка", "ключ от склада"
TOLD = {"username": USER, "password": PASSWORD}


def test_name_and_password_are_told_in_the_form_of_the_standard():
    assert authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    assert authorization("test", "123£") == "Basic dGVzdDoxMjPCow=="


@pytest.fixture
def guarded(fetching):
    """A library whose server wants a password."""
    fetching.server.wants = authorization(USER, PASSWORD)
    return fetching


def test_a_file_comes_with_the_password_and_not_without(guarded):
    guarded.begins(*BOOKS)
    assert guarded.tries()[0].reason == Failure.SIGN_IN_WANTED
    guarded.begins(*BOOKS, **TOLD)
    assert guarded.tries()[0].outcome is Outcome.WAITS
    guarded.begins(*BOOKS)
    assert (guarded.schedule().username, guarded.schedule().sealed_password) == ("", "")


def test_the_password_that_is_kept_goes_on_for_its_user_and_server(guarded):
    guarded.begins(*BOOKS, **TOLD)
    guarded.server.address = guarded.server.address.replace("catalogue", "other")
    guarded.begins(*BOOKS, username=USER)
    assert guarded.tries()[0].outcome is Outcome.WAITS


@pytest.mark.parametrize("other", [{"username": "another"}, {"username": USER, "url": "https://elsewhere.example/a"}])
def test_another_user_or_server_does_not_get_the_password_that_is_kept(guarded, other):
    guarded.begins(*BOOKS, **TOLD)
    with pytest.raises(InvalidInput) as refused:
        guarded.begins(*BOOKS, **other)
    assert list(refused.value.fields) == ["password"]


def test_a_server_to_which_another_leads_does_not_get_the_password(guarded):
    with serving() as other:
        other.content = b"".join(BOOKS)
        guarded.server.status, guarded.server.headers = 302, {"Location": other.address}
        guarded.begins(*BOOKS, **TOLD)
        assert guarded.tries()[0].outcome is Outcome.WAITS
        assert guarded.server.asked[-1]["Authorization"] == authorization(USER, PASSWORD)
        assert "Authorization" not in other.asked[-1]


def test_after_the_platform_changed_its_key_the_password_is_asked_anew(app, guarded):
    guarded.begins(*BOOKS, **TOLD)
    settings = app.extensions["settings"]
    settings.secret_key = type(settings.secret_key)("another key of at least so many letters")
    asked = len(guarded.server.asked)
    assert guarded.fetches().reason == Failure.SIGN_IN_LOST
    assert len(guarded.server.asked) == asked
    guarded.begins(*BOOKS, **TOLD)
    assert guarded.tries()[0].outcome is not Outcome.FAILED


def test_the_password_stands_in_no_row_no_audit_and_no_order(guarded):
    guarded.begins(*BOOKS, **TOLD)
    with reading() as session:
        told = [entry.facts for entry in session.scalars(sa.select(AuditEntry))]
        ordered = [row.payload for row in session.scalars(sa.select(OutboxMessage))]
    for kept in (told, ordered, guarded.schedule()):
        assert PASSWORD not in str(kept)


@pytest.mark.parametrize(
    ("lang", "kept", "wanted"),
    [("ru", "Имя пользователя и пароль сохранены.", "Введите пароль."), ("zh", "已保存用户名和密码。", "请填写密码。")],
)
def test_an_administrator_enters_them_and_the_page_shows_the_password_never(
    app, guarded, signed_in, lang, kept, wanted
):
    desk = signed_in(app, library_id=guarded.library_id, roles=Role.LIBRARY_ADMIN)
    form = {"url": guarded.server.address, "often": "weekly"}
    assert desk.post(f"/{lang}{PAGE}", data=form | TOLD).status_code == 302
    shown = html.unescape(desk.get(f"/{lang}{PAGE}").text)
    assert kept in shown
    assert PASSWORD not in shown
    refused = desk.post(f"/{lang}{PAGE}", data=form | {"username": "another"})
    assert (refused.status_code, wanted in refused.text) == (422, True)
    for wrong in ({"password": PASSWORD}, {"username": "a:b", "password": PASSWORD}):
        answer = desk.post(f"/{lang}{PAGE}", data=form | wrong)
        assert answer.status_code == 422
        assert PASSWORD not in html.unescape(answer.text)


def test_librarians_see_neither_name_nor_password(app, guarded, signed_in):
    guarded.begins(*BOOKS, **TOLD)
    desk = signed_in(app, "ivan@amur.example", library_id=guarded.library_id, roles=Role.LIBRARIAN)
    shown = desk.get(f"/ru{PAGE}").text
    assert USER not in shown
    assert PASSWORD not in shown


def test_an_address_of_before_has_no_password_and_goes_back_without_one(tmp_path):
    app, path = database_before("0108", tmp_path)
    upgrade(app)
    columns = "SELECT name FROM pragma_table_info('scheduled_import') WHERE name IN ('username', 'sealed_password')"
    assert len(rows(path, columns)) == 2
    app.extensions["database"].dispose()
    with app.app_context():
        app.extensions["alembic"].downgrade("0107")
    app.extensions["database"].dispose()
    assert rows(path, columns) == []
