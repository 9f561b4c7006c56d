"""The desk of who runs the platform: where she begins, and what waits for her there."""

from datetime import timedelta

import pytest
from sqlmodel import select

from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.mail.models import KIND, Mail

NOTHING = {"ru": "Сейчас ничего не ждёт", "zh": "目前没有待办"}


@pytest.fixture
def platform(web, make_person, visitor):
    """Who runs the platform and belongs to no library, in front of her browser."""
    make_person("anna@bridge.example", is_platform_admin=True)
    opened = visitor(web)
    opened.sign_in("anna@bridge.example")
    return opened


def fail_a_mail():
    at = now() - timedelta(minutes=5)
    with transaction() as session:
        row = OutboxMessage(kind=KIND, lane="quick", payload={}, created_at=at, due_at=now() + timedelta(days=1))
        row.attempts = 3
        session.add(row)


def test_who_runs_the_platform_begins_at_a_desk_of_her_own(platform):
    assert platform.get("/ru/start").location == "/ru/platform"
    for language, words in NOTHING.items():
        assert words in platform.get(f"/{language}/platform").text
        assert f'href="/{language}/platform"' in platform.get(f"/{language}/").text, "the menu leads to it"


def test_her_own_page_and_the_menu_say_that_something_waits(platform):
    fail_a_mail()
    assert "Не ушло 1 письмо" in platform.get("/ru/platform").text
    page = platform.get("/ru/me").text
    assert "Дела платформы: 1" in page
    assert "Сейчас вас ничего не ждёт" not in page


def test_mails_that_wait_for_the_server_are_told_where_mails_are_listed(platform):
    fail_a_mail()
    assert "1 письмо пока не удалось передать" in platform.get("/ru/platform/mail").text


def test_a_mail_kept_as_a_file_where_no_server_is_set_did_not_fail(web, platform):
    given = {"recipient": "x@heihe.example", "language": "zh", "subject": "新的申请", "message_id": "a"}
    with transaction() as session:
        session.add(Mail(created_at=now(), **given))
    assert "data-waits" not in platform.get("/ru/platform").text
    web.extensions["settings"].smtp_host = "mail.example"
    assert 'data-waits="mails"' in platform.get("/ru/platform").text
    with transaction() as session:
        session.scalars(select(Mail)).one().created_at -= timedelta(days=8)
    assert "data-waits" not in platform.get("/ru/platform").text, "after a week it is told no more"


def test_a_mail_in_another_language_says_whose_language_it_is(platform):
    given = {"recipient": "x@heihe.example", "language": "zh", "subject": "新的申请", "message_id": "a"}
    with transaction() as session:
        session.add(Mail(created_at=now(), **given))
        session.flush()
    with reading() as session:
        number = session.scalars(select(Mail)).one().id
    for path in ("/ru/platform/mail", f"/ru/platform/mail/{number}"):
        page = platform.get(path).text
        assert "Язык получателя" in page
        assert "китайский" in page


def test_who_works_in_a_library_too_begins_with_its_queue(web, make_library, make_person, visitor):
    make_person("li@heihe.example", library_id=make_library("Heihe"), roles=Role.LIBRARIAN, is_platform_admin=True)
    opened = visitor(web)
    opened.sign_in("li@heihe.example")
    assert opened.get("/ru/start").location == "/ru/staff"
    assert opened.get("/ru/platform").status_code == 200
