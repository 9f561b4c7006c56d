"""Signing in and out: equal answers for strangers, and sign-ins that end when they should."""

import re
from datetime import timedelta

import lxml.html
import pytest
import sqlalchemy as sa
import time_machine
from sqlmodel import select

from library_exchange.accounts import queries, services
from library_exchange.accounts.models import SignIn, User
from library_exchange.accounts.services import PasswordHash
from library_exchange.app import create_app
from library_exchange.core import outbox
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.mail.models import Mail

COOKIE = "bridge"


@pytest.fixture
def statements(web):
    """The SQL statements that are sent to the database from now on, without BEGIN and PRAGMA."""
    sent = []

    @sa.event.listens_for(database().engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT")):
            sent.append(statement)

    return sent


def is_signed_in(opened):
    return opened.get("/en/me").status_code == 200


def without_tokens(page):
    return re.sub(r'(name="csrf_token"[^>]* value|administrator: )[^>]*', "", page)


def test_one_signs_in_by_an_address_typed_on_a_chinese_keyboard(web, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(web)
    assert opened.sign_in("anna＠amur。example", lang="zh").status_code == 302
    assert is_signed_in(opened)


def test_what_is_very_long_is_no_address(web, visitor, make_person):
    """Else each of its spellings would have to be read to the end, several times."""
    make_person("anna@amur.example")
    assert visitor(web).sign_in("anna@amur.example" + " " * 900).status_code == 302
    assert visitor(web).sign_in("anna@amur.example" + " " * 1000).status_code == 200


@pytest.mark.parametrize(
    ("lang", "html_lang", "heading"),
    [("zh", "zh-Hans", "/zh/start"), ("ru", "ru", "/ru/start"), ("en", "en", "/en/start")],
)
def test_one_signs_in_and_out_in_each_language(web, visitor, make_person, lang, html_lang, heading):
    make_person("anna@amur.example")
    opened = visitor(web)
    assert f'<html lang="{html_lang}"' in opened.get(f"/{lang}/login").text
    answer = opened.sign_in("Anna@Amur.example", lang=lang)
    assert (answer.status_code, answer.location) == (302, heading)
    assert opened.get(f"/{lang}/me").status_code == 200
    answer = opened.post(f"/{lang}/logout")
    assert (answer.status_code, answer.location) == (302, f"/{lang}/")
    assert not is_signed_in(opened)


@pytest.mark.parametrize(("role", "first_page"), [(Role.READER, "/ru/"), (Role.LIBRARIAN, "/ru/staff")])
def test_readers_begin_with_the_search_and_staff_with_the_queue(web, make_library, signed_in, role, first_page):
    opened = signed_in(web, "anna@amur.example", make_library("Amur", "RU"), role)
    assert opened.get("/ru/start").location == first_page


def test_a_stranger_is_led_to_sign_in_and_back(web, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(web)
    answer = opened.get("/zh/me/sign-ins")
    assert answer.location == "/zh/login?next=/zh/me/sign-ins"
    answer = opened.post(answer.location, data={"email": "anna@amur.example", "password": opened.password})
    assert answer.location == "/zh/me/sign-ins"


def test_a_wrong_password_and_an_unknown_account_look_the_same(web, visitor, make_person):
    make_person("anna@amur.example")
    make_person("gone@amur.example", is_active=False)
    pages = set()
    for email in ("anna@amur.example", "nobody@amur.example", "gone@amur.example"):
        answer = visitor(web).sign_in(email, "not it at all")
        assert answer.status_code == 200
        pages.add(without_tokens(answer.text).replace(email, "…"))
    assert len(pages) == 1


def test_for_an_unknown_account_as_much_is_hashed_as_for_a_known_one(web, visitor, make_person, monkeypatch):
    make_person("anna@amur.example")
    hashed = []

    def counting(name):
        def count(*_given, **_more):
            hashed.append(name)
            return ""

        return count

    for name in ("hash", "verify"):
        monkeypatch.setattr(web.extensions["security"].pwd_context, name, counting(name))
    for email in ("anna@amur.example", "nobody@amur.example"):
        visitor(web).sign_in(email, "not it at all")
    assert hashed == ["verify", "hash"]


def test_a_closed_account_and_one_without_a_password_cannot_sign_in(web, visitor, make_person):
    make_person("gone@amur.example", is_active=False)
    make_person("invited@amur.example", password=None)
    for email in ("gone@amur.example", "invited@amur.example"):
        opened = visitor(web)
        assert opened.sign_in(email).status_code == 200
        assert opened.sign_in(email, "").status_code == 200
        assert not is_signed_in(opened)


def test_a_cookie_kept_from_before_the_sign_out_is_refused(web, visitor, signed_in):
    opened = signed_in(web, "anna@amur.example")
    kept = opened.get_cookie(COOKIE).value
    opened.post("/en/logout")
    thief = visitor(web)
    thief.set_cookie(COOKIE, kept)
    assert not is_signed_in(thief)


def test_the_cookie_names_nobody_and_the_database_keeps_only_a_hash_of_it(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    session = web.session_interface.get_signing_serializer(web).loads(opened.get_cookie(COOKIE).value)
    with reading() as db:
        user, sign_in = db.exec(select(User)).one(), db.exec(select(SignIn)).one()
    assert user.fs_uniquifier not in str(session)
    assert sign_in.id_hash not in str(session)


def test_each_sign_in_has_a_new_number(web, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(web)
    for _time in range(2):
        opened.sign_in("anna@amur.example")
        opened.post("/en/logout")
    with reading() as session:
        assert session.exec(select(SignIn)).all() == []


def test_sign_out_takes_a_post(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    assert opened.get("/en/logout").status_code == 405
    assert is_signed_in(opened)


def test_an_idle_sign_in_ends_and_a_used_one_lives_on(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    with time_machine.travel(now() + timedelta(minutes=470)):
        assert is_signed_in(opened)
    with time_machine.travel(now() + timedelta(minutes=715)):
        assert is_signed_in(opened)


@pytest.mark.parametrize(("hours", "is_let_in"), [(1, False), (2, True)])
def test_the_operator_sets_when_a_sign_in_ends_however_busy(web, signed_in, hours, is_let_in):
    web.extensions["settings"].longest_hours = hours
    opened = signed_in(web, "anna@amur.example")
    with time_machine.travel(now() + timedelta(minutes=61)):
        assert is_signed_in(opened) is is_let_in


def test_a_sign_in_left_for_longer_than_the_setting_is_refused(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    with time_machine.travel(now() + timedelta(minutes=481)):
        assert not is_signed_in(opened)


def test_on_a_shared_computer_it_ends_after_half_an_hour(web, visitor, make_person):
    make_person("anna@amur.example")
    shared, own = visitor(web), visitor(web)
    given = {"email": "anna@amur.example", "password": own.password}
    shared.post("/en/login", data=given | {"shared_computer": "1"})
    own.post("/en/login", data=given)
    assert own.get("/en/me/sign-ins").text.count("shared computer") == 1
    start = now()
    for minutes, lives in ((29, True), (58, True), (89, False)):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert (is_signed_in(shared), is_signed_in(own)) == (lives, True)


def test_the_tick_stays_when_the_password_was_wrong(web, visitor):
    given = {"email": "anna@amur.example", "password": "wrong, surely", "shared_computer": "1"}
    page = visitor(web).post("/en/login", data=given).text
    assert re.search('name="shared_computer"[^>]* checked', page)


def test_no_sign_in_lasts_longer_than_a_working_day(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    start = now()
    for hours in (4, 8, 11.9):
        with time_machine.travel(start + timedelta(hours=hours)):
            assert is_signed_in(opened)
    with time_machine.travel(start + timedelta(hours=12.1)):
        assert not is_signed_in(opened)


@pytest.mark.parametrize(
    ("after", "setting", "is_shared"),
    [
        (timedelta(minutes=481), {}, False),
        (timedelta(minutes=61), {"longest_hours": 1}, False),
        (timedelta(minutes=31), {}, True),
    ],
    ids=["idle", "too old", "idle at a shared computer"],
)
def test_what_has_ended_is_on_no_list_and_left_to_the_night(web, visitor, make_person, after, setting, is_shared):
    for name, value in setting.items():
        setattr(web.extensions["settings"], name, value)
    make_person("anna@amur.example")
    before, later = visitor(web), visitor(web)
    given = {"email": "anna@amur.example", "password": before.password}
    before.post("/en/login", data=given | ({"shared_computer": "1"} if is_shared else {}))
    living = visitor(web)
    with time_machine.travel(now() + after - timedelta(minutes=2)):
        living.sign_in("anna@amur.example")
        assert living.get("/en/me/sign-ins").text.count('scope="row"') == 2
    with time_machine.travel(now() + after):
        assert not is_signed_in(before)
        later.sign_in("anna@amur.example")
        assert later.get("/en/me/sign-ins").text.count('scope="row"') == 2
        with reading() as session:
            assert len(session.exec(select(SignIn)).all()) == 3, "signing in forgets nobody's"


def test_use_is_noted_at_most_once_a_minute(web, signed_in, statements):
    opened = signed_in(web, "anna@amur.example")

    def notes_made(after):
        statements.clear()
        with time_machine.travel(now() + after):
            opened.get("/en/me")
            opened.get("/en/me")
        return [sql for sql in statements if sql.startswith("UPDATE sign_in")]

    assert notes_made(timedelta(seconds=30)) == []
    assert len(notes_made(timedelta(seconds=90))) == 1


def test_knowing_who_asks_takes_one_query_whatever_her_libraries(web, make_library, signed_in, statements):
    heihe, amur = make_library("Heihe"), make_library("Amur", "RU")
    opened = signed_in(web, "anna@amur.example", amur, (Role.READER, Role.LIBRARIAN))
    with transaction() as session:
        services.add_membership(session, queries.find_user(session, "anna@amur.example"), heihe, Role.READER)
    statements.clear()
    assert opened.get("/en/search/help").status_code == 200
    assert len(statements) == 1


def test_visitors_and_static_files_cost_no_query(web, visitor, signed_in, statements):
    opened = signed_in(web, "anna@amur.example")
    statements.clear()
    assert visitor(web).get("/en/login").status_code == 200
    with opened.get("/static/css/bridge.css") as answer:
        assert answer.status_code == 200
    assert statements == []


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https://evil.example/",
        "http://localhost@evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "\t//evil.example",
        " //evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/en/me\r\nSet-Cookie: a=b",
        "/en/me?x=\r\nSet-Cookie: a=b",
        "\u2028//evil.example",
        "//[evil",
        "http://[",
    ],
)
@pytest.mark.parametrize("door", ["form", "address"])
def test_nobody_is_led_away_after_signing_in(web, visitor, make_person, target, door):
    make_person("anna@amur.example")
    opened = visitor(web)
    form = {"email": "anna@amur.example", "password": opened.password}
    if door == "form":
        answer = opened.post("/en/login", data=form | {"next": target})
    else:
        assert opened.get("/en/login", query_string={"next": target}).status_code == 200
        answer = opened.post("/en/login", query_string={"next": target}, data=form)
    assert answer.status_code in (200, 302)
    assert answer.location in (None, "/en/start")
    assert "Set-Cookie: a=b" not in str(answer.headers)


def test_machines_get_no_token_to_sign_in_with(web, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(web)
    form = {"email": "anna@amur.example", "password": opened.password}
    assert opened.post("/en/login?include_auth_token", json=form).status_code == 415
    answer = opened.post("/en/login?include_auth_token", data=form, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.is_json) == (302, False)


def test_nobody_is_remembered_on_a_shared_computer(web, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(web)
    answer = opened.post("/en/login", data={"email": "anna@amur.example", "password": opened.password, "remember": "y"})
    assert answer.status_code == 302
    assert "remember_token" not in str(answer.headers)
    kept = [cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("bridge=")]
    assert len(kept) == 1
    assert "Expires" not in kept[0]


@pytest.fixture
def production(web, sqlite_url, tmp_path):
    """An application in production mode on the database of `web`."""
    settings = Settings(
        _env_file=None,
        mode="production",
        instance_dir=tmp_path,
        database_url=sqlite_url,
        secret_key="s" * 40,
        password_salt="p" * 40,
        rate_limits=False,
    )
    plain = {name: value for name, value in web.config.items() if name.startswith("SECURITY_PASSWORD_")}
    made = create_app(settings, WTF_CSRF_ENABLED=False, **plain)
    yield made
    made.extensions["database"].dispose()


def test_accounts_of_the_demonstration_are_refused_in_production(production, visitor, make_person):
    make_person("demo@amur.example", is_demo=True)
    make_person("real@amur.example")
    for email, status in (("demo@amur.example", 200), ("real@amur.example", 302)):
        opened = visitor(production)
        answer = opened.post(
            "/en/login", data={"email": email, "password": opened.password}, base_url="https://localhost"
        )
        assert answer.status_code == status
        opened.post("/en/reset", data={"email": email}, base_url="https://localhost")
    with production.app_context(), production.extensions["database"].reading() as session:
        outbox.drain(production.extensions["database"])
        recipients = [mail.recipient for mail in session.exec(select(Mail)).all()]
    assert recipients == ["real@amur.example"]


def test_a_password_counts_with_every_sign_of_it(web, visitor, make_person):
    """However long it is, and as it was typed: no sign is cut off, none made small."""
    password = "Мост через Реку " + "ы" * 80 + " Я"
    make_person("anna@amur.example", password=PasswordHash(password))
    for wrong in (password[:72], password[:-1], password.lower(), password.swapcase(), password.replace(" ", "")):
        assert visitor(web).sign_in("anna@amur.example", wrong).status_code == 200
    assert visitor(web).sign_in("anna@amur.example", password).status_code == 302


@pytest.mark.alike_on_both
def test_a_password_is_masked_and_may_be_pasted_and_kept(web, visitor):
    [field] = lxml.html.fromstring(visitor(web).get("/en/login").text).xpath("//input[@name='password']")
    assert (field.get("type"), field.get("autocomplete")) == ("password", "current-password")
    assert not {"maxlength", "onpaste", "readonly", "pattern"} & set(field.attrib)


@pytest.mark.alike_on_both
def test_every_page_of_who_is_signed_in_leads_out(web, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(web)
    opened.sign_in("anna@amur.example")
    for page in ("/en/", "/en/search?q=1", "/en/me", "/en/nowhere"):
        assert lxml.html.fromstring(opened.get(page).text).xpath("//form[@action='/en/logout']"), page
