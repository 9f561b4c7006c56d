"""Who asks for a volume of a title gets that volume first, and no other title for the words of a volume."""

import pytest

from library_exchange.catalogue.queries import explaining, searching
from library_exchange.catalogue.resources import engine
from library_exchange.core.db import database, reading
from library_exchange.natural_language.volume_wishes import with_volume
from library_exchange.search.port import Query
from tests.catalogue.books import book, give


@pytest.mark.parametrize(
    ("text", "title", "order"),
    [
        ("троецарствие т.2", "троецарствие", "00002"),
        ("троецарствие т 2", "троецарствие", "00002"),
        ("шолохов тихий дон кн. 2", "шолохов тихий дон", "00002"),
        ("Война и мир. Том 2", "Война и мир", "00002"),
        ("Война и мир, том второй", "Война и мир", "00002"),
        ("Тихий Дон. Вторая книга", "Тихий Дон", "00002"),
        ("История, вып. XII", "История", "00012"),
        ("Физика ч. 3 Иванов", "Физика Иванов", "00003"),
        ("«Тихий Дон» кн. 2", "«Тихий Дон»", "00002"),
        ("war and peace vol. 2", "war and peace", "00002"),
        ("战争与和平 第二卷", "战争与和平", "00002"),
        ("三国演义 上册", "三国演义", "00001"),
        ("三国演义上册", "三国演义", "00001"),
        ("資治通鑑 卷十二", "資治通鑑", "00012"),
        ("三体 下", "三体", "~"),
    ],
)
def test_the_words_of_a_volume_are_told_from_the_title(text, title, order):
    asked = with_volume(Query(text))
    assert (asked.text, asked.volume.orders[0][0]) == (title, order)


@pytest.mark.parametrize(
    "text",
    [
        *("Том Сойер", "1984", "Вторая книга", "книга 7", "Симфония № 5", "Собр. соч. в 4 томах", '"Дон кн. 2"'),
        *("«Дон. Т. 2»", "上海", "天下部落", "非洲中部", "第二次世界大战", "工作手册", "Часть и целое", "isbn:978", ""),
    ],
)
def test_other_words_are_no_volume(text):
    assert with_volume(Query(text)) == Query(text)
    assert with_volume(Query("Дон т. 2", is_exact=True)).text == "Дон т. 2"


@pytest.fixture
def shelf(web, make_library, deliver, worlds):
    """Sets in volumes beside books whose titles have the words for volumes; records by title."""
    return worlds.given(database(), "sets in volumes", lambda: filled(make_library, deliver), web)


def filled(make_library, deliver):
    library = make_library()
    titles = [
        *("Сочинения. Т. 2", "Собрание сочинений в 3 т. Т. 2", "Том 2 справочника энергетика", "Книга 2"),
        *("Троецарствие. Т. 1", "Троецарствие", "Троецарствие. Том 2", "Троецарствие. Т. 3"),
        *("Тихий Дон. Кн. 1", "Тихий Дон. Кн. 2", "Тихий Дон"),
        *("三国演义（下册）", "三国演义（上册）", "三国演义", "手册 第二册"),
    ]
    found = {
        title: give(library, book(title, "Автор", number=str(n), language="chi" if title[0] in "三手" else "rus"))
        for n, title in enumerate(titles)
    }
    deliver()
    return found


@pytest.mark.parametrize(
    ("text", "first", "total"),
    [
        ("троецарствие т.2", "Троецарствие. Том 2", 4),
        ("троецарствие том 3", "Троецарствие. Т. 3", 4),
        ("Троецарствие, книга первая", "Троецарствие. Т. 1", 4),
        ("троецарствие 第二册", "Троецарствие. Том 2", 4),
        ("тихий дон кн. 2", "Тихий Дон. Кн. 2", 3),
        ("автор тихий дон т. 2", "Тихий Дон. Кн. 2", 3),
        ("三国演义 上册", "三国演义（上册）", 3),
        ("三国演义 第二卷", "三国演义（下册）", 3),
        ("三国演义 下", "三国演义（下册）", 3),
        ("троецарствие т. 9", None, 4),
    ],
)
def test_a_volume_is_the_first_of_its_title_and_no_other_title_is_found(shelf, text, first, total):
    with reading() as session:
        found = searching.search(session, engine(), Query(text), "ru")
        ids = [source.id for source in found.sources]
    title = with_volume(Query(text)).text.casefold().removeprefix("автор ")
    assert (found.total, found.loosened) == (total, False)
    assert set(ids) == {record for name, record in shelf.items() if name.casefold().startswith(title)}
    assert first is None or ids[0] == shelf[first]


def test_the_words_of_a_volume_are_never_what_was_not_found(shelf):
    with reading() as session:
        parts = explaining.parts_found(session, engine(), Query("тихий дракон кн. 2"))
    assert [(part.words, part.total) for part in parts] == [("тихий", 3), ("дракон", 0)]
