"""The condition of a book, in the words of the house and of libraries, in its own column or among remarks."""

import pytest
from babel.support import Translations

from library_exchange.list_reading.rules import headings
from library_exchange.list_reading.services import reading
from library_exchange.offers.labels import CONDITIONS
from library_exchange.offers.rules.offers import Condition


@pytest.mark.parametrize("language", ["ru", "zh_Hans_CN", "en"])
def test_every_word_of_the_house_for_a_condition_is_understood(app, language):
    words = Translations.load("translations", [language])
    for condition in CONDITIONS:
        english = {"new": "as new", "good": "good", "worn": "worn", "damaged": "damaged"}[condition.value]
        assert headings.condition_of(words.pgettext("condition", english)) == condition.value


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Потрёпана", "worn"),
        ("потрёпанный", "worn"),
        ("как новая", "new"),
        ("Хор.", "good"),
        ("сост. хор.", "good"),
        ("в хорошем состоянии", "good"),
        ("состояние удовлетворительное", "worn"),
        ("б/у", "worn"),
        ("有磨损", "worn"),
        ("品相：较旧", "worn"),
        ("品相良好", "good"),
        ("缺页", "damaged"),
        ("like new", "new"),
        ("экслибрис", None),
        ("новелла", None),
    ],
)
def test_words_that_libraries_use_for_a_condition_are_understood(cell, code):
    assert headings.condition_of(cell) == code


@pytest.mark.parametrize(
    ("heading", "remark", "condition", "unread"),
    [
        ("Примечание", "потрёпана", Condition.WORN, {}),
        ("Примечание", "потрёпана, экслибрис", Condition.WORN, {"remark": "экслибрис"}),
        ("Примечание", "экслибрис", None, {"remark": "экслибрис"}),
        ("Примечание", "потрёпана; как новая", Condition.WORN, {"conditions": "потрёпана, как новая"}),
        ("备注", "破损、有藏书章", Condition.DAMAGED, {"remark": "有藏书章"}),
        ("备注", "", None, {}),
    ],
)
def test_a_remark_tells_the_condition_and_what_else_it_says_is_remarked(heading, remark, condition, unread):
    (line,) = reading.pasted(f"Заглавие\tГод\t{heading}\nГроза\t1990\t{remark}")
    assert (line.entry.condition, line.problem, line.entry.unread) == (condition, None, unread)


def test_a_column_of_conditions_goes_before_a_remark():
    (line,) = reading.pasted("Заглавие\tСостояние\tПримечание\nГроза\tхорошая\tпотрёпана")
    assert line.entry.condition is Condition.GOOD


SHORT_HEADINGS = {
    "condition": (
        *(
            "Сост.",
            "Сост",
            "Сост-е",
            "Состоян.",
            "Сохр.",
            "Сохр-ть",
            "Сост. экз.",
            "Физ. сост.",
            "Состояние экземпляра",
        ),
        *("Степень износа", "Внешний вид", "品相", "书品", "书况", "新旧", "品 级", "保存状况", "Cond."),
    ),
    "quantity": ("Экз-ры", "Экз-в", "Кол-во экз-ров", "К-во экз.", "Кол.", "Кол-во", "Шт."),
    "title": ("Загл.", "Загл-е", "Назв.", "Назв-е", "Наим-е", "Назв. книги"),
    "author": ("Авт.", "Авт-р"),
    "year": ("Г. изд.", "Год изд.", "Год изд-ния"),
    "publisher": ("Изд-во", "Изд-ство", "Издат."),
    "pages": ("Стр.", "Кол-во с.", "К-во с."),
    "series": ("Сер.",),
    "volume": ("Вып.", "Т.", "Кн."),
    "remark": ("Прим.", "Примеч.", "Комм."),
}


@pytest.mark.parametrize(
    ("heading", "field"), [(heading, field) for field, some in SHORT_HEADINGS.items() for heading in some]
)
def test_headings_are_known_in_the_short_forms_that_people_use(heading, field):
    assert headings.field_of(heading) == field


@pytest.mark.parametrize("heading", ["Сост.", "Сохр.", "Сост-е", "品相"])
@pytest.mark.parametrize(
    ("cell", "condition"),
    [
        *(("ветхая", "damaged"), ("ветх.", "damaged"), ("зачитана", "worn"), ("как нов.", "new"), ("хор.", "good")),
        *(("надорвана обл.", "damaged"), ("缺页", "damaged"), ("略旧", "worn")),
    ],
)
def test_the_condition_under_a_short_heading_is_kept(heading, cell, condition):
    (line,) = reading.pasted(f"Заглавие\tГод\t{heading}\nГроза\t1990\t{cell}")
    assert (line.entry.condition, line.entry.unread) == (condition, {})


@pytest.mark.parametrize(
    ("table", "is_asked"),
    [
        ("Заглавие\tГод\tКак выглядит\nГроза\t1990\tветхая\nВий\t1991\tхор.\nНос\t1992\t", True),
        ("题名\t出版年\t书的样子\n家\t1990\t破损\n春\t1991\t良好", True),
        ("Заглавие\tГод\tКак выглядит\nГроза\t1990\tсиняя\nВий\t1991\tхор.\nНос\t1992\tкрасная", False),
        ("Заглавие\tСостояние\tДругое\nГроза\tхор.\tхор.", False),
        ("Заглавие\tГод\tКак выглядит\nГроза\t1990\t\nВий\t1991\t", False),
    ],
)
def test_a_column_of_conditions_with_an_unknown_heading_is_asked_about(table, is_asked):
    assert reading.has_unnamed(reading.rows_pasted(table)) is is_asked


@pytest.mark.parametrize(("language", "label"), [("ru", "Сохранность"), ("zh", "品相")])
def test_the_page_of_columns_proposes_what_looks_like_conditions(web, make_partner, at_desk, language, label):
    table = "Заглавие\tГод\tКак выглядит\nГроза\t1990\tветхая\nВий\t1991\tхор."
    desk = at_desk(make_partner("Heihe", "CN").librarian_id)
    page = desk.post(f"/{language}/staff/exchange/lists", data={"kind": "offers", "lines": table}).text
    assert f'<option value="condition" selected>{label}' in page
    assert '<option value="title" selected>' in page
