"""Words without a meaning of their own find no book, and a foreign name in Chinese stays one word."""

import pytest

from library_exchange.search.analysis import class_numbers, han
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.planning import plan
from library_exchange.search.port import TOPIC, Query
from library_exchange.search.telling import telling
from library_exchange.subject_vocabulary import reading


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("о чём и как почитать про Амур", ["амур"]),
        ("книги для детей про тигров", ["тигров"]),
        ("дети капитана", ["дети", "капитана"]),
        ("как мы жили в тайге", ["таиге"]),
        ("what to read about tigers for children", ["tigers"]),
        ("关于 怎么 西伯利亚", ["西伯利亚"]),
    ],
)
def test_only_words_that_tell_something_are_left(asked, told):
    assert [run.text.replace("й", "и") for run in telling(list(runs(prepared(asked))))] == told


@pytest.mark.parametrize("asked", ["что и как для", "книги про", "how and what"])
def test_where_no_book_has_all_words_none_is_shown_for_words_that_tell_nothing(asked):
    assert plan(Query(asked)).loose == ()


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("китайский для начинающих", "china"),
        ("учебник по физике", "physics"),
    ],
)
def test_a_textbook_of_something_else_is_no_answer(asked, part):
    planned = plan(Query(asked), read_topics=reading.stretches)
    assert len(planned.loose) == 1
    assert part in str(planned.loose)
    assert "'textbook" not in str(planned.loose).replace("chinese-textbooks", "")


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ("учебник китайского языка", ("china", "linguistics")),
        ("учебник по китайскому языку", ("china", "linguistics")),
        ("китайский язык для начинающих", ("china", "linguistics")),
        ("учебник русского языка", ("russia", "linguistics")),
        ("учебник китайского", ("china",)),
    ],
)
def test_where_there_is_no_such_textbook_three_words_lead_to_books_for_some_of_them_as_two_do(asked, parts):
    planned = plan(Query(asked), read_topics=reading.stretches)
    assert len(planned.loose) == len(parts)
    for part, condition in zip(parts, planned.loose, strict=True):
        assert f"'{TOPIC}{part}'" in str(condition)
    assert f"'{TOPIC}textbook'" not in str(planned.loose)


@pytest.mark.parametrize(
    ("run", "parts"),
    [
        ("西伯利亚铁路", ("西伯利亚", "铁路")),
        ("克里米亚战争", ("克里米亚", "战争")),
        ("中国文学史", ("中国", "文学史")),
    ],
)
def test_a_foreign_name_in_a_run_of_characters_is_not_cut(run, parts):
    assert han.parts(run) == parts


@pytest.mark.parametrize(
    ("text", "schemes"),
    [
        ("I207.4", ("clc",)),
        ("K512", ("clc",)),
        ("中图法 I2", ("clc",)),
        ("84(5Кит)", ("bbk",)),
        ("63.3(2)", ("bbk",)),
        ("ББК 84", ("bbk",)),
        ("84", ("bbk", "udc")),
        ("821.161.1", ("udc",)),
        ("510", ("udc", "ddc")),
        ("I24", ("clc",)),
        ("i24", ("clc",)),
        ("K5", ("clc",)),
        ("I 24", ("clc",)),
        ("Б 43", ("bbk",)),
        ("б43", ("bbk",)),
        ("class:I512", ("clc",)),
        ("индекс: 84(5Кит)", ("bbk",)),
        ("class:I512 author:巴金", ()),
        ("分类号:I512 作者:巴金", ()),
        ("Амур", ()),
        ("1984", ()),
        ("2-я книга", ()),
        ("9787020024759", ()),
    ],
)
def test_a_class_number_tells_of_which_scheme_it_may_be(text, schemes):
    assert class_numbers.schemes(text) == schemes


@pytest.mark.parametrize(
    ("number", "above"),
    [
        ("84(5Кит)", ["84"]),
        ("I207.4", ["I207", "I20", "I2", "I"]),
        ("821.161.1", ["821.161", "821.16", "821.1", "821", "82"]),
    ],
)
def test_the_classes_above_a_number_come_the_nearest_first(number, above):
    assert list(class_numbers.broader(number)) == above
