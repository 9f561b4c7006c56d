"""Names of persons are written as readers of each language write them, and each person once."""

import pytest

from library_exchange.authority.chinese_names import in_russian, pinyin_in_russian, without_comma
from library_exchange.authority.name_display import folded_places, name_blocks, shown_name
from library_exchange.core.titles import HEADING, TitleForm, title_block


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        # Family name and given name in subfields of their own, or typed apart.
        ("鲁, 迅", "Лу Синь"),
        ("鲁，迅", "Лу Синь"),
        ("鲁 迅", "Лу Синь"),
        ("贾　平凹", "Цзя Пинва"),
        ("王, 小波", "Ван Сяобо"),
        ("欧阳, 修", "Оуян Сю"),
        ("魯, 迅", "Лу Синь"),
        # Dates, roles and marks beside the name, as in records of Beijing Normal University, Princeton and OCLC.
        ("葉漢鰲, 1952-", "Е Ханьао"),
        ("朱自强, 1957-", "Чжу Цзыцян"),
        ("刘宁.", "Лю Нин"),
        ("張, 揚", "Чжан Ян"),
        ("蕭蔓", "Сяо Мань"),
        ("鲁迅（1881-1936）", "Лу Синь"),
        ("鲁迅 著", "Лу Синь"),
        ("鲁迅著", "Лу Синь"),
        ("张塞, 主编", "Чжан Сай"),
        ("（清）曹雪芹", "Цао Сюэцинь"),
        ("[清] 曹雪芹 著", "Цао Сюэцинь"),
        # Others: of other countries, two persons, no name.
        ("（美）王安", None),
        ("萧伯纳", None),
        ("中野 好夫", None),
        ("夏目, 漱石", None),
        ("巴金, 老舍", None),
        ("托尔斯泰, 列夫", None),
        ("丹尼尔・莱昂斯", None),
        ("国家统计局", None),
        ("1881-1936", None),
    ],
)
def test_what_stands_beside_a_chinese_name_or_parts_it_is_no_part_of_it(name, expected):
    assert in_russian(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Lu, Xun", "Лу Синь"),
        ("LU Xun", "Лу Синь"),
        ("Lǔ, Xùn", "Лу Синь"),
        ("Lu, Xun, 1881-1936", "Лу Синь"),
        ("Lu, Xun, author", "Лу Синь"),
        ("Ye, Hanao, 1952-", "Е Ханао"),
        ("Zhu, Ziqiang", "Чжу Цзыцян"),
        ("Liu, Ning.", "Лю Нин"),
        ("Jia, Pingwa", "Цзя Пинва"),
        ("Ouyang, Xiu", "Оуян Сю"),
        ("Lü, Bu", "Люй Бу"),
        ("Bai, Chong'en", "Бай Чунъэнь"),
        ("Li, Xi'an", "Ли Сиань"),
        ("Fang, An", "Фан Ань"),
        # Wade-Giles, other peoples, several persons, one word.
        ("Chʻen, Tu-hsiu", None),
        ("Li, Ta-chao", None),
        ("Lyons, Daniel", None),
        ("Pak, No-hae", None),
        ("Hugo, Victor", None),
        ("Lu, Xun Zhou", None),
        ("Laozi", None),
    ],
)
def test_a_name_in_pinyin_is_written_as_russian_writes_it(name, expected):
    assert pinyin_in_russian(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("鲁, 迅", "鲁迅"),
        ("魯, 迅", "魯迅"),
        ("鲁 迅", "鲁迅"),
        ("Лу, Синь", "Лу Синь"),
        ("Лу, сюнь", "Лу Сюнь"),
        ("Цзя, Пинва", "Цзя Пинва"),
        ("Оуян, Сю", "Оуян Сю"),
        # Nobody else loses the comma.
        ("Мин, Дина", None),
        ("Толстой, Лев Николаевич", None),
        ("Ким, Ир", None),
        ("Lu, Xun", None),
        ("巴金, 老舍", None),
        ("Лу Синь", None),
    ],
)
def test_a_chinese_name_has_no_comma(name, expected):
    assert without_comma(name) == expected


LU_XUN = [TitleForm("鲁, 迅", "zh-Hans"), TitleForm("Lu, Xun", "zh-Latn", "transliteration")]
ALSO_IN_RUSSIAN = TitleForm("Лу Синь", "zh-Cyrl", "transliteration", True)
GORKY = [TitleForm("高尔基", "zh-Hans"), TitleForm("gao er ji", "zh-Latn", "transliteration")]
LYONS = [TitleForm("丹尼尔・莱昂斯", "zh-Hans"), TitleForm("Lyons, Daniel", "en", "transliteration")]
TOLSTOY = [TitleForm("Толстой, Л. Н.", "ru"), TitleForm("Tolstoĭ, L. N.", "ru-Latn", "transliteration")]
BODY = [TitleForm("国家统计局", "zh-Hans"), TitleForm("Guo jia tong ji ju", "zh-Latn", "transliteration")]


