"""One search across scripts: what is written in one alphabet is found in another."""

from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.search.analysis import pinyin, romanised, syllable_cuts, syllables
from library_exchange.search.analysis.folding import letters, prepared, runs

BOOKS = [
    (1, "阿Q正传", "鲁迅"),
    (2, "狂人日記", "魯迅"),
    (3, "红楼梦", "曹雪芹"),
    (4, "Война и мир", "Толстой, Лев Николаевич"),
    (5, "Братья Карамазовы", "Достоевский Ф. М."),
    (6, "骆驼祥子", "老舍"),
    (7, "聊斋志异", "蒲松龄"),
    (8, "北京历史", ""),
    (9, "女神", "单田芳"),
    (10, "Voina i mir : roman", "Tolstoi, L. N."),
    (11, "Луна и звёзды", "Чайковский, Юрий"),
    (12, "西安史", ""),
    (13, "三国演义", "罗贯中"),
    (14, "路上", "寻"),
    (15, "长江 黄河志", ""),
    (16, "大江东去：远行", ""),
]


@pytest.fixture(scope="module")
def shelf(whoosh_shelf):
    return whoosh_shelf(BOOKS)


@pytest.mark.parametrize(
    ("numbers", "writings"),
    [
        ({1, 2}, ["鲁迅", "魯迅", "Lu Xun", "lǔ xùn", "luxun", "LU XUN", "Лу Синь", "Лу Сюнь", "лу сюня", "Лу Синя"]),
        ({1, 2}, ["лусинь", "«Лу Синь»", '"Lu Xun"', "автор:Лусинь", "作者:luxun"]),
        (
            {3},
            [
                "红楼梦",
                "紅樓夢",
                "hong lou meng",
                "hongloumeng",
                "Hónglóu mèng",
                "Хун лоу мэн",
                "Хунлоумэн",
                "hong loumeng",
            ],
        ),
        ({6}, ["骆驼祥子", "luotuo xiangzi", "Luò tuó xiáng zi", "Лото сянцзы", "лотосянцзы", "Лао Шэ", "lao she"]),
        ({7}, ["Ляо чжай чжи и", "Ляочжай чжии", "Пу Сунлин", "Пу Сунлина", "pu songling", "liaozhai zhiyi"]),
        ({13}, ["sanguo yanyi", "Саньго яньи", "sān guó yǎn yì", "Ло Гуаньчжун"]),
        ({8}, ["北京", "beijing", "Бэйцзин", "Пекин", "в Пекине"]),
        ({9}, ["nü shen", "nǚ shén", "nvshen", "nushen", "Нюй шэнь", "shan tianfang", "Шань Тяньфан"]),
        ({12}, ["xi'an", "xian shi", "Сиань"]),
        ({4, 10}, ["Толстой", "Tolstoi", "Tolstoy", "Tolstoj", "Tolstoĭ", "Толстого"]),
        ({4, 10}, ["Voina i mir", "Vojna i mir", "Voĭna i mir", "Война и мир"]),
        (
            {5},
            [
                "Brat'ia Karamazovy",
                "Bratya Karamazovy",
                "Brat’ja Karamazovy",
                "Dostoevsky",
                "Dostoyevskiy",
                "Dostojewski",
                "Bratʹja Karamazovy",
                "bratʹ Karamazovy",
            ],
        ),
        ({6}, ["luo2 tuo5 xiang2 zi5", "luo4tuo2xiang2zi", "lao3she3", "lao3 she"]),
        ({15}, ["chang jiang huang he zhi", "changjianghuanghe", "Чан цзян Хуан хэ"]),
        ({16}, ["da jiang dong qu yuan xing"]),
        ({11}, ["Tchaikovsky", "Chaikovskii", "Čajkovskij", "Yuri", "Iurii", "Jurij"]),
    ],
)
def test_one_name_in_any_letters_finds_the_same_books(shelf, ask, numbers, writings):
    assert {text: set(ask(shelf, text).ids) for text in writings} == dict.fromkeys(writings, numbers)


def test_words_beside_a_name_narrow_it(shelf, ask):
    assert set(ask(shelf, "Лу Синь 日记").ids) == {2}
    assert set(ask(shelf, "kuangren Лу Сюнь").ids) == {2}


