"""Changing and resetting a password: links that work once, letters in the person's language, no word to strangers."""

import re
from datetime import timedelta

import flask
import pytest
import sqlalchemy as sa
import time_machine
from lxml import html
from sqlmodel import col, select

from library_exchange.accounts import security, sessions
from library_exchange.accounts.models import SignIn, User
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import OutboxMessage
from library_exchange.mail import delivery
from library_exchange.mail.models import Mail

NEW = "дождь над рекой 雨"


@pytest.fixture
def letters(web, deliver):
    """Deliver, and read what was written to whom: pairs of recipient and text, oldest first."""

    def read():
        deliver()
        with reading() as session:
            mails = session.exec(select(Mail).order_by(col(Mail.id))).all()
        return [(mail.recipient, delivery.find_kept(mail.filename)) for mail in mails]

    return read


def link_in(text):
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", text.body)[1]


def set_password(opened, path, password=NEW):
    return opened.post(path, data={"password": password, "password_confirm": password})


def is_signed_in(opened):
    return opened.get("/en/me").status_code == 200


def test_a_forgotten_password_is_set_by_a_link_that_works_once(web, visitor, make_person, letters):
    make_person("anna@amur.example", language="ru")
    opened = visitor(web)
    assert opened.post("/zh/reset", data={"email": "anna@amur.example"}).status_code == 200
    ((recipient, text),) = letters()
    path = link_in(text)
    assert recipient == "anna@amur.example"
    assert path.startswith("/ru/reset/")
    assert opened.get(path).status_code == 200
    assert set_password(opened, path).location == "/ru/login"
    assert visitor(web).sign_in("anna@amur.example").status_code == 200
    assert visitor(web).sign_in("anna@amur.example", NEW).status_code == 302
    assert set_password(opened, path, "another one 山").location == "/ru/reset"
    assert opened.get(path).location == "/ru/reset"
    assert visitor(web).sign_in("anna@amur.example", NEW).status_code == 302


def test_a_link_comes_to_an_address_typed_on_a_chinese_keyboard(web, visitor, make_person, letters):
    make_person("anna@amur.example")
    visitor(web).post("/zh/reset", data={"email": "ａnna＠amur。example"})
    assert [recipient for recipient, _text in letters()] == ["anna@amur.example"]


def test_looking_at_the_link_changes_nothing(web, visitor, make_person, letters):
    make_person("anna@amur.example")
    visitor(web).post("/en/reset", data={"email": "anna@amur.example"})
    path = link_in(letters()[0][1])
    for _scanner in range(2):
        assert visitor(web).get(path).status_code == 200
    assert visitor(web).sign_in("anna@amur.example").status_code == 302


def test_a_reset_ends_every_sign_in_and_says_so(web, visitor, signed_in, letters):
    opened = signed_in(web, "anna@amur.example")
    visitor(web).post("/en/reset", data={"email": "anna@amur.example"})
    set_password(visitor(web), link_in(letters()[0][1]))
    assert not is_signed_in(opened)
    with reading() as session:
        assert session.exec(select(SignIn)).all() == []
    assert [recipient for recipient, _text in letters()] == ["anna@amur.example"] * 2
    assert letters()[1][1].subject == "Your password has been changed"


def test_an_old_link_is_refused(web, visitor, make_person, letters):
    make_person("anna@amur.example")
    visitor(web).post("/en/reset", data={"email": "anna@amur.example"})
    path = link_in(letters()[0][1])
    with time_machine.travel(now() + timedelta(minutes=31)):
        assert set_password(visitor(web), path).location == "/en/reset"
    assert visitor(web).sign_in("anna@amur.example").status_code == 302


