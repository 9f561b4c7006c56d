"""What is written rightly is never taken for a slip; what is a slip is put right; who is left out stays out."""

import pytest

from library_exchange.catalogue.authority_models import Person, VariantKey, VariantName
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.queries.known_keys import known_among
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.db import reading, transaction
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
    give(library, book("狐狸与狼", "林丹", number="fox", language="chi"), raw=b"fox")
    deliver()

    def asked(text):
        with reading() as session:
            return searching.search(session, knowing_web.extensions["search"], Query(text), "ru")

    return asked


RIGHT = ("Сорокин", "Быков", "лиса", "ёлка", "берёза", "Хэйхэ", "дуб", "王安忆", "whale")
SLIPS = (
    ("Тургенв", "тургенев"),
    ("ворроны", "вороны"),
    ("屠格捏夫", "屠格涅夫"),
    ("图格涅夫", "屠格涅夫"),
    ("屠各涅夫", "屠格涅夫"),
    ("nehutytd", "тургенев"),
)


def test_no_word_of_a_dictionary_is_taken_for_another(ask):
    assert {text: (ask(text).corrected, ask(text).total) for text in RIGHT} == dict.fromkeys(RIGHT, (None, 0))


def test_a_slip_is_still_put_right(ask):
    for typed, meant in SLIPS:
        found = ask(typed)
        assert found.total, typed
        assert meant in found.corrected.casefold(), typed


@pytest.mark.parametrize("typed", ["契科夫", "切诃夫", "契珂夫"])
def test_another_character_in_a_short_name_of_a_foreigner_is_put_right(ask, knowing_web, make_library, deliver, typed):
    library = make_library("Heihe", "CN")
    give(library, book("短篇小说", "契诃夫", number="short", language="chi"), raw=b"short")
    deliver()
    assert ask(typed).corrected == "契诃夫"


def test_a_chinese_name_is_no_slip_of_a_foreign_one(ask):
    assert ask("余华夫").corrected is None


def test_what_only_may_be_meant_answers_where_nothing_else_does(ask):
    typed = ask("kbcbws b djkrb")
    assert (typed.corrected, typed.total) == ("лисицы и волки", 1)
    assert ask("Дым и волк").loosened  # Some of the words are in a book: nothing else was meant.


def test_letters_that_look_like_those_of_the_other_alphabet_are_read_as_meant(ask):
    meant = {source.id for source in ask("Тургенев").sources}
    assert len(meant) == 3
    for typed in ("Тургeнeв", "Tургенев", "Tуrgеnеv"):
        assert {source.id for source in ask(typed).sources} == meant, typed


def test_a_minus_leaves_a_person_out_in_every_script(ask):
    for who in ("Тургенев", "屠格涅夫", "Turgenev"):
        assert ask(who).total == 3
        for without in ("-Тургенев", "-屠格涅夫", "-Turgenev", "–Тургенев", "−屠格涅夫"):
            assert ask(f"{who} {without}").total == 0, (who, without)
    assert (ask("бал").total, ask("бал -屠格涅夫").total, ask("белка -屠格涅夫").total) == (1, 0, 1)


def test_words_that_only_ask_are_not_dropped_where_a_person_is_left_out(ask):
    assert ask("novel -Turgenev").total == 0


def test_a_picture_or_a_sign_alone_asks_for_nothing(ask, visitor, knowing_web):
    for text in ("📚", "…", "?!"):
        assert SearchInput.from_address({"q": [text]}).q == ""
        assert f'value="{text}"' not in visitor(knowing_web).get("/en/search", query_string={"q": text}).text
    assert SearchInput.from_address({"q": ["5"]}).q == "5"


def test_a_name_that_comes_later_is_known_at_once_among_thousands_that_are_none(knowing_web):
    asked = ["zvezdochotov", *(f"zvezdochotov{number}" for number in range(3000))]
    with reading() as session:
        assert known_among(session, ["s:", "t:"], asked) == []
    with transaction() as session:
        person = Person(key="q-late", origin="ru")
        session.add(person)
        session.flush()
        form = VariantName(
            person_id=person.id, value="Звездочётов, Пётр", script="Cyrl", kind="heading", source="library"
        )
        session.add(form)
        session.flush()
        session.add(VariantKey(variant_id=form.id, key="s:zvezdochotov"))
    with reading() as session:
        found = [("s:zvezdochotov", "Звездочётов, Пётр", "Cyrl")]
        assert known_among(session, ["s:", "t:"], asked) == found
