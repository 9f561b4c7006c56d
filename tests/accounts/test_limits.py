"""Guessing is slowed down, without locking the owner out; forged forms are refused; hashing holds no lock."""

import re
import threading
import time

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import rates, security
from library_exchange.accounts.models import SignIn, User
from library_exchange.core.db import reading, transaction

WRONG = "not it at all"
SPELT = (
    *("anna@amur.example", " ANNA@Amur.example", "an na@amur.example", "anna＠amur。example"),
    *("ａｎｎａ@amur.example", "an\u200bna@amur.example", "anna@ＡＭＵＲ.example\u3000"),
)
"""One address, as it may be typed: sign-in takes each of them for hers."""


@pytest.fixture
def limited(make_app, sqlite_url):
    """An application whose rate limits are on."""
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    with app.app_context():
        yield app


def at(address):
    return {"environ_base": {"REMOTE_ADDR": address}}


def tries(app, visitor, times, email="anna@amur.example", address="192.0.2.7", password=WRONG):
    return [visitor(app).sign_in(email, password, **at(address)).status_code for _time in range(times)]


def test_after_five_wrong_passwords_one_has_to_wait(limited, visitor, make_person):
    make_person("anna@amur.example")
    assert tries(limited, visitor, 7) == [200] * 5 + [429] * 2
    assert tries(limited, visitor, 1, password=visitor(limited).password) == [429]


def test_another_spelling_of_an_address_is_no_new_count(limited, visitor, make_person):
    make_person("anna@amur.example")
    assert [tries(limited, visitor, 1, each)[0] for each in SPELT] == [200] * 5 + [429] * 2
    right = visitor(limited).password
    elsewhere = [tries(limited, visitor, 1, each, "198.51.100.9", right)[0] for each in SPELT]
    assert elsewhere == [302] * len(SPELT)


def test_a_text_that_is_no_address_is_counted_as_it_is_folded(limited):
    def counted(typed):
        with limited.test_request_context(method="POST", data={"email": typed}):
            return rates.account()

    assert counted("An na＠") == counted("anna@") != counted("boris@")
    assert len({counted(each) for each in SPELT}) == 1


def test_a_stranger_who_guesses_elsewhere_does_not_lock_the_owner_out(limited, visitor, make_person):
    make_person("anna@amur.example")
    tries(limited, visitor, 10, address="198.51.100.9")
    owner = visitor(limited)
    assert owner.sign_in("anna@amur.example", **at("192.0.2.7")).status_code == 302


def test_colleagues_behind_one_address_do_not_lock_each_other_out(limited, visitor, make_person):
    make_person("anna@amur.example")
    make_person("li@heihe.example")
    tries(limited, visitor, 6)
    assert visitor(limited).sign_in("li@heihe.example", **at("192.0.2.7")).status_code == 302


def test_signing_in_rightly_often_is_no_guessing(limited, visitor, make_person):
    make_person("anna@amur.example")
    assert tries(limited, visitor, 8, password=visitor(limited).password) == [302] * 8


def test_where_very_many_fail_each_account_is_tried_in_vain_once(limited, visitor):
    """Who tries one password on everybody, or many on one account, gets no farther."""
    answers = [tries(limited, visitor, 1, f"reader{number}@amur.example")[0] for number in range(60)]
    assert answers == [200] * 60
    assert tries(limited, visitor, 2, "reader7@amur.example") == [429] * 2
    assert tries(limited, visitor, 3, "reader77@amur.example") == [200, 429, 429]
    assert tries(limited, visitor, 1, "reader7@amur.example", address="198.51.100.9") == [200]


def test_nobody_who_was_not_guessed_at_is_locked_out_behind_a_proxy(limited, visitor, make_person):
    make_person("anna@amur.example")
    make_person("li@heihe.example")
    for number in range(70):
        tries(limited, visitor, 1, f"reader{number}@amur.example")
    assert tries(limited, visitor, 1, "li@heihe.example") == [200]
    right = visitor(limited).password
    assert tries(limited, visitor, 3, "anna@amur.example", password=right) == [302] * 3
    refused = visitor(limited).sign_in("li@heihe.example", **at("192.0.2.7"))
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")


def test_one_ipv6_subscriber_is_one_place(limited):
    with limited.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:1:2::1"}):
        one = rates.place()
    with limited.test_request_context(environ_base={"REMOTE_ADDR": "2001:db8:1:2:ffff::9"}):
        assert rates.place() == one == "2001:db8:1:2::/64"


def test_a_known_browser_comes_in_wherever_else_is_guessed(limited, visitor, make_person):
    make_person("anna@amur.example")
    hers = visitor(limited)
    assert hers.sign_in("anna@amur.example", **at("192.0.2.7")).status_code == 302
    hers.post("/en/logout")
    guesses = [tries(limited, visitor, 5, address=f"198.51.100.{number}") for number in range(21)]
    assert (guesses[0], guesses[-1]) == ([200] * 5, [429] * 5)
    tries(limited, visitor, 6)
    assert visitor(limited).sign_in("anna@amur.example", **at("203.0.113.5")).status_code == 429
    assert hers.sign_in("anna@amur.example", **at("192.0.2.7")).status_code == 302