def test_links_in_letters_never_come_from_the_request(web, visitor, make_person, letters):
    make_person("anna@amur.example")
    visitor(web).post(
        "/en/reset",
        data={"email": "anna@amur.example"},
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    ((_recipient, text),) = letters()
    assert link_in(text).startswith("/en/reset/")
    assert "evil" not in text.body


def test_whether_an_address_has_an_account_is_not_to_be_learned(web, visitor, make_person):
    make_person("anna@amur.example")
    make_person("gone@amur.example", is_active=False)
    pages, writes = set(), []
    for email in ("anna@amur.example", "nobody@amur.example", "gone@amur.example"):
        answer = visitor(web).post("/en/reset", data={"email": email})
        tokenless = re.sub(r'name="csrf_token"[^>]*', "", answer.text)
        pages.add((answer.status_code, tokenless.replace(email, "…")))
        with reading() as session:
            writes.append([(row.kind, list(row.payload)) for row in session.exec(select(OutboxMessage))])
        with transaction() as session:
            session.execute(sa.delete(OutboxMessage))
    assert len(pages) == 1
    assert writes[0] == writes[1] == writes[2] != []


def test_only_who_has_an_account_gets_a_letter(web, visitor, make_person, letters):
    make_person("anna@amur.example")
    make_person("gone@amur.example", is_active=False)
    for email in ("ANNA@amur.example", "nobody@amur.example", "gone@amur.example"):
        visitor(web).post("/en/reset", data={"email": email})
    assert [recipient for recipient, _text in letters()] == ["anna@amur.example"]


def test_two_at_once_with_one_link_do_not_both_win(app, make_person):
    user_id = make_person("anna@amur.example")
    with app.test_request_context("/en/login"):
        slow = sessions.account_session()
        found = slow.get(User, user_id)
        sessions.read_only(slow)
        with transaction() as quick:
            quick.get(User, user_id).fs_uniquifier = "the quick one"
        found.fs_uniquifier = "the slow one"
        with pytest.raises(Conflict):
            sessions.commit()
        slow.rollback()
    with reading() as session:
        assert session.get(User, user_id).fs_uniquifier == "the quick one"


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_a_changed_password_keeps_this_sign_in_and_ends_the_others(web, visitor, signed_in, letters, lang):
    opened = signed_in(web, "anna@amur.example", language=lang)
    elsewhere = visitor(web)
    elsewhere.sign_in("anna@amur.example")
    form = {"password": opened.password, "new_password": NEW, "new_password_confirm": NEW}
    assert opened.post(f"/{lang}/change", data=form).location == f"/{lang}/me"
    assert is_signed_in(opened)
    assert not is_signed_in(elsewhere)
    ((_recipient, text),) = letters()
    assert link_in(text) == f"/{lang}/reset"
    assert visitor(web).sign_in("anna@amur.example", NEW).status_code == 302


def test_changing_takes_the_present_password_and_a_long_enough_new_one(web, signed_in):
    opened = signed_in(web, "anna@amur.example")
    for old, new, again in (
        ("wrong one", NEW, NEW),
        (opened.password, "short 短", "short 短"),
        (opened.password, NEW, "x"),
    ):
        form = {"password": old, "new_password": new, "new_password_confirm": again}
        assert opened.post("/en/change", data=form).status_code == 200
    assert opened.sign_in("anna@amur.example").status_code == 302
    assert is_signed_in(opened)


def test_the_doors_of_sign_in_work_on_every_database(app, visitor, make_person):
    make_person("anna@amur.example")
    opened = visitor(app)
    assert opened.sign_in("anna@amur.example").status_code == 302
    form = {"password": opened.password, "new_password": NEW, "new_password_confirm": NEW}
    assert opened.post("/en/change", data=form).location == "/en/me"
    assert is_signed_in(opened)
    assert opened.post("/en/logout").status_code == 302
    assert not is_signed_in(opened)
    assert opened.sign_in("anna@amur.example", NEW).status_code == 302


def test_strangers_cannot_change_a_password(web, visitor):
    assert visitor(web).get("/en/change").location == "/en/login?next=/en/change"
    assert visitor(web).post("/en/change", data={}).status_code == 403


def test_passwords_are_kept_as_argon2_and_plain_ones_never_match(make_app, sqlite_url, visitor, make_person):
    real = make_app(sqlite_url, SECURITY_PASSWORD_HASH="argon2", SECURITY_PASSWORD_SCHEMES=["argon2"])
    with real.app_context():
        make_person("anna@amur.example", password=security.hashed(NEW))
        with reading() as session:
            assert session.exec(select(User)).one().password.startswith("$argon2id$")
    assert visitor(real).sign_in("anna@amur.example", NEW).status_code == 302
    assert visitor(real).sign_in("anna@amur.example", NEW.replace("й", "и")).status_code == 200


def test_a_letter_asked_for_once_is_written_once_even_if_the_work_is_repeated(web, visitor, make_person, letters):
    make_person("anna@amur.example")
    visitor(web).post("/en/reset", data={"email": "anna@amur.example"})
    letters()
    with transaction() as session:
        session.execute(sa.update(OutboxMessage).values(done_at=None))
    assert len(letters()) == 1


def test_flask_security_offers_nothing_that_the_house_does_not_use(web):
    offered = {rule.endpoint for rule in web.url_map.iter_rules() if rule.endpoint.startswith("security.")}
    used = {"login", "logout", "forgot_password", "reset_password", "change_password"}
    assert offered == {f"security.{name}" for name in used}
    assert flask.current_app.config["SECURITY_PASSWORD_LENGTH_MIN"] >= 10


@pytest.mark.parametrize(("lang", "said"), [("zh", ("密码", "猜")), ("ru", ("парол", "угадыва"))])
def test_everything_that_is_wrong_with_passwords_is_told_at_once(
    web, signed_in, visitor, make_person, letters, lang, said
):
    opened = signed_in(web, "anna@amur.example")
    wrong = {"password": "not it at all", "new_password": "qwertyuiop12", "new_password_confirm": "another"}
    page = html.fromstring(opened.post(f"/{lang}/change", data=wrong).text)
    told = {
        name: page.xpath(f"//*[@id='{name}-error']")[0].text_content().strip()
        for name in ("password", "new_password", "new_password_confirm")
    }
    assert len(set(told.values())) == 3
    assert said[1] in told["new_password"]
    right = wrong | {"password": "correct horse battery"}
    make_person("boris@amur.example")
    visitor(web).post(f"/{lang}/reset", data={"email": "boris@amur.example"})
    path = link_in(letters()[0][1])
    page = visitor(web).post(path, data={"password": right["new_password"], "password_confirm": "another"}).text
    assert len(html.fromstring(page).xpath("//*[contains(@class, 'err-t')]")) == 2
    assert visitor(web).sign_in("boris@amur.example").status_code == 302
