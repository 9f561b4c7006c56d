"""Lines as librarians write them in haste: descriptions with what is needed alone, numbers and remarks run on."""

import pytest

from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.list_reading.services import reading
from library_exchange.offers.models import ListKind
from tests.partners import add_book

HAN = {
    "骆驼祥子x2": ("骆驼祥子", 2, ""),
    "《家》x2": ("家", 2, ""),
    "《家》X2": ("家", 2, ""),
    "春(平装)x3": ("春", 3, ""),
    "红楼梦(精装)x2": ("红楼梦", 2, ""),
    "骆驼祥子(精)x2": ("骆驼祥子", 2, ""),
    "《家》(精)×2": ("家", 2, ""),
    "二手时间x3本": ("二手时间", 3, ""),
    "三体X2": ("三体", 2, "title"),
    "秋 x2": ("秋", 2, ""),
    "《家》5册(缺第3册)": ("家", 5, "quantity"),
    "安徒生童话 5册(缺第3册)": ("安徒生童话", 5, "quantity"),
    "安徒生童话全集 4册(缺2)": ("安徒生童话全集", 4, "quantity"),
    "安徒生童话全集 4册，缺第2册": ("安徒生童话全集", 4, "quantity"),
    "安徒生童话（缺第3册）5册": ("安徒生童话", 5, "quantity"),
    "《呐喊》全5册缺第2、4册": ("呐喊", 5, "quantity"),
    "《呐喊》五册（少第三册）": ("呐喊", 5, "quantity"),
    "茶馆,2": ("茶馆", 2, "title"),
    "茶馆，2": ("茶馆", 2, "title"),
    "茶馆、3": ("茶馆", 3, "title"),
    "茶馆：2": ("茶馆", 2, "title"),
    "茶馆,老舍,2": ("茶馆", 2, "title"),
    "儒林外史 2本(旧)": ("儒林外史", 2, ""),
    "《家》2本(缺封面)": ("家", 2, "remark"),
    "《家》2册（精装）": ("家", 2, ""),
    "王蒙 《青春万岁》 9成新 有章 2本": ("青春万岁", 2, "remark title"),
    "《青春万岁》2本（9成新，有章）": ("青春万岁", 2, "remark"),
    "青春万岁 王蒙著 有馆藏章": ("青春万岁", 1, "remark"),
    "《青春万岁》九成新": ("青春万岁", 1, ""),
    "三国演义 上下册 人民文学出版社 73年版 两套": ("三国演义 上下册", 2, "title"),
    "三国演义 上下册 人民文学出版社 1973年版 两套": ("三国演义 上下册", 2, ""),
    "红楼梦 上中下 人民文学出版社 1982年": ("红楼梦 上中下", 1, ""),
    "Windows 98入门": ("Windows 98入门", 1, ""),
    "缺第3册的书": ("缺第3册的书", 1, ""),
}
"""By line: its title, its copies, what is asked about or told."""
CYRILLIC = {
    "Букварьх3": ("Букварь", 3, "title"),
    "Букварь(тв. пер.)x3": ("Букварь", 3, ""),
    "«Букварь»х3": ("Букварь", 3, ""),
    "Гроза, 2": ("Гроза", 2, "title"),
    "Гроза; 3": ("Гроза", 3, "title"),
    "Собр. соч., т. 3, 2": ("Собр. соч., т. 3, 2", 1, ""),
    "Гроза, 2-3 экз.": ("Гроза", 2, "title"),
    "Гроза 3": ("Гроза 3", 1, ""),
}
NUMBERED = {
    **dict.fromkeys(
        ("（三）《家》", "(三)《家》", "（十二）《家》", "【三】《家》", "第1种 《家》", "第一种《家》", "第 2 种 家"),
        "",
    ),
    **dict.fromkeys(("（三）家", "(三)家", "三、家"), "title"),
}
CYRILLIC_NUMBERED = {
    **dict.fromkeys(("(3) Обрыв", "№3 Обрыв", "поз. 3 Обрыв", "п. 3. Обрыв", "3) Обрыв"), ""),
    **dict.fromkeys(("I. Обрыв", "II. Обрыв", "III) Обрыв"), "title"),
}
DITTOS = (
    *(
        "同上 1本",
        "同上 2本",
        "4、同上 第二版 1本",
        "同前,1981年版 2本",
        "〃 第二版 1本",
        "同上（精装）",
        "同上书 2册",
        "同上2本",
    ),
    *(
        "То же 2 экз.",
        "То же. 2-е изд. 1 экз.",
        "3. То же, 1982 г.",
        "То же (1982 г.)",
        "Там же 2 экз.",
        "Та же, 2 экз.",
    ),
)
SHORT = {
    "Гончаров И. А. Обломов. - М. : Правда, 1982. - 293 с.": ("Обломов", "Гончаров И. А.", "Правда", 1982, 293),
    "Гончаров И. Обломов. М., 1987.": ("Обломов", "Гончаров И.", None, 1987, None),
    "Обломов. М., 1987": ("Обломов", None, None, 1987, None),
    "Гончаров И. Обломов. Красноярск, 1978": ("Обломов", "Гончаров И.", None, 1978, None),
    "Гончаров И. Обломов. Ростов н/Д, 1978": ("Обломов", "Гончаров И.", None, 1978, None),
    "Гончаров И. Обломов. М.; Л., 1934. 480 с.": ("Обломов", "Гончаров И.", None, 1934, 480),
    "Гончаров И. Обломов. М., Олма-пресс, 2004. 412 с.": ("Обломов", "Гончаров И.", "Олма-пресс", 2004, 412),
    "Гончаров И. Обломов. - Л., Худож. лит., 1978. - 300 с.": ("Обломов", "Гончаров И.", "Худож. лит", 1978, 300),
    "Гончаров И. Обломов. 2014 746 с.": ("Обломов", "Гончаров И.", None, 2014, 746),
    "Гончаров И. Обломов. 2014. 746 стр.": ("Обломов", "Гончаров И.", None, 2014, 746),
    "Юй Хуа. Жить. 2017. 464 с.": ("Жить", "Юй Хуа", None, 2017, 464),
    "Собрание сочинений. В 6 т. Л., 1977. Т. 3. 400 с.": ("Собрание сочинений. В 6 т. Т. 3", None, None, 1977, 400),
    "Обломов, Гончаров И. А., 1980, 250 с.": ("Обломов", "Гончаров И. А.", None, 1980, 250),
    "Гончаров И., Петров П. Обломов. М., 1999.": ("Обломов", "Гончаров И., Петров П.", None, 1999, None),
    "Обломов. 4-е изд. М., 1997. 944 с.": ("Обломов", None, None, 1997, 944),
    "Обломов. 320 с.": ("Обломов", None, None, None, 320),
    "Гончаров И. Обломов. [4], 312 с.": ("Обломов", "Гончаров И.", None, None, 312),
    "Гончаров, И. А. Обломов : роман / И. А. Гончаров. - М. : Правда, 1982. - 480 с., 8 л. ил.": (
        *("Обломов : роман", "Гончаров, И. А.", "Правда", 1982, 480),
    ),
    "Оруэлл Дж. 1984. 300 с.": ("1984", "Оруэлл Дж.", None, None, 300),
    "Оруэлл Дж. 1984. 2003. 300 с.": ("1984", "Оруэлл Дж.", None, 2003, 300),
    "Лю Цысинь. Задача трёх тел. М.: Эксмо, 2017. 464 с.": ("Задача трёх тел", "Лю Цысинь", "Эксмо", 2017, 464),
    "Лю Цысинь. Задача трёх тел. 2017. 464 с.": ("Задача трёх тел", "Лю Цысинь", None, 2017, 464),
    "《围城》钱锺书著 人民文学出版社 1980年 共359页": ("围城", "钱锺书", "人民文学出版社", 1980, 359),
    "围城，人民文学出版社，1980，359页": ("围城", None, "人民文学出版社", 1980, 359),
    "钱锺书：《围城》，北京：人民文学出版社，1980年版，共359页。": ("围城", "钱锺书", "人民文学出版社", 1980, 359),
    "余华《活着》，作家出版社2012年版": ("活着", "余华", "作家出版社", 2012, None),
}
"""By line: title, author, publisher, year and pages, of which nothing is asked."""
SHORT_GUESSED = {
    "Обломов 2018, 464 с.": ("Обломов", 2018),
    "Метро 2033. 480 с.": ("Метро", 2033),
    "Гончаров И. А. Обломов. Роман, 1978": ("Обломов", 1978),
    "Гончаров И. А. Обломов, 1978 г.": ("Обломов", 1978),
    "Гончаров И. А. Обломов. 1978": ("Обломов", 1978),
    "Гончаров Иван. Обломов. М.: Правда, 1982.": ("Обломов", 1982),
}


