"""Columns of counts that no heading names: asked about, never dropped; words that nothing heads are a remark."""

import pytest

from library_exchange.list_reading.rules.headings import field_of
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.services import reading

ROWS = ("Степной ветер\tРечной А.\t1985\t", "Лодка\tЛесной Б.\t1982\t", "Причал\tПолевой В.\t1979\t")


def table(heading: str, cells: tuple[str, ...]) -> str:
    """Return a table whose last column has this heading and these cells."""
    return "\n".join(
        [f"Заглавие\tАвтор\tГод\t{heading}", *(f"{row}{cell}" for row, cell in zip(ROWS, cells, strict=True))]
    )


@pytest.mark.parametrize("heading", ["Ед.", "", "Позиция?"])
@pytest.mark.parametrize("cells", [("10", "5", "2"), ("2 экз.", "1", "3"), ("40", "60", "30")])
def test_numbers_that_nothing_names_are_asked_about_with_copies_proposed(heading, cells):
    text = table(heading, cells)
    rows = reading.rows_pasted(text)
    assert rows is not None
    assert reading.has_unnamed(rows)
    assert {read.problem for read in reading.pasted(text)} == {Problem.COLUMNS}
    assert reading.proposed(rows)[3] == "quantity"


@pytest.mark.parametrize("heading", ["Формат", "Цена", "№ п/п"])
def test_numbers_below_a_heading_that_is_known_are_not_asked_about(heading):
    rows = reading.rows_pasted(table(heading, ("32", "16", "24")))
    assert rows is not None
    assert not reading.has_unnamed(rows)


def test_numbers_of_rows_are_no_counts():
    rows = reading.rows_pasted(table("Ед.", ("1", "2", "3")))
    assert rows is not None
    assert not reading.has_unnamed(rows)


def test_words_that_nothing_heads_are_kept_as_a_remark():
    read = reading.pasted(table("", ("", "с экслибрисом", "")))
    assert read[1].entry.unread["remark"] == "с экслибрисом"


@pytest.mark.parametrize(
    "heading",
    [
        "订数",
        "征订数",
        "需订",
        "复本数",
        "库存",
        "可供册数",
        "馆藏复本数",
        "Кол-во",
        "Заказ",
        "Остаток",
        "Наличие",
        "Экз. на обмен",
    ],
)
def test_words_for_copies_head_a_column_of_copies(heading):
    assert field_of(heading) == "quantity"


@pytest.mark.parametrize("heading", ["印数", "Тираж", "开本"])
def test_how_many_were_printed_is_no_number_of_copies(heading):
    assert field_of(heading) is None
