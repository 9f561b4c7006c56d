"""What one side alone can read is said before it goes out: a title in one script, a word that is no author."""

import pytest

from library_exchange.core.no_names import is_no_name
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.schemas import BibliographicInfo, TextForm
from library_exchange.marc.spreadsheets.people import people
from library_exchange.new_requests import sounding
from library_exchange.new_requests.schemas import Completion, NewRequest
from library_exchange.new_requests.services.books import completed, described
from library_exchange.web.forms import parse


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


NOBODY = [
    *(
        "不记得了",
        "不详",
        "（不详）",
        "作者不详",
        "未知",
        "не помню",
        "Не помню.",
        "неизвестен",
        "б. а.",
        "[б. а.]",
        "Б/а",
    ),
    *("без автора", "нет", "unknown", "N/A"),
]
SOMEBODY = ["佚名", "无名氏", "Неизвестнов П. П.", "吴记", "Нетто Л.", "Б. А. Левин", "不肖生"]


@pytest.mark.parametrize("said", NOBODY)
def test_who_writes_that_nobody_knows_the_author_has_named_none(said):
    assert is_no_name(said)
    book = described(parse(NewRequest, {"title": "Сказки таёжной реки", "author": said, "service": "Loan"}))
    assert book.authors == ()
    assert people(said) == (), "an import makes no person of it"
    assert completed(book, (Lack.AUTHOR,), Completion(author=said)).authors == ()


@pytest.mark.parametrize("name", SOMEBODY)
def test_a_name_that_looks_a_little_like_it_stays_a_name(name):
    assert not is_no_name(name)
    assert described(parse(NewRequest, {"title": "Том", "author": name, "service": "Loan"})).authors


def book(title, *more):
    return BibliographicInfo(title=(TextForm(value=title), *more))


@pytest.mark.parametrize(
    ("title", "sound", "lang"),
    [
        ("俄罗斯远东蜜蜂饲养", "э ло сы юань дун ми фэн сы ян", "zh-Cyrl"),
        ("Пчеловодство", "Pchelovodstvo", "ru-Latn"),
        ("Beekeeping", None, None),
        ("1984", None, None),
    ],
)
def test_a_title_in_one_script_is_proposed_as_it_sounds_to_the_other_side(title, sound, lang):
    form = sounding.proposed(book(title))
    assert (form and (form.value.casefold(), form.lang)) == (sound and (sound.casefold(), lang))


def test_a_title_that_has_another_form_needs_none():
    assert sounding.proposed(book("蜜蜂", TextForm(value="Пчёлы", lang="ru", kind="translation"))) is None


def test_staff_send_the_sound_or_what_the_title_means():
    typed = book("蜜蜂")
    heard = completed(typed, (), Completion(title_there=sounding.proposed(typed).value))
    meant = completed(typed, (), Completion(title_there="Пчёлы"))
    assert [(form.kind, form.lang, form.machine) for form in heard.title[1:]] == [("transliteration", "zh-Cyrl", True)]
    assert [(form.value, form.kind, form.lang) for form in meant.title[1:]] == [("Пчёлы", "translation", "ru")]


@pytest.mark.parametrize(("language", "warned"), [("zh", "俄方馆员"), ("ru", "Российские библиотекари")])
def test_the_page_of_a_request_says_so_and_takes_what_staff_write(heihe, at_desk, language, warned):
    browser = at_desk(heihe)
    answer = browser.post("/en/loans/new", data={"title": "俄罗斯远东蜜蜂饲养", "author": "不记得了", "year": "1998"})
    loan = int(answer.location.rsplit("/", 1)[1])
    page = browser.get(f"/{language}/loans/{loan}").text
    assert warned in page
    assert 'name="title_there"' in page
    browser.post(f"/{language}/loans/{loan}/citation", data={"title_there": "Пчеловодство на Дальнем Востоке"})
    page = browser.get(f"/{language}/loans/{loan}").text
    assert "Пчеловодство на Дальнем Востоке" in page
    assert warned not in page