def read_as(line: str) -> tuple[str, int, str]:
    entry = reading.one(line).entry
    return entry.title, entry.quantity, " ".join(sorted(entry.unread))


@pytest.mark.parametrize("line", [*HAN, *CYRILLIC])
def test_a_count_that_is_run_on_is_read_or_asked_about(line):
    assert read_as(line) == (HAN | CYRILLIC)[line]


@pytest.mark.parametrize("line", NUMBERED)
def test_a_line_with_a_number_of_its_own_in_brackets_is_that_book(line):
    assert read_as(line) == ("家", 1, NUMBERED[line])


@pytest.mark.parametrize("line", CYRILLIC_NUMBERED)
def test_a_line_with_a_roman_number_or_one_with_a_word_is_that_book(line):
    assert read_as(line) == ("Обрыв", 1, CYRILLIC_NUMBERED[line])


@pytest.mark.parametrize("line", DITTOS)
def test_the_book_of_the_line_above_is_never_called_the_same(line):
    read = reading.one(line)
    assert (read.problem, read.detail) == (Problem.PERHAPS_NOT_A_BOOK, Stray.DITTO)


@pytest.mark.parametrize("line", ["同上海人一起", "То же небо", "同前女友和解"])
def test_a_title_that_begins_alike_is_one(line):
    assert reading.one(line).problem is None


