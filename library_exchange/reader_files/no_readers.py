"""Rows of a table of readers that are nobody: sums, headings once more, who made the list."""

import re
from collections.abc import Sequence

from library_exchange.core.text import folded, one_line
from library_exchange.marc.spreadsheets.no_books import repeats_headings
from library_exchange.reader_files.rules import column_of

_COUNTED = r"(?:\d[\d\s]*\s*(?:人次|人|名|位|个|чел\w*|читател\w*|readers?|people|persons?)?)"
_COUNT = re.compile(rf"{_COUNTED}\W*(?:读者)?\W*")
_SUM = re.compile(
    r"(?:итого|всего)(?:\s+(?:по\s+\w+|читател\w*|человек|записей|строк))?|(?:grand\s+)?total(?:\s+readers)?"
    r"|(?:以上)?(?:(?:合|总|小|共|累)\s*计|总\s*(?:人\s*)?数|人\s*数)(?:读者|人数)?|(?:以上)?总?共"
)
_SUM_WITH_COUNT = re.compile(rf"(?:{_SUM.pattern})\W*(?:有|读者)?\W*{_COUNTED}?\W*")
_MADE = re.compile(
    r"(?:исп|исполнитель|составил[аи]?|зав(?:едующ\w+)?\.?\s+\w+)\s*[.:]\s.{0,80}|(?:制表|经办|填表)(?:人|日期)?\s*[:：].{0,40}"
)


def is_no_reader(cells: Sequence[str], name: str) -> bool:
    """Whether a row names nobody: a sum in its name or beside a bare count, headings, or who made the list."""
    filled = [text for cell in cells if (text := folded(one_line(cell)).strip())]
    called = folded(name).strip()
    if repeats_headings(filled, lambda cell: column_of(cell) is not None):
        return True
    if _SUM_WITH_COUNT.fullmatch(called):
        return True
    is_count = not called or _COUNT.fullmatch(called) is not None
    if is_count and any(_SUM_WITH_COUNT.fullmatch(cell) for cell in filled):
        return True
    return len(filled) == 1 and _MADE.fullmatch(filled[0]) is not None
