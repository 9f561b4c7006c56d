"""Pasted citations: each form of the table takes its own example apart, and nothing takes long."""

import time

import pytest

from library_exchange.citations.pasted import FORMS, take_apart


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_each_form_takes_its_own_example(form):
    taken = next(each for each in FORMS if each.pattern.fullmatch(form.example))
    assert taken is form


CITATIONS = [
    (
        "[3] 老舍. 骆驼祥子[M]. 北京：人民文学出版社，2000.",
        {"title": "骆驼祥子", "author": "老舍", "place": "北京", "publisher": "人民文学出版社", "year": "2000"},
    ),
    (
        "托尔斯泰. 战争与和平[M]. 刘辽逸, 译. 北京: 人民文学出版社, 1989: 12-15.",
        {"title": "战争与和平", "author": "托尔斯泰", "place": "北京", "publisher": "人民文学出版社", "year": "1989"},
    ),
    (
        "История Амура / под ред. И. И. Иванова. – 2-е изд. – Благовещенск : Амур, 2003. – ISBN 978-5-04-010272-3.",
        {
            "title": "История Амура",
            "author": "",
            "place": "Благовещенск",
            "publisher": "Амур",
            "year": "2003",
            "isbn": "9785040102723",
        },
    ),
    (
        "Цао Сюэцинь. Сон в красном тереме : роман / Цао Сюэцинь ; пер. с кит. – Москва : Наука, 1995. – Т. 1.",
        {"title": "Сон в красном тереме : роман", "author": "Цао Сюэцинь", "place": "Москва", "year": "1995"},
    ),
    (
        "Арсеньев В. К. Дерсу Узала. М.: Эксмо, 2018. 509 с.",
        {"title": "Дерсу Узала", "author": "Арсеньев В. К.", "place": "Москва", "publisher": "Эксмо", "year": "2018"},
    ),
    (
        "Ван Мэн. Деревенский ветер. — М. : Прогресс, 1989. — 320 с.",
        {"title": "Деревенский ветер", "author": "Ван Мэн", "place": "Москва", "publisher": "Прогресс", "year": "1989"},
    ),
    (
        "Ким Ир Сен, Цзя Пинва. Собрание. – Пекин : Радуга, 1991.",
        {"title": "Собрание", "author": "Ким Ир Сен, Цзя Пинва", "place": "Пекин"},
    ),
    (
        "Сунь Ли. Стальной мечтатель / Сунь Ли ; пер. с кит. – Москва : Наука, 1995.",
        {"title": "Стальной мечтатель", "author": "Сунь Ли"},
    ),
    (
        "Дерсу Узала. Сквозь тайгу. М.: Эксмо, 2018. 509 с.",
        {"title": "Дерсу Узала. Сквозь тайгу", "author": "", "place": "Москва"},
    ),
    (
        "Тихий Дон. Книга первая. М.: Эксмо, 2018. 509 с.",
        {"title": "Тихий Дон. Книга первая", "author": "", "place": "Москва"},
    ),
    (
        "Smith, J. (2003). Rivers of Asia (2nd ed.). Oxford University Press. https://doi.org/10.1093/acprof",
        {"title": "Rivers of Asia", "author": "Smith, J.", "year": "2003", "doi": "10.1093/acprof"},
    ),
    (
        "[1] Колесников Е.В. Амур и его берега[M]. Благовещенск: Амурское кн. изд-во, 1978年. 212页",
        {"title": "Амур и его берега", "author": "Колесников Е.В.", "place": "Благовещенск", "year": "1978"},
    ),
    (
        "Колесников Е. В., Петров А. Н. Амур[M]. Москва: Наука, 1978.",
        {"title": "Амур", "author": "Колесников Е. В., Петров А. Н."},
    ),
    (
        "Колесников Е.В., 等. А.С. Пушкин[M]. Москва: Наука, 1978.",
        {"title": "А.С. Пушкин", "author": "Колесников Е.В., 等"},
    ),
    ("Smith J.A., Brown K. Rivers of Asia[M]. London: Routledge, 1999.", {"author": "Smith J.A., Brown K."}),
    ("程根伟. U.S. History[M]. 北京: 人民出版社, 1990.", {"title": "U.S. History", "author": "程根伟"}),
    ("老舍（2000）。《骆驼祥子》。人民文学出版社。", {"title": "骆驼祥子", "author": "老舍", "year": "2000"}),
    (
        "Арсеньев, В. К. (2018). Дерсу Узала. Москва: Эксмо.",
        {"title": "Дерсу Узала", "author": "Арсеньев, В. К.", "place": "Москва", "publisher": "Эксмо", "year": "2018"},
    ),
]