def test_a_russian_word_that_could_be_syllables_stays_a_russian_word(shelf, ask):
    assert set(ask(shelf, "луна").ids) == {11}
    assert not syllables.readings(list(runs("папа дома")))


def test_one_syllable_is_no_name(shelf, ask):
    assert ask(shelf, "lu").total == 0


def test_a_question_in_russian_still_tells_short_i_apart(shelf, ask):
    assert 4 not in ask(shelf, "воина").ids


@pytest.mark.parametrize(
    "pair",
    [
        "Толстой Tolstoy", "Толстой Tolstoj", "Достоевский Dostoevskiĭ", "Достоевский Dostoyevskiy", "Чехов Čehov",
        "Чехов Chekhov", "Солженицын Solženicyn", "Солженицын Solzhenitsyn", "Горький Gorky", "Горький Gor'kij",
        "Щукин Ščukin", "Щукин Shchukin", "Хрущёв Khrushchev", "Хрущёв Hruščëv",
        "Рахманинов Rakhmaninoff", "Цветаева Cvetaeva", "Цветаева Tsvetaeva", "Евгений Yevgeny",
        "Юлия Julija", "Яковлев Âkovlev", "Арсеньев Arseniev", "Арсеньев Arsenyev", "Алексей Alexei",
        "Герцен Gertcen", "Гоцзы Goczy",
        "Фёдор Fyodor", "Фёдор Fedor", "жизнь zhizn", "жизнь žizn'", "ёлка yolka", "хлеб xleb", "Петръ Petr",
    ],
)  # fmt: skip
def test_romanisations_of_a_word_have_one_skeleton(pair):
    russian, latin = (next(runs(prepared(word))).text for word in pair.split())
    assert set(romanised.skeletons(russian)) & set(romanised.skeletons(latin))


@pytest.mark.parametrize("text", ["mp3", "windows 7", "c4 de2", "html5 css3", "mao2 1984", "1Q84", "bi2", "b1 мир3"])
def test_numbers_that_are_no_tones_stay(text):
    assert syllables.without_tone_numbers(text) == text


def test_two_russian_words_of_one_syllable_may_be_a_chinese_name():
    assert syllables.readings(list(runs("пан хуан")))


def test_every_syllable_of_mandarin_has_its_palladius_form():
    characters = (bytes((high, low)).decode("gb2312") for high in range(0xB0, 0xD7) for low in range(0xA1, 0xFA))
    read = {syllable.letters for character in characters for syllable in pinyin.syllables(character)}
    assert len(read) >= 379
    assert {sound.replace("v", "u") for sound in read} <= set(syllable_cuts._latin_syllables())


@given(st.text(max_size=40))
def test_any_text_can_be_read_or_not(text):
    for run in runs(prepared(text)):
        syllables.is_readable(run)
        romanised.skeletons(run.text)
        assert letters(run.text) == run.text or run.text


@given(st.lists(st.sampled_from(["lu", "xun", "hong", "lou", "xian", "an", "ge", "e", "ang"]), min_size=8, max_size=14))
def test_long_runs_of_syllables_are_split_in_few_ways(parts):
    assert len(syllable_cuts.splits("".join(parts), True)) <= syllable_cuts.MOST_SPLITS


@pytest.mark.parametrize("start", ["py*", "rl*", "lr*", "p*", ":p*"])
def test_no_star_leads_to_the_keys_of_other_scripts(shelf, ask, start):
    assert ask(shelf, start).total == 0


def test_words_that_share_readings_in_memory_keep_their_own():
    assert pinyin.marked("长江重庆银行") == ["cháng", "jiāng", "chóng", "qìng", "yín", "háng"]
    assert pinyin.marked("校长重要行动") == ["xiào", "zhǎng", "zhòng", "yào", "xíng", "dòng"]
    words = import_module("pypinyin.constants").PHRASES_DICT
    assert words["重庆"][0] is words["重复"][0]
    assert pinyin.marked("长江重庆银行") == ["cháng", "jiāng", "chóng", "qìng", "yín", "háng"]


@given(st.text("shctkzwfyjoeaui", max_size=20))
def test_a_rule_of_sounds_is_left_out_only_where_it_has_nothing_to_replace(word):
    for letters_needed, pattern, _replacement in romanised._RULES:
        assert letters_needed in word or not pattern.search(word)