@pytest.mark.parametrize(
    ("forms", "language", "expected"),
    [
        (LU_XUN, "zh", ("鲁迅", None, None)),
        (LU_XUN, "en", ("鲁迅", None, "Lu Xun")),
        ([*LU_XUN, ALSO_IN_RUSSIAN], "ru", ("Лу Синь", "鲁迅", None)),
        (GORKY, "zh", ("高尔基", None, None)),
        (GORKY, "ru", ("高尔基", None, "Gao Er Ji")),
        (LYONS, "zh", ("丹尼尔·莱昂斯", None, None)),
        (LYONS, "en", ("丹尼尔·莱昂斯", None, "Lyons, Daniel")),
        # Latin letters of a Russian name help readers of neither language.
        (TOLSTOY, "zh", ("Толстой, Л. Н.", None, None)),
        (TOLSTOY, "ru", ("Толстой, Л. Н.", None, None)),
        (TOLSTOY, "en", ("Толстой, Л. Н.", None, "Tolstoĭ, L. N.")),
        ([*TOLSTOY, TitleForm("列夫·托尔斯泰", "zh-Hans", HEADING)], "zh", ("列夫·托尔斯泰", "Толстой, Л. Н.", None)),
        ([TitleForm("列夫.托尔斯泰", "zh-Hans")], "zh", ("列夫·托尔斯泰", None, None)),
        ([TitleForm("西尔万· 泰松", "zh-Hans")], "zh", ("西尔万·泰松", None, None)),
        ([TitleForm("中共上海市委. 宣传部", "zh-Hans")], "zh", ("中共上海市委. 宣传部", None, None)),
        (BODY, "ru", ("国家统计局", None, "Guo jia tong ji ju")),
    ],
)
def test_a_name_is_written_for_its_reader(forms, language, expected):
    block = shown_name(forms, language)
    assert tuple(line.value if line else None for line in (block.shown, block.beside, block.romanised)) == expected


def han(value, *others):
    return [TitleForm(value, "zh-Hans"), *others]


def test_where_other_names_stand_too_latin_letters_are_for_those_who_have_no_other():
    known = han("鲁迅", TitleForm("Лу Синь", "ru", "translation"), TitleForm("Lu, Xun", "en", "transliteration"))
    shown = {code: shown_name(known, code, title_block) for code in ("zh", "ru")}
    assert {code: (block.shown.value, block.beside.value, block.romanised) for code, block in shown.items()} == {
        "zh": ("鲁迅", "Лу Синь", None),
        "ru": ("Лу Синь", "鲁迅", None),
    }


HEADINGS = (TitleForm("贾平凹", "zh-Hans", HEADING), TitleForm("Цзя Пинва", "ru", HEADING))
LI_WEI = TitleForm("Ли Вэй", "zh-Cyrl", "transliteration", True)
PINYIN = TitleForm("Li, Wei", "zh-Latn", "transliteration")


@pytest.mark.parametrize(
    ("people", "places"),
    [
        ([han("贾平凹"), han("賈平凹")], [[0, 1]]),
        ([han("贾平凹"), han("贾, 平凹")], [[0, 1]]),
        ([han("贾平凹", *HEADINGS), [TitleForm("Цзя Пинва", "ru")]], [[0, 1]]),
        ([[TitleForm("Толстой, Л. Н.", "ru"), *HEADINGS], han("王蒙"), [TitleForm("Цзя, Пинва", "ru")]], [[0, 2], [1]]),
        # What one record gives as the sound of the characters, another gives alone.
        ([han("李伟", PINYIN), [TitleForm("Li, Wei", "en")]], [[0, 1]]),
        # Many Chinese names sound alike.
        ([han("李伟", LI_WEI, PINYIN), han("李威", LI_WEI, PINYIN)], [[0], [1]]),
        ([[TitleForm("Иванов, И. И.", "ru")], [TitleForm("Иванов, П. П.", "ru")]], [[0], [1]]),
    ],
)
def test_a_person_stands_once(people, places):
    assert [at for _forms, at in folded_places(people)] == places


def test_one_name_in_two_kinds_of_characters_is_one_author_in_every_language():
    people = [han("贾平凹", *HEADINGS), han("賈平凹", *HEADINGS)]
    shown = {code: [block.shown.value for block in name_blocks(people, code)] for code in ("zh", "ru", "en")}
    assert shown == {"zh": ["贾平凹"], "ru": ["Цзя Пинва"], "en": ["贾平凹"]}
