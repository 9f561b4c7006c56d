"""The condition of a book, in the words of the house and of libraries, in its own column or among remarks."""

import pytest
from babel.support import Translations

from library_exchange.exchange_lists.rules import headings
from library_exchange.exchange_lists.services import reading
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
        ("Примечание", "потрёпана; как новая", None, {"remark": "потрёпана; как новая"}),
        ("备注", "破损、有藏书章", Condition.DAMAGED, {"remark": "有藏书章"}),
        ("备注", "", None, {}),
    ],
)
def test_a_remark_tells_the_condition_and_what_else_it_says_is_told_not_to_be_kept(heading, remark, condition, unread):
    (line,) = reading.pasted(f"Заглавие\tГод\t{heading}\nГроза\t1990\t{remark}")
    assert (line.entry.condition, line.problem, line.entry.unread) == (condition, None, unread)


def test_a_column_of_conditions_goes_before_a_remark():
    (line,) = reading.pasted("Заглавие\tСостояние\tПримечание\nГроза\tхорошая\tпотрёпана")
    assert line.entry.condition is Condition.GOOD