WIDE = (
    *(
        "鲁迅. 呐喊［M］. 北京: 人民文学出版社, 1973.",
        "鲁迅．呐喊［M］．北京：人民文学出版社，1973．",
        "[2] 鲁迅. 呐喊［Ｍ］. 北京: 人民文学出版社, １９７３.",
    ),
    *(
        "鲁迅. 呐喊【M】. 北京: 人民文学出版社, 1973.",
        "鲁迅：《呐喊》，北京：人民文学出版社，1973年。",
        "三、鲁迅《呐喊》，北京：人民文学出版社，1973年版",
    ),
    *(
        "鲁迅著：《呐喊》，北京：人民文学出版社1973年版，第45页。",
        "（3）鲁迅：《呐喊》（修订本），北京：人民文学出版社，1973年版。",
    ),
)
"""One book, cited on any keyboard and in the manner of the humanities."""
SHORT = {
    "鲁迅. 呐喊[M]. 人民文学出版社, 1973.": ("呐喊", "鲁迅", "", "人民文学出版社", "1973"),
    "余华《活着》，作家出版社2012年版": ("活着", "余华", "", "作家出版社", "2012"),
    "[俄]契诃夫著，汝龙译：《套中人》，上海译文出版社，1982年版。": (
        *("套中人", "[俄]契诃夫", "", "上海译文出版社", "1982"),
    ),
    "契诃夫：《套中人》，汝龙译，上海：上海译文出版社，1982年。": (
        *("套中人", "契诃夫", "上海", "上海译文出版社", "1982"),
    ),
    "鲁迅：《鲁迅全集》第1卷，人民文学出版社，2005年版，第45页。": (
        *("鲁迅全集 第1卷", "鲁迅", "", "人民文学出版社", "2005"),
    ),
    "Белов В. И. Лад. - М. : Мол. гвардия, 1982. - 293 с.": ("Лад", "Белов В. И.", "Москва", "Мол. гвардия", "1982"),
    "Айтматов Ч. Плаха. М., 1987.": ("Плаха", "Айтматов Ч.", "Москва", "", "1987"),
    "Астафьев В. Царь-рыба. Красноярск, 1978": ("Царь-рыба", "Астафьев В.", "Красноярск", "", "1978"),
    "Шмелёв И. Лето Господне. М., Олма-пресс, 2004. 412 с.": (
        *("Лето Господне", "Шмелёв И.", "Москва", "Олма-пресс", "2004"),
    ),
    "Прилепин З. Обитель. 2014 746 с.": ("Обитель", "Прилепин З.", "", "", "2014"),
    "Гончаров И. А. Обломов : роман. - 2-е изд. - Л. : Лениздат, 1978. - 300 с.": (
        *("Обломов : роман", "Гончаров И. А.", "Ленинград", "Лениздат", "1978"),
    ),
}


@pytest.mark.parametrize("citation", WIDE)
def test_a_book_is_cited_in_signs_of_any_width(citation):
    found = take_apart(citation)
    assert (found.title, found.author, found.place, found.publisher, found.year, found.part) == (
        *("呐喊", "鲁迅", "北京", "人民文学出版社", "1973", ""),
    )


@pytest.mark.parametrize("citation", SHORT)
def test_a_short_citation_is_taken_apart(citation):
    found = take_apart(citation)
    assert (found.title, found.author, found.place, found.publisher, found.year) == SHORT[citation]


@pytest.mark.parametrize(
    "citation",
    [
        "鲁迅：《呐喊》",
        "鲁迅《呐喊》《彷徨》，人民文学出版社，1973年",
        "Гончаров И. А. Обломов",
        "Оруэлл Дж. 1984. 300 с.",
    ],
)
def test_a_citation_without_its_imprint_or_of_two_books_is_not_guessed_at(citation):
    assert take_apart(citation) is None


@pytest.mark.parametrize(("citation", "fields"), CITATIONS)
def test_a_book_is_taken_apart_into_its_fields(citation, fields):
    found = take_apart(citation)
    assert {name: getattr(found, name) for name in fields} == fields
    assert found.part == ""


PARTS = [
    (
        "Иванов И. И., Петров П. П. Обмен книгами // Вестник. 2020. № 3. С. 5–10.",
        ("Вестник", "2020"),
        ("Иванов И. И., Петров П. П", "Обмен книгами", "№ 3. С. 5–10"),
    ),
    (
        "Ван Мэн. Зимний дождь // Иностранная литература. 1989. № 3. С. 5–10.",
        ("Иностранная литература", "1989"),
        ("Ван Мэн", "Зимний дождь", "№ 3. С. 5–10"),
    ),
    (
        "李明, 彭涛. 对俄文化合作[J]. 西伯利亚研究, 2015, 42(3): 25-30.",
        ("西伯利亚研究", "2015"),
        ("李明, 彭涛", "对俄文化合作", "42(3): 25-30"),
    ),
    (
        "Smith, J., & Lee, K. (2010). Libraries on the Amur. Journal of Border Studies, 12(3), 1–10.",
        ("Journal of Border Studies", "2010"),
        ("Libraries on the Amur", "12(3), 1–10"),
    ),
]


