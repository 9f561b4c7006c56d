"""Spreadsheets (xlsx, xls, ods) read as rows of text, after a look at how large they would become."""

from datetime import date, datetime, time, timedelta
from io import BytesIO

from python_calamine import CalamineError, CalamineWorkbook

from library_exchange.documents import unpacking

STARTS = (unpacking.ZIP, b"\xd0\xcf\x11\xe0")
"""xlsx and ods are zip files, xls is an older container."""
Cell = int | float | str | bool | time | date | datetime | timedelta


def rows_of(content: bytes) -> list[list[str]]:
    """Return the rows of the first sheet with anything in it, every cell as text; empty rows at the start are kept.

    Raises `unpacking.TooLarge` and `unpacking.Damaged`.
    """
    unpacking.check(content)
    if len(content) > unpacking.MOST_UNPACKED_B:
        raise unpacking.TooLarge
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            if rows:
                return [[_text(cell) for cell in row] for row in rows]
    except (CalamineError, OSError, ValueError) as error:
        raise unpacking.Damaged from error
    return []


def _text(cell: Cell) -> str:
    """Return a cell as text: a number that a spreadsheet keeps as 9787020002207.0 has no decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)
