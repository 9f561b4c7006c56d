"""Books in pieces between signs: marks, dashes or another script tell the title, the rest what each piece is."""

import pytest

from library_exchange.citations.books import Listed
from library_exchange.citations.cells import in_one_line
from library_exchange.citations.parted import both_titles, read, with_imprint_behind
from library_exchange.citations.publishers import ends_in_publisher, is_publisher


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "Пушкин А. С. - Сказки - М.: Дет. лит., 1988",
            Listed("Сказки", "Пушкин А. С.", "Дет. лит", "1988"),
        ),
        ("Бианки В. В. - Лесная газета - Лениздат", Listed("Лесная газета", "Бианки В. В.", "Лениздат")),
        (
            "Детская энциклопедия - Педагогика, 1971-1978 - 3-е изд.",
            Listed("Детская энциклопедия", "", "Педагогика", "1971", is_sure=False),
        ),
        (
            "«Вино из одуванчиков» Рэй Брэдбери (Эксмо, 2010)",
            Listed("Вино из одуванчиков", "Рэй Брэдбери", "Эксмо", "2010", is_sure=False),
        ),
        ("«Алхимик» Коэльо П. — София 2006", Listed("Алхимик", "Коэльо П.", "София", "2006")),
        ('Седых К. "Даурия", Чита 1978', Listed("Даурия", "Седых К.", "", "1978")),
        (
            'журналы "Роман-газета" 1984-1988 не все номера',
            Listed("Роман-газета", year="1984", volume="1984-1988 не все номера", is_sure=False),
        ),
        ("Обитель 修道院 З. Прилепин АСТ 2014", Listed("Обитель", "З. Прилепин", "АСТ", "2014", parallel="修道院")),
        ("骆驼祥子 Рикша", Listed("骆驼祥子", parallel="Рикша")),
    ],
)
def test_pieces_between_signs_are_told_by_what_they_are(line, told):
    assert read(line) == told


@pytest.mark.parametrize(
    "line",
    [
        "Арсеньев В. К. По Уссурийскому краю. – М. : Правда, 1983. – 448 с.",
        "三国演义 / 罗贯中著. — 北京 : 人民文学出版社, 1973",
        "Чук и Гек",
        "«Даурия»",
    ],
)
def test_what_is_written_otherwise_is_left_to_the_other_manners(line):
    assert read(line) is None


@pytest.mark.parametrize(
    ("title", "told"),
    [
        (
            "Тихий Дон. в 4-х книгах. Москва Худ. лит. 1975",
            Listed("Тихий Дон. в 4-х книгах", "", "Худ. лит", "1975", is_sure=False),
        ),
        (
            "Жить : роман / пер. с кит. Р. Шапиро. М. : Текст, 2014",
            Listed("Жить : роман", "", "Текст", "2014", is_sure=False),
        ),
        (
            "Духовная культура / гл. ред. М. Л. Титаренко. М. : Вост. лит., 2006",
            Listed("Духовная культура", "", "Вост. лит", "2006", is_sure=False),
        ),
        ("Путешествие на Запад. Роман", None),
    ],
)
def test_an_imprint_behind_a_title_is_none_of_it(title, told):
    assert with_imprint_behind(title) == told


def test_two_titles_of_both_scripts_are_told_apart_and_a_title_with_other_words_is_not():
    assert both_titles("Дерсу Узала 德尔苏·乌扎拉") == ("Дерсу Узала", "德尔苏·乌扎拉")
    assert both_titles("家 (Семья)") == ("家", "Семья")
    assert both_titles("Русско-китайские отношения 1990") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("《收获》2003年第4期", {"title": "收获", "year": "2003", "volume": "2003年第4期"}),
        (
            "《民族研究》双月刊 1995—1998(缺1996年第4期)",
            {"title": "民族研究", "year": "1995", "volume": "1995—1998(缺1996年第4期)"},
        ),
        ("«Дальний Восток», 1985, № 1–12", {"title": "Дальний Восток", "year": "1985", "volume": "1985, № 1–12"}),
    ],
)
def test_years_and_issues_stand_beside_the_title_of_a_periodical(line, told):
    assert in_one_line(line) == (told, True)


def test_a_publisher_is_known_by_a_word_or_by_its_short_name():
    assert is_publisher("人民文学出版社")
    assert is_publisher("АСТ")
    assert not is_publisher("текст")
    assert ends_in_publisher("Яхина АСТ") == ("Яхина", "АСТ")
    assert ends_in_publisher("Обитель") is None
