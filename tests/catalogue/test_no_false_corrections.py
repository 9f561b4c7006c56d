"""What is written rightly is never taken for a slip; what is a slip is put right; who is left out stays out."""

import pytest

from library_exchange.catalogue.queries import searching
from library_exchange.core.db import reading
from library_exchange.search.port import Query
from tests.catalogue.books import book, give

BOOKS = (
    ("Сороки и вороны", "Петров, Илья"),
    ("Тихие заводи", "Беков, Иван"),
    ("Белка и лес", "Лина Берегова"),
    ("Первый бал", "Тургенев, Иван Сергеевич"),
    ("Дым", "Тургенев, Иван Сергеевич"),
)


@pytest.fixture
def ask(knowing_web, make_library, deliver):
    """Ask the catalogue of a library in which some books are."""
    library = make_library("Amur", "RU")
    for number, (title, author) in enumerate(BOOKS):
        give(library, book(title, author, number=str(number)), raw=str(number).encode())
    give(library, book("父与子", "屠格涅夫", number="zh", language="chi"), raw=b"zh")
    deliver()

    def asked(text):
        with reading() as session:
            return searching.search(session, knowing_web.extensions["search"], Query(text), "ru")

    return asked


@pytest.mark.parametrize(
    "text", ["Сорокин", "Быков", "лиса", "ёлка", "берёза", "Хэйхэ", "дуб", "王安忆", "house", "whale"]
)
def test_no_word_of_a_dictionary_is_taken_for_another(ask, text):
    found = ask(text)
    assert (found.corrected, found.total) == (None, 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Тургенв", "Тургенев Иван Сергеевич"), ("ворроны", "вороны"), ("屠格捏夫", "屠格涅夫"), ("nehutytd", "тургенев")],
)
def test_a_slip_is_still_put_right(ask, typed, meant):
    found = ask(typed)
    assert found.total
    assert {word[:6] for word in found.corrected.split()} & {word[:6] for word in meant.split()}


@pytest.mark.parametrize("typed", ["Тургeнeв", "Tургенев", "Tуrgеnеv"])
def test_letters_that_look_like_those_of_the_other_alphabet_are_read_as_meant(ask, typed):
    assert {source.id for source in ask(typed).sources} == {source.id for source in ask("Тургенев").sources}
    assert ask(typed).total == 3


@pytest.mark.parametrize("who", ["Тургенев", "屠格涅夫", "Turgenev"])
@pytest.mark.parametrize("without", ["-Тургенев", "-屠格涅夫", "-Turgenev", "–Тургенев", "−屠格涅夫"])
def test_a_minus_leaves_a_person_out_in_every_script(ask, who, without):
    assert ask(who).total == 3
    assert (ask(f"{who} {without}").total, ask(f"бал {without}").total) == (0, 0)
    assert ask(f"белка {without}").total == 1


@pytest.mark.parametrize("text", ["📚", "…", "?!"])
def test_a_picture_or_a_sign_alone_asks_for_nothing(ask, visitor, knowing_web, text):
    browser = visitor(knowing_web)
    assert browser.get("/en/search", query_string={"q": text}).text.count("📚") == 0
    assert f'value="{text}"' not in browser.get("/en/search", query_string={"q": text}).text
