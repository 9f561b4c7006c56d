"""A class number that finds nothing is answered as one, and words that tell nothing find no books."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote

import pytest

from library_exchange.core.db import database
from library_exchange.marc.description import ClassNumber
from tests.catalogue.books import book, give


@pytest.fixture
def shelf(web, make_library, deliver, worlds):
    """Two Russian books with numbers of the BBK, and one for those who begin with something else."""
    worlds.given(database(), "two books with class numbers", lambda: fill(make_library, deliver), web)


def fill(make_library, deliver):
    library = make_library("Amur", "RU")
    for number, (title, of_class) in enumerate([("Записки о тайге", "84(2)6"), ("История Китая", "63.3(5Кит)")]):
        given = replace(book(title, number=str(number)), class_numbers=(ClassNumber("bbk", of_class),))
        give(library, given, raw=str(number).encode())
    give(library, book("Основы логистики для начинающих: что и как", number="9"), raw=b"9")
    deliver()


def answer(browser, language, words):
    """Return what the page says in its results, in one line, and the searches it leads to."""
    page = browser.get(f"/{language}/search", query_string={"q": words}).text
    results = page[page.index('id="facets"') : page.index("</main>")]
    links = [unquote(unescape(url)) for url in re.findall(r'href="(/[^"]*/search\?q=[^"]*)"', results)]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", results)).split()), links


@pytest.mark.parametrize(
    ("language", "number", "scheme", "none"),
    [
        ("zh", "I207.4", "按分类号理解：中图法", "没有任何记录带有这种分类号"),
        ("ru", "K512", "понято как классификационный индекс: CLC", "нет здесь ни у одной записи"),
    ],
)
def test_a_number_of_a_scheme_that_no_record_has_is_said_to_be_one(web, shelf, visitor, language, number, scheme, none):
    said, _links = answer(visitor(web), language, number)
    assert scheme in said
    assert none in said
    assert ("Сократите" in said, "请减少" in said) == (False, False)


@pytest.mark.parametrize(
    ("language", "carrying"), [("ru", "этой классификации есть у 2 записей"), ("zh", "另有 2 条记录")]
)
@pytest.mark.parametrize("number", ["84(5Кит)", "84(7Сое)"])
def test_the_nearest_class_above_is_offered_with_its_books(web, shelf, visitor, language, carrying, number):
    browser = visitor(web)
    said, links = answer(browser, language, number)
    assert carrying in said
    assert f"/{language}/search?q=ББК+84" in links
    assert "Записки о тайге" in answer(browser, language, "ББК 84")[0]


@pytest.mark.parametrize(
    ("language", "number", "told"),
    [
        ("zh", "I24", "“I24”按分类号理解：中图法"),
        ("zh", "i24", "“I24”按分类号理解：中图法"),
        ("zh", "K5", "“K5”按分类号理解：中图法"),
        ("ru", "Б 43", "«Б43» понято как классификационный индекс: ББК"),
        ("ru", "I24", "«I24» понято как классификационный индекс: CLC"),
    ],
)
def test_a_short_number_is_said_to_be_one_whether_words_have_it_or_not(
    web, shelf, visitor, make_library, deliver, language, number, told
):
    browser = visitor(web)
    said, _links = answer(browser, language, number)
    assert told in said
    assert {"zh": "没有找到", "ru": "Ничего не найдено"}[language] in said
    give(make_library(), book(f"Дизель {number}", number="w"), raw=b"w")
    deliver()
    said, _links = answer(browser, language, number)
    assert told in said
    assert "Дизель" in said
    assert {"zh": "下面的书只是文字中有它", "ru": "есть только среди слов"}[language] in said


def test_a_class_that_has_books_is_never_said_to_have_none(web, shelf, visitor):
    said, links = answer(visitor(web), "ru", "84")
    assert ("Ничего не найдено" in said, "Класс 84: 1 запись" in said) == (False, True)
    assert "/ru/search?q=ББК+84" in links
    assert "ни у одной книги" not in said


def test_two_digits_are_a_class_only_where_books_have_it(web, shelf, visitor, make_library, deliver):
    library = make_library()
    for at, title in enumerate(("84 дня", "77 дней")):
        give(library, book(title, number=f"d{at}"), raw=f"d{at}".encode())
    deliver()
    browser = visitor(web)
    said, links = answer(browser, "ru", "84")
    assert "84 дня" in said
    assert "/ru/search?q=ББК+84" in links
    assert "классификац" not in answer(browser, "ru", "77")[0]


@pytest.mark.parametrize(
    ("fields", "titles"),
    [
        ({"class_number": "84 (2)"}, {"Записки о тайге"}),
        ({"class_number": "63.3", "title": "Китая"}, {"История Китая"}),
    ],
)
def test_the_form_with_fields_asks_for_a_class(web, shelf, visitor, fields, titles):
    browser = visitor(web)
    for language, label in (("zh", "分类号（中图法、BBK、UDC）"), ("ru", "Индекс (ББК, УДК, CLC)")):
        form = browser.get(f"/{language}/search/advanced").text
        assert label in form
        assert f'href="/{language}/search/help"' in form
    found = browser.get(browser.get("/ru/search/advanced", query_string=fields | {"go": "1"}).location).text
    assert {title for title in ("Записки о тайге", "История Китая") if title in found} == titles


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_the_topic_of_a_number_is_offered_in_words_that_find_books(web, shelf, visitor, language):
    browser = visitor(web)
    _said, links = answer(browser, language, "K20")
    named = [link for link in links if "CLC" not in link]
    assert named
    for link in named:
        assert "История Китая" in answer(browser, language, link.partition("q=")[2].replace("+", " "))[0]


def test_words_are_not_said_to_be_a_class_number(web, shelf, visitor):
    said, _links = answer(visitor(web), "ru", "Нигделандия")
    assert "классификационный" not in said


@pytest.mark.parametrize(
    "asked", ["китайский язык для начинающих", "что и как почитать про медведей", "книги про медведей для детей"]
)
def test_books_that_share_only_words_without_meaning_are_no_answer(web, shelf, visitor, asked):
    said, links = answer(visitor(web), "ru", asked)
    assert "логистики" not in said
    assert not [link for link in links if re.search(r"q=(?:для|что|как|про|книги)$", link)]
    assert not re.search(r"(?:для|начинающих|что|про) \d+ запис", said)


def test_a_place_in_a_run_of_characters_is_one_part(web, shelf, visitor, make_library, deliver):
    give(make_library(), book("在西伯利亚森林中", number="s", language="chi"), raw=b"s")
    deliver()
    said, links = answer(visitor(web), "zh", "有没有讲西伯利亚铁路的书")
    assert "/zh/search?q=西伯利亚" in links
    assert "西伯 " not in said.replace("西伯利亚", "")
    assert "没有找到" in said


@pytest.mark.parametrize(
    ("language", "typed"),
    [
        *(("zh", typed) for typed in ("K2", "k2", "分类号:K2", "CLC K2", "中图法 K2")),
        *(("ru", typed) for typed in ("ББК 63.3(5Кит)", "CLC K2", "УДК 94(510)", "63.3(5Кит)")),
    ],
)
def test_a_typed_class_has_the_books_that_browsing_by_subject_has_in_it(web, shelf, visitor, language, typed):
    """A book stands in classes of the other schemes by what its own number says: a search must not deny it."""
    said, links = answer(visitor(web), language, typed)
    if "История Китая" not in said:  # A short number is looked for in words first.
        assert {"zh": "K2 类：1 条记录", "ru": "Класс K2: 1 запись"}[language] in said
        [books] = [link for link in links if "K2" in link][:1]
        said = " ".join(visitor(web).get(books).text.split())
    assert "История Китая" in said
    assert {"zh": "没有任何记录带有", "ru": "нет здесь ни у одной"}[language] not in said


@pytest.mark.parametrize(
    ("language", "typed", "path"),
    [
        ("zh", "K2", "/zh/subjects/clc/K2"),
        ("zh", "I512.45", "/zh/subjects/clc/I512.4"),
        ("ru", "63.3(5Кит)", "/ru/subjects/bbk/63.3(5Кит)"),
    ],
)
def test_a_typed_class_leads_to_its_page_among_all_classes(web, shelf, visitor, language, typed, path):
    page = visitor(web).get(f"/{language}/search", query_string={"q": typed}).text
    assert path in {unquote(unescape(url)) for url in re.findall(r'href="([^"]*)"', page)}
