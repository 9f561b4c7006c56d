"""Lines whose columns are parted by single spaces alone, as text out of a PDF has them, below a line of headings.

The headings tell the order of the columns; which words of a line stand in which is the way for which most speaks: what
has the form of a number, a price, a year, a name stands in its column, the title takes what is left.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise, takewhile

from library_exchange.citations.persons import BY_ROLE, PERSONS
from library_exchange.citations.publishers import is_publisher
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.headings import TITLES, field_of, is_known
from library_exchange.offers.rules.numbers import read_number

FEWEST_COLUMNS = 3
FEWEST_ROWS = 3
HEADED_BY = 8
"""Among so many first lines the headings stand."""
MOST_WORDS = 40
LONGEST_HEADINGS = 12
MOST_OF_CELL = 14
"""So many words at most stand in one cell."""
_HAN = "\u3400-\u9fff"
_FORMS: Mapping[str, re.Pattern[str]] = {
    "year": re.compile(r"(?:1[5-9]|20)\d\d(?:[.年/-]\d{1,2}月?)?(?:г\.?|年)?"),
    "price": re.compile(r"[¥￥]?\d{1,5}(?:[.,]\d{1,2})?(?:元|руб\.?|р\.?|₽)?"),
    "pages": re.compile(r"\d{1,4}(?:с\.?|стр\.?|页|\sс\.)?"),
    "quantity": re.compile(r"\d{1,3}(?:册|本|套|\s?экз\.?|\s?шт\.?)?"),
    "row_number": re.compile(r"\d{1,4}[.)]?"),
    "开本": re.compile(r"(?:大|小|异型)?(?:\d{1,3}|[一二三四六八十]{1,3})开"),
    "装帧": re.compile(r"(?:软?精|平|线|简|圈|胶|骑马|锁线)[装订]|精|平"),
}
_FITS, _FITS_NOT, _EMPTY, _TITLE_EMPTY = 4.0, -4.0, -0.6, -12.0
_HAN_NAME = re.compile(
    rf"(?:[\[(（〔][{_HAN}]{{1,3}}[\])）〕])?[{_HAN}·•]{{2,12}}?(?:等|著|编|主编|编著)*(?:[,，、;；/\s][{_HAN}·•]{{2,12}}?(?:等?译|著|编|绘|等)?)*"
)
_SHORT_NAME = re.compile(rf"[{_HAN}]{{2,3}}等?")
_SEVERAL = re.compile(r"[,，、;]")
_NUMBER = re.compile(r"(?:ISBN|ISSN)?[\s:]*[\d\s‐‑–—-]+[XxХх]?", re.IGNORECASE)
_REST = "rest"
"""What stands behind the last column."""


def rows_in(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the rows of lines below headings with single spaces between them; None if these are no such lines."""
    full = [one_line(line) for line in lines if line.strip()]
    at = next((at for at, line in enumerate(full[:HEADED_BY]) if _heads(line)), None)
    if any("\t" in line for line in lines):
        return None
    if at is None:
        return _without_headings(full)
    heads = _heads(full[at])
    kinds = [*map(_kind_of, heads), _REST]
    below = [(line, _cells(line.split(" "), kinds)) for line in full[at + 1 :]]
    told = [cells for _line, cells in below if cells]
    if len(told) < FEWEST_ROWS or 2 * len(told) < len(below):
        return None
    above = [[line] for line in full[:at]]
    return [*above, [*heads, "Примечание"], *([*cells] if cells else [line] for line, cells in below)]


def _heads(line: str) -> list[str]:
    """Return the headings that are all that a line has, words of one heading together; none for any other line."""
    words = line.split(" ")
    if not FEWEST_COLUMNS <= len(words) <= LONGEST_HEADINGS:
        return []
    heads: list[str] = []
    while words:
        many = next((many for many in (3, 2, 1) if many <= len(words) and is_known(" ".join(words[:many]))), 0)
        if not many:
            return []
        heads.append(" ".join(words[:many]))
        words = words[many:]
    named = [field_of(head) for head in heads]
    return heads if len(heads) >= FEWEST_COLUMNS and not TITLES.isdisjoint(filter(None, named)) else []


