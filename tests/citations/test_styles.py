"""References in four styles, compared with how the standards write them, and taken apart again by our own reader."""

import pytest

from library_exchange.citations.pasted import take_apart
from library_exchange.citations.references import Kind, Name, Reference, initials, name_of
from library_exchange.citations.styles import Style, _direct, cite

RUSSIAN = Reference(
    title="Дерсу Узала",
    remainder="роман",
    authors=(Name("Арсеньев", "Владимир Клавдиевич"),),
    edition="2-е изд.",
    place="Москва",
    publisher="Эксмо",
    year="2018",
    extent="509 с. : ил. ; 21 см",
    isbn="978-5-04-010272-3",
    language="rus",
)
CHINESE = Reference(
    title="图书馆学概论",
    authors=(Name("吴慰慈"), Name("董焱")),
    edition="第4版",
    place="北京",
    publisher="国家图书馆出版社",
    year="2019",
    extent="371页",
    isbn="978-7-5013-6651-7",
    language="chi",
)


@pytest.mark.parametrize(
    ("style", "told", "expected"),
    [
        (Style.GBT7714, CHINESE, "吴慰慈, 董焱. 图书馆学概论[M]. 4版. 北京: 国家图书馆出版社, 2019."),
        (Style.GBT7714, RUSSIAN, "АРСЕНЬЕВ В К. Дерсу Узала: роман[M]. 2-е изд. Москва: Эксмо, 2018."),
        (
            Style.GOST_RECORD,
            RUSSIAN,
            "Арсеньев, В. К. Дерсу Узала : роман / В. К. Арсеньев. – 2-е изд. – Москва : Эксмо, 2018. – 509 с. – "
            "ISBN 978-5-04-010272-3. – Текст : непосредственный.",
        ),
        (
            Style.GOST_RECORD,
            CHINESE,
            "吴慰慈. 图书馆学概论 / 吴慰慈, 董焱. – 第4版. – 北京 : 国家图书馆出版社, 2019. – 371 с. – "
            "ISBN 978-7-5013-6651-7. – Текст : непосредственный.",
        ),
        (
            Style.GOST_REFERENCE,
            RUSSIAN,
            "Арсеньев В. К. Дерсу Узала : роман. 2-е изд. М. : Эксмо, 2018. 509 с.",
        ),
        (Style.GOST_REFERENCE, CHINESE, "吴慰慈, 董焱. 图书馆学概论. 第4版. 北京 : 国家图书馆出版社, 2019. 371 с."),
        (Style.APA, RUSSIAN, "Арсеньев, В. К. (2018). Дерсу Узала: роман (2-е изд.). Эксмо."),
        (Style.APA, CHINESE, "吴慰慈, & 董焱. (2019). 图书馆学概论 (第4版). 国家图书馆出版社."),
    ],
)
def test_a_book_is_cited_as_the_standard_writes_it(style, told, expected):
    assert cite(told, style) == expected


@pytest.mark.parametrize("told", [RUSSIAN, CHINESE], ids=["ru", "zh"])
@pytest.mark.parametrize("style", [Style.GBT7714, Style.APA])
def test_what_we_write_our_own_form_takes_apart(style, told):
    read = take_apart(cite(told, style))
    assert read is not None
    assert read.title.startswith(told.title)
    assert (read.year, read.publisher) == (told.year, told.publisher)
    assert told.authors[0].family.casefold() in read.author.casefold()


@pytest.mark.parametrize("style", [Style.GOST_RECORD, Style.GOST_REFERENCE])
def test_what_we_write_by_gost_our_own_form_takes_apart(style):
    read = take_apart(cite(RUSSIAN, style))
    assert read is not None
    assert read.title.startswith("Дерсу Узала")
    assert (read.year, read.publisher, read.author) == ("2018", "Эксмо", read.author)
    assert "Арсеньев" in read.author


def test_of_many_authors_the_first_three_are_named():
    many = Reference(title="边城", authors=tuple(map(Name, "甲乙丙丁戊")))
    assert cite(many, Style.GBT7714).startswith("甲, 乙, 丙, 等. 边城[M]. ")
    five = tuple(Name(family, "И. И.") for family in ("Аов", "Бов", "Вов", "Гов", "Дов"))
    told = Reference(title="Амур", authors=five)
    assert cite(told, Style.GOST_RECORD).startswith("Амур / И. И. Аов, И. И. Бов, И. И. Вов [и др.]. – ")
    assert cite(told, Style.GOST_REFERENCE).startswith("Амур / И. И. Аов, И. И. Бов, И. И. Вов [и др.]. ")
    assert cite(told, Style.GBT7714).startswith("АОВ И И, БОВ И И, ВОВ И И, и др. Амур[M].")


