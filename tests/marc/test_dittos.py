"""Hand-kept lists write 同上 and «то же» for what stands in the row above: it is filled in, or told to be missing."""

import pytest

from library_exchange.marc.description import TextField
from library_exchange.marc.spreadsheets.ditto import filled_in, is_ditto
from library_exchange.marc.spreadsheets.headings import Column
from library_exchange.marc.verdicts import DOUBTFUL, Repair
from tests.marc.test_rows_of_tables import names, read

STAND_FOR_ABOVE = (
    *("同上", "同 上", "同前", "同上书", "仝上", "仝", "同", "上同", "〃", "″", '"', "''", "“", "”", "、、"),
    *("То же", "то же", "тоже", "то же самое", "Там же", "там же.", "та же", "тот же", "те же", "то же изд-во"),
    *("- // -", "//", "-〃-", "—“—", "ditto", "Ditto", "do.", "idem", "id.", "ibid", "同上，同上", "同上；同上"),
    *("то же, то же", '" "', "〃 〃", "同上行", "-//-"),
)
SAY_THEMSELVES = (
    *("同心出版社", "上海", "同济大学出版社", "同人", "Тоже люди", "Тот же остров", "Idem Press", "-", "—"),
    *("无", "不详", "上", "前", "А. Тот", "/", "同上海", "其他", "др."),
)


@pytest.mark.parametrize("text", STAND_FOR_ABOVE)
def test_a_cell_that_stands_for_the_one_above_says_what_that_says(text):
    rows = filled_in([{Column.PUBLISHER: "Наука"}, {Column.PUBLISHER: text}, {Column.PUBLISHER: text}])
    assert [row.told[Column.PUBLISHER] for row in rows] == ["Наука"] * 3
    assert [row.has_taken for row in rows] == [False, True, True]


@pytest.mark.parametrize("text", SAY_THEMSELVES)
def test_other_words_say_themselves(text):
    rows = filled_in([{Column.PUBLISHER: "Наука"}, {Column.PUBLISHER: text}])
    assert (rows[1].told, rows[1].has_taken) == ({Column.PUBLISHER: text}, False)


@pytest.mark.parametrize("title", ["同", "Тот же", "Тоже", "Idem", "、"])
def test_a_short_title_is_a_title(title):
    assert filled_in([{Column.TITLE: "Семья"}, {Column.TITLE: title}])[1].told == {Column.TITLE: title}
    assert not is_ditto(title)


HEADINGS = "财产号|书名|著者|出版社|出版年|索书号|馆藏地|册次"


def test_a_hand_kept_list_says_of_each_book_all_that_it_means():
    first, second, third = read(
        HEADINGS,
        "F9001|呼玛岁月|刘某某|北方文艺出版社|1988|I247/1|总馆|上册",
        "F9002|同上|同上|同上|同上|同上|同上|下册",
        "F9003|瑷珲旧事|〃|〃|1990|〃|〃|",
    )
    for book in (second, third):
        assert names(book.description)[0][0] == "刘某某"
        assert book.description.values(TextField.PUBLISHER) == ["北方文艺出版社"]
        (copy,) = book.description.holdings
        assert (copy.call_number, copy.note) == ("I247/1", "总馆")
        assert Repair.FROM_ROW_ABOVE in book.repairs
    assert (second.description.title, second.description.year) == ("呼玛岁月", 1988)
    assert second.description.values(TextField.PART_NUMBER) == ["下册"]
    assert third.description.year == 1990
    assert Repair.FROM_ROW_ABOVE not in first.repairs


def test_what_nothing_above_tells_is_left_out_and_said_to_be():
    first, second = read(HEADINGS, "F1|家|同上|||||", "同上|春|巴金|||||")
    assert names(first.description) == []
    assert Repair.NOTHING_ABOVE in first.repairs
    assert [copy.barcode for copy in second.description.holdings] == []
    assert Repair.NOTHING_ABOVE in second.repairs
    assert Repair.NOTHING_ABOVE in DOUBTFUL
