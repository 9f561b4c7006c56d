"""Rows of a table that are no books: sums, headings once more, names of sections, who made the list."""

import re
from collections.abc import Callable, Sequence

from library_exchange.core.text import folded, one_line
from library_exchange.marc.spreadsheets.headings import TITLES, Column, column_of, is_useless
from library_exchange.marc.spreadsheets.numbers import Told

_COUNTED = r"(?:по\s+\w+|книг|изданий|томов|наименований|названий|экземпляров|экз|册|种|本)"
_SUM = re.compile(
    rf"(?:итого|всего)(?:\s+{_COUNTED})?(?:\s*[:：—–-]?\s*[\d\s]+(?:\s*{_COUNTED}\w*)?)?\W*(?:[\d\s]+{_COUNTED}\w*\W*)*"
    r"|(?:grand\s+)?total(?:\s*[:：]?\s*\d+\s*\w*)?\W*"
    r"|(?:以上)?(?:合|总|小|共|累)\s*计\W*(?:[\d\s]+[册种本]?\W*)*|总\s*数\W*[\d\s]*[册种本]?|(?:以上)?总?\s*共\s*\d+\s*[册种本]\W*.{0,10}",
    re.IGNORECASE,
)
_MADE = re.compile(
    r"(?:исп|исполнитель|составил[аи]?|зав(?:едующ\w+)?\.?\s+\w+)\s*[.:]?\s.{0,80}|(?:制表|经办|填表)(?:人|日期)?\s*[:：].{0,40}",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:раздел|глава|приложение|section|part|appendix)\s+[\divxlc]+\.?(?:\s.{0,80})?"
    r"|[一二三四五六七八九十]{1,3}[、.．]\s*\S{1,12}(?:类|部分|图书)|第[一二三四五六七八九十\d]+(?:部分|节|章|类)\W*.{0,20}",
    re.IGNORECASE,
)
_NO_MORE = (Column.COPIES, Column.PAGES, Column.YEAR)
"""Columns under which sums stand."""


def is_no_book(cells: Sequence[str], told: Told) -> bool:
    """Whether a row names no book; what has an author, a number or a publisher is one, whatever it is called."""
    filled = [text for cell in cells if (text := one_line(cell))]
    if repeats_headings(filled, lambda cell: column_of(cell) is not None or is_useless(cell)):
        return True
    if any(column not in (*TITLES, *_NO_MORE) and told[column] != filled[0] for column in told):
        return False
    names = {filled[0], *(told[column] for column in TITLES if column in told)}
    if any(_SUM.fullmatch(folded(name).strip()) for name in names):
        return True
    return len(filled) == 1 and any(form.fullmatch(folded(filled[0])) for form in (_MADE, _SECTION))


def repeats_headings(filled: Sequence[str], is_heading: Callable[[str], bool]) -> bool:
    """Whether a row has headings in it again, or numbers the columns."""
    if [cell.strip(" .") for cell in filled] == [str(number) for number in range(1, len(filled) + 1)]:
        return len(filled) > 2
    named = [cell for cell in filled if any(map(str.isalpha, cell))]
    return len(named) > 1 and all(map(is_heading, named))
