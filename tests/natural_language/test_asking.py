"""Words that only ask are set aside, years and class numbers are understood, wrong check digits put right."""

import pytest

from library_exchange.natural_language.asking import AFTER, BEFORE, without_asking
from library_exchange.natural_language.said_conditions import Said, read
from library_exchange.search.analysis import class_numbers, han, identifiers


@pytest.mark.parametrize(
    ("asked", "sought"),
    [
        ("有没有巴金的书", "巴金"),
        ("我想借一本野草", "野草"),
        ("请问有契诃夫的小说吗？", "契诃夫的小说"),
        ("关于冰雪旅游的书", "冰雪旅游"),
        ("у вас есть Степь?", "Степь"),
        ("Подскажите, пожалуйста, где найти «Степь»", "«Степь»"),
        ("книги о войне", "войне"),
        ("хочу почитать про Амур", "Амур"),
        ("do you have The Steppe", "Steppe"),
        ("I am looking for books about Siberia", "Siberia"),
        ("Книга песен", "песен"),
    ],
)
def test_words_of_asking_are_set_aside(asked, sought):
    assert without_asking(asked) == sought


@pytest.mark.parametrize("text", ["有没有", "книги", "books", "?", "", "Амур", "骆驼", *BEFORE["en"].split("|")])
def test_what_only_asks_or_asks_nothing_stays_as_it_is(text):
    assert without_asking(text) in (text, text.strip())


def test_no_way_of_asking_stands_twice():
    for words in (*BEFORE.values(), *AFTER.values()):
        each = [" ".join(word.split()) for word in words.split("|")]
        assert len(each) == len(set(each))
        assert all(each)


@pytest.mark.parametrize(
    ("text", "words", "years"),
    [
        ("Чехов 1904", "Чехов", (1904, 1904)),
        ("鲁迅2007年", "鲁迅", (2007, 2007)),
        ("契诃夫 1990年", "契诃夫", (1990, 1990)),
        ("巴金 1980年代", "巴金", (1980, 1989)),
        ("стихи 1980-х годов", "стихи", (1980, 1989)),
        ("novels 1980s", "novels", (1980, 1989)),
        ("2010年以后出版的中国历史", "中国历史", (2010, None)),
        ("история Китая с 2010 года", "история Китая", (2010, None)),
        ("до 1950 года Харбин", "Харбин", (None, 1950)),
        ("Харбин 1920–1930", "Харбин", (1920, 1930)),
    ],
)
def test_a_time_in_a_query_is_read_with_the_words_beside_it(text, words, years):
    assert read(text) == Said(words, years)


@pytest.mark.parametrize(
    ("text", "words", "years"),
    [
        ("русская поэзия XIX века", "русская поэзия", (1801, 1900)),
        ("19世纪俄国", "俄国", (1801, 1900)),
        ("十七世纪满洲", "满洲", (1601, 1700)),
        ("二十世纪文学", "文学", (1901, 2000)),
        ("二十一世纪文学", "文学", (2001, 2100)),
        ("романы 20-го века", "романы", (1901, 2000)),
        ("18th century novels", "novels", (1701, 1800)),
    ],
)
def test_a_century_is_said_to_be_one_for_a_book_may_be_about_it(text, words, years):
    assert read(text) == Said(words, years, is_century=True)


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("俄语 契诃夫", "契诃夫", "rus"),
        ("黑龙江鱼类的俄文书", "黑龙江鱼类的", "rus"),
        ("Чехов на китайском языке", "Чехов", "chi"),
        ("Ba Jin in Russian", "Ba Jin", "rus"),
        ("英文版小说", "小说", "eng"),
    ],
)
def test_a_language_in_a_query_is_read_with_the_words_beside_it(text, words, language):
    assert read(text) == Said(words, None, language)


@pytest.mark.parametrize(
    ("text", "years"), [("2004", (2004, 2004)), ("2004 год", (2004, 2004)), ("1990年代", (1990, 1999))]
)
def test_a_time_may_stand_alone(text, years):
    assert read(text) == Said("", years)


def test_time_and_language_are_said_together():
    assert read("Чехов на китайском 2001") == Said("Чехов", (2001, 2001), "chi")


@pytest.mark.parametrize(
    "text", ["俄语", "12.05.1999", "978-7-02-000220-7", "Чехов", "в 1300 году", "Ту-2004М", "2050-й"]
)
def test_what_says_no_time_or_only_a_language_is_none(text):
    assert read(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("821.161.1", "821.161.1"),
        ("УДК 821.161.1", "821.161.1"),
        ("63.3(2)", "63.3(2)"),
        ("ББК: 63.3 (2)", "63.3(2)"),
        ("63.3*", "63.3"),
        ("84(2Рос=Рус)6", "84(2рос=рус)6"),
        ("84(5 кит)", "84(5кит)"),
        ("84 (5 Кит)", "84(5кит)"),
        ("63.3 (2 Рос)", "63.3(2рос)"),
        ("ББК 84(5 Кит)", "84(5кит)"),
        ("Т3(2)6-283.31", "т3(2)6-283.31"),
        ("I512.45", "i512.45"),
        ("中图 I512.45", "i512.45"),
        ("中图法分类号：TP311", "tp311"),
        ("ББК 63", "63"),
    ],
)
def test_a_class_number_is_read_with_and_without_the_name_of_its_scheme(text, number):
    assert class_numbers.read(text) == class_numbers.index_term(number) == f"/{number}"


@pytest.mark.parametrize("text", ["1984", "007", "Т34", "B2", "C++", "Windows 7", "удк", "I", "", "*", "а" * 50])
def test_what_may_be_a_title_is_no_class_number(text):
    assert class_numbers.read(text) is None


def test_isbns_with_a_wrong_check_digit_lead_to_those_that_may_be_meant():
    assert identifiers.meant_by("978-7-02-000220-8")[0] == "9787020002207"
    assert "9787020002207" in identifiers.meant_by("978-7-02-002020-7")
    assert identifiers.meant_by("978-7-02-000220-7") == []
    assert identifiers.meant_by("Амур") == identifiers.meant_by("1234567890123456") == []


@pytest.mark.parametrize(
    ("run", "parts"),
    [
        ("苏联解体原因", ("苏联", "解体", "原因")),
        ("野草", ("野草",)),
        ("的", ("的",)),
        ("鲁迅的兄弟", ("鲁迅", "兄弟")),
    ],
)
def test_a_run_of_characters_falls_into_words_and_what_is_no_word_into_pairs(run, parts):
    assert han.parts(run) == parts
