"""The pages of a library's own holdings, in both languages: found, corrected, withdrawn after a question, restored."""

import re

import lxml.html
import pytest

from library_exchange.core.actor import Role
from tests.imports.files import record

WORDS = {
    "zh": (
        *("本馆藏书", "有人已更改此记录", "现在的内容：", "注销记录", "请选择注销该单册的原因"),
        *("记录历史", "更正了记录", "撤销此操作", "此操作已撤销"),
    ),
    "ru": (
        *("Наш фонд", "Кто-то уже изменил эту запись", "Сейчас здесь стоит:", "Списать запись", "Выберите, почему"),
        *("История записи", "Исправлена запись", "Отменить это действие", "Это действие уже отменено"),
    ),
}


@pytest.fixture(params=["zh", "ru"])
def at_desk(request, app, library, signed_in):
    """A librarian at her browser whose library has two books."""
    library.sends(record("1", "Записки о реке", copies=[("84", "A1")]), record("2", "Сказки тайги"))
    client = signed_in(app, library_id=library.library_id, roles=Role.LIBRARIAN)

    class Desk:
        words = WORDS[request.param]

        def get(self, path):
            answer = client.get(f"/{request.param}{path}")
            assert answer.status_code == 200, path
            return answer.text

        def post(self, path, **form):
            return client.post(f"/{request.param}{path}", data=form)

        def form(self, path, ending):
            page = lxml.html.fromstring(self.get(path))
            return dict(next(each for each in page.forms if (each.action or "").endswith(ending)).form_values())

        def book(self, number):
            found = re.findall(r"/staff/holdings/(\d+)\"", self.get(f"/staff/holdings?q={number}"))
            return f"/staff/holdings/{found[0]}"

    return Desk()


def test_a_book_is_found_in_the_list_and_by_its_bar_code(at_desk):
    assert at_desk.words[0] in at_desk.get("/staff/holdings")
    found = at_desk.get("/staff/holdings?q=A1")
    assert "Записки о реке" in found
    assert "Сказки тайги" not in found
    assert "Сказки тайги" in at_desk.get("/staff/holdings?lack=isbn&page=1")


def test_the_later_of_two_librarians_sees_what_the_other_wrote_and_keeps_what_she_typed(at_desk):
    book = at_desk.book("A1")
    form = at_desk.form(book, book)
    assert at_desk.post(book, **form | {"title": "Записки об озере"}).status_code == 302
    late = at_desk.post(book, **form | {"title": "Записки о море"})
    assert late.status_code == 409
    assert at_desk.words[1] in late.text
    assert at_desk.words[2] in late.text
    assert "Записки об озере" in late.text
    assert 'value="Записки о море"' in late.text
    shown = lxml.html.fromstring(late.text)
    again = dict(next(each for each in shown.forms if each.action.endswith(book)).form_values())
    assert at_desk.post(book, **again).status_code == 302
    assert at_desk.form(book, book)["title"] == "Записки о море"


def test_a_record_is_withdrawn_after_a_question_and_comes_back(at_desk):
    book = at_desk.book("A1")
    asked = at_desk.post(f"{book}/withdraw", reason="lost")
    assert (asked.status_code, at_desk.words[3] in asked.text) == (200, True)
    assert "Записки о реке" in at_desk.get("/staff/holdings")
    assert at_desk.post(f"{book}/withdraw", reason="lost", sure="yes").status_code == 302
    assert "Записки о реке" not in at_desk.get("/staff/holdings")
    assert "Записки о реке" in at_desk.get("/staff/holdings?shown=withdrawn")
    assert at_desk.post(f"{book}/restore").status_code == 302
    assert "Записки о реке" in at_desk.get("/staff/holdings")


def test_a_refused_form_shows_what_was_typed(at_desk):
    refused = at_desk.post("/staff/holdings/new", title="Новая книга", year="давно", barcode="A1")
    assert refused.status_code == 422
    assert 'value="Новая книга"' in refused.text
    assert 'id="year-error"' in refused.text
    copy = re.findall(r"/staff/holdings/copies/(\d+)", at_desk.get("/staff/holdings?q=A1"))[0]
    form = at_desk.form(f"/staff/holdings/copies/{copy}", copy)
    kept = at_desk.post(f"/staff/holdings/copies/{copy}", **form | {"state": "withdrawn"})
    assert kept.status_code == 422
    assert at_desk.words[4] in kept.text


def test_ticked_records_are_named_before_they_are_changed(at_desk):
    ticks = re.findall(r'name="row" value="([\d.]+)"', at_desk.get("/staff/holdings"))
    assert len(ticks) == 2
    asked = at_desk.post("/staff/holdings", row=ticks, act="place", new_place="Филиал 3")
    assert all(title in asked.text for title in ("Записки о реке", "Сказки тайги", "Филиал 3"))
    assert at_desk.post("/staff/holdings", row=ticks, act="place", new_place="Филиал 3", sure="yes").status_code == 302
    assert "Филиал 3" in at_desk.get(at_desk.book("A1"))
    assert at_desk.post("/staff/holdings", act="place").status_code == 422


def test_a_correction_is_taken_back_from_the_history_after_a_question_and_only_once(at_desk):
    book = at_desk.book("A1")
    at_desk.post(book, **at_desk.form(book, book) | {"title": "Записки об озере"})
    shown = at_desk.get(f"{book}/history")
    assert all(word in shown for word in (*at_desk.words[5:8], "Записки о реке", "Записки об озере"))
    [way] = re.findall(r"(/staff/holdings/history/\d+/take-back)", shown)
    asked = at_desk.post(way)
    assert (asked.status_code, at_desk.words[6] in asked.text) == (200, True)
    assert at_desk.form(book, book)["title"] == "Записки об озере"
    assert at_desk.post(way, sure="yes").status_code == 302
    assert at_desk.form(book, book)["title"] == "Записки о реке"
    late = at_desk.post(way, sure="yes")
    assert (late.status_code, at_desk.words[8] in late.text) == (409, True)
    assert at_desk.get("/staff/holdings/history").count(at_desk.words[6]) == 2


def test_a_library_that_did_nothing_by_hand_is_told_so(at_desk):
    assert 'class="empty"' in at_desk.get("/staff/holdings/history")
    assert 'class="empty"' in at_desk.get(f"{at_desk.book('A1')}/history")
