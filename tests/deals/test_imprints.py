"""Authors and publishers on acts of handover: as the title page has them, and as the other side knows them."""

import pytest

from library_exchange.catalogue.models import BibliographicRecord, Identifier, TextForm
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.deals.queries.imprints import imprints_of
from library_exchange.search.analysis.syllables import words_in_russian
from library_exchange.shipping.models import ConsignmentLine

BOTH = ("zh", "ru")


def a_line(title, language, author, publisher, **more):
    values = {"title": title, "language": language, "author": author, "publisher": publisher, "year": 1921}
    return ConsignmentLine(id=1, consignment_id=1, number=1, purpose="permanent", **(values | more))


def imprint(line, languages=BOTH):
    with reading() as session:
        return imprints_of(session, [line], languages)[1]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("呐喊", "chi", "鲁迅", None), ("鲁迅, 1921", "Лу Синь")),
        (
            ("边境", "chi", "张大山", "黑龙江人民出版社"),
            ("张大山, 黑龙江人民出版社, 1921", "Чжан Дашань, Хэйлунцзян жэньминь чубаньшэ"),
        ),
        (("边境", "chi", None, "山西人民出版社"), ("山西人民出版社, 1921", "Шаньси жэньминь чубаньшэ")),
        (("Анна Каренина", "rus", "Толстой Л. Н.", "Наука"), ("Толстой Л. Н., Наука, 1921", "列夫·托尔斯泰")),
        (("Тайга", "rus", "Никто Н. Н.", None), ("Никто Н. Н., 1921",)),
        (("Walden", "und", None, "岩波書店"), ("岩波書店, 1921",)),
    ],
)
def test_who_is_known_stands_in_both_scripts_and_nobody_is_guessed(knowing_web, line, told):
    assert imprint(a_line(*line)) == told


def test_within_a_country_nothing_stands_beside_what_is_read_there(knowing_web):
    assert imprint(a_line("呐喊", "chi", "鲁迅", "人民文学出版社"), ("zh",)) == ("鲁迅, 人民文学出版社, 1921",)


def test_what_the_record_says_goes_before_the_sound(web):
    isbn = "9787020002207"
    author = [["王石", "zh-Hans", "original", False], ["Ван Ши", "ru", "heading", False]]
    with transaction() as session:
        card = {"titles": [["边境", "zh-Hans", "original", False]], "authors": [author], "imprint": []}
        record = BibliographicRecord(title_key="边境", card=card, created_at=now(), updated_at=now())
        session.add(record)
        session.flush()
        session.add(Identifier(record_id=record.id, kind="isbn", value=isbn, as_given=isbn))
        for value, script, kind in (
            ("人民文学出版社", "Hans", "original"),
            ("Народная литература", "Cyrl", "translation"),
        ):
            form = {"field": "publisher", "position": 0, "value": value, "script": script, "kind": kind}
            session.add(TextForm(record_id=record.id, **form))
    line = a_line("边境", "chi", "王石", "人民文学出版社", isbn=isbn)
    assert imprint(line) == ("王石, 人民文学出版社, 1921", "Ван Ши, Народная литература")
    back = a_line("边境", "rus", "Ван Ши", "Народная литература", isbn=isbn)
    assert imprint(back) == ("Ван Ши, Народная литература, 1921", "王石, 人民文学出版社")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("人民文学出版社", "Жэньминь вэньсюэ чубаньшэ"),
        ("商務印書館", "Шанъу иньшугуань"),
        ("三联书店 2", "Саньлянь шудянь 2"),
        ("Наука", None),
        ("中信 Press", None),
        ("", None),
    ],
)
def test_the_name_of_a_chinese_publisher_is_written_word_by_word(name, written):
    assert words_in_russian(name) == written
