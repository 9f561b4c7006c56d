"""The pages: a librarian chooses a phrase, fills it in, and the other side reads it in its own language."""

import re
from html import unescape

import pytest

from library_exchange.core.actor import Role

THREAD = "threads/parcel/1"


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def desks(app, signed_in, parcel, heihe, amur, chita):
    """A librarian's browser in each library."""
    ids = {"heihe": heihe, "amur": amur, "chita": chita}
    return {name: signed_in(app, f"{name}@example.org", number, Role.LIBRARIAN) for name, number in ids.items()}


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def test_a_phrase_is_chosen_filled_in_and_read_in_the_other_language(desks):
    page = desks["amur"].get(f"/ru/{THREAD}?phrase=15")
    assert 'name="date" type="date"' in page.text
    answer = desks["amur"].post(f"/ru/{THREAD}/say", data={"phrase": "15", "date": "2026-05-04"}, follow_redirects=True)
    assert "Отправлено" in text_of(answer)
    theirs = desks["heihe"].get(f"/zh/{THREAD}")
    assert "此书最迟可借至2026年5月4日。" in text_of(theirs)
    assert "Амур" not in text_of(theirs)
    assert "1 条未读消息" in text_of(desks["heihe"].get("/zh/staff/messages"))
    last = re.search(r'name="last_id" value="(\d+)"', theirs.text)[1]
    desks["heihe"].post(f"/zh/{THREAD}/read", data={"last_id": last})
    assert "未读" not in text_of(desks["heihe"].get("/zh/staff/messages"))


def test_free_words_stay_as_they_are_and_say_so(desks):
    desks["amur"].post(f"/ru/{THREAD}/say", data={"text": "Книга <b>тяжёлая</b>\nи старая"})
    page = desks["heihe"].get(f"/zh/{THREAD}").text
    assert '<p class="m-0 words" lang="ru">Книга &lt;b&gt;тяжёлая&lt;/b&gt;\nи старая</p>' in page
    assert "原文为俄文" in page


def test_what_cannot_be_said_yet_comes_back_with_what_was_typed(desks):
    empty = desks["amur"].post(f"/ru/{THREAD}/say", data={"phrase": "33", "place": "Хэйхэ"})
    assert empty.status_code == 422
    assert 'value="Хэйхэ"' in empty.text
    assert 'href="#number"' in empty.text
    personal = {"text": "Анна, +7 914 555-12-34"}
    warned = desks["amur"].post(f"/ru/{THREAD}/say", data=personal)
    assert warned.status_code == 422
    assert "Анна, +7 914 555-12-34</textarea>" in warned.text
    assert "номер телефона" in text_of(warned)
    assert 'name="confirmed"' in warned.text
    assert desks["amur"].post(f"/ru/{THREAD}/say", data=personal | {"confirmed": "y"}).status_code == 302


def test_a_third_library_and_a_reader_find_nothing(app, desks, signed_in, heihe):
    reader = signed_in(app, "reader@heihe.example", heihe, Role.READER)
    assert desks["chita"].get(f"/ru/{THREAD}").status_code == 404
    assert desks["chita"].post(f"/ru/{THREAD}/say", data={"phrase": "90"}).status_code == 404
    assert reader.get(f"/zh/{THREAD}").status_code == 403
    assert desks["heihe"].get("/zh/threads/parcel/nowhere").status_code == 404
    assert desks["heihe"].get("/zh/threads/nothing/1").status_code == 404


def test_after_sending_one_is_back_where_one_was_but_never_elsewhere(desks):
    for target, expected in (("/ru/staff#talk", "/ru/staff#talk"), ("https://evil.example/", f"/ru/{THREAD}")):
        answer = desks["amur"].post(f"/ru/{THREAD}/say", data={"phrase": "90", "next": target})
        assert answer.location == expected


def test_an_empty_list_says_what_to_do(desks):
    page = desks["chita"].get("/zh/staff/messages")
    assert 'class="empty"' in page.text
