"""Spreadsheets: the data of the papers as xlsx, one sheet for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter

Value = str | int | float | Decimal | date | None
LONGEST_NAME, LONGEST_CELL = 31, 32_767
WIDEST, NARROWEST = 48, 8
SHORT_DATE = 14
"""The number of the format that every spreadsheet program writes as short days of its own country."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, lines above the table, the head, the rows and the sums (empty: none)."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    above: tuple[tuple[str, Value], ...] = ()
    totals: tuple[Value, ...] = ()


def workbook(sheets: Sequence[Sheet], made_on: date) -> bytes:
    """Return the sheets as an xlsx file that bears the day `made_on`; the same content gives the same bytes.

    Texts are written as texts: nothing that looks like a formula or an address becomes one; days are days.
    """
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(made_on.year, made_on.month, made_on.day)})  # noqa: DTZ001
        strong = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#EAE6DD", "border": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": SHORT_DATE, "valign": "top", "align": "left"})
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.name[:LONGEST_NAME]), sheet, strong, plain, day)
    return file.getvalue()


def _fill(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet, strong: object, plain: object, day: object) -> None:
    line = 0
    for name, value in sheet.above:
        page.write_string(line, 0, name, strong)
        _write(page, line, 1, value, day if isinstance(value, date) else plain)
        line += 1
    line += bool(sheet.above)
    for column, head in enumerate(sheet.heads):
        page.write_string(line, column, head, strong)
    page.freeze_panes(line + 1, 0)
    for row in sheet.rows:
        line += 1
        for column, value in enumerate(row):
            _write(page, line, column, value, day if isinstance(value, date) else plain)
    for column, value in enumerate(sheet.totals):
        _write(page, line + 1, column, value, strong)
    for column in range(len(sheet.heads)):
        longest = max((len(str(row[column] or "")) for row in sheet.rows), default=0)
        page.set_column(column, column, min(WIDEST, max(NARROWEST, longest + 2)))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(line - len(sheet.rows))


def _write(page: xlsxwriter.worksheet.Worksheet, line: int, column: int, value: Value, style: object) -> None:
    if value is None:
        page.write_blank(line, column, None, style)
    elif isinstance(value, (int, float, Decimal)):
        page.write_number(line, column, value, style)
    elif isinstance(value, date):
        page.write_datetime(line, column, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
    else:
        page.write_string(line, column, value[:LONGEST_CELL], style)