def _kind_of(head: str) -> str:
    """Return by which form the cells below a heading are known."""
    bare = re.sub(r"[\s.,()]+", " ", head.casefold()).strip()
    if bare in ("开本", "формат"):
        return "开本"
    if bare in ("装帧", "переплет", "переплёт", "обложка"):
        return "装帧"
    if re.search(r"价|洋|цена|стоим|сумма|price", bare):
        return "price"
    if re.search(r"^(?:№|no|序|编号|п/п)", bare) and "isbn" not in bare:
        return "row_number"
    return field_of(head) or ""


def _cells(words: Sequence[str], kinds: Sequence[str]) -> list[str] | None:
    """Return the cells of a line in the likeliest way; None for a line that has too little of a row."""
    if not 2 <= len(words) <= MOST_WORDS:
        return None
    best: list[dict[int, tuple[float, tuple[int, ...]]]] = [{0: (0.0, ())}]
    for kind in kinds:
        ways: dict[int, tuple[float, tuple[int, ...]]] = {}
        for begin, (weight, ends) in best[-1].items():
            for end in range(begin, min(begin + MOST_OF_CELL, len(words)) + 1):
                grown = weight + _fit(" ".join(words[begin:end]), kind)
                if end not in ways or grown > ways[end][0]:
                    ways[end] = (grown, (*ends, end))
        best.append(ways)
    if len(words) not in best[-1]:
        return None
    ends = best[-1][len(words)][1]
    cells = [" ".join(words[begin:end]) for begin, end in zip((0, *ends), ends, strict=False)]
    sure = sum(1 for cell, kind in zip(cells, kinds, strict=True) if kind in _SHAPED and cell and _fit(cell, kind) > 0)
    return cells if 2 * sure >= sum(kind in _SHAPED for kind in kinds) and sure else None


_SHAPED = frozenset({"isbn", "issn", *_FORMS})


def _fit(cell: str, kind: str) -> float:
    """Return what speaks for words to stand in a column."""
    if not cell:
        return _TITLE_EMPTY if kind in TITLES else 0 if kind == _REST else _EMPTY
    if kind in ("isbn", "issn"):
        return _FITS if _NUMBER.fullmatch(cell) and any(read_number(cell)[:2]) else _FITS_NOT
    if (form := _FORMS.get(kind)) is not None:
        return _FITS if form.fullmatch(cell) else _FITS_NOT * 2
    many = cell.count(" ")
    if kind in TITLES:
        return 1.0 - 0.2 * many - (3 if not any(map(str.isalpha, cell)) else 0) - 5 * (read_number(cell)[0] is not None)
    if kind == "author":
        return _fit_of_name(cell) - 0.1 * many
    if kind == "publisher":
        return 3.0 - 0.1 * many if is_publisher(cell) else -0.5 - 0.3 * many
    return -1.5 - 0.5 * many if kind == _REST else -0.4 - 0.4 * many


def _fit_of_name(cell: str) -> float:
    """Return what speaks for words to be names."""
    if PERSONS.fullmatch(cell):
        return 4.0
    if any(map(str.isdigit, cell)):
        return _FITS_NOT
    if _HAN_NAME.fullmatch(cell):
        is_one = " " not in cell and BY_ROLE.fullmatch(cell)
        return 3.0 if is_one or cell[0] in "[(（〔" or _SHORT_NAME.fullmatch(cell) else 1.0 - cell.count(" ")
    return -0.5 - 0.3 * cell.count(" ") if not _SEVERAL.search(cell) else 0.5


