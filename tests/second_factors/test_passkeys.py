"""Passkeys: added, proving a sign-in beside the password or alone, never by one answer twice, copied, taken away."""

import copy
import sqlite3
import threading
from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from library_exchange.accounts.models import SignIn, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.mail.models import Mail
from library_exchange.second_factors import passkeys, queries, rules, services
from library_exchange.second_factors.models import Passkey, PasskeyChallenge, RecoveryCode
from library_exchange.second_factors.rules import Purpose, RelyingParty, relying_party_of
from tests.second_factors.soft_key import ORIGIN, SoftKey

FALSE = "https://false.example"
KEY = "k" * 40
PARTY = RelyingParty("bridge.example", ORIGIN)


@pytest.mark.parametrize(
    ("base_url", "party"),
    [
        ("https://bridge.example", ("bridge.example", "https://bridge.example")),
        ("https://bridge.example:443/most", ("bridge.example", "https://bridge.example")),
        ("https://bridge.example:8443", ("bridge.example", "https://bridge.example:8443")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://bridge.example", None),
        ("http://127.0.0.1:8000", None),
        ("https://192.0.2.7", None),
        ("https://[2001:db8::1]/", None),
    ],
)
def test_passkeys_are_made_where_browsers_make_them(base_url, party):
    found = relying_party_of(base_url)
    assert (found and (found.host, found.origin)) == party


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_count_only_grows_unless_the_device_does_not_count(before, count):
    assert rules.is_later_count(before, count) is (count > before or (before, count) == (0, 0))


def person(user_id):
    return Actor("person", user_id=user_id)


def asks_to_add(user_id, at=None):
    with transaction() as session:
        return passkeys.ask_to_add(session, user_id, PARTY, at or now(), KEY)


def adds(user_id, key, options=None, name="телефон", at=None):
    answer = key.made(options or asks_to_add(user_id))
    with transaction() as session:
        challenge = passkeys.spend_challenge(session, answer, Purpose.ADD, user_id, at or now())
    with transaction() as session:
        return passkeys.add(session, person(user_id), name, answer, challenge, PARTY, at or now(), KEY).id


def asks_to_sign(user_id=None):
    with transaction() as session:
        return passkeys.ask_to_sign(session, user_id, PARTY, now())


def proves(answer, user_id=None, at=None):
    purpose = Purpose.SIGN_IN if user_id is None else Purpose.PROVE
    with transaction() as session:
        challenge = passkeys.spend_challenge(session, answer, purpose, user_id, at or now())
    with transaction() as session:
        return passkeys.prove(session, user_id, answer, challenge, PARTY, at or now())


def letters(deliver):
    deliver()
    with reading() as session:
        return session.exec(select(Mail.subject).order_by(col(Mail.id))).all()


@pytest.mark.parametrize("beside", [True, False])
def test_a_key_proves_its_person_beside_the_password_and_alone(app, make_person, beside):
    user_id, key = make_person(), SoftKey()
    adds(user_id, key)
    who = user_id if beside else None
    for _time in range(2):
        assert proves(key.signed(asks_to_sign(who)), who) == passkeys.Proof(user_id)
    with reading() as session:
        [kept] = queries.keys_of(session, user_id)
    assert (kept.name, kept.sign_count, kept.used_at is None) == ("телефон", 2, False)


def test_no_answer_is_accepted_twice_nor_too_late_nor_for_something_else(app, make_person):
    user_id, key = make_person(), SoftKey(counts=False)
    adds(user_id, key)
    answer = key.signed(asks_to_sign())
    assert proves(answer).user_id == user_id
    late = key.signed(asks_to_sign())
    beside = key.signed(asks_to_sign(user_id))
    for refused in (
        lambda: proves(answer),
        lambda: proves(late, at=now() + rules.CHALLENGE_LASTS),
        lambda: proves(beside),
        lambda: proves(key.signed('{"challenge": "c2VsZi1tYWRl", "rpId": "bridge.example"}')),
    ):
        with pytest.raises(InvalidInput):
            refused()
    assert proves(beside, user_id).user_id == user_id


def test_a_wrong_answer_spends_its_challenge(app, make_person):
    user_id, key, thief = make_person(), SoftKey(), SoftKey()
    adds(user_id, key)
    thief.id, thief.handle = key.id, key.handle
    options = asks_to_sign()
    for answer in (thief.signed(options), key.signed(options)):
        with pytest.raises(InvalidInput):
            proves(answer)


def test_a_key_of_another_page_host_or_person_is_refused(app, make_person):
    anna, boris = make_person("anna@amur.example"), make_person("boris@amur.example")
    key, other = SoftKey(), SoftKey()
    adds(anna, key)
    adds(boris, other)
    false_page = copy.copy(key)
    false_page.origin = "https://bridge.example.false.example"
    another_person = copy.copy(key)
    another_person.handle = other.handle
    for answer, who in (
        (false_page.signed(asks_to_sign()), None),
        (another_person.signed(asks_to_sign()), None),
        (key.signed(asks_to_sign(), host="false.example"), None),
        (other.signed(asks_to_sign(anna)), anna),
        (SoftKey().signed(asks_to_sign()), None),
    ):
        with pytest.raises(InvalidInput):
            proves(answer, who)


def test_alone_a_key_must_make_sure_who_holds_it(app, make_person):
    user_id, key = make_person(), SoftKey(verifies=False)
    adds(user_id, key)
    with pytest.raises(InvalidInput):
        proves(key.signed(asks_to_sign()))
    assert proves(key.signed(asks_to_sign(user_id)), user_id).user_id == user_id


def test_a_key_whose_count_goes_back_is_refused_and_told(app, make_person, deliver):
    user_id, key = make_person(), SoftKey()
    adds(user_id, key)
    copied = copy.copy(key)
    proves(key.signed(asks_to_sign()))
    assert proves(copied.signed(asks_to_sign())) == passkeys.Proof(user_id, is_copied=True)
    assert letters(deliver) == ["You have a new passkey", "Somebody may have a copy of your passkey"]
    with reading() as session:
        actions = session.exec(select(AuditEntry.action).order_by(col(AuditEntry.id))).all()
    assert actions == ["second_factor_key_added", "second_factor_key_copied"]


def test_a_forged_count_accuses_nobody(app, make_person, deliver):
    user_id, key, thief = make_person(), SoftKey(), SoftKey()
    adds(user_id, key)
    proves(key.signed(asks_to_sign()))
    thief.id, thief.handle, thief.count = key.id, key.handle, -1
    with pytest.raises(InvalidInput):
        proves(thief.signed(asks_to_sign()))
    assert letters(deliver) == ["You have a new passkey"]


def test_of_two_tabs_with_one_answer_one_is_let_in(app, make_person):
    user_id, key = make_person(), SoftKey(counts=False)
    adds(user_id, key)
    answer = key.signed(asks_to_sign())
    both, outcomes = threading.Barrier(2), []

    def tab():
        with app.app_context():
            both.wait()
            try:
                outcomes.append(str(proves(answer).is_copied))
            except InvalidInput:
                outcomes.append("refused")

    tabs = [threading.Thread(target=tab) for _tab in range(2)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    assert sorted(outcomes) == ["False", "refused"]


def test_nobody_adds_a_key_that_is_known_nor_without_a_name_nor_very_many(app, make_person):
    anna, boris = make_person("anna@amur.example"), make_person("boris@amur.example")
    key = SoftKey()
    adds(anna, key)
    for user_id, device, name in (
        (boris, key, "x"),
        (anna, SoftKey(), ""),
        (anna, SoftKey(FALSE), "x"),
    ):
        with pytest.raises(InvalidInput):
            adds(user_id, device, name=name)
    for _key in range(rules.MOST_KEYS - 1):
        adds(anna, SoftKey())
    with pytest.raises(Conflict):
        asks_to_add(anna)
    with reading() as session:
        assert len({each.handle for each in queries.keys_of(session, anna)}) == 1


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "[]",
        "null",
        "{}",
        "[" * 9999,
        '{"id": 7, "response": {"clientDataJSON": "e30"}}',
        '{"response": {"clientDataJSON": 1}}',
    ],
)
def test_what_no_browser_has_written_is_refused_in_a_sentence(app, make_person, answer):
    for act in (lambda: proves(answer), lambda: proves(answer, 1)):
        with pytest.raises(InvalidInput):
            act()


