"""The file that a reader takes along: all of it, in a form for programs or for a spreadsheet."""

import csv
import json
from io import StringIO

from library_exchange.personal_data.queries.kept import Kept
from library_exchange.personal_data.rules import Form

MIMES = {Form.JSON: "application/json", Form.CSV: "text/csv; charset=utf-8"}
COLUMNS = ("part", "number", "field", "value")
BYTE_ORDER_MARK = "\ufeff"
"""By which a spreadsheet knows that it is UTF-8."""
_TAKEN_FOR_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(kept: Kept, form: Form) -> bytes:
    """Return what is kept as a file of the form."""
    if form is Form.JSON:
        told = {section.value: rows for section, rows in kept.items()}
        return json.dumps(told, ensure_ascii=False, indent=2).encode()
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for section, rows in kept.items():
        for number, row in enumerate(rows, 1):
            for name, value in row.items():
                table.writerow((section.value, number, name, _cell(value)))
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _cell(value: object) -> str:
    """Return a value for a spreadsheet, which takes none of them for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_TAKEN_FOR_A_FORMULA) else text
