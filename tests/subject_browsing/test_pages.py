"""A reader browses by subject: from the main classes to the books, whichever scheme these carry."""

import re
from dataclasses import replace
from html import unescape
from urllib.parse import quote, unquote

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.authority_models import LinkState, Person, Work, WorkLink
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.db import database, transaction
from library_exchange.marc.description import ClassNumber, Text, TextField, form
from library_exchange.search.errors import IndexDamaged
from library_exchange.subject_browsing.labels import ORDER, SCHEMES
from library_exchange.subject_vocabulary.tree import USUAL
from tests.catalogue.books import book, give

BOOKS = [
    ("Записки о тайге", ("bbk", "84(2Рос=Рус)6-44")),
    ("远方的信", ("clc", "I512.45")),
    ("История Китая", ("bbk", "63.3(5Кит)")),
]


@pytest.fixture
def shelf(web, make_library, deliver, worlds):
    """Two novels with numbers of two schemes, a book of history, and one without a number."""
    worlds.given(database(), "books with numbers of classes", lambda: fill(make_library, deliver), web)


def fill(make_library, deliver):
    library = make_library("Amur", "RU")
    for number, (title, (scheme, of_class)) in enumerate(BOOKS):
        given = replace(book(title, number=str(number)), class_numbers=(ClassNumber(scheme, of_class),))
        give(library, given, raw=str(number).encode())
    give(library, book("Основы логистики", number="9"), raw=b"9")
    deliver()


def page(browser, path):
    """Return a page without its tags, in one line, and the classes it lists: address and number of books."""
    text = browser.get(path).text
    main = text[text.index("<main") : text.index("</main>")]
    listed = re.findall(r'<li><a href="([^"]+)"><span class="num">.*?<span class="num soft">(\d+)<', main)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split()), {unquote(u): int(n) for u, n in listed}


@pytest.mark.parametrize(
    ("language", "main_classes"),
    [
        ("zh", {"/zh/subjects/clc/I": 2, "/zh/subjects/clc/K": 1}),
        ("ru", {"/ru/subjects/bbk/80/84": 2, "/ru/subjects/bbk/6": 1}),
        ("en", {"/en/subjects/udc/8": 2, "/en/subjects/udc/9": 1}),
    ],
)
def test_the_main_classes_that_have_books_stand_there_in_the_readers_own_scheme(
    web, shelf, visitor, language, main_classes
):
    _said, listed = page(visitor(web), f"/{language}/subjects")
    assert listed == main_classes


@pytest.mark.parametrize("scheme", SCHEMES)
def test_step_by_step_one_comes_to_the_books_of_both_countries(web, shelf, visitor, scheme):
    browser, address = visitor(web), f"/ru/subjects/{scheme}"
    while deeper := {url: n for url, n in page(browser, address)[1].items() if n == 2}:
        (address,) = deeper
    hits = re.search(r'href="(/ru/search\?class=[^"]+)"', browser.get(address).text)
    found = browser.get(unescape(hits[1])).text
    assert "Записки о тайге" in found
    assert "远方的信" in found
    assert "История Китая" not in found


@pytest.mark.parametrize(
    ("language", "way", "name"),
    [
        ("zh", "I 文学 › I5 欧洲文学", "俄罗斯文学"),
        ("ru", "I Литература › I5 Литература стран Европы", "Русская литература"),
    ],
)
def test_a_class_tells_the_way_to_it_in_the_language_of_the_page(web, shelf, visitor, language, way, name):
    said, _listed = page(visitor(web), f"/{language}/subjects/clc/I512")
    assert way in said
    assert f"I512 {name}" in said


def test_one_may_change_to_the_same_subject_in_another_scheme(web, shelf, visitor):
    text = unquote(visitor(web).get("/ru/subjects/clc/I512").text)
    assert 'href="/ru/subjects/bbk/84(2Рос=Рус)"' in text
    assert 'href="/ru/subjects/udc/821.161.1"' in text


def test_a_class_without_books_says_that_no_record_bears_its_number(web, shelf, visitor):
    said, listed = page(visitor(web), "/ru/subjects/clc/V")
    assert "Ни у одной записи" in said
    assert "пока нет ни в одной библиотеке" not in said
    assert listed == {}


@pytest.mark.parametrize(
    ("words", "of_class"), [("Русская литература", "clc/I512"), ("Авиация и космонавтика", "clc/V")]
)
def test_a_class_tells_what_a_search_for_its_name_finds_beside_the_books_that_bear_its_number(
    web, shelf, visitor, make_library, deliver, words, of_class
):
    library = make_library("Zeya", "RU")
    for number in range(2):
        give(library, book(f"{words}: сборник статей", number=f"w{number}"), raw=f"w{number}".encode())
    deliver()
    text = visitor(web).get(f"/ru/subjects/{of_class}").text
    links = re.findall(r'href="/ru/search\?q=([^"]+)">', text)
    assert links
    found = visitor(web).get(f"/ru/search?q={links[0]}").text
    assert f"{words}: сборник статей" in found


