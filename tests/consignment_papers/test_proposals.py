"""What a title is for the customs and whence it comes, as far as its record, its language and its words tell."""

import pytest

from library_exchange.consignment_papers.rules.proposals import Catalogued, Ground, kind_of, origin_of
from library_exchange.shipping.rules.codes import Material

BOOK, RECORD = Material.BOOK, Catalogued()


@pytest.mark.parametrize(
    ("title", "material"),
    [
        ("俄汉大词典", Material.DICTIONARY),
        ("中国大百科全书", Material.DICTIONARY),
        ("Большой китайско-русский словарь", Material.DICTIONARY),
        ("Дальневосточная энциклопедия", Material.DICTIONARY),
        ("小兔子绘本", Material.PICTURE_BOOK),
        ("Книжка-картинка о тигре", Material.PICTURE_BOOK),
        ("钢琴曲集", Material.MUSIC),
        ("Времена года: ноты", Material.MUSIC),
        ("黑龙江省地图集", Material.MAP),
        ("Атлас Амурской области", Material.MAP),
        ("黑河日报", Material.PERIODICAL_DAILY),
        ("Амурская правда: газета", Material.PERIODICAL_DAILY),
        ("黑龙江大学学报", Material.PERIODICAL),
        ("Вестник ДВО РАН", Material.PERIODICAL),
        ("黑龙江风光明信片", Material.SHEET),
        ("Виды Благовещенска: набор открыток", Material.SHEET),
    ],
)
def test_the_words_of_a_title_tell_its_tariff_heading(title, material):
    assert kind_of(title, BOOK, False, RECORD) == (material, Ground.WORDS)


@pytest.mark.parametrize("title", ["История Амура", "黑龙江史", "Словарный запас охотника", "Банкноты России"])
def test_any_other_title_is_a_printed_book(title):
    assert kind_of(title, BOOK, False, None) == (BOOK, Ground.USUAL)


@pytest.mark.parametrize(
    ("record", "material"),
    [
        (Catalogued(bib_level="s"), Material.PERIODICAL),
        (Catalogued("c"), Material.MUSIC),
        (Catalogued("d"), Material.MUSIC),
        (Catalogued("e"), Material.MAP),
        (Catalogued("f"), Material.MAP),
        (Catalogued("k"), Material.SHEET),
    ],
)
def test_the_record_is_believed_before_the_words_of_the_title(record, material):
    assert kind_of("俄汉大词典", BOOK, False, record) == (material, Ground.RECORD)


def test_a_kind_that_somebody_told_stays():
    assert kind_of("俄汉大词典", BOOK, True, Catalogued("c")) == (BOOK, Ground.TOLD)
    assert kind_of("俄汉大词典", Material.MAP, False, Catalogued("c")) == (Material.MAP, Ground.TOLD)


@pytest.mark.parametrize(
    ("title", "language", "declared", "known", "found"),
    [
        ("История Амура", "rus", "BY", Catalogued(country="KZ"), ("BY", Ground.TOLD)),
        ("История Амура", "rus", None, Catalogued(country="KZ"), ("KZ", Ground.RECORD)),
        ("История Амура", "rus", None, Catalogued(), ("RU", Ground.LANGUAGE)),
        ("黑龙江史", "chi", None, None, ("CN", Ground.LANGUAGE)),
        ("История Амура", "und", None, None, ("RU", Ground.LETTERS)),
        ("黑龙江史", "und", None, None, ("CN", Ground.LETTERS)),
        ("History of the Amur", "eng", None, None, ("", Ground.NOTHING)),
        ("История Амура", "eng", None, None, ("", Ground.NOTHING)),
    ],
)
def test_a_book_comes_from_where_it_was_published_else_from_the_country_of_its_language(
    title, language, declared, known, found
):
    assert origin_of(title, language, declared, known) == found
