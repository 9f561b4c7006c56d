"""The page on which an administrator says where the library's file is fetched, and all staff see what came."""

import html

import pytest

from library_exchange.catalogue.models import Import
from library_exchange.core.actor import Role
from library_exchange.core.db import transaction
from library_exchange.imports.services import files
from library_exchange.scheduled_imports import labels
from library_exchange.scheduled_imports.resources import DOOR
from library_exchange.scheduled_imports.rules import Failure, Outcome, Reason
from tests.imports.files import record
from tests.ways_out import SHUT, decide, noted

PAGE = "/staff/imports/scheduled"
BOOKS = [record(f"{n}", f"Том {n}", year=1900 + n) for n in range(3)]


@pytest.fixture
def administrator(app, fetching, signed_in):
    return signed_in(app, library_id=fetching.library_id, roles=Role.LIBRARY_ADMIN)


@pytest.fixture
def librarian(app, fetching, signed_in):
    return signed_in(app, "ivan@amur.example", library_id=fetching.library_id, roles=Role.LIBRARIAN)


def text(client, lang, path=PAGE):
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


@pytest.mark.parametrize(
    ("lang", "kept", "first"),
    [("ru", "Адрес сохранён.", "Это первый файл с этого адреса"), ("zh", "地址已保存。", "这是该地址的第一个文件")],
)
def test_an_administrator_enters_an_address_and_sees_what_came(administrator, fetching, deliver, lang, kept, first):
    fetching.server.content = b"".join(BOOKS)
    form = {"url": fetching.server.address, "often": "weekly", "covers": "whole"}
    assert administrator.post(f"/{lang}{PAGE}", data=form).status_code == 302
    assert kept in text(administrator, lang)
    deliver()
    shown = text(administrator, lang)
    assert first in shown
    assert "catalogue.mrc" in shown
    assert fetching.schedule().is_whole


@pytest.mark.parametrize(
    "address",
    [
        *("http://library.example/a.mrc", "ftp://library.example/a.mrc", "https://", "library.example/a.mrc"),
        *("https://name:word@library.example/a.mrc", "https://library.example:99999/a.mrc", "https://a b/c"),
    ],
)
def test_an_address_that_will_not_do_is_shown_with_what_to_do(administrator, address):
    answer = administrator.post(f"/ru{PAGE}", data={"url": address, "often": "weekly"})
    assert answer.status_code == 422
    assert html.escape(address) in answer.text
    assert 'id="url-error"' in answer.text
    assert "https://" in answer.text


def test_a_name_in_other_letters_is_kept_as_machines_write_it(administrator, fetching):
    administrator.post(f"/ru{PAGE}", data={"url": "https://каталог.рф/книги.mrc#начало"})
    assert fetching.schedule().url == "https://xn--80aajzhsz.xn--p1ai/%D0%BA%D0%BD%D0%B8%D0%B3%D0%B8.mrc"


def test_librarians_see_the_server_and_not_the_whole_address(librarian, fetching):
    fetching.begins(*BOOKS)
    shown = text(librarian, "ru")
    assert "localhost" in shown
    assert "secret" not in shown
    assert "Сохранить изменения" not in shown


def test_what_a_person_did_with_a_file_is_shown_instead_of_that_it_waits(librarian, fetching, deliver):
    fetching.begins(*BOOKS)
    assert "Ждёт проверки" in text(librarian, "ru")
    with transaction() as session:
        files.start(session, fetching.actor, session.get_one(Import, fetching.tries()[0].import_id))
    deliver()
    assert "Ждёт проверки" not in text(librarian, "ru")


def test_a_file_that_waits_stands_on_the_list_of_work(librarian, fetching):
    fetching.begins(*BOOKS)
    assert "Проверить файл и загрузить записи" in text(librarian, "ru", "/staff")


def test_it_is_fetched_at_once_only_when_it_is_not_being_fetched(administrator, fetching):
    fetching.begins(*BOOKS)
    assert administrator.post(f"/ru{PAGE}/now").status_code == 302
    assert administrator.post(f"/ru{PAGE}/now").status_code == 409


def test_ending_it_is_asked_and_forgets_the_address(administrator, fetching):
    fetching.begins(*BOOKS)
    asked = administrator.post(f"/ru{PAGE}/stop")
    assert "Загруженное останется" in asked.text
    assert fetching.schedule()
    administrator.post(f"/ru{PAGE}/stop", data={"sure": "yes"})
    assert "localhost" not in text(administrator, "ru")


def test_every_reason_and_outcome_is_in_words():
    assert all(str(labels.why(each)) for each in (*Failure, *Reason))
    assert labels.OUTCOMES.keys() == labels.TONES.keys() == set(Outcome)


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_a_file_waits_while_the_way_out_is_shut_and_the_page_says_so(administrator, fetching, lang):
    decide(DOOR, is_open=False)
    fetching.begins(*BOOKS)
    assert (fetching.tries(), noted(DOOR)) == ([], (0, []))
    assert SHUT[lang] in text(administrator, lang)
    decide(DOOR, is_open=True)
    fetching.deliver()
    assert SHUT[lang] not in text(administrator, lang)
    assert (len(fetching.tries()), noted(DOOR)) == (1, (1, []))