_NAMES = {
    "isbn": "ISBN",
    "price": "定价",
    "year": "出版年",
    "开本": "开本",
    "装帧": "装帧",
    "pages": "页数",
    "quantity": "册数",
    "row_number": "序号",
    "title": "书名",
    "author": "作者",
    "publisher": "出版社",
}
"""By what headings a table is read of which nothing names the columns."""
_ORDERS = (
    *(("title",), ("title", "author"), ("author", "title"), ("title", "publisher"), ("title", "author", "publisher")),
    *(("author", "title", "publisher"), ("title", "publisher", "author"), ("publisher", "title", "author")),
)
"""In which order lists tell what has no form of its own."""
_TELLING = frozenset({"isbn", "price", "year"})
_SHARE = 0.6
_SIGNS = re.compile(r"[,，;；。《»«:：]|[.]\s|\s[–—/-]\s")
_WITH_UNIT = (
    ("price", re.compile(r"[¥￥]\d{1,5}(?:\.\d{1,2})?|\d{1,5}(?:\.\d{2}|(?:\.\d{1,2})?元|(?:,\d\d)?(?:руб|р)\.?)")),
    ("year", _FORMS["year"]),
    ("开本", _FORMS["开本"]),
    ("装帧", _FORMS["装帧"]),
    ("pages", re.compile(r"\d{2,4}(?:с\.?|стр\.?|页)")),
    ("quantity", re.compile(r"\d{1,3}(?:册|本|套|экз\.?|шт\.?)")),
)


def _form_of(word: str) -> str:
    """Return what a word tells by its form alone, "number" for a bare one, "" for any other."""
    if read_number(word)[0]:
        return "isbn"
    return next(
        (kind for kind, form in _WITH_UNIT if form.fullmatch(word)),
        "number" if word.isdigit() and len(word) < 4 else "",
    )


def _without_headings(lines: Sequence[str]) -> list[list[str]] | None:
    """Return the rows of lines of which most begin and end with words of the same forms; the others tell the order."""
    wide = [line.split(" ") for line in lines if line.count(" ") > 1]
    if len(wide) < FEWEST_ROWS or 3 * sum(bool(_SIGNS.search(line)) for line in lines) > len(lines):
        return None
    heads, tails = Counter(map(_run, wide)), Counter(_run(words[::-1])[::-1] for words in wide)
    (head, has_head), (tail, has_tail) = heads.most_common(1)[0], tails.most_common(1)[0]
    if min(has_head, has_tail) < _SHARE * len(lines) or _TELLING.isdisjoint((*head, *tail)) or len({*head, *tail}) < 2:
        return None
    head, tail = (tuple(map(_known(wide, at), ends)) for at, ends in ((0, head), (-1, tail)))
    ways = [
        (*head, *order, *tail, _REST) for order in _ORDERS if len({*head, *order, *tail}) == len((*head, *order, *tail))
    ]
    if not ways:
        return None
    read = {kinds: [_cells(line.split(" "), kinds) for line in lines] for kinds in ways}
    best = max(ways, key=lambda kinds: _speaks_for(read[kinds], kinds))
    if sum(map(bool, read[best])) < _SHARE * len(lines):
        return None
    rows = [cells or [line] for line, cells in zip(lines, read[best], strict=True)]
    return [[*(_NAMES[kind] for kind in best[:-1]), "备注"], *rows]


def _run(words: Sequence[str]) -> tuple[str, ...]:
    """Return the forms of the words with which a line begins, up to the first that has none."""
    return tuple(takewhile(bool, map(_form_of, words[:-1])))


def _known(rows: Sequence[Sequence[str]], at: int) -> Callable[[str], str]:
    """Return what a bare number is: that of the row if it counts on, else how many copies there are."""
    numbers = [int(words[at]) for words in rows if words[at].isdigit()]
    counts = sum(after == before + 1 for before, after in pairwise(numbers)) * 2 > len(numbers)
    return lambda form: form if form != "number" else "row_number" if counts and at == 0 else "quantity"


def _speaks_for(rows: Sequence[Sequence[str] | None], kinds: Sequence[str]) -> float:
    return sum(
        sum(_fit(cell, kind) for cell, kind in zip(cells, kinds, strict=True)) if cells else -10.0 for cells in rows
    )
