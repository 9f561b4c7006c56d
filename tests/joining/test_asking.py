"""A library asks to join: a form that everybody may fill in, and a link by which the address is confirmed."""

from datetime import timedelta

import lxml.html
import pytest

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.worklist import overseen
from library_exchange.directory.models import Library
from library_exchange.joining import queries
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.rules import CONFIRM_WITHIN, MOST_UNCONFIRMED
from library_exchange.joining.services import asking, deciding
from tests.joining.conftest import PUBLIC, READING_ROOM, applications, link_in, state_of


@pytest.fixture
def heihe(web, make_library):
    return make_library()


def waits_for_platform():
    with reading() as session:
        return {kind.name: count for kind, count in overseen(session, now())}.get("applications", 0)


@pytest.mark.parametrize(
    ("language", "given", "subject", "button"),
    [
        ("ru", PUBLIC, "Подтвердите заявку в «Книжный мост»: Библиотека Тынды", "Подтвердить заявку"),
        ("zh", READING_ROOM, "请确认：石桥阅览室申请加入“书桥”", "确认申请"),
    ],
)
def test_a_library_asks_and_confirms_in_its_language(web, heihe, visitor, letters, language, given, subject, button):
    browser = visitor(web)
    answer = browser.post(f"/{language}/join", data=given, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, f"/{language}/join/sent")
    (mail,) = letters(given["email"])
    assert mail["Subject"] == subject
    link = link_in(mail, "/join/confirm/")
    page = browser.get(link).text
    assert button in page
    assert given["person_name"] not in page
    assert waits_for_platform() == 0
    browser.post(link)
    assert button not in browser.get(link).text
    assert waits_for_platform() == (given is PUBLIC)


def test_nobody_is_told_of_an_application_before_its_address_is_confirmed(web, heihe, ask, letters, signed_in):
    number = ask(READING_ROOM, "zh", is_confirmed=False)
    assert letters("ill@heihe.example") == []
    platform = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    assert "石桥阅览室" not in platform.get("/ru/platform/applications").text
    assert platform.get(f"/ru/platform/applications/{number}").status_code == 404


def test_looking_at_the_link_confirms_nothing(web, heihe, ask, letters, visitor):
    number = ask(PUBLIC, "ru", is_confirmed=False)
    (mail,) = letters(PUBLIC["email"])
    visitor(web).get(link_in(mail, "/join/confirm/"))
    assert state_of(number) == "unconfirmed"


def test_a_link_opened_and_sent_twice_does_no_harm(web, heihe, ask, letters, visitor):
    ask(PUBLIC, "ru", is_confirmed=False)
    (mail,) = letters(PUBLIC["email"])
    browser, link = visitor(web), link_in(mail, "/join/confirm/")
    assert [browser.post(link).status_code for _time in range(2)] == [302, 302]
    assert waits_for_platform() == 1


def test_a_link_that_is_too_old_confirms_nothing(web, heihe, ask, letters, visitor):
    number = ask(PUBLIC, "ru", at=now() - CONFIRM_WITHIN - timedelta(minutes=1), is_confirmed=False)
    (mail,) = letters(PUBLIC["email"])
    answer = visitor(web).post(link_in(mail, "/join/confirm/"))
    assert (answer.status_code, state_of(number)) == (409, "unconfirmed")
    assert "Срок ссылки истёк" in answer.text


def test_a_forged_link_opens_nothing(web, heihe, ask, letters, visitor):
    ask(PUBLIC, "ru")
    (mail,) = letters(PUBLIC["email"])
    browser, link = visitor(web), link_in(mail, "/join/confirm/")
    assert browser.get(link).status_code == 200
    named, _dot, signature = link.rpartition(".")
    forged = ("A" if signature[0] != "A" else "B") + signature[1:]
    assert browser.get(f"{named}.{forged}").status_code == 404


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name_zh": ""}, "name_ru"),
        ({"sponsor": ""}, "sponsor"),
        ({"sponsor": "atlantis"}, "sponsor"),
        ({"sponsor": "amur"}, "sponsor"),
        ({"sponsor": "elsewhere"}, "sponsor"),
        ({"kind": "school", "sponsor": ""}, "sponsor"),
        ({"country": "DE"}, "country"),
        ({"email": "nonsense"}, "email"),
        ({"person_function": ""}, "person_function"),
    ],
)
def test_what_lacks_or_cannot_be_is_told_at_its_field(web, heihe, make_library, visitor, changed, field):
    make_library("Amur", "RU")
    make_library("Elsewhere", "CN", is_remote=True)
    answer = visitor(web).post("/ru/join", data=READING_ROOM | changed)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert applications() == 0


def test_a_public_library_needs_no_sponsor_and_gets_none(web, heihe, ask):
    number = ask(PUBLIC | {"country": "CN", "sponsor": "heihe"}, "ru")
    with reading() as session:
        assert session.get_one(LibraryApplication, number).sponsor_id is None