@pytest.mark.parametrize(
    ("title", "style", "expected"),
    [
        ("边城", Style.GBT7714, "边城[M]. [出版地不详]: [出版者不详]."),
        ("Амур", Style.GBT7714, "Амур[M]. [S.l.]: [s.n.]."),
        ("Амур", Style.GOST_REFERENCE, "Амур. [Б. м.] : [б. и.], [б. г.]."),
        ("边城", Style.GOST_RECORD, "边城. – [S. l.] : [s. n.], [s. a.]. – Текст : непосредственный."),
        ("Амур", Style.APA, "Амур. (n.d.)."),
    ],
)
def test_what_the_record_does_not_tell_is_told_as_unknown(title, style, expected):
    assert cite(Reference(title=title), style) == expected


@pytest.mark.parametrize("edition", ["第1版", "第一版", "1-е изд.", "1st ed."])
def test_a_first_edition_is_not_told_by_gbt(edition):
    assert "版" not in cite(Reference(title="边城", edition=edition, place="北京", publisher="人民"), Style.GBT7714)
    assert edition not in cite(Reference(title="边城", edition=edition), Style.GBT7714)


def test_a_chinese_number_of_an_edition_becomes_a_digit():
    assert "[M]. 3版. " in cite(Reference(title="边城", edition="第三版"), Style.GBT7714)


def test_a_translator_is_told_behind_the_title():
    told = Reference(title="外国出版史", authors=(Name("昂温"),), translators=(Name("陈生铮"),), year="1988")
    assert cite(told, Style.GBT7714).startswith("昂温. 外国出版史[M]. 陈生铮, 译. ")


def test_a_serial_and_a_map_have_marks_of_their_own():
    assert "[J]" in cite(Reference(title="西伯利亚研究", kind=Kind.SERIAL), Style.GBT7714)
    assert "[CM]" in cite(Reference(title="黑龙江", kind=Kind.MAP), Style.GBT7714)
    assert "[Z]" in cite(Reference(title="黑龙江", kind=Kind.FILM), Style.GBT7714)


def test_what_the_title_page_says_of_who_made_the_book_goes_before_what_we_compose():
    told = Reference(title="Амур", authors=(Name("Иванов", "И."),), responsibility="Иван Иванов ; пер. П. Петрова")
    assert "Амур / Иван Иванов ; пер. П. Петрова. – " in cite(told, Style.GOST_RECORD)


def test_old_records_shorten_the_place_and_the_full_description_does_not():
    told = Reference(title="Амур", place="М.", publisher="Наука", year="1980")
    assert "– Москва : Наука, 1980." in cite(told, Style.GOST_RECORD)
    assert "М. : Наука, 1980." in cite(told, Style.GOST_REFERENCE)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Арсеньев, Владимир Клавдиевич", Name("Арсеньев", "Владимир Клавдиевич")),
        ("Арсеньев В. К.", Name("Арсеньев", "В. К.")),
        ("Арсеньев, Владимир, капитан", Name("Арсеньев", "Владимир")),
        ("沈从文", Name("沈从文")),
        ("Ли Бо", Name("Ли Бо")),
    ],
)
def test_a_heading_is_divided_where_it_says_so(heading, expected):
    assert name_of(heading) == expected


def test_a_body_is_never_divided():
    assert name_of("Академия наук, Институт", is_body=True) == Name("Академия наук, Институт", is_body=True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [("Владимир Клавдиевич", "В. К."), ("В.К.", "В. К."), ("Жан-Поль", "Ж.-П."), ("列夫", "列夫")],
)
def test_forenames_become_initials(given, expected):
    assert initials(given) == expected


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("Арсеньев В.К.", "В. К. Арсеньев"),
        ("Иванов И.И., Петров П.", "И. И. Иванов, П. Петров"),
        ("под ред. Иванова И.И.", "под ред. Иванова И.И."),
        ("В. К. Арсеньев", "В. К. Арсеньев"),
    ],
)
def test_who_is_responsible_stands_in_gost_with_initials_before_the_name(said, written):
    assert _direct(said) == written