def test_a_key_counts_for_the_duty_of_administrators_and_is_reset_with_everything_else(app, make_person, make_library):
    library_id = make_library("Amur", "RU")
    anna = make_person("anna@amur.example", library_id, Role.LIBRARY_ADMIN)
    key_id = adds(anna, SoftKey())
    with transaction() as session:
        services.new_codes(session, anna, KEY)
        assert services.standing(session, anna, now(), True).is_to_prove
        assert [each.confirmed_at is None for each in queries.colleagues_of(session, library_id)] == [False]
        with pytest.raises(NotFound):
            passkeys.take_away(session, person(anna + 1), key_id)
    with transaction() as session:
        services.reset_by_address(session, Actor("person", user_id=99, is_platform_admin=True), "anna@amur.example")
    with reading() as session:
        assert session.exec(select(Passkey)).all() == session.exec(select(RecoveryCode)).all() == []


def test_with_the_last_key_the_recovery_codes_go_and_with_one_of_two_they_stay(app, make_person):
    user_id = make_person()
    first, second = adds(user_id, SoftKey()), adds(user_id, SoftKey(), name="стол")
    left = []
    for key_id in (first, second):
        with transaction() as session:
            if key_id == first:
                services.new_codes(session, user_id, KEY)
            passkeys.take_away(session, person(user_id), key_id)
            left.append(queries.count_codes(session, user_id))
    assert left == [rules.RECOVERY_CODES, 0]


