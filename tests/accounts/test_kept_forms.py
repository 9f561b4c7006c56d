"""What was filled in when a sign-in had ended is kept for the same person, and for nobody else."""

import re
from datetime import timedelta
from html import unescape

import lxml.html
import pytest
import time_machine

from library_exchange.core.clock import now
from tests.makers import PASSWORD

TEXT = "Толстой Л. Н. Хаджи-Мурат. 3 экз. <b>“редкое”</b>\nПушкин А. С. 1 экз."
SAYS = {"zh": "已退出登录", "ru": "Вы вышли"}
PAGE, SENT_TO = "/me", "/me"


@pytest.fixture
def strict(web):
    """Forms are checked as in service."""
    web.config["WTF_CSRF_ENABLED"] = True
    yield web
    web.config["WTF_CSRF_ENABLED"] = False


def fields_of(page, action):
    """Return the fields of the form on `page` that leads to `action`."""
    forms = [
        form for form in lxml.html.fromstring(page).forms if (form.get("action") or action).split("?")[0] == action
    ]
    return dict(forms[-1].form_values())


def opened_by(visitor, app, email="anna@amur.example"):
    """Return a browser in which a person has signed in, with the check of forms on."""
    browser = visitor(app)
    sign_in(browser, browser.get("/zh/login").text, email)
    return browser


def sign_in(browser, page, email="anna@amur.example", lang="zh"):
    given = fields_of(page, f"/{lang}/login") | {"email": email, "password": PASSWORD}
    return browser.post(f"/{lang}/login", data=given)


def filled_in(browser, lang="zh"):
    return fields_of(browser.get(f"/{lang}{PAGE}").text, f"/{lang}{SENT_TO}") | {"name": TEXT.replace("\n", " ")}


def signs_out_elsewhere(browser, lang="zh"):
    page = browser.get(f"/{lang}{PAGE}").text
    browser.post(f"/{lang}/logout", data=fields_of(page, f"/{lang}/logout"))


@pytest.mark.parametrize("lang", SAYS)
def test_who_was_signed_out_signs_in_again_and_sends_what_she_had_filled_in(strict, visitor, make_person, lang):
    make_person("anna@amur.example", language=lang)
    browser = opened_by(visitor, strict)
    given = filled_in(browser, lang)
    signs_out_elsewhere(browser, lang)
    refused = browser.post(f"/{lang}{SENT_TO}", data=given)
    assert refused.status_code == 403
    assert SAYS[lang] in refused.text
    asked = sign_in(browser, refused.text, lang=lang)
    assert asked.status_code == 200
    again = fields_of(asked.text, f"/{lang}{SENT_TO}")
    assert again["name"] == given["name"]
    assert again["csrf_token"] != given["csrf_token"]
    assert browser.post(f"/{lang}{SENT_TO}", data=again).status_code == 302
    assert given["name"] in unescape(browser.get(f"/{lang}/me").text)


def test_a_wrong_password_keeps_what_was_filled_in(strict, visitor, make_person):
    make_person("anna@amur.example")
    browser = opened_by(visitor, strict)
    given = filled_in(browser)
    signs_out_elsewhere(browser)
    refused = browser.post(f"/zh{SENT_TO}", data=given)
    wrong = fields_of(refused.text, "/zh/login") | {"email": "anna@amur.example", "password": "wrong wrong wrong"}
    again = browser.post("/zh/login", data=wrong)
    assert again.status_code == 200
    assert fields_of(sign_in(browser, again.text).text, f"/zh{SENT_TO}")["name"] == given["name"]


def test_nobody_else_is_shown_it(strict, visitor, make_person):
    for email in ("anna@amur.example", "boris@amur.example"):
        make_person(email)
    browser = opened_by(visitor, strict)
    given = filled_in(browser)
    signs_out_elsewhere(browser)
    refused = browser.post(f"/zh{SENT_TO}", data=given)
    other = sign_in(browser, refused.text, "boris@amur.example")
    assert (other.status_code, other.location) == (302, "/zh/start")


def test_a_form_that_no_page_of_ours_made_for_her_is_not_kept(strict, visitor, make_person):
    """Who is led to sign in by a form from elsewhere is never asked to send that."""
    make_person("anna@amur.example")
    make_person("boris@amur.example")
    boris = filled_in(opened_by(visitor, strict, "boris@amur.example"))["made_for"]
    for forged in ({}, {"made_for": "1"}, {"made_for": boris}):
        browser = visitor(strict)
        refused = browser.post(f"/zh{SENT_TO}", data={"name": "Eve"} | forged)
        assert refused.status_code == 403
        assert sign_in(browser, refused.text).status_code == 302


@pytest.mark.parametrize(("longest", "is_kept"), [(12, False), (24, True)])
def test_after_the_longest_sign_in_nothing_is_kept(strict, visitor, make_person, longest, is_kept):
    strict.extensions["settings"].longest_hours = longest
    make_person("anna@amur.example")
    given = filled_in(opened_by(visitor, strict))
    with time_machine.travel(now() + timedelta(hours=13), tick=False):
        refused = visitor(strict).post(f"/zh{SENT_TO}", data=given)
    assert ("kept_form" in refused.text) is is_kept


def test_a_token_of_a_sign_in_that_has_ended_changes_nothing_until_she_says_yes(strict, visitor, make_person):
    make_person("anna@amur.example")
    browser = opened_by(visitor, strict)
    given = filled_in(browser)
    signs_out_elsewhere(browser)
    sign_in(browser, browser.get("/zh/login").text)
    asked = browser.post(f"/zh{SENT_TO}", data=given)
    assert asked.status_code == 400
    assert given["name"] not in unescape(browser.get("/zh/me").text)
    assert browser.post(f"/zh{SENT_TO}", data=fields_of(asked.text, f"/zh{SENT_TO}")).status_code == 302
    assert given["name"] in unescape(browser.get("/zh/me").text)


def test_passwords_are_never_kept(strict, visitor, make_person):
    make_person("anna@amur.example")
    browser = opened_by(visitor, strict)
    given = filled_in(browser)
    signs_out_elsewhere(browser)
    secret = {"password": PASSWORD, "new_password": PASSWORD, "new_password_confirm": PASSWORD}
    refused = browser.post("/zh/change", data=given | secret)
    assert refused.status_code == 403
    assert PASSWORD not in unescape(refused.text)
    assert not re.search("kept_form", refused.text)