@pytest.mark.parametrize("address", ["clc/I999", "lcc", "lcc/PG"])
def test_a_class_that_does_not_exist_is_not_found(web, visitor, address):
    assert visitor(web).get(f"/ru/subjects/{address}").status_code == 404


def test_where_no_book_has_a_number_the_page_leads_to_the_search(web, make_library, deliver, visitor):
    give(make_library("Amur", "RU"), book("Основы логистики", number="9"), raw=b"9")
    deliver()
    said, listed = page(visitor(web), "/ru/subjects")
    assert "пока нет" in said
    assert listed == {}


def test_without_an_index_the_classes_are_shown_uncounted(web, shelf, visitor, monkeypatch):
    def damaged(*_asked):
        raise IndexDamaged("torn")

    monkeypatch.setattr(web.extensions["search"], "counts", damaged)
    for address, shown in [("bbk", "80/84"), ("bbk/84", "84(7)")]:
        said, listed = page(visitor(web), f"/ru/subjects/{address}")
        assert shown in said
        assert listed == {}
        assert "поисковый индекс" in said.lower()


def test_the_hits_of_a_class_can_be_narrowed_and_lead_back_to_it(web, shelf, visitor):
    browser = visitor(web)
    text = browser.get("/ru/search?class=clc:I512&q=тайга").text
    assert "Записки о тайге" in text
    assert "远方的信" not in text
    assert "I512 Русская литература" in text
    assert 'href="/ru/subjects/clc/I512"' in text
    assert text.count('<input type="hidden" name="class" value="clc:I512">') == 2
    advanced = browser.get("/ru/search/advanced?class=clc:I512").text
    assert '<input type="hidden" name="class" value="clc:I512">' in advanced


def test_a_class_that_is_none_finds_nothing_and_is_no_fault(web, shelf, visitor):
    assert visitor(web).get(f"/ru/search?class={quote('<b>:?')}").status_code == 200


@pytest.mark.parametrize(
    ("language", "address"), [("ru", "/ru/subjects/bbk/84(2Рос=Рус)"), ("zh", "/zh/subjects/clc/I512")]
)
def test_a_subject_among_the_filters_leads_to_its_class(web, make_library, deliver, visitor, language, address):
    given = book("Записки о тайге")
    heading = Text(TextField.SUBJECT, (form("Русская литература"),), 1)
    give(make_library("Amur", "RU"), replace(given, texts=(*given.texts, heading)), raw=b"1")
    deliver()
    assert f'href="{address}"' in unquote(visitor(web).get(f"/{language}/search?q=тайга").text)


def test_each_language_begins_with_the_scheme_it_knows_and_offers_all():
    assert {language: order[0] for language, order in ORDER.items()} == USUAL
    assert {frozenset(order) for order in ORDER.values()} == {frozenset(SCHEMES)}


def test_a_literature_without_numbers_shows_the_books_of_its_known_authors(web, make_library, deliver, visitor):
    library = make_library("Amur", "RU")
    give(library, book("Подросток", number="c1"), raw=b"c1")
    deliver()
    with transaction() as session:
        person = Person(key="zh-x", origin="zh")
        session.add(person)
        session.flush()
        work = Work(key="work-x", person_id=person.id)
        session.add(work)
        session.flush()
        record_id = session.scalars(sa.select(col(BibliographicRecord.id))).first()
        link = {"record_id": record_id, "work_id": work.id, "name": "x", "origin": "rule"}
        session.add(WorkLink(**link, state=LinkState.CONFIRMED))
    browser = visitor(web)
    said, _listed = page(browser, "/ru/subjects/bbk/84(5Кит)")
    assert "Ни у одной записи" in said
    assert "Отобраны по авторам, известным каталогу: 1 книга." in said
    assert "Подросток" in said
    assert "Подросток" in page(browser, "/zh/subjects/clc/I2")[0]
    assert "Подросток" not in page(browser, "/ru/subjects/clc/I512")[0]
    assert "Подросток" not in page(browser, "/ru/subjects/clc/V")[0]


def test_a_class_without_numbers_shows_the_first_books_that_its_name_finds(web, shelf, visitor, make_library, deliver):
    give(make_library("Zeya", "RU"), book("Авиация и космонавтика: сборник статей", number="w"), raw=b"w")
    deliver()
    said, _listed = page(visitor(web), "/ru/subjects/clc/V")
    assert "Первые из найденных по названию раздела" in said
    assert "Авиация и космонавтика: сборник статей" in said
