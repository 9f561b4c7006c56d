"""What single cells of a table say: a title as ISBD writes it, a year however it is written, numbers of copies."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from library_exchange.core.number_words import number_of_word
from library_exchange.core.scripts import book_language
from library_exchange.core.text import folded, han_years, one_line
from library_exchange.marc.spreadsheets.headings import Column, column_of
from library_exchange.marc.spreadsheets.people import AUTHOR, people

_TITLE = re.compile(
    r"(?P<title>.+?)(?:\s+=\s+(?P<parallel>.+?))?(?:\s+[:：]\s+(?P<subtitle>.+?))?(?:\s+[/／]\s+(?P<statement>.+))?"
)
_SLASH = re.compile(r"(?P<title>[^/／]*[\u3400-\u9fff][^/／]*)[/／](?P<statement>[^/／]+)")
_IN_MARKS = re.compile(r"《([^《》]+)》|«([^«»]+)»|“([^“”]+)”|\"([^\"]+)\"")
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
_OF_A_DAY = re.compile(
    r"(?:[\W_]|(?<!\d)\d{1,2}(?!\d)|[一二三四五六七八九十年月日第版次印刷]|года?(?!\w)|г(?!\w)|[©cp](?!\w))*"
)
_NO_YEAR = frozenset(
    (
        "б/г",
        "б г",
        "без года",
        "нет",
        "нет данных",
        "н/д",
        "н д",
        "无",
        "不详",
        "未知",
        "没有",
        "none",
        "n/a",
        "s a",
        "n d",
    )
)
_BETWEEN_NUMBERS = re.compile(r"\s*[,;，；、|\n]\s*|(?<=\d)\s+и\s+(?=\D{0,3}\d)|(?<=\d)\s*和\s*(?=\D{0,3}\d)")
_PRICE = re.compile(
    r"(?<=[\dXxХх])\s*(?:[(（][^()（）]{1,12}[)）])?\s*(?:[:：/／]|(?=[¥￥$])|\s(?=\s*(?:CNY|RMB|USD|RUB|[\d.,]+\s*(?:元|руб|р\.))))\s*"
    r"(?:CNY|RMB|USD|RUB|[¥￥$])?\s*\d{1,5}(?:[.,]\d{1,2})?\s*(?:元|圆|руб\w*\.?|р\.?)?(?=\s*(?:[;；,，|]|$))",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?P<place>[^\W\d][^:：\d]{0,29})[:：]\s*(?P<number>[^:：]*\d[^:：]*)")
_RANGE = re.compile(
    r"(?:(?:с|от)\s+(?=\d))?(?P<head>.*?)(?P<first>\d+)\s*(?:[-–—~～至到…]|\.{2,3}|\s(?:по|до)\s)\s*(?P<again>.*?)(?P<last>\d+)",
    re.IGNORECASE,
)
_UNIT = r"(?:экз\w*|шт\w*|кн|книг\w*|册|冊|本|部|套|份|copies|copy|pcs)\.?"
_COUNT = re.compile(
    rf"(?:共|计|合计|[x×х*])?\s*(?P<count>\d{{1,6}}|[^\W\d_]+?)(?:[.,]0+)?\s*(?:\(\s*(?P<again>\w+)\s*\))?\s*(?:{_UNIT})?"
)
MOST_IN_RANGE = 200
"""So many copies at most are told by the first and the last of their numbers."""
SHORTEST_IN_RANGE = 3
"""Shorter numbers with a hyphen, as 11-1, are one number, unless as many copies are stated."""


class Title(NamedTuple):
    """A title in the parts that ISBD gives it."""

    title: str
    parallel: str = ""
    subtitle: str = ""
    statement: str = ""


def title_of(cell: str) -> Title:
    """Return the parts of a title, told by the marks of ISBD with spaces around them; marks around the whole fall off.

    A slash without spaces parts what stands before a name with its role: "活着/余华著".
    """
    given = _unmarked(cell)
    told = _TITLE.fullmatch(given)
    if told is None:
        return Title(given)
    parts = Title(*(told[name] or "" for name in Title._fields))
    slash = None if parts.statement else _SLASH.fullmatch(given)
    if slash and any(
        person.role != AUTHOR or person.name != slash["statement"] for person in people(slash["statement"])
    ):
        parts = title_of(slash["title"])._replace(statement=slash["statement"])
    return parts._replace(title=_unmarked(parts.title))


def _unmarked(text: str) -> str:
    told = _IN_MARKS.fullmatch(text.strip())
    return next(filter(None, told.groups())).strip() if told else text.strip()


class Year(NamedTuple):
    """A year as it is kept, what was given if that is something else, and whether it can be no year."""

    text: str
    given: str = ""
    is_doubtful: bool = False


def year_of(cell: str) -> Year:
    """Return the year of "1987.10", "二〇〇三年" or "2018г."; what tells more, or no year, stays as it is."""
    plain = han_years(unicodedata.normalize("NFKC", cell))
    years = _YEAR.findall(plain)
    if len(set(years)) == 1 and _OF_A_DAY.fullmatch(_YEAR.sub("", folded(plain))):
        return Year(years[0], cell if cell != years[0] else "")
    is_told = any(map(str.isalnum, cell)) and one_line(re.sub(r"[^\w/]+", " ", folded(cell))) not in _NO_YEAR
    return Year(cell, is_doubtful=is_told and not years)


def without_price(cell: str) -> str:
    """Return the numbers of books in a cell without the price behind each: 978-7-02-000220-7 : CNY59.00."""
    return _PRICE.sub("", cell).strip() if _PRICE.search(cell) else cell


def placed(part: str) -> tuple[str, str]:
    """Return where a copy stands and its number, as systems write them into one cell: 总馆:HH3001."""
    told = _PLACED.fullmatch(part.strip())
    if told is None:
        return "", part
    is_word_for_it = column_of(told["place"]) is Column.BARCODE
    return "" if is_word_for_it else told["place"].strip(), told["number"].strip()


class Count(NamedTuple):
    """How many copies a cell tells, 0 if it tells none, and whether it can be meant in no other way."""

    copies: int = 0
    is_sure: bool = True


def count_of(cell: str) -> Count:
    """Return how many copies "2 экз.", "2 (два)", "两册" or "два" tell; the first number of others is a guess."""
    plain = folded(one_line(cell)).strip(" .")
    if not any(map(str.isalnum, plain)) or plain in _NO_YEAR:
        return Count()
    told = _COUNT.fullmatch(plain)
    number = _number(told["count"]) if told else None
    if told and number is not None and (told["again"] is None or _number(told["again"]) == number):
        return Count(number)
    digits = re.search(r"\d{1,6}", plain)
    return Count(int(digits[0]) if digits else 0, is_sure=False)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else number_of_word(text)


def copy_numbers(cell: str, stated: int) -> list[str]:
    """Return the numbers of copies that a cell names; "60011-60012" are two, "11-1" is one of the number given so."""
    return [number for _place, number in placed_numbers(cell, stated)]


def placed_numbers(cell: str, stated: int) -> list[tuple[str, str]]:
    """Return the numbers of copies that a cell names, each with the place that stands before it, "" if none does."""
    found: list[tuple[str, str]] = []
    for part in filter(None, _BETWEEN_NUMBERS.split(cell)):
        place, number = placed(part)
        found += [(place, each) for each in _range(number, stated) or _apart(number, stated) or [number]]
    return found


def are_doubtful(numbers: Sequence[str], stated: int) -> bool:
    """Whether numbers of copies may be read wrongly: several stand in one, or a first and a last one tell no range."""
    joined = [
        each for each in numbers if len(re.findall(r"\d{3,}", each)) > 1 and (" " in each or _RANGE.fullmatch(each))
    ]
    return bool(joined) and stated != len(numbers)


def _apart(part: str, stated: int) -> list[str]:
    """Return numbers with only spaces between them, where as many copies are stated: then they are so many numbers."""
    each = part.split()
    return each if len(each) > 1 and len(each) == stated and all(map(str.isdigit, each)) else []


def _range(part: str, stated: int) -> list[str]:
    told = _RANGE.fullmatch(part)
    if told is None or told["again"].strip() not in ("", told["head"].strip()):
        return []
    first, last, head = told["first"], told["last"], told["head"]
    is_named_twice = told["again"].strip() != ""
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
        is_sure = False
    else:
        is_long = len(first) == len(last) and len(first) >= SHORTEST_IN_RANGE
        is_sure = (is_long and not any(map(str.isdigit, head))) or is_named_twice
    number = int(last) - int(first) + 1
    if not 2 <= number <= MOST_IN_RANGE or not (number == stated or (is_sure and not stated)):
        return []
    return [f"{head}{each:0{len(first)}d}" for each in range(int(first), int(last) + 1)]


def language_by_script(told: Mapping[Column, str]) -> str | None:
    """Return the language of a book of which no column tells it, where the letters of its title tell it surely."""
    others = (Column.AUTHOR, Column.PUBLISHER, Column.PLACE, Column.SERIES)
    return book_language(told.get(Column.TITLE, ""), [told[column] for column in others if column in told])
