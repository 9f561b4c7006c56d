"""A title or name stands first in the reader's language, where it is known so; the original stands beside it."""

import pytest

from library_exchange.core.titles import HEADING, TitleForm, Written, name_block, title_block, with_known

RUSSIAN = TitleForm("Война и мир", "ru")
CHINESE = TitleForm("红楼梦", "zh-Hans")
FRENCH = TitleForm("Les Misérables", "fr")
IN_CHINESE = TitleForm("战争与和平", "zh-Hans", "translation")
IN_RUSSIAN = TitleForm("Сон в красном тереме", "ru", "translation")
IN_ENGLISH = TitleForm("A dream", "en", "translation")
OF_THE_WORK = TitleForm("战争与和平（作品）", "zh-Hans", HEADING)
BY_MACHINE = TitleForm("战争和世界", "zh-Hans", "translation", True)
LATIN = TitleForm("Voyna i mir", "ru-Latn", "transliteration", True)
PINYIN = TitleForm("hóng lóu mèng", "zh-Latn", "transliteration", True)
PALLADIUS = TitleForm("Хун лоу мэн", "zh-Cyrl", "transliteration", True)

SHOWN = [
    # The forms, the reader, and the values of the first, the second and the third line.
    ([RUSSIAN], "ru", ("Война и мир", None, None)),
    ([RUSSIAN], "zh", ("Война и мир", None, None)),
    ([RUSSIAN, LATIN], "ru", ("Война и мир", None, None)),
    ([RUSSIAN, LATIN], "zh", ("Война и мир", None, "Voyna i mir")),
    ([RUSSIAN, LATIN], "en", ("Война и мир", None, "Voyna i mir")),
    ([RUSSIAN, IN_CHINESE, LATIN], "zh", ("战争与和平", "Война и мир", "Voyna i mir")),
    ([RUSSIAN, IN_CHINESE, LATIN], "ru", ("Война и мир", "战争与和平", None)),
    ([RUSSIAN, IN_CHINESE, LATIN], "en", ("Война и мир", None, "Voyna i mir")),
    ([RUSSIAN, IN_CHINESE, OF_THE_WORK], "zh", ("战争与和平", "Война и мир", None)),
    ([RUSSIAN, OF_THE_WORK], "zh", ("战争与和平（作品）", "Война и мир", None)),
    ([RUSSIAN, BY_MACHINE], "zh", ("Война и мир", "战争和世界", None)),
    ([RUSSIAN, BY_MACHINE, OF_THE_WORK], "zh", ("战争与和平（作品）", "Война и мир", None)),
    ([CHINESE, PINYIN], "zh", ("红楼梦", None, None)),
    ([CHINESE, PINYIN], "ru", ("红楼梦", None, "hóng lóu mèng")),
    ([CHINESE, PINYIN], "en", ("红楼梦", None, "hóng lóu mèng")),
    ([CHINESE, IN_RUSSIAN, PINYIN], "ru", ("Сон в красном тереме", "红楼梦", "hóng lóu mèng")),
    ([CHINESE, IN_RUSSIAN, PINYIN], "zh", ("红楼梦", "Сон в красном тереме", None)),
    ([CHINESE, IN_ENGLISH, PINYIN], "en", ("A dream", "红楼梦", "hóng lóu mèng")),
    ([CHINESE, PALLADIUS, PINYIN], "ru", ("Хун лоу мэн", "红楼梦", "hóng lóu mèng")),
    ([CHINESE, PALLADIUS, PINYIN], "en", ("红楼梦", None, "hóng lóu mèng")),
    ([CHINESE, PALLADIUS, IN_RUSSIAN], "ru", ("Сон в красном тереме", "红楼梦", None)),
    ([FRENCH, IN_RUSSIAN, IN_CHINESE], "ru", ("Сон в красном тереме", "Les Misérables", None)),
    ([FRENCH, IN_RUSSIAN, IN_CHINESE], "zh", ("战争与和平", "Les Misérables", None)),
    # A parallel title of the title page is a title too; one in Chinese letters alone is not read in Chinese.
    ([RUSSIAN, TitleForm("War and Peace", "en")], "en", ("War and Peace", "Война и мир", None)),
    ([TitleForm("Hong lou meng", "zh-Latn"), CHINESE], "zh", ("红楼梦", "Hong lou meng", None)),
    ([RUSSIAN, TitleForm("Война и мир", "ru", "translation")], "ru", ("Война и мир", None, None)),
    ([], "ru", ("—", None, None)),
]


def lines(block):
    return tuple(line.value if line else None for line in (block.shown, block.beside, block.romanised))


@pytest.mark.parametrize(("forms", "language", "expected"), SHOWN)
def test_a_title_stands_in_the_readers_language_where_it_is_known(forms, language, expected):
    assert lines(title_block(forms, language)) == expected


@pytest.mark.parametrize(("forms", "language", "_expected"), SHOWN)
def test_the_original_is_never_lost_and_nothing_stands_twice(forms, language, _expected):
    block = title_block(forms, language)
    shown = [line for line in (block.shown, block.beside, block.romanised) if line]
    assert block.original in shown
    assert len({line.value for line in shown}) == len(shown)
    assert not (block.shown.machine and block.shown.lang != "zh-Cyrl")


def test_the_bows_over_latin_letters_are_left_out_of_pages():
    daughter = [
        TitleForm("Капитанская дочка", "ru"),
        TitleForm("Kapitanskai\ufe20a\ufe21 dochka", "ru-Latn", "transliteration"),
    ]
    assert title_block(daughter, "zh").romanised.value == "Kapitanskaia dochka"


def test_what_a_machine_translated_says_so():
    assert title_block([RUSSIAN, BY_MACHINE], "zh").beside == Written("战争和世界", "zh-Hans", True)


TOLSTOY = TitleForm("Толстой, Л. Н.", "ru")
IN_HAN = TitleForm("列夫·托尔斯泰", "zh-Hans", HEADING)
MO_YAN, IN_CYRILLIC = TitleForm("莫言", "zh-Hans"), TitleForm("Мо Янь", "zh-Cyrl", "transliteration", True)
SOUNDING = TitleForm("Tolstoĭ, L. N.", "ru-Latn", "transliteration")


@pytest.mark.parametrize(
    ("forms", "language", "expected"),
    [
        ([TOLSTOY, IN_HAN, SOUNDING], "zh", ("列夫·托尔斯泰", "Толстой, Л. Н.", None)),
        ([TOLSTOY, IN_HAN, SOUNDING], "ru", ("Толстой, Л. Н.", None, None)),
        ([TOLSTOY, SOUNDING], "zh", ("Толстой, Л. Н.", None, "Tolstoĭ, L. N.")),
        ([MO_YAN, IN_CYRILLIC], "ru", ("Мо Янь", "莫言", None)),
        ([MO_YAN, IN_CYRILLIC], "zh", ("莫言", None, None)),
    ],
)
def test_a_name_that_the_reader_knows_needs_no_latin_letters(forms, language, expected):
    assert lines(name_block(forms, language)) == expected


def test_what_is_known_stands_behind_what_the_record_says_and_is_not_repeated():
    known = [IN_HAN, TitleForm("Толстой, Лев Николаевич", "ru", HEADING)]
    named = with_known([TOLSTOY, SOUNDING], known)
    assert named == [TOLSTOY, SOUNDING, IN_HAN]
    assert with_known(named, known) == named
    assert with_known(named, []) == [TOLSTOY, SOUNDING]