def test_challenges_that_nobody_answered_are_forgotten_with_the_next(app):
    asks_to_sign()
    with time_machine.travel(now() + timedelta(minutes=6)):
        asks_to_sign()
        with reading() as session:
            assert len(session.exec(select(PasskeyChallenge)).all()) == 1


@pytest.fixture
def named(web):
    """The application at an address at which browsers make passkeys."""
    web.extensions["settings"].base_url = ORIGIN
    return web


def added(browser, key, lang="en", password=None):
    options = browser.post(f"/{lang}/me/passkeys/challenge", data={"password": password or browser.password})
    assert options.status_code == 200, options.text
    return browser.post(f"/{lang}/me/passkeys", data={"name": "手机", "credential": key.made(options.text)})


@pytest.mark.parametrize(
    ("lang", "codes", "page"), [("zh", "备用码", "通行密钥"), ("ru", "Резервные коды", "Ключи доступа")]
)
def test_she_adds_a_key_gets_codes_and_signs_in_by_it_alone(named, signed_in, visitor, make_library, lang, codes, page):
    anna = signed_in(named, "anna@amur.example", make_library("Amur", "RU"), Role.LIBRARIAN)
    assert page in anna.get(f"/{lang}/me/second-factor").text
    wrong = anna.post(f"/{lang}/me/passkeys/challenge", data={"password": "wrong, surely"})
    assert (wrong.status_code, wrong.is_json) == (422, True)
    key = SoftKey()
    assert codes in added(anna, key, lang).text
    assert "手机" in anna.get(f"/{lang}/me/second-factor").text
    browser = visitor(named)
    assert "js/passkeys.js" in browser.get(f"/{lang}/login").text
    options = browser.post(f"/{lang}/passkey/challenge").text
    given = {"credential": key.signed(options), "shared_computer": "1", "next": f"/{lang}/me"}
    assert browser.post(f"/{lang}/passkey/sign-in", data=given).location == f"/{lang}/me"
    assert browser.get(f"/{lang}/staff").status_code == 200
    with reading() as session:
        rows = session.exec(select(SignIn).order_by(col(SignIn.created_at))).all()
    assert [(row.is_half, row.is_shared) for row in rows] == [(False, False), (False, True)]
    again = visitor(named).post(f"/{lang}/passkey/sign-in", data=given)
    assert (again.status_code, "js/passkeys.js" in again.text) == (422, True)