@pytest.mark.parametrize("line", SHORT)
def test_a_short_description_is_taken_apart_and_its_pages_are_kept(line):
    read = reading.one(line)
    entry = read.entry
    assert (entry.title, entry.author, entry.publisher, entry.year, entry.pages) == SHORT[line]
    assert (read.problem, entry.unread.keys() - {"numbers_left"}) == (None, set())


@pytest.mark.parametrize("line", SHORT_GUESSED)
def test_a_year_that_may_be_of_the_title_is_asked_about(line):
    entry = reading.one(line).entry
    assert ((entry.title, entry.year), list(entry.unread)) == (SHORT_GUESSED[line], ["title"])


def test_pages_of_two_volumes_are_asked_about():
    entry = reading.one("Гончаров И. А. Обломов : в 2 т. М., 1982. 312 с., 400 с.").entry
    assert (entry.pages, entry.unread) == (None, {"pages": "312 с; 400 с"})


def test_a_condition_run_on_behind_a_title_is_that_of_the_copy():
    assert [reading.one(line).entry.condition for line in ("青春万岁 9成新 有章", "《家》2本(缺封面)", "家 全新")] == [
        *("good", "damaged", "new"),
    ]


ROWS = """Автор\tЗаглавие\tГод\tСостояние\tПрим.
1. Айтматов Ч.\tПлаха\t1987\t\tнет титула
2) Пикуль В. С.\t2. Фаворит\t1985\t\tсуперобл. надорвана
3.Платонов А.П.\tЧевенгур\t1988\tхор.\t
II. Пришвин М.\tКладовая солнца\t1970\tхор.\tнет титула
№ 4 Быков В.\tОбелиск\t1980\t\t
(5) Белов В.\tЛад\t1982\t\t
V. Nabokov\tPnin\t1957\t\t
И. Бунин\tТёмные аллеи\t1943\t\t
"""


def test_the_number_of_a_row_is_no_part_of_its_author_or_title():
    rows = [row.entry for row in reading.pasted(ROWS)]
    assert [(row.author, row.title) for row in rows] == [
        *(("Айтматов Ч.", "Плаха"), ("Пикуль В. С.", "Фаворит"), ("Платонов А.П.", "Чевенгур")),
        *(("Пришвин М.", "Кладовая солнца"), ("Быков В.", "Обелиск"), ("Белов В.", "Лад")),
        *(("V. Nabokov", "Pnin"), ("И. Бунин", "Тёмные аллеи")),
    ]


def test_a_remark_of_something_missing_is_a_damage_and_asked_about_where_another_condition_is_told():
    rows = [row.entry for row in reading.pasted(ROWS)]
    assert [row.condition for row in rows[:4]] == ["damaged", None, "good", "good"]
    assert [row.unread for row in rows[:4]] == [
        *({}, {"remark": "суперобл. надорвана"}, {}, {"condition": "хор.; нет титула"}),
    ]


def test_rows_of_descriptions_keep_their_pages():
    rows = reading.pasted(
        "Автор, заглавие\tКол-во\nГончаров И. А. Обломов. - М. : Правда, 1982. - 293 с.\t2\n"
        "Гоголь Н. Нос. М., 1987. 64 с.\t1"
    )
    assert [(row.entry.title, row.entry.year, row.entry.pages) for row in rows] == [
        *(("Обломов", 1982, 293), ("Нос", 1987, 64)),
    ]


def test_who_looks_for_a_title_without_an_edition_is_asked_which_even_where_she_has_one(web, make_partner):
    heihe = make_partner("Heihe", "CN")
    heihe.holds(add_book("Обломов", "9785171181031", "rus", 2010))
    add_book("Обломов", None, "rus", 1980)
    wanted = heihe.lines(heihe.sends("9785171181031\nОбломов", ListKind.WANTS))
    assert [line.problem for line in wanted] == [Problem.HELD, Problem.SEVERAL_EDITIONS]
    offered = heihe.lines(heihe.sends("Обломов"))
    assert offered[0].problem is None


def test_a_number_of_pages_alone_is_no_book():
    read = reading.one("100 с.")
    assert (read.entry.title, read.problem is None) != ("", True)