def test_whether_an_address_has_an_account_is_told_to_nobody(web, heihe, make_person, visitor, letters):
    make_person("known@amur.example")
    answers = [
        visitor(web).post("/zh/join", data=PUBLIC | {"email": email}, follow_redirects=True)
        for email in ("known@amur.example", "nobody@amur.example")
    ]
    shown = [lxml.html.fromstring(each.text).text_content() for each in answers]
    assert shown[0] == shown[1]
    texts = [letters(email)[0].get_content() for email in ("known@amur.example", "nobody@amur.example")]
    assert len(texts[0].splitlines()) == len(texts[1].splitlines())


def test_an_address_is_not_flooded_with_letters_and_nothing_tells_so(web, heihe, visitor, letters):
    browser = visitor(web)
    answers = [browser.post("/ru/join", data=PUBLIC) for _time in range(MOST_UNCONFIRMED + 2)]
    assert {(each.status_code, each.location) for each in answers} == {(302, "/ru/join/sent")}
    assert len(letters(PUBLIC["email"])) == applications() == MOST_UNCONFIRMED


def test_a_robot_that_fills_in_every_field_is_answered_and_writes_nothing(web, heihe, visitor, letters):
    answer = visitor(web).post("/ru/join", data=PUBLIC | {"leave_empty": "https://robot.example"})
    assert (answer.status_code, answer.location) == (302, "/ru/join/sent")
    assert (applications(), letters(PUBLIC["email"])) == (0, [])


def test_one_place_cannot_send_the_form_without_end(make_app, sqlite_url, visitor):
    app = make_app(sqlite_url, RATELIMIT_ENABLED=True)
    with app.app_context():
        browser = visitor(app)
        answers = [browser.post("/ru/join", data={}).status_code for _time in range(12)]
    assert answers == [422] * 10 + [429] * 2


@pytest.mark.parametrize("page", ["/zh/", "/ru/login"])
def test_who_is_not_signed_in_finds_the_form_from_the_start_and_from_the_sign_in(web, heihe, visitor, page):
    assert f'href="{page[:3]}/join"' in visitor(web).get(page).text


def test_the_sponsors_desk_is_asked_in_its_language_and_no_person_is_named(web, heihe, ask, letters):
    ask(READING_ROOM, "zh")
    (mail,) = letters("ill@heihe.example")
    assert mail["Subject"] == "贵馆是否推荐石桥阅览室？"
    text = mail.get_content()
    assert "/zh/staff/applications/" in text
    assert READING_ROOM["person_name"] not in text
    assert READING_ROOM["email"] not in text


def test_an_application_is_confirmed_once(web, heihe, ask):
    number = ask(PUBLIC, "ru")
    with pytest.raises(Conflict), transaction() as session:
        asking.confirm(session, queries.get_by_link(session, number), now())


def test_a_sponsor_that_is_no_member_vouches_for_nobody(web, heihe, ask):
    with transaction() as session:
        session.get_one(Library, heihe).is_remote = True
    with pytest.raises(InvalidInput):
        ask(READING_ROOM, "zh")


@pytest.mark.parametrize(
    ("language", "subject"), [("zh", "Библиотека Тынды申请加入"), ("ru", "Библиотека Тынды просит о присоединении")]
)
def test_who_runs_the_platform_is_written_to_once_when_an_application_waits_for_her(
    web, ask, letters, make_person, language, subject
):
    make_person("platform@bridge.example", language=language, is_platform_admin=True)
    unconfirmed = ask(PUBLIC, "ru", is_confirmed=False)
    assert letters("platform@bridge.example") == []
    with transaction() as session:
        asking.confirm(session, queries.get_by_link(session, unconfirmed), now())
    (letter,) = letters("platform@bridge.example")
    assert letter["Subject"] == subject
    text = letter.get_content()
    assert f"/platform/applications/{unconfirmed}" in text
    assert PUBLIC["person_name"] not in text


def test_of_an_application_at_its_sponsor_the_platform_hears_once_it_vouches(web, heihe, ask, letters, make_person):
    make_person("platform@bridge.example", is_platform_admin=True)
    number = ask(READING_ROOM, "zh")
    assert letters("platform@bridge.example") == []
    librarian = Actor("person", library_id=heihe, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        deciding.vouch(session, librarian, queries.get_by_link(session, number), now())
    assert len(letters("platform@bridge.example")) == 1


@pytest.mark.parametrize("field", ["email", "mailbox"])
def test_a_library_whose_address_mixes_two_alphabets_is_asked_before_its_application_counts(web, visitor, field):
    browser, given = visitor(web), PUBLIC | {field: "тында@tynda.example"}
    assert "буквы двух алфавитов" in browser.post("/ru/join", data=given).text
    assert browser.post("/ru/join", data=given | {"sure": "yes"}).location.endswith("/join/sent")
