"""The pages on which an administrator enters a server and chooses what is harvested, and all staff see what came."""

import html

import pytest

from library_exchange.core.actor import Role
from library_exchange.harvesting.resources import DOOR
from library_exchange.harvesting.rules.runs import Failure, Outcome
from tests.harvesting.played import Book, error
from tests.ways_out import SHUT, decide, noted

PAGE = "/staff/harvests"
BOOKS = [Book(f"{n}", f"Том {n}", at=f"2026-11-{n + 1:02}T00:00:00Z") for n in range(5)]


@pytest.fixture
def administrator(app, harvesting, signed_in):
    harvesting.server.repository.books = list(BOOKS)
    return signed_in(app, library_id=harvesting.library_id, roles=Role.LIBRARY_ADMIN)


@pytest.fixture
def librarian(app, harvesting, signed_in):
    harvesting.server.repository.books = list(BOOKS)
    return signed_in(app, "ivan@amur.example", library_id=harvesting.library_id, roles=Role.LIBRARIAN)


def text(client, lang, path=PAGE):
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


@pytest.mark.parametrize(
    ("lang", "loses", "first"),
    [
        ("ru", "Шифры, штрихкоды, тома", "Это первый файл с этого адреса"),
        ("zh", "索书号、条码、卷册", "这是该地址的第一个文件"),
    ],
)
def test_a_server_is_entered_introduces_itself_and_is_harvested(administrator, harvesting, lang, loses, first):
    entered = administrator.post(f"/{lang}{PAGE}", data={"url": f"{harvesting.server.address}?verb=Identify"})
    assert entered.status_code == 302
    own = f"{PAGE}/{harvesting.source().id}"
    shown = text(administrator, lang, own)
    assert harvesting.source().url == harvesting.server.address
    for each in ("Каталог", "Книги", "marc21", "oai_dc", loses):
        assert each in shown
    assert "mets" not in shown
    chosen = administrator.post(f"/{lang}{own}", data={"prefix": "marc21", "set_spec": "books", "often": "weekly"})
    assert chosen.status_code == 302
    harvesting.deliver()
    assert first in text(administrator, lang, own)
    assert harvesting.last().outcome is Outcome.WAITS
    assert "Каталог" in text(administrator, lang)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((404, {}, b""), "По этому адресу никто не отвечает"),
        ((200, {}, b"<!doctype html><html></html>"), "веб-страница"),
        ((200, {}, b"<rss/>"), "не по протоколу OAI-PMH"),
        ((503, {}, b""), "занят"),
        ((200, {}, error("badVerb")), "не принял запрос"),
        ((200, {}, error("badResumptionToken")), "не принял запрос"),
    ],
)
def test_a_server_that_does_not_introduce_itself_is_not_kept(administrator, harvesting, answer, told):
    harvesting.server.answers = lambda _told: answer
    refused = administrator.post(f"/ru{PAGE}", data={"url": harvesting.server.address})
    assert refused.status_code == 422
    assert told in refused.text
    assert harvesting.server.address in refused.text
    assert "Добавить сервер" in text(administrator, "ru")


def test_a_server_is_not_entered_twice(administrator, harvesting):
    for status in (302, 422):
        entered = administrator.post(f"/ru{PAGE}", data={"url": harvesting.server.address})
        assert entered.status_code == status


@pytest.mark.parametrize("wrong", [{"prefix": "mods"}, {"prefix": "marc21", "set_spec": "no-such"}, {}])
def test_what_the_server_does_not_give_cannot_be_chosen(administrator, harvesting, wrong):
    harvesting.enters()
    answer = administrator.post(f"/ru{PAGE}/{harvesting.source().id}", data=wrong)
    assert answer.status_code == 422
    assert harvesting.source().prefix is None


def test_librarians_see_the_server_and_change_nothing(librarian, harvesting):
    harvesting.begins()
    own = f"{PAGE}/{harvesting.source().id}"
    for path in (PAGE, own):
        shown = text(librarian, "ru", path)
        assert "localhost" in shown
        assert "/oai" not in shown.replace("OAI-PMH", "")
        assert "Собрать сейчас" not in shown
    assert "новых" in text(librarian, "ru", own)


def test_what_the_server_sent_is_there_page_by_page(librarian, harvesting):
    harvesting.begins()
    own = f"{PAGE}/{harvesting.source().id}/{harvesting.last().id}"
    assert "Страница 3" in text(librarian, "ru", own)
    sent = librarian.get(f"/ru{own}/3.xml")
    assert "attachment" in sent.headers["Content-Disposition"]
    assert b"oai:played:4" in sent.data
    assert librarian.get(f"/ru{own}/4.xml").status_code == 404


def test_an_administrator_pauses_goes_on_harvests_all_and_ends(administrator, harvesting):
    harvesting.begins()
    own = f"/ru{PAGE}/{harvesting.source().id}"
    administrator.post(f"{own}/pause")
    assert harvesting.source().is_paused
    assert administrator.post(f"{own}/now").status_code == 409
    administrator.post(f"{own}/go-on")
    harvesting.deliver()
    assert "будут исключены" in administrator.post(f"{own}/all").text
    administrator.post(f"{own}/all", data={"sure": "yes"})
    harvesting.deliver()
    assert harvesting.last().is_whole
    administrator.post(f"{own}/end", data={"sure": "yes"})
    assert "Каталог" not in text(administrator, "ru")
    assert harvesting.numbers() == {each.identifier for each in BOOKS}


def test_what_waits_stands_on_the_list_of_work(librarian, harvesting):
    harvesting.begins(is_taken_in=False)
    assert "Проверить собранное и загрузить записи" in text(librarian, "ru", "/staff")
    harvesting.server.answers = lambda _told: (404, {}, b"")
    for _again in range(3):
        assert harvesting.harvests().reason == Failure.NOT_THERE
    assert "Узнать, почему сбор не удаётся" in text(librarian, "ru", "/staff")


def test_a_server_told_what_it_gives_again(administrator, harvesting):
    harvesting.begins()
    harvesting.server.repository.deleted = "no"
    own = f"/ru{PAGE}/{harvesting.source().id}"
    administrator.post(f"{own}/ask")
    assert "Сервер не сообщает об удалённом" in text(administrator, "ru", own.removeprefix("/ru"))
    harvesting.server.answers = lambda _told: (404, {}, b"")
    assert "никто не отвечает" in administrator.post(f"{own}/ask", follow_redirects=True).text


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_no_server_is_asked_while_the_way_out_is_shut(administrator, harvesting, lang):
    harvesting.enters()
    decide(DOOR, is_open=False)
    asked = len(harvesting.server.asked)
    refused = administrator.post(f"/{lang}{PAGE}", data={"url": harvesting.server.address})
    assert (refused.status_code, SHUT[lang] in html.unescape(refused.text)) == (422, True)
    assert len(harvesting.server.asked) == asked
    for page in (PAGE, f"{PAGE}/{harvesting.source().id}"):
        assert SHUT[lang] in text(administrator, lang, page)


def test_what_a_server_said_of_itself_is_noted(administrator, harvesting):
    administrator.post(f"/ru{PAGE}", data={"url": harvesting.server.address})
    harvesting.server.answers = lambda _told: (404, {}, b"")
    administrator.post(f"/ru{PAGE}/{harvesting.source().id}/ask")
    assert noted(DOOR) == (2, ["not_there"])