def test_a_known_browser_guesses_no_more_often_and_is_known_for_nobody_else(limited, visitor, make_person):
    make_person("anna@amur.example")
    make_person("li@heihe.example")
    hers = visitor(limited)
    hers.sign_in("anna@amur.example", **at("192.0.2.7"))
    hers.post("/en/logout")
    places = [f"192.0.2.{number}" for number in range(7)]
    told = [hers.sign_in("anna@amur.example", WRONG, **at(place)).status_code for place in places]
    assert told == [200] * 5 + [429] * 2
    tries(limited, visitor, 5, "li@heihe.example")
    assert hers.sign_in("li@heihe.example", **at("192.0.2.7")).status_code == 429
    mark = hers.get_cookie("bridge-known")
    assert mark.http_only
    assert "anna" not in mark.value


def test_a_shared_computer_is_not_remembered(limited, visitor, make_person):
    make_person("anna@amur.example")
    shared, own = visitor(limited), visitor(limited)
    given = {"email": "anna@amur.example", "password": own.password}
    assert shared.post("/en/login", data=given | {"shared_computer": "1"}).status_code == 302
    assert own.post("/en/login", data=given).status_code == 302
    assert (shared.get_cookie("bridge-known"), own.get_cookie("bridge-known") is None) == (None, False)


@pytest.mark.parametrize("kept", ["", "nonsense", "W10.a.b", "x" * 3000])
def test_a_mark_that_is_no_mark_is_none(limited, visitor, make_person, kept):
    make_person("anna@amur.example")
    opened = visitor(limited)
    opened.set_cookie("bridge-known", kept)
    assert opened.sign_in("anna@amur.example", **at("192.0.2.7")).status_code == 302


def test_where_very_many_ask_for_a_letter_each_account_still_gets_one(limited, visitor):
    def asks(email):
        return visitor(limited).post("/en/reset", data={"email": email}, **at("192.0.2.7")).status_code

    assert {asks(f"reader{number}@amur.example") for number in range(31)} == {200}
    assert [asks("anna@amur.example"), asks("anna@amur.example"), asks("li@heihe.example")] == [200, 429, 200]


def test_letters_for_one_account_are_limited_whoever_asks(limited, visitor):
    answers = [
        visitor(limited).post("/en/reset", data={"email": "Anna@amur.example"}, **at(f"192.0.2.{number}")).status_code
        for number in range(7)
    ]
    assert answers == [200] * 5 + [429] * 2


def test_letters_for_one_account_are_limited_however_its_address_is_typed(limited, visitor):
    answers = [
        visitor(limited).post("/en/reset", data={"email": each}, **at(f"192.0.2.{number}")).status_code
        for number, each in enumerate(SPELT)
    ]
    assert answers == [200] * 5 + [429] * 2


@pytest.mark.parametrize(
    "path",
    ["/zh/login", "/ru/logout", "/en/reset", "/en/change", "/ru/me", "/zh/act-for", "/en/me/sign-ins/end-others"],
)
def test_a_form_sent_from_another_site_is_refused(make_app, sqlite_url, visitor, make_person, path):
    app = make_app(sqlite_url, WTF_CSRF_ENABLED=True)
    with app.app_context():
        make_person("anna@amur.example")
    opened = visitor(app)
    page = opened.get("/en/login").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    form = {"email": "anna@amur.example", "password": opened.password}
    assert opened.post("/en/login", data=form).status_code == 400
    assert opened.post("/en/login", data=form | {"csrf_token": token}).status_code == 302
    assert opened.post(path, data={"language": "ru"}).status_code == 400
    assert opened.post(path, data={"language": "ru", "csrf_token": token}).status_code == 400
    fresh = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', opened.get("/en/me").text)[1]
    assert opened.post("/en/me", data={"language": "ru", "csrf_token": fresh}).status_code == 302


def test_clerks_write_while_passwords_are_hashed(make_app, sqlite_url, visitor, make_person):
    app = make_app(sqlite_url, SECURITY_PASSWORD_HASH="argon2", SECURITY_PASSWORD_SCHEMES=["argon2"])
    with app.app_context():
        password = security.hashed("one for all of them")
        people = [f"reader{number}@amur.example" for number in range(20)]
        for email in people:
            make_person(email, password=password)
    answers, waits, done = [], [], threading.Event()

    def sign_in(email):
        answers.append(visitor(app).sign_in(email, "one for all of them").status_code)

    def write():
        while not done.is_set():
            start = time.perf_counter()
            with app.app_context(), transaction() as session:
                session.execute(sa.update(User).where(col(User.email) == people[0]).values(name="clerk"))
            waits.append(time.perf_counter() - start)
            time.sleep(0.005)

    clerk = threading.Thread(target=write)
    readers = [threading.Thread(target=sign_in, args=(email,)) for email in people]
    for thread in [clerk, *readers]:
        thread.start()
    for thread in readers:
        thread.join()
    done.set()
    clerk.join()
    with app.app_context(), reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 20
    assert answers == [302] * 20
    assert sorted(waits)[len(waits) // 2] < 0.1