def test_after_the_password_a_key_stands_in_for_the_code(named, signed_in, visitor):
    key = SoftKey(verifies=False)
    added(signed_in(named, "anna@amur.example"), key)
    browser = visitor(named)
    assert browser.sign_in("anna@amur.example").location == "/en/second-step?next=/en/start"
    assert "js/passkeys.js" in browser.get("/en/second-step").text
    half = browser.get_cookie("bridge").value
    refused = browser.post("/en/second-step/passkey", data={"credential": "{}"})
    assert (refused.status_code, browser.get("/en/me").status_code) == (422, 302)
    options = browser.post("/en/passkey/challenge", data={"beside": "1"}).text
    assert browser.post("/en/second-step/passkey", data={"credential": key.signed(options)}).location == "/en/start"
    assert browser.get("/en/me").status_code == 200
    assert browser.get_cookie("bridge").value != half


def test_who_may_not_sign_in_may_not_by_a_key_and_a_copied_one_begins_nothing(named, signed_in, visitor):
    key = SoftKey()
    added(signed_in(named, "anna@amur.example"), key)
    copied = copy.copy(key)
    browser = visitor(named)

    def tries(device):
        options = browser.post("/en/passkey/challenge").text
        return browser.post("/en/passkey/sign-in", data={"credential": device.signed(options)}).status_code

    assert tries(key) == 302
    browser.post("/en/logout")
    assert tries(copied) == 422
    with transaction() as session:
        session.exec(select(User)).one().active = False
    assert tries(key) == 422
    with reading() as session:
        assert len(session.exec(select(SignIn)).all()) == 1


def test_a_key_is_taken_away_by_its_person_with_her_password(named, signed_in):
    anna = signed_in(named, "anna@amur.example")
    added(anna, SoftKey())
    with reading() as session:
        [key] = session.exec(select(Passkey)).all()
    path = f"/en/me/passkeys/{key.id}/take-away"
    stranger = signed_in(named, "boris@amur.example")
    assert stranger.post(path, data={"password": stranger.password}).status_code == 404
    assert anna.post(path, data={"password": "wrong, surely"}).status_code == 422
    assert anna.post(path, data={"password": anna.password}).status_code == 302
    with reading() as session:
        assert session.exec(select(Passkey)).all() == []


def test_where_browsers_make_none_nothing_is_offered(web, signed_in, visitor):
    anna = signed_in(web, "anna@amur.example")
    for page in (anna.get("/en/me/second-factor"), visitor(web).get("/en/login")):
        assert "passkey" not in page.text
    assert visitor(web).post("/en/passkey/challenge").status_code == 404


def test_on_the_way_back_keys_are_gone_and_half_sign_ins_end(named, signed_in, visitor):
    added(signed_in(named, "anna@amur.example"), SoftKey())
    visitor(named).sign_in("anna@amur.example")
    migrations, file = named.extensions["alembic"], named.extensions["database"].url.database
    migrations.downgrade("0117")
    with sqlite3.connect(file) as raw:
        assert raw.execute("SELECT is_half FROM sign_in").fetchall() == [(0,)]
    migrations.upgrade()
    with reading() as session:
        assert session.exec(select(Passkey)).all() == []
