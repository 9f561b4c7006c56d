"""What a table says of the state of its copies: every word of ours is understood, and nothing else is lent silently."""

from io import BytesIO

import pytest

from library_exchange.catalogue.labels import FACET_VALUES, LOCAL_STATES
from library_exchange.catalogue.models import LocalState
from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.imports.labels import COPY_STATES
from library_exchange.imports.services import columns
from library_exchange.marc.copy_rules import CopyRule
from library_exchange.marc.copy_states import is_not_understood, is_word_for_a_state, told_state, usual_meaning
from library_exchange.marc.description import CopyState
from library_exchange.marc.kinds import FileKind
from library_exchange.marc.reading import read
from library_exchange.marc.spreadsheets.columns import guess_columns
from library_exchange.marc.spreadsheets.headings import Column
from library_exchange.marc.spreadsheets.rows import describe_rows
from library_exchange.marc.verdicts import DOUBTFUL, Repair
from tests.imports.files import record

OURS = {
    LocalState.ON_SHELF: CopyState.ON_SHELF,
    LocalState.OUT_LOCALLY: CopyState.OUT,
    LocalState.NOT_LENT: CopyState.NOT_LENT,
    LocalState.MISSING: CopyState.MISSING,
    LocalState.WITHDRAWN: CopyState.GONE,
}


@pytest.mark.parametrize(
    ("remark", "is_told"),
    [
        ("редк.; не выдаётся", True),
        ("подарок автора, только в зале", True),
        ("捐赠；不外借", True),
        ("редк.; подарок", False),
        ("5; редк.", False),
        ("обложка потрёпана", False),
    ],
)
def test_one_remark_of_several_that_says_that_a_book_is_not_lent_is_not_lost(remark, is_told):
    assert is_word_for_a_state(remark) is is_told


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_that_our_pages_show_for_a_state_is_understood_as_that_state(app, language):
    with app.app_context(), speaking(language):
        shown = [(str(LOCAL_STATES[state]), meant) for state, meant in OURS.items()]
        shown += [(str(label), CopyState(state)) for state, label in COPY_STATES.items()]
        shown += [(str(label), CopyState.ON_SHELF) for label in FACET_VALUES["availability"].values()]
    assert set(OURS) == set(LOCAL_STATES)
    assert [(word, usual_meaning(word)) for word, _meant in shown] == shown


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "仅供阅览",
            "只供馆内",
            "闭架",
            "馆内阅览",
            "暂不外借",
            "不 外 借",
            "【不外借】",
            "不外借（工具书）",
            "在架，不外借",
        ),
        *("только в читальном зале", "Не выдаётся.", "не выдается на дом", "на месте; не выдаётся", "закрытый фонд"),
        *("not for loan", "Library use only"),
    ],
)
def test_a_copy_that_is_read_in_the_house_is_not_lent_however_it_is_said(cell):
    assert usual_meaning(cell) is CopyState.NOT_LENT


@pytest.mark.parametrize("cell", ["有水渍", "подарок", "?", "在架 有水渍", "7x"])
def test_what_is_not_understood_is_not_lent(cell):
    assert is_not_understood(cell)
    assert told_state(cell) is CopyState.NOT_LENT


@pytest.mark.parametrize("cell", ["", " ", "-", "—", "－"])
def test_a_cell_that_says_nothing_leaves_a_copy_as_it_is(cell):
    assert not is_not_understood(cell)
    assert told_state(cell) is None


def _books(*rows):
    table = [row.split("|") for row in rows]
    return list(describe_rows(table, guess_columns(table)))


def test_a_copy_of_a_table_is_not_lent_where_its_state_is_not_understood_and_that_is_told():
    given = _books("书名|条码号|复本状态", "甲|A1|有水渍", "乙|A2|在架", "丙|A3|", "丁|A4|不外借")
    copies = [(each.description.holdings[0].state, Repair.UNKNOWN_STATE in each.repairs) for each in given]
    assert copies == [
        (CopyState.NOT_LENT, True),
        (CopyState.ON_SHELF, False),
        (None, False),
        (CopyState.NOT_LENT, False),
    ]
    assert Repair.UNKNOWN_STATE in DOUBTFUL


@pytest.mark.parametrize("heading", ["状态", "备注", "Статус", "Примечание", "Прим.", "情况", ""])
def test_a_column_of_states_is_known_by_what_stands_in_it(heading):
    table = [
        ["书名", "册数", heading],
        ["甲", "1", "不外借"],
        ["乙", "1", ""],
        ["丙", "2", "на месте"],
        ["丁", "1", "?!"],
    ]
    assert guess_columns(table).known[2] is Column.STATE


@pytest.mark.parametrize("cells", [["1", "2", "0"], ["赠书", "不外借", "缺第三页"], ["28.00", "-", "a"], ["", "", ""]])
def test_codes_and_remarks_make_no_column_of_states(cells):
    table = [["书名", "年份", "备注"], *(["甲", "1999", cell] for cell in cells)]
    assert Column.STATE not in guess_columns(table).known.values()


def test_of_two_columns_with_states_the_one_that_is_called_so_counts():
    table = [["书名", "备注", "馆藏状态"], ["甲", "不外借", "在架"]]
    assert guess_columns(table).known == {0: Column.TITLE, 2: Column.STATE}


def _seen(*rows):
    table = [row.split("|") for row in rows]
    return columns.facts(FileKind.TABLE, table, guess_columns(table))


def test_a_filled_column_that_is_not_taken_is_told_with_its_rows_and_the_states_in_it():
    seen = _seen("序号|书名|定价|备注|空", "1|甲|28|赠书|", "2|乙||不外借|", "3|丙|30|缺页|")
    told = [(each["heading"][0], each["rows"], each["stating"], each["states"]) for each in seen["not_taken"]]
    assert told == [("定价", 2, 0, []), ("备注", 3, 1, [["不外借", "zh-Hans", 1]])]


def test_states_that_are_not_understood_are_told_in_the_words_of_the_table():
    seen = _seen("书名|复本状态", "甲|有水渍", "乙|有水渍", "丙|在架", "丁|")
    assert [(text, times) for text, _lang, times in seen["unknown_states"]] == [("有水渍", 2)]
    assert seen["not_taken"] == []


def test_a_code_of_a_record_that_nobody_explained_is_not_lent_and_is_told():
    rule = CopyRule("949", barcode="i", state="s", states={"z": CopyState.ON_SHELF})
    copies = [("949", "$i 1 $s z"), ("949", "$i 2 $s q"), ("949", "$i 3")]
    (one,) = read(BytesIO(record("1", "Ёлка", fields=copies)), copies=rule)
    assert [each.state for each in one.description.holdings] == [CopyState.ON_SHELF, CopyState.NOT_LENT, None]
    assert Repair.UNKNOWN_STATE in one.repairs
    (known,) = read(BytesIO(record("1", "Ёлка", fields=copies[:1])), copies=rule)
    assert Repair.UNKNOWN_STATE not in known.repairs