@pytest.mark.parametrize(("citation", "whole", "part"), PARTS)
def test_of_an_article_the_journal_is_asked_for_and_the_note_says_what_in_it(citation, whole, part):
    found = take_apart(citation)
    assert (found.title, found.year) == whole
    for text in part:
        assert text in found.part


ARTICLES = [
    (
        "Колесников Е.В. Пути Амура[J]. Вопросы истории, 1998, 12(3): 5-10.",
        ("Вопросы истории", "Пути Амура", "Колесников Е.В.", "12", "3", "5-10"),
    ),
    (
        "Колесников Е.В. Рыбы[M]//Петров А.Н. Амур. Москва: Наука, 1988: 3-5.",
        ("Амур", "Рыбы", "Колесников Е.В.", "", "", "3-5"),
    ),
    (
        "王介南. 黑龙江流域的中俄文化交流[J]. 西伯利亚研究, 2008, 35(3): 60-65.",
        ("西伯利亚研究", "黑龙江流域的中俄文化交流", "王介南", "35", "3", "60-65"),
    ),
    (
        "Иванов, И. И. О переводах / И. И. Иванов. – Текст : непосредственный // Проблемы Дальнего Востока. – 2019. –"
        " № 3. – С. 45–58.",
        ("Проблемы Дальнего Востока", "О переводах", "Иванов, И. И.", "", "3", "45–58"),
    ),
    (
        "李随安．中俄文化交流史［J］．西伯利亚研究，2010，37（3）：25-30．",
        ("西伯利亚研究", "中俄文化交流史", "李随安", "37", "3", "25-30"),
    ),
    (
        "李随安：《中俄文化交流史》，《西伯利亚研究》2010年第3期，第25-30页。",
        ("西伯利亚研究", "中俄文化交流史", "李随安", "", "3", "25-30"),
    ),
    (
        "李随安：《中俄文化交流史》，载《龙江论丛》，哈尔滨：黑龙江人民出版社，2010年，第25页。",
        ("龙江论丛", "中俄文化交流史", "李随安", "", "", "25"),
    ),
    (
        "Li, W. (2020). Book exchange. Library Journal, 12(3), 45–58.",
        ("Library Journal", "Book exchange", "Li, W.", "12", "3", "45–58"),
    ),
]


@pytest.mark.parametrize(("citation", "fields"), ARTICLES)
def test_for_a_copy_of_an_article_what_is_wanted_has_fields_of_its_own(citation, fields):
    told = take_apart(citation).as_copy_fields()
    names = ("title", "part_title", "part_author", "volume", "issue", "pages")
    assert tuple(told.get(name, "") for name in names) == fields
    assert "note" not in told


def test_a_wrong_number_stays_as_it_was_pasted_so_that_the_form_can_tell():
    assert (
        take_apart("老舍. 骆驼祥子[M]. 北京: 人民文学出版社, 2000. ISBN 978-5-04-010272-8.").isbn == "978-5-04-010272-8"
    )


def test_what_has_no_form_is_not_guessed_at():
    assert take_apart("что-то о реке") is None
    assert take_apart("") is None


EVIL = (
    "Аа А. " * 250,
    "Аб А.А. " * 100 + "// " + ". – " * 200,
    "a / " * 400,
    "[M]" * 400,
    ": " * 700,
    "(2000). " * 180,
    "《书》，" * 300,
    "书：《书" * 300,
    "Аа. Аа, " * 180,
    "Аа, 2000. " * 150,
)


@pytest.mark.parametrize("text", EVIL, ids=lambda text: text[:8])
def test_no_text_takes_long(text):
    began = time.process_time()
    take_apart(text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    ("citation", "pages"),
    [
        ("老舍. 骆驼祥子[M]. 北京: 人民文学出版社, 1990: 45-60.", "45-60"),
        ("老舍. 骆驼祥子[M]. 北京：人民文学出版社，1990：45.", "45"),
        ("老舍. 骆驼祥子[M]. 北京: 人民文学出版社, 1990.", ""),
        ("老舍：《骆驼祥子》，人民文学出版社，1978年版，第45页。", "45"),
        ("老舍：《骆驼祥子》，人民文学出版社，1978年第2版，第45-50页。", "45-50"),
        ("Гончаров И. А. Обломов. М., 1982. С. 45–60.", "45–60"),
        ("Арсеньев В. К. Дерсу Узала. М.: Эксмо, 2018. С. 45–60.", "45–60"),
        ("Арсеньев В. К. Дерсу Узала. М.: Эксмо, 2018. 509 с.", ""),
        ("Арсеньев, В. К. (2018). Дерсу Узала (pp. 12–15). Москва: Эксмо.", "12–15"),
    ],
)
def test_pages_that_a_citation_of_a_book_names_are_kept_and_its_extent_is_not(citation, pages):
    found = take_apart(citation)
    assert (found.pages, found.part_title) == (pages, "")
    assert found.as_copy_fields().get("pages", "") == pages
