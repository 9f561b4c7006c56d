"""Tables as files for a spreadsheet: delimited text (CSV) in the manner of each country, or a workbook (xlsx)."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from library_exchange.documents.sheets import Sheet, Value, workbook

MIME = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIMES = {"csv": MIME, "xlsx": XLSX}
"""By form of a file, as its name ends."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Manner:
    """How a spreadsheet set to a language writes: what stands between cells, before decimals, and in a day."""

    separator: str = ","
    decimal_sign: str = "."
    day: str = "%Y-%m-%d"


MANNERS = {"ru": Manner(";", ",", "%d.%m.%Y")}
"""By language of the interface; the others use the usual manner."""


def table_file(form: str, rows: Iterable[Sequence[Value]], language: str, made_on: date) -> bytes:
    """Return `rows`, the heading first, as a file of a form of `MIMES` for a spreadsheet set to `language`.

    In a workbook numbers and days are such, and the program writes them as its own country does; no text is a formula.
    """
    if form == "csv":
        return csv_file(rows, language)
    heads, *others = ([*row] for row in rows)
    width = max(len(heads), *(len(row) for row in others)) if others else len(heads)
    padded = (tuple(row + [None] * (width - len(row))) for row in others)
    return workbook([Sheet("1", tuple(str(head) for head in heads), tuple(padded))], made_on)


def csv_file(rows: Iterable[Sequence[Value]], language: str) -> bytes:
    """Return `rows` as a file for a spreadsheet set to `language`.

    UTF-8 with a byte order mark: without it Excel takes the file for the old encoding of its country. Numbers have no
    grouping and an ASCII minus, so that they are read as numbers; a text that would be taken for a formula begins with
    an apostrophe.
    """
    manner = MANNERS.get(language, Manner())
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=manner.separator).writerows([_written(value, manner) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _written(value: Value, manner: Manner) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime(manner.day)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_STARTS) else value
    return str(value).replace(".", manner.decimal_sign)
