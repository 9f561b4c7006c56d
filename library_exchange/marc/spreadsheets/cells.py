"""What single cells of a table say: a title as ISBD writes it, a year however it is written, numbers of copies."""

import re
import unicodedata
from collections.abc import Mapping
from typing import NamedTuple

from library_exchange.core.scripts import language_of, script_of
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
_BETWEEN_NUMBERS = re.compile(r"\s*[,;，；、|\n]\s*")
_PRICE = re.compile(
    r"(?<=[\dXxХх])\s*(?:[(（][^()（）]{1,12}[)）])?\s*(?:[:：/／]|(?=[¥￥$])|\s(?=\s*(?:CNY|RMB|USD|RUB|[\d.,]+\s*(?:元|руб|р\.))))\s*"
    r"(?:CNY|RMB|USD|RUB|[¥￥$])?\s*\d{1,5}(?:[.,]\d{1,2})?\s*(?:元|圆|руб\w*\.?|р\.?)?(?=\s*(?:[;；,，|]|$))",
    re.IGNORECASE,
)
_PLACED = re.compile(r"(?P<place>[^\W\d][^:：\d]{0,29})[:：]\s*(?P<number>[^:：]*\d[^:：]*)")
_RANGE = re.compile(r"(?P<head>\D*?)(?P<first>\d+)\s*[-–—~～至]\s*(?P<again>\D*?)(?P<last>\d+)")
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


def copy_numbers(cell: str, stated: int) -> list[str]:
    """Return the numbers of copies that a cell names; "60011-60012" are two, "11-1" is one of the number given so."""
    return [number for _place, number in placed_numbers(cell, stated)]


def placed_numbers(cell: str, stated: int) -> list[tuple[str, str]]:
    """Return the numbers of copies that a cell names, each with the place that stands before it, "" if none does."""
    found: list[tuple[str, str]] = []
    for part in filter(None, _BETWEEN_NUMBERS.split(cell)):
        place, number = placed(part)
        found += [(place, each) for each in _range(number, stated) or [number]]
    return found


def _range(part: str, stated: int) -> list[str]:
    told = _RANGE.fullmatch(part)
    if told is None or told["again"].strip() not in ("", told["head"].strip()):
        return []
    first, last = told["first"], told["last"]
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
        is_sure = False
    else:
        is_sure = len(first) == len(last) and len(first) >= SHORTEST_IN_RANGE
    number = int(last) - int(first) + 1
    if not 2 <= number <= MOST_IN_RANGE or not (number == stated or (is_sure and not stated)):
        return []
    return [f"{told['head']}{each:0{len(first)}d}" for each in range(int(first), int(last) + 1)]


def language_by_script(told: Mapping[Column, str]) -> str | None:
    """Return the language of a book of which no column tells it, where the letters of its title tell it surely."""
    texts = [
        told[column] for column in (Column.AUTHOR, Column.PUBLISHER, Column.PLACE, Column.SERIES) if column in told
    ]
    if any(script_of(text) == "Cyrl" and language_of(text) is None for text in texts):
        return None
    return {"zh": "chi", "ru": "rus"}.get(language_of(told.get(Column.TITLE, "")) or "")
